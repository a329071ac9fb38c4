// What ends with a project: its bookings are released on its last day, its requests for people are dropped; and what
// is still open on it, told in figures to who ends it.
import { billProject, type BillingFacts } from '../../billing.ts';
import type { CivilDate } from '../../civil-dates.ts';
import { sayCount, sayDate, sayDays, sayEurosAndCents } from '../../french.ts';
import { eurosFromQuarterCents, showEuros } from '../../money.ts';
import { monthOf } from '../../periods.ts';
import { NOT_FOUND, refuse, type FactContext, type LockKey, type Refusal, type RowChange } from '../command.ts';
import type { FirmReader } from '../firm-reader.ts';
import type {
  AssignmentCostRow,
  AssignmentRow,
  MilestoneRow,
  ProjectCommandRow,
  StaffingRequestRow,
  TimeRow,
} from '../rows.ts';
import { lockMonths, readClosedFigures, readFigures, type ClosedFigures, type Figures } from './figures.ts';
import { totalOf } from './terms.ts';

type EndFacts = {
  readonly project: ProjectCommandRow | null;
  readonly figures: Figures | null;
  readonly closed: ClosedFigures | null;
  readonly billing: BillingFacts | null;
  readonly milestones: readonly MilestoneRow[];
  readonly time: readonly TimeRow[];
  readonly bookings: readonly AssignmentRow[];
  readonly bookingCosts: readonly AssignmentCostRow[];
  readonly requests: readonly StaffingRequestRow[];
  readonly monthClosed: boolean;
};

export async function lockEnd(code: string, read: FirmReader, today: CivilDate): Promise<LockKey[]> {
  const bookings = await read.find('assignment', { project: code });
  return [
    ...[...new Set(bookings.map(({ consultant }) => consultant))].map((key) => ({ kind: 'consultant' as const, key })),
    { kind: 'project', key: code },
    ...lockMonths(await read.get('project', { code }), today),
  ];
}

export async function loadEnd(
  code: string,
  endsOn: CivilDate,
  read: FirmReader,
  { today, asker }: FactContext,
): Promise<EndFacts> {
  const project = await read.get('project', { code });
  const bookings = await read.find('assignment', { project: code });
  const costs = await Promise.all(bookings.map((booking) => read.get('assignmentCost', { assignment: booking.code })));
  const billed = await read.billingFacts(monthOf(today), today);
  return {
    project,
    figures: await readFigures(project, today, await asker(), read),
    closed: await readClosedFigures(project, await asker(), read),
    billing: billed.find((own) => own.code === code) ?? null,
    milestones: await read.find('milestone', { project: code }),
    time: await read.find('time', { project: code }),
    bookings,
    bookingCosts: costs.filter((row) => row !== null),
    requests: await read.find('staffingRequest', { project: code, state: 'ouverte' }),
    monthClosed: await read.isMonthClosed(monthOf(endsOn)),
  };
}

/** What forbids ending a project on that day, whoever insists. */
export function refuseEnd(facts: EndFacts, asked: string, endsOn: CivilDate, today: CivilDate): Refusal | null {
  const { project } = facts;
  if (!project) return refuse(NOT_FOUND, `Projet inconnu : ${asked}.`);
  if (project.status === 'clos') return refuse('project_closed', `Le projet ${project.code} est déjà clos.`);
  if (endsOn > today) return refuse('end_in_future', 'Un projet se clôt au plus tard aujourd’hui.');
  if (facts.monthClosed) return refuse('month_closed', `Le mois ${monthOf(endsOn)} est clos.`);
  const last = facts.time
    .map(({ workedOn }) => workedOn)
    .sort()
    .at(-1);
  if (last !== undefined && last > endsOn)
    return refuse(
      'time_after_end',
      `Du temps est saisi sur ${project.code} jusqu'au ${sayDate(last)}, après cette fin.`,
    );
  return null;
}

/** Bookings cut at the last day, those to come removed, requests dropped: people are free again. */
export function releasePeople(facts: EndFacts, endsOn: CivilDate): RowChange[] {
  const rows: RowChange[] = [];
  for (const booking of facts.bookings) {
    if (booking.endsOn !== null && booking.endsOn <= endsOn) continue;
    if (booking.startsOn <= endsOn) {
      rows.push({ entity: 'assignment', before: booking, after: { ...booking, endsOn } });
      continue;
    }
    const cost = facts.bookingCosts.find(({ assignment }) => assignment === booking.code);
    if (cost) rows.push({ entity: 'assignmentCost', before: cost, after: null });
    rows.push({ entity: 'assignment', before: booking, after: null });
  }
  for (const request of facts.requests)
    rows.push({ entity: 'staffingRequest', before: request, after: { ...request, state: 'abandonnee' } });
  return rows;
}

export function tellReleased(rows: readonly RowChange[]): string {
  const people = new Set<string>();
  for (const row of rows) if (row.entity === 'assignment' && row.before) people.add(row.before.consultant);
  return people.size === 0 ? '' : ` Libère ${[...people].join(', ')}.`;
}

function toInvoice(billing: BillingFacts, today: CivilDate): string[] {
  const told: string[] = [];
  const linesCents = totalOf(billProject(billing, monthOf(today)));
  const euros = linesCents / 100 + showEuros(eurosFromQuarterCents(billing.arrears.valueQuarterCents));
  const quarters = billing.arrears.quarterDays + billing.time.reduce((total, time) => total + time.quarterDays, 0);
  if (euros > 0 || quarters > 0)
    told.push(`${sayEurosAndCents(euros)} à facturer${quarters > 0 ? `, dont ${sayDays(quarters / 4)} validés` : ''}`);
  return told;
}

/** What is still open on the project, each in figures; none: it ends clean. */
export function listOpen(facts: EndFacts, today: CivilDate): string[] {
  const open: string[] = [];
  const left = (facts.figures?.remaining ?? []).reduce((total, line) => total + line.quarterDays, 0);
  if (left > 0) open.push(`${sayDays(left / 4)} de reste à faire`);
  const daysIn = (state: TimeRow['state']) =>
    facts.time.reduce((total, row) => total + (row.state === state ? row.quarterDays : 0), 0) / 4;
  if (daysIn('brouillon') > 0) open.push(`${sayDays(daysIn('brouillon'))} en brouillon`);
  if (daysIn('soumis') > 0) open.push(`${sayDays(daysIn('soumis'))} non validés`);
  if (facts.billing && facts.project?.contractKind !== 'interne') open.push(...toInvoice(facts.billing, today));
  const unaccepted = facts.milestones.filter(({ acceptedOn }) => acceptedOn === null);
  if (unaccepted.length > 0)
    open.push(
      `${sayCount(unaccepted.length, 'jalon non recetté', 'jalons non recettés')} pour ${sayEurosAndCents(totalOf(unaccepted) / 100)}`,
    );
  return open;
}
