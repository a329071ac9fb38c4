// The firm closes for some days: every employee who is there is on leave, so that reports, capacity and CRAs know it.
// The employer fixes when leave is taken (Code du travail, art. L3141-16); independents are not concerned. Public
// holidays are known to the rules (domain/calendar.ts).
import { z } from 'zod';
import { countWorkingDays } from '../../calendar.ts';
import { earlier, later } from '../../civil-dates.ts';
import { sayDate, sayDays } from '../../french.ts';
import { monthOf, monthsBetween } from '../../periods.ts';
import { isPresent } from '../../presence.ts';
import { defineCommand, refuse } from '../command.ts';
import type { FirmReader } from '../firm-reader.ts';
import { civilDate } from '../inputs.ts';
import type { AbsenceRow, ConsultantRow } from '../rows.ts';

/** What a closure is taken on: paid leave, RTT, or given by the firm. */
const CLOSURE_KINDS = ['cp', 'rtt', 'autre'] as const;

const input = z
  .strictObject({ closedFrom: civilDate, closedThrough: civilDate, kind: z.enum(CLOSURE_KINDS).default('cp') })
  .refine((asked) => asked.closedThrough >= asked.closedFrom, 'la fin précède le début')
  .refine(
    (asked) => monthsBetween(monthOf(asked.closedFrom), monthOf(asked.closedThrough)).length <= 3,
    'une fermeture dure trois mois au plus',
  );
type Asked = z.infer<typeof input>;

/** The part of the closure in which they belong to the firm. */
function closureOf(person: ConsultantRow, asked: Asked): { startsOn: string; endsOn: string } {
  return {
    startsOn: later(asked.closedFrom, person.enteredOn),
    endsOn: person.leftOn === null ? asked.closedThrough : earlier(asked.closedThrough, person.leftOn),
  };
}

async function findConcerned(asked: Asked, read: FirmReader): Promise<ConsultantRow[]> {
  const employees = await read.find('consultant', { employment: 'salarie' });
  return employees.filter((person) => {
    const { startsOn, endsOn } = closureOf(person, asked);
    return startsOn <= endsOn && isPresent(person, startsOn);
  });
}

export const setCalendar = defineCommand({
  name: 'set_calendar',
  label: "Fermer l'entreprise",
  input,
  rights: { direction: 'all' },
  tier: 1,
  approvers: [],
  locks: async (asked, read) => [
    ...(await findConcerned(asked, read)).map(({ code }) => ({ kind: 'consultant' as const, key: code })),
    { kind: 'firm', key: 'people' },
    ...monthsBetween(monthOf(asked.closedFrom), monthOf(asked.closedThrough)).map((key) => ({
      kind: 'month' as const,
      key,
      shared: true,
    })),
  ],
  load: async (asked, read) => {
    const people = [];
    for (const person of await findConcerned(asked, read)) {
      const { startsOn, endsOn } = closureOf(person, asked);
      const absences = await read.absencesBetween(person.code, startsOn, endsOn);
      const sameKey = await read.find('absence', { consultant: person.code, kind: asked.kind, startsOn });
      people.push({
        person,
        startsOn,
        endsOn,
        isAway: absences.some((one) => one.status === 'validee' && one.startsOn <= startsOn && one.endsOn >= endsOn),
        worked: await read.timeBetween(person.code, startsOn, endsOn),
        occurrence: Math.max(0, ...sameKey.map((one) => one.occurrence)) + 1,
      });
    }
    const closed = [];
    for (const month of monthsBetween(monthOf(asked.closedFrom), monthOf(asked.closedThrough)))
      if (await read.isMonthClosed(month)) closed.push(month);
    return { people, closed };
  },
  plan: ({ people, closed }, asked) => {
    if (closed[0] !== undefined) return refuse('month_closed', `Le mois ${closed[0]} est clos.`);
    const workers = people.filter(({ worked }) => worked.length > 0).map(({ person }) => person.code);
    if (workers.length > 0) return refuse('time_in_closure', `Des jours y sont déjà saisis : ${workers.join(', ')}.`);
    const concerned = people.filter(({ isAway }) => !isAway);
    const days = countWorkingDays(asked.closedFrom, asked.closedThrough);
    if (days === 0) return refuse('nothing_to_close', 'Aucun jour ouvré dans cette période.');
    if (concerned.length === 0) return refuse('nobody_to_close', 'Tous les salariés y sont déjà en congé.');
    return {
      effect: {
        sentence: `Fermer l'entreprise du ${sayDate(asked.closedFrom)} au ${sayDate(asked.closedThrough)}, ${sayDays(days)} ouvrés (${asked.kind}) : ${concerned.length} salarié(s) en congé, ${people.length - concerned.length} y étaient déjà.`,
        rows: concerned.map(({ person, startsOn, endsOn, occurrence }) => {
          const after: AbsenceRow = {
            id: null,
            consultant: person.code,
            kind: asked.kind,
            startsOn,
            endsOn,
            startsAfternoon: false,
            endsMorning: false,
            status: 'validee',
            occurrence,
          };
          return { entity: 'absence', before: null, after };
        }),
      },
      notices: concerned.map(({ person, startsOn, endsOn }) => ({
        consultant: person.code,
        key: `fermeture:${startsOn}:${endsOn}`,
        text: `L'entreprise ferme du ${sayDate(startsOn)} au ${sayDate(endsOn)} : vous êtes en congé (${asked.kind}).`,
      })),
      result: { people: concerned.length },
    };
  },
});
