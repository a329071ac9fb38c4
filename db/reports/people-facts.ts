// The people and their bookings, as the presence and capacity rules want them.
import { z } from 'zod';
import { ASSIGNMENT_STATUSES, type Booking, type PipelineNeed } from '../../domain/capacity.ts';
import { ABSENCE_KINDS, EMPLOYMENTS, type Absence, type Person } from '../../domain/presence.ts';
import type { Transaction } from '../connection.ts';
import { groupBy } from './project-facts.ts';

const personRow = z.object({
  id: z.number(),
  code: z.string(),
  profile: z.string(),
  employment: z.enum(EMPLOYMENTS),
  entered_on: z.string(),
  left_on: z.string().nullable(),
  quota: z.string(),
  days_off: z.array(z.number()).nullable(),
  productive: z.boolean(),
});

const absenceRow = z.object({
  consultant_id: z.number(),
  kind: z.enum(ABSENCE_KINDS),
  starts_on: z.string(),
  ends_on: z.string(),
  starts_afternoon: z.boolean(),
  ends_morning: z.boolean(),
});

function absenceOf(row: z.infer<typeof absenceRow>): Absence {
  return {
    kind: row.kind,
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    startsAfternoon: row.starts_afternoon,
    endsMorning: row.ends_morning,
  };
}

/** Everyone, with their validated absences that touch the period. */
export async function readPeople(tx: Transaction, from: string, to: string): Promise<Person[]> {
  const [people, absences] = await Promise.all([
    tx`select c.id, c.code, p.name as profile, c.employment, c.entered_on, c.left_on, c.quota::text, c.days_off, c.productive
      from consultants c join profiles p on p.id = c.profile_id`,
    tx`select consultant_id, kind, starts_on, ends_on, starts_afternoon, ends_morning from absences
      where status = 'validee' and starts_on <= ${to} and ends_on >= ${from}`,
  ]);
  const absencesOf = groupBy(z.array(absenceRow).parse([...absences]), (row) => row.consultant_id);
  return z
    .array(personRow)
    .parse([...people])
    .map((row) => ({
      code: row.code,
      profile: row.profile,
      employment: row.employment,
      enteredOn: row.entered_on,
      leftOn: row.left_on,
      quota: row.quota,
      daysOff: row.days_off,
      productive: row.productive,
      absences: (absencesOf.get(row.id) ?? []).map(absenceOf),
    }));
}

const bookingRow = z.object({
  code: z.string(),
  consultant: z.string(),
  target: z.string(),
  contract_kind: z.string().nullable(),
  profile: z.string(),
  starts_on: z.string(),
  ends_on: z.string().nullable(),
  project_starts_on: z.string().nullable(),
  project_ends_on: z.string().nullable(),
  quota: z.string(),
  rated: z.boolean(),
  daily_rate_cents: z.number().nullable(),
  status: z.enum(ASSIGNMENT_STATUSES),
});

/** rated: the assignment has a TJM; contractKind null: still on an opportunity. */
export type BookingFact = Booking & {
  readonly contractKind: string | null;
  readonly rated: boolean;
  readonly dailyRateCents: number | null;
};

/** Bookings that touch the period, firm and tentative; `to` null: no end. */
export async function readBookings(tx: Transaction, from: string, to: string | null): Promise<BookingFact[]> {
  const rows = await tx`
    select a.code, c.code as consultant, coalesce(p.code, o.code) as target, p.contract_kind, f.name as profile,
      a.starts_on, a.ends_on, coalesce(p.starts_on, o.planned_start_on) as project_starts_on,
      coalesce(p.ends_on, o.planned_end_on) as project_ends_on, a.quota::text,
      a.daily_rate_cents is not null as rated, a.daily_rate_cents, a.status
    from assignments a join consultants c on c.id = a.consultant_id
      join profiles f on f.id = coalesce(a.profile_id, c.profile_id)
      left join projects p on p.id = a.project_id left join opportunities o on o.id = a.opportunity_id
    where (${to}::date is null or a.starts_on <= ${to}) and (a.ends_on is null or a.ends_on >= ${from})
    order by a.code collate "C"`;
  return z
    .array(bookingRow)
    .parse([...rows])
    .map((row) => ({
      code: row.code,
      consultant: row.consultant,
      target: row.target,
      contractKind: row.contract_kind,
      profile: row.profile,
      startsOn: row.starts_on,
      endsOn: row.ends_on,
      projectStartsOn: row.project_starts_on,
      projectEndsOn: row.project_ends_on,
      quota: row.quota,
      rated: row.rated,
      dailyRateCents: row.daily_rate_cents,
      status: row.status,
    }));
}

const needRow = z.object({
  profile: z.string(),
  quarter_days: z.number(),
  probability_percent: z.string(),
  starts_on: z.string(),
  ends_on: z.string(),
});

/** Needs of open opportunities with both dates and a probability. */
export async function readPipelineNeeds(tx: Transaction): Promise<PipelineNeed[]> {
  const rows = await tx`
    select f.name as profile, n.quarter_days, o.probability_percent::text, o.planned_start_on as starts_on, o.planned_end_on as ends_on
    from opportunity_needs n join opportunities o on o.id = n.opportunity_id join profiles f on f.id = n.profile_id
    where o.stage in ('piste', 'qualifiee', 'proposition', 'negociation')
      and o.planned_start_on is not null and o.planned_end_on is not null and o.probability_percent is not null`;
  return z
    .array(needRow)
    .parse([...rows])
    .map((row) => ({
      profile: row.profile,
      quarterDays: row.quarter_days,
      probabilityPercent: row.probability_percent,
      startsOn: row.starts_on,
      endsOn: row.ends_on,
    }));
}

const billableRow = z.object({ month: z.string(), consultant: z.string(), quarter_days: z.number() });

/** Counted quarter days on client projects, up to the day, by month and consultant. */
export async function readBillableDays(
  tx: Transaction,
  from: string,
  to: string,
  asOf: string,
): Promise<Map<string, Map<string, number>>> {
  const rows = await tx`
    select to_char(r.worked_on, 'YYYY-MM') as month, c.code as consultant, sum(r.quarter_days)::bigint as quarter_days
    from time_rows r join consultants c on c.id = r.consultant_id join projects p on p.id = r.project_id
    where r.worked_on between ${from} and ${to} and r.worked_on <= ${asOf} and r.state <> 'brouillon' and p.contract_kind <> 'interne'
    group by 1, 2`;
  const months = new Map<string, Map<string, number>>();
  for (const row of z.array(billableRow).parse([...rows])) {
    const month = months.get(row.month) ?? new Map<string, number>();
    months.set(row.month, month.set(row.consultant, row.quarter_days));
  }
  return months;
}
