// What a day of a person costs (CJM) from a day on, or what the firm pays for one booking of an independent. Past days
// are valued again: the margins that move, closed months among them, are shown before a second person decides.
import { z } from 'zod';
import { later, type CivilDate } from '../../civil-dates.ts';
import { sayDate, sayEurosAndCents } from '../../french.ts';
import { monthOf } from '../../periods.ts';
import { coveringAssignment, costRateOn, type CostRate } from '../../valuation.ts';
import { defineCommand, NOT_FOUND, refuse, type EuroEffect, type RowChange } from '../command.ts';
import type { FirmReader } from '../firm-reader.ts';
import { civilDate, code, euros } from '../inputs.ts';
import type { AssignmentCostRow, AssignmentRow, CostRateRow, TimeRow } from '../rows.ts';
import { closedMonthsAfter, lockRevaluation } from './revaluation.ts';

const input = z
  .strictObject({
    consultant: code.nullable().default(null),
    /** The day from which a consultant's cost holds. */
    startsOn: civilDate.nullable().default(null),
    /** A booking whose days cost otherwise than the person's. */
    assignment: code.nullable().default(null),
    dailyCost: euros,
  })
  .refine(
    (asked) => (asked.assignment === null) === (asked.consultant !== null && asked.startsOn !== null),
    'un consultant et le jour où son coût commence, ou une affectation',
  );

type Asked = z.infer<typeof input>;
const FOREVER = '2199-12-31';

/** Costs as they stand: of the person, and of their bookings. */
type Costs = { readonly rates: readonly CostRate[]; readonly bookings: ReadonlyMap<string, number> };

/** What these days cost, in cents; quarter days times cents are divided once, at the end. */
function costOfDays(
  times: readonly TimeRow[],
  assignments: readonly AssignmentRow[],
  { rates, bookings }: Costs,
): number {
  const quarterCents = times.reduce((total, { workedOn, project, quarterDays }) => {
    const booking = coveringAssignment(
      assignments.filter((one) => one.project === project && one.status === 'ferme'),
      workedOn,
    );
    const own = booking === null ? undefined : bookings.get(booking.code);
    return total + quarterDays * (own ?? costRateOn(rates, workedOn));
  }, 0);
  return Math.round(quarterCents / 4);
}

type Facts = {
  readonly consultant: string;
  readonly name: string;
  readonly from: CivilDate;
  readonly booking: AssignmentRow | null;
  readonly rates: readonly CostRateRow[];
  readonly bookingCosts: readonly AssignmentCostRow[];
  readonly assignments: readonly AssignmentRow[];
  readonly times: readonly TimeRow[];
  readonly closedMonths: readonly string[];
};

/** Whose cost it is, and from which day; null: there is no such person or booking. */
async function findSubject(asked: Asked, read: FirmReader) {
  const booking = asked.assignment === null ? null : await read.get('assignment', { code: asked.assignment });
  const consultantCode = asked.assignment === null ? asked.consultant : (booking?.consultant ?? null);
  const consultant = consultantCode === null ? null : await read.get('consultant', { code: consultantCode });
  const from = booking?.startsOn ?? asked.startsOn;
  return consultant === null || from === null ? null : { consultant, booking, from };
}

async function loadFacts(asked: Asked, read: FirmReader): Promise<Facts | null> {
  const subject = await findSubject(asked, read);
  if (!subject) return null;
  const { consultant, booking, from } = subject;
  const assignments = await read.find('assignment', { consultant: consultant.code });
  const bookingCosts: AssignmentCostRow[] = [];
  for (const one of assignments) bookingCosts.push(...(await read.find('assignmentCost', { assignment: one.code })));
  const times = await read.timeBetween(consultant.code, from, FOREVER);
  return {
    consultant: consultant.code,
    name: `${consultant.firstName} ${consultant.lastName}`,
    from,
    booking,
    rates: await read.find('costRate', { consultant: consultant.code }),
    bookingCosts,
    assignments,
    times: times.map(({ billed: _billed, ...row }) => row),
    closedMonths: await closedMonthsAfter(read, from),
  };
}

/** The row before and after, and the costs as they would then stand. */
function changeCost(facts: Facts, dailyCostCents: number): { row: RowChange; before: number | null; costs: Costs } {
  const { rates, booking, bookingCosts, from } = facts;
  const bookings = new Map(bookingCosts.map((cost) => [cost.assignment, cost.dailyCostCents]));
  if (booking !== null) {
    const known = bookingCosts.find(({ assignment }) => assignment === booking.code) ?? null;
    return {
      row: { entity: 'assignmentCost', before: known, after: { assignment: booking.code, dailyCostCents } },
      before: known?.dailyCostCents ?? costRateOn(rates, from),
      costs: { rates, bookings: new Map([...bookings, [booking.code, dailyCostCents]]) },
    };
  }
  const known = rates.find(({ startsOn }) => startsOn === from) ?? null;
  const after = { consultant: facts.consultant, startsOn: from, dailyCostCents };
  return {
    row: { entity: 'costRate', before: known, after },
    before: rates.some(({ startsOn }) => startsOn <= from) ? costRateOn(rates, from) : null,
    costs: { rates: [...rates.filter(({ startsOn }) => startsOn !== from), after], bookings },
  };
}

export const setCost = defineCommand({
  name: 'set_cost',
  label: "Fixer le coût d'un consultant",
  input,
  rights: { direction: 'all', daf: 'all' },
  tier: 2,
  approvers: ['direction'],
  locks: async (asked, read) => {
    const subject = await findSubject(asked, read);
    return subject ? lockRevaluation(read, [subject.consultant.code], subject.from) : [];
  },
  load: loadFacts,
  plan: (facts, asked) => {
    if (!facts) return refuse(NOT_FOUND, `Inconnu : ${asked.assignment ?? asked.consultant ?? ''}.`);
    const { row, before, costs } = changeCost(facts, asked.dailyCost);
    if (row.before !== null && before === asked.dailyCost)
      return refuse('nothing_changes', `Le CJM est déjà de ${sayEurosAndCents(asked.dailyCost / 100)}.`);
    const known: Costs = {
      rates: facts.rates,
      bookings: new Map(facts.bookingCosts.map((cost) => [cost.assignment, cost.dailyCostCents])),
    };
    const compareDays = (label: string, times: readonly TimeRow[]): EuroEffect => ({
      label,
      beforeCents: costOfDays(times, facts.assignments, known),
      afterCents: costOfDays(times, facts.assignments, costs),
    });
    const closed = facts.closedMonths
      .map((month) => ({ month, times: facts.times.filter(({ workedOn }) => monthOf(workedOn) === month) }))
      .map(({ month, times }) => compareDays(`Coût du mois clos ${month}`, times))
      .filter(({ beforeCents, afterCents }) => beforeCents !== afterCents);
    const since = `à partir du ${sayDate(later(facts.from, facts.booking?.startsOn ?? facts.from))}`;
    const what = facts.booking
      ? `de ${facts.name} sur ${facts.booking.code}`
      : `de ${facts.name} (${facts.consultant})`;
    const was = before === null ? '' : ` au lieu de ${sayEurosAndCents(before / 100)}`;
    const told = closed.length === 0 ? '' : ` ${closed.length} mois clos en sont changés.`;
    return {
      effect: {
        sentence: `Fixer le CJM ${what} à ${sayEurosAndCents(asked.dailyCost / 100)}${was} ${since}.${told}`,
        rows: [row],
        euros: [
          { label: 'CJM (coût)', beforeCents: before, afterCents: asked.dailyCost },
          compareDays('Coût des jours saisis', facts.times),
          ...closed,
        ],
      },
      revalues: [{ consultants: [facts.consultant], from: facts.from }],
    };
  },
});
