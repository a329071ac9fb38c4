// Work that no invoice has taken yet: done, and planned by firm assignments, milestones and fees; HT, a project and a
// month each.
import { billProject, type BillingFacts } from '../../../domain/billing.ts';
import { bookedDays, groupBookings } from '../../../domain/capacity.ts';
import type { WorkToInvoice } from '../../../domain/cash-forecast.ts';
import { addDays, later } from '../../../domain/civil-dates.ts';
import { composeTerms, isTimeBilledPart } from '../../../domain/contract/kinds.ts';
import { monthsOfService } from '../../../domain/contract/managed-service.ts';
import { multiply, type Fraction } from '../../../domain/fraction.ts';
import { eurosFromCents, eurosFromQuarterCents, roundToCents } from '../../../domain/money.ts';
import { addMonths, firstDayOf, lastCompleteMonth, lastDayOf, monthOf, type Month } from '../../../domain/periods.ts';
import type { Person } from '../../../domain/presence.ts';
import type { Transaction } from '../../connection.ts';
import { readBillingFacts } from '../billing-facts.ts';
import { readBookings, type BookingFact } from '../people-facts.ts';
import { readProjects, type ProjectFactRows, type ProjectRow } from '../project-facts.ts';
import { readUninvoicedTime, type UninvoicedTime } from '../uninvoiced-time.ts';

/** Days of a person on a firm assignment in a month, after the day. */
export type PlannedDays = {
  readonly person: Person;
  readonly booking: BookingFact;
  readonly month: Month;
  readonly days: Fraction;
};

export async function readPlannedDays(
  tx: Transaction,
  asOf: string,
  people: readonly Person[],
  months: readonly Month[],
): Promise<PlannedDays[]> {
  const tomorrow = addDays(asOf, 1);
  const bookings = await readBookings(tx, tomorrow, lastDayOf(months.at(-1) ?? monthOf(asOf)));
  const byCode = new Map(bookings.map((booking) => [booking.code, booking]));
  const firm = groupBookings(bookings.filter(({ status }) => status === 'ferme'));
  return people.flatMap((person) =>
    (firm.get(person.code) ?? []).flatMap((group) =>
      months.flatMap((month) =>
        bookedDays(person, group, later(firstDayOf(month), tomorrow), lastDayOf(month)).flatMap((load) => {
          const booking = byCode.get(load.booking.code);
          return booking ? [{ person, booking, month, days: load.days }] : [];
        }),
      ),
    ),
  );
}

type Amount = { readonly month: Month; readonly kind: WorkToInvoice['kind']; readonly netCents: number };

/** What the sources of one project say, gathered before its ceiling and deposits are taken off. */
type ProjectWork = {
  readonly project: ProjectRow;
  readonly last: BillingFacts;
  readonly current: BillingFacts;
  readonly time: readonly UninvoicedTime[];
  readonly planned: readonly PlannedDays[];
};
type Horizon = { readonly asOf: string; readonly lastMonth: Month; readonly months: readonly Month[] };

/** Days done go with the month that they were worked in, the late ones with the last month over; then days planned. */
function timeAmounts({ project, time, planned }: ProjectWork, rows: ProjectFactRows, { lastMonth }: Horizon): Amount[] {
  const sold = rows.budgets.get(project.id) ?? [];
  const soldRate = (profile: string) =>
    sold.find((line) => rows.profiles.get(line.profile_id)?.name === profile)?.daily_rate_cents ?? 0;
  return [
    ...time
      .filter(({ rated }) => isTimeBilledPart(project.contract_kind, rated))
      .map(({ month, value_quarter_cents }) => ({
        month: month > lastMonth ? month : lastMonth,
        kind: 'work_done' as const,
        netCents: roundToCents(eurosFromQuarterCents(value_quarter_cents)),
      })),
    ...planned
      .filter(({ booking }) => isTimeBilledPart(project.contract_kind, booking.rated))
      .map(({ booking, month, days }) => ({
        month,
        kind: 'work_planned' as const,
        netCents: roundToCents(multiply(days, eurosFromCents(booking.dailyRateCents ?? soldRate(booking.profile)))),
      })),
  ].toSorted((a, b) => (a.month < b.month ? -1 : a.month > b.month ? 1 : a.kind < b.kind ? -1 : 1));
}

/** A régie plafonnée is paid up to its ceiling, what is done first. */
function capAmounts(amounts: readonly Amount[], { last }: ProjectWork): Amount[] {
  const { ceilingCents } = last.amounts;
  if (last.amounts.kind !== 'regie_plafonnee' || ceilingCents === null) return [...amounts];
  let leftCents = Math.max(0, ceilingCents - (last.invoicedNetCents - last.takenRebilledCents));
  return amounts.map((amount) => {
    const netCents = Math.min(amount.netCents, leftCents);
    leftCents -= netCents;
    return { ...amount, netCents };
  });
}

function linesTotal(facts: BillingFacts, month: Month, isWanted: (kind: string) => boolean): number {
  return billProject(facts, month).reduce((total, line) => (isWanted(line.kind) ? total + line.amountCents : total), 0);
}

const isMilestone = (kind: string) => kind === 'milestone';
/** Days have their own sum; milestones are told apart, since the current month repeats those of the last. */
const isService = (kind: string) => kind === 'fee' || kind === 'overage' || kind === 'purchase';

/** Accepted milestones, fees, overage and purchases that are ready to bill. */
function readyAmounts({ last, current }: ProjectWork, { lastMonth }: Horizon): Amount[] {
  const month = addMonths(lastMonth, 1);
  const accepted = linesTotal(last, lastMonth, isMilestone);
  const acceptedSince = Math.max(0, linesTotal(current, month, isMilestone) - accepted);
  return [
    { month: lastMonth, kind: 'work_done', netCents: accepted + linesTotal(last, lastMonth, isService) },
    { month, kind: 'work_done', netCents: acceptedSince + linesTotal(current, month, isService) },
  ];
}

/** Milestones to come, less what deposits have paid of them in advance; a planned day that is past: this month. */
function milestoneAmounts(
  { project, current }: ProjectWork,
  rows: ProjectFactRows,
  { asOf, lastMonth }: Horizon,
): Amount[] {
  const acceptedCents = current.milestones.reduce((total, { amountCents }) => total + amountCents, 0);
  let paidCents = Math.max(0, current.periodlessNetCents - acceptedCents);
  return (rows.milestones.get(project.id) ?? [])
    .filter(({ accepted_on, planned_on }) => planned_on !== null && (accepted_on === null || accepted_on > asOf))
    .toSorted((a, b) => ((a.planned_on ?? '') < (b.planned_on ?? '') ? -1 : 1))
    .map(({ planned_on, amount_cents }) => {
      const deducted = Math.min(paidCents, amount_cents);
      paidCents -= deducted;
      const month = monthOf(later(planned_on ?? asOf, firstDayOf(addMonths(lastMonth, 1))));
      return { month, kind: 'work_planned', netCents: amount_cents - deducted };
    });
}

/** Fees of the months after this one: this one's is ready to bill. */
function feeAmounts({ last }: ProjectWork, { months }: Horizon): Amount[] {
  return composeTerms(last.amounts).flatMap((term) => {
    if (term.kind !== 'managed_service') return [];
    const service = new Set(monthsOfService(term));
    return months
      .slice(1)
      .filter((month) => service.has(month))
      .map((month) => ({ month, kind: 'work_planned' as const, netCents: term.monthlyFeeCents }));
  });
}

function workOf(work: ProjectWork, rows: ProjectFactRows, horizon: Horizon): WorkToInvoice[] {
  const { project } = work;
  const client = project.client;
  if (client === null || project.contract_kind === 'interne') return [];
  const toCome =
    project.status === 'clos' ? [] : [...milestoneAmounts(work, rows, horizon), ...feeAmounts(work, horizon)];
  const amounts = [...capAmounts(timeAmounts(work, rows, horizon), work), ...readyAmounts(work, horizon), ...toCome];
  const groups = Map.groupBy(amounts, ({ month, kind }) => `${month} ${kind}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const netCents = group.reduce((total, amount) => total + amount.netCents, 0);
    return first && netCents > 0
      ? [{ project: project.code, client, month: first.month, kind: first.kind, netCents }]
      : [];
  });
}

/** @param months those after the last month that is over at the day. */
export async function readWorkToInvoice(
  tx: Transaction,
  asOf: string,
  planned: readonly PlannedDays[],
  months: readonly Month[],
): Promise<WorkToInvoice[]> {
  const horizon: Horizon = { asOf, lastMonth: lastCompleteMonth(asOf), months };
  const [rows, last, current] = await Promise.all([
    readProjects(tx),
    readBillingFacts(tx, { month: horizon.lastMonth, asOf }),
    readBillingFacts(tx, { month: addMonths(horizon.lastMonth, 1), asOf }),
  ]);
  const time = await readUninvoicedTime(tx, { asOf, through: asOf, projectIds: rows.projects.map(({ id }) => id) });
  const timeOf = Map.groupBy(time, ({ project_id }) => project_id);
  const plannedOf = Map.groupBy(planned, ({ booking }) => booking.target);
  const lastOf = new Map(last.map((facts) => [facts.code, facts]));
  const currentOf = new Map(current.map((facts) => [facts.code, facts]));
  return rows.projects.flatMap((project) => {
    const [before, now] = [lastOf.get(project.code), currentOf.get(project.code)];
    if (!before || !now) return [];
    const work = {
      project,
      last: before,
      current: now,
      time: timeOf.get(project.id) ?? [],
      planned: plannedOf.get(project.code) ?? [],
    };
    return workOf(work, rows, horizon);
  });
}
