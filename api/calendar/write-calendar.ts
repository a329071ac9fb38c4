// A person's missions and leave as an iCalendar feed (RFC 5545): whole days, half days in Paris time, and identifiers
// that stay, so that what changes is moved in the calendar and not added beside.
import ical, { ICalEventBusyStatus, ICalEventStatus, ICalEventTransparency, type ICalCalendar } from 'ical-generator';
import type { CalendarLeave, CalendarMission } from '../../db/calendar-links.ts';
import { addDays, type CivilDate } from '../../domain/civil-dates.ts';
import { sayPercent } from '../../domain/french.ts';

const ZONE = 'Europe/Paris';

/** Central European time since 1996 (directive 2000/84/EC): summer from the last Sunday of March to that of October. */
const PARIS = [
  'BEGIN:VTIMEZONE',
  `TZID:${ZONE}`,
  'BEGIN:DAYLIGHT',
  'TZNAME:CEST',
  'TZOFFSETFROM:+0100',
  'TZOFFSETTO:+0200',
  'DTSTART:19960331T020000',
  'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
  'END:DAYLIGHT',
  'BEGIN:STANDARD',
  'TZNAME:CET',
  'TZOFFSETFROM:+0200',
  'TZOFFSETTO:+0100',
  'DTSTART:19961027T030000',
  'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
  'END:STANDARD',
  'END:VTIMEZONE',
].join('\r\n');

/** A mission without end is shown that far; the feed is read again long before. */
const FAR_DAYS = 365;
/** Calendars are told to read the feed again after an hour: a plan changes a few times a week. */
const READ_AGAIN_SECONDS = 3600;

/** The clock of a day, whatever the machine's zone: the library reads a time without a zone as it is written. */
const at = (day: CivilDate, time: string): string => `${day}T${time}`;

type Dates = { readonly startsOn: CivilDate; readonly endsOn: CivilDate };

/** iCalendar's end is the day after the last. */
function wholeDays({ startsOn, endsOn }: Dates): { start: string; end: string; allDay: true } {
  return { start: at(startsOn, '12:00:00'), end: at(addDays(endsOn, 1), '12:00:00'), allDay: true };
}

function addMission(calendar: ICalCalendar, mission: CalendarMission, today: CivilDate): void {
  const { code, project, title, startsOn, quota, status } = mission;
  const share = Number(quota) === 1 ? '' : ` (${sayPercent(Number(quota))})`;
  const far = addDays(startsOn > today ? startsOn : today, FAR_DAYS);
  calendar.createEvent({
    id: `mission-${code}@vigie`,
    ...wholeDays({ startsOn, endsOn: mission.endsOn ?? far }),
    stamp: at(startsOn, '00:00:00Z'),
    summary: `${title ?? project}${share}${status === 'ferme' ? '' : ' — prévisionnelle'}`,
    description: `${project}, affectation ${code}`,
    status: status === 'ferme' ? ICalEventStatus.CONFIRMED : ICalEventStatus.TENTATIVE,
    // One can be invited while on a mission.
    transparency: ICalEventTransparency.TRANSPARENT,
    busystatus: ICalEventBusyStatus.FREE,
  });
}

/** Colleagues read a shared calendar: an illness is an absence, and no more. */
function sayLeave({ kind, status }: CalendarLeave): string {
  const word = kind === 'cp' || kind === 'rtt' ? 'Congés' : 'Absence';
  return status === 'validee' ? word : `${word} — demande en attente`;
}

function addLeave(calendar: ICalCalendar, leave: CalendarLeave): void {
  const { id, startsOn, endsOn, startsAfternoon, endsMorning, status } = leave;
  const halved = startsAfternoon || endsMorning;
  calendar.createEvent({
    id: `absence-${id}@vigie`,
    ...(halved
      ? {
          start: at(startsOn, startsAfternoon ? '14:00:00' : '09:00:00'),
          end: at(endsOn, endsMorning ? '12:30:00' : '18:00:00'),
          timezone: ZONE,
        }
      : wholeDays({ startsOn, endsOn })),
    stamp: at(startsOn, '00:00:00Z'),
    summary: sayLeave(leave),
    status: status === 'validee' ? ICalEventStatus.CONFIRMED : ICalEventStatus.TENTATIVE,
    transparency: ICalEventTransparency.OPAQUE,
    busystatus: status === 'validee' ? ICalEventBusyStatus.OOF : ICalEventBusyStatus.TENTATIVE,
  });
}

/** @param today a civil day: how far a mission without end is shown. */
export function writeCalendar(
  { missions, leave }: { readonly missions: readonly CalendarMission[]; readonly leave: readonly CalendarLeave[] },
  today: CivilDate,
): string {
  const calendar = ical({
    name: 'Missions et congés',
    prodId: { company: 'Vigie', product: 'Planning', language: 'FR' },
    ttl: READ_AGAIN_SECONDS,
    // No zone of its own: the stamps are then in UTC, as the standard wants them; half days say theirs.
    timezone: { name: null, generator: (zone) => (zone === ZONE ? PARIS : null) },
    x: [['X-WR-TIMEZONE', ZONE]],
  });
  for (const mission of missions) addMission(calendar, mission, today);
  for (const one of leave) addLeave(calendar, one);
  return calendar.toString();
}
