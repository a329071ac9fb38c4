// Leave, rest days, sickness and training, as a French firm takes them: August, Christmas, a week in spring.
import { addDays, later, weekdayOf, type CivilDate } from '../../domain/civil-dates.ts';
import { isWorkingDay } from '../../domain/calendar.ts';
import type { Absence, Person } from './facts.ts';
import type { Random } from './random.ts';
import { mondayOnOrBefore, type Window } from './window.ts';

export type Calendar = {
  absences: Absence[];
  /** Quarter days of validated absence, a person and a day. */
  absentQuarters: Map<Person, Map<CivilDate, number>>;
};

/** How far ahead people have already asked for their leave. */
const PLANNED_AHEAD_DAYS = 100;
/** Beyond this, the leave is asked for and not validated yet. */
const VALIDATED_AHEAD_DAYS = 50;

type Leave = { person: Person; window: Window; random: Random; calendar: Calendar; taken: Map<CivilDate, number> };

export function worksOn(person: Person, date: CivilDate): boolean {
  return isWorkingDay(date) && !person.daysOff.includes(weekdayOf(date));
}

type Request = { kind: string; from: CivilDate; days: number; half?: 'morning' | 'afternoon' };

/** Records an absence of so many of the person's working days, unless it meets another one. */
function takeLeave(leave: Leave, { kind, from, days, half }: Request): void {
  const { person, window, taken } = leave;
  const dates: CivilDate[] = [];
  for (let date = from; dates.length < days; date = addDays(date, 1)) if (worksOn(person, date)) dates.push(date);
  const [start, end] = [dates[0], dates.at(-1)];
  if (!start || !end || dates.some((date) => taken.has(date))) return;
  if (start < later(person.entry, window.start) || end > (person.exit ?? addDays(window.today, PLANNED_AHEAD_DAYS)))
    return;
  const status = start > addDays(window.today, VALIDATED_AHEAD_DAYS) ? 'demandee' : 'validee';
  for (const date of dates) taken.set(date, status === 'validee' ? (half ? 2 : 4) : 0);
  leave.calendar.absences.push({
    person,
    kind,
    start,
    end,
    startsAtNoon: half === 'afternoon',
    endsAtNoon: half === 'morning',
    status,
  });
}

function holidaysOfYear(leave: Leave, year: number): void {
  const { random } = leave;
  const summer = mondayOnOrBefore(addDays(`${year}-07-06`, random.int(0, 46)));
  takeLeave(leave, { kind: 'cp', from: summer, days: random.pick([10, 10, 14, 15]) });
  if (random.chance(0.8))
    takeLeave(leave, { kind: 'cp', from: `${year}-12-${random.pick([22, 23, 24, 24])}`, days: random.int(4, 7) });
  if (random.chance(0.85))
    takeLeave(leave, {
      kind: 'cp',
      from: mondayOnOrBefore(addDays(`${year}-02-12`, random.int(0, 90))),
      days: random.pick([4, 5, 5]),
    });
  if (random.chance(0.35))
    takeLeave(leave, { kind: 'cp', from: addDays(`${year}-10-19`, random.int(0, 18)), days: random.int(2, 4) });
}

function singleDays(leave: Leave, year: number): void {
  const { random } = leave;
  const someDay = (): CivilDate => addDays(`${year}-01-03`, random.int(0, 355));
  for (let i = random.int(5, 8); i > 0; i -= 1) {
    const half = random.chance(0.2) ? random.pick(['morning', 'afternoon'] as const) : null;
    takeLeave(leave, { kind: 'rtt', from: someDay(), days: 1, ...(half === null ? {} : { half }) });
  }
  for (let i = random.pick([0, 0, 1, 1, 1, 2]); i > 0; i -= 1)
    takeLeaveInPast(leave, { kind: 'maladie', from: someDay(), days: random.pick([1, 1, 2, 2, 3, 4]) });
  if (random.chance(0.75))
    takeLeave(leave, { kind: 'formation', from: mondayOnOrBefore(someDay()), days: random.int(2, 3) });
  if (random.chance(0.03)) takeLeaveInPast(leave, { kind: 'sans_solde', from: mondayOnOrBefore(someDay()), days: 5 });
}

/** Nobody plans to be ill. */
function takeLeaveInPast(leave: Leave, request: Request): void {
  if (addDays(request.from, 14) < leave.window.today) takeLeave(leave, request);
}

/** An independent says when they do not work; nobody pays for it. */
function independentLeave(leave: Leave, year: number): void {
  const { random } = leave;
  takeLeave(leave, {
    kind: 'autre',
    from: mondayOnOrBefore(addDays(`${year}-07-20`, random.int(0, 30))),
    days: random.pick([10, 15]),
  });
  takeLeave(leave, { kind: 'autre', from: `${year}-12-24`, days: random.int(4, 6) });
}

/** Sixteen weeks (Code du travail, art. L1225-17), over before the month of the anomalies. */
function maternityLeave(leave: Leave): void {
  const from = mondayOnOrBefore(addDays(leave.window.monthStart, -leave.random.int(150, 260)));
  takeLeave(leave, { kind: 'maternite', from, days: 76 });
}

/** @param spared people with no absence in the month of the anomalies: their story needs them at work. */
export function planAbsences(
  people: readonly Person[],
  spared: ReadonlySet<Person>,
  mother: Person | null,
  window: Window,
  random: Random,
): Calendar {
  const calendar: Calendar = { absences: [], absentQuarters: new Map() };
  const lastYear = Number(addDays(window.today, PLANNED_AHEAD_DAYS).slice(0, 4));
  for (const person of people) {
    const taken = new Map<CivilDate, number>();
    const leave: Leave = { person, window, random, calendar, taken };
    if (spared.has(person))
      for (let date = window.monthStart; date <= window.monthEnd; date = addDays(date, 1)) taken.set(date, 0);
    if (person === mother) maternityLeave(leave);
    for (let year = Number(window.start.slice(0, 4)); year <= lastYear; year += 1) {
      if (!person.isEmployee) independentLeave(leave, year);
      else {
        holidaysOfYear(leave, year);
        singleDays(leave, year);
      }
    }
    calendar.absentQuarters.set(person, taken);
  }
  // One request for later on was refused.
  const asked = calendar.absences.find((one) => one.status === 'demandee');
  if (asked) asked.status = 'refusee';
  return calendar;
}
