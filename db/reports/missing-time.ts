// Who lacks time, a project: a missing day, or a month without CRA, under an assignment billed by the day. Only the rules
// about missing time are asked (domain/anomalies.ts), and only of the people booked on the projects in question.
import { z } from 'zod';
import { findAnomalies, TIME_STATES, type AnomalyProject, type MonthRow } from '../../domain/anomalies.ts';
import { earlier } from '../../domain/civil-dates.ts';
import { CONTRACT_KINDS, isTimeBilledPart, type ContractKind } from '../../domain/contract/kinds.ts';
import { firstDayOf, lastDayOf } from '../../domain/periods.ts';
import { absentQuarters, workingDaysOf, type Person } from '../../domain/presence.ts';
import { coveringAssignment } from '../../domain/valuation.ts';
import type { Transaction } from '../connection.ts';
import { readBookings, readPeople, type BookingFact } from './people-facts.ts';
import { groupBy, isClosedAt } from './project-facts.ts';

const projectRow = z.object({
  code: z.string(),
  contract_kind: z.enum(CONTRACT_KINDS),
  status: z.enum(['prevu', 'en_cours', 'clos']),
  starts_on: z.string().nullable(),
  ends_on: z.string().nullable(),
});

/** Orders and money do not enter the rules about missing time. */
async function readProjects(tx: Transaction, asOf: string): Promise<Map<string, AnomalyProject>> {
  const rows = await tx`select code, contract_kind, status, starts_on, ends_on from projects`;
  return new Map(
    z
      .array(projectRow)
      .parse([...rows])
      .map((row) => [
        row.code,
        {
          kind: row.contract_kind,
          status: row.status,
          startsOn: row.starts_on,
          endsOn: row.ends_on,
          closed: isClosedAt(row, asOf),
          orders: [],
          invoicedNetCents: 0,
          uninvoicedBeforeQuarterCents: 0,
        },
      ]),
  );
}

const dayRow = z.object({
  consultant: z.string(),
  project: z.string(),
  date: z.string(),
  quarterDays: z.number(),
  state: z.enum(TIME_STATES),
});

async function readDays(
  tx: Transaction,
  consultants: readonly string[],
  from: string,
  to: string,
): Promise<MonthRow[]> {
  const rows = await tx`
    select c.code as consultant, p.code as project, r.worked_on as date, r.quarter_days as "quarterDays", r.state
    from time_rows r join consultants c on c.id = r.consultant_id join projects p on p.id = r.project_id
    where c.code = any(${[...consultants]}::text[]) and r.worked_on between ${from} and ${to}`;
  return z
    .array(dayRow)
    .parse([...rows])
    .map((row) => ({ ...row, dailyRateCents: 0, dailyCostCents: 0, assigned: true, taken: false }));
}

/** The days of a finding: its own, or all that the person owed in the month. */
function daysOf(date: string | null, person: Person, from: string, to: string): readonly string[] {
  if (date !== null) return [date];
  return workingDaysOf(person, from, to).filter((day) => absentQuarters(person, day) === 0);
}

function isBilledOn(own: readonly BookingFact[], kind: ContractKind | undefined, day: string): boolean {
  const booking = coveringAssignment(own, day);
  return booking !== null && kind !== undefined && isTimeBilledPart(kind, booking.rated);
}

/**
 * The consultants who lack time, by project.
 * @param codes null: every project.
 */
export async function readMissingTime(
  tx: Transaction,
  { month, asOf }: { month: string; asOf: string },
  codes: readonly string[] | null,
): Promise<Map<string, Set<string>>> {
  const [from, end] = [firstDayOf(month), lastDayOf(month)];
  const [bookings, everyone, projects] = await Promise.all([
    readBookings(tx, from, end),
    readPeople(tx, from, end),
    readProjects(tx, asOf),
  ]);
  const wanted = codes && new Set(codes);
  const firm = bookings.filter(({ status }) => status === 'ferme');
  const concerned = new Set(firm.filter(({ target }) => wanted?.has(target) ?? true).map((one) => one.consultant));
  if (concerned.size === 0) return new Map();
  const to = earlier(end, asOf);
  const people = new Map(everyone.filter(({ code }) => concerned.has(code)).map((person) => [person.code, person]));
  const own = groupBy(
    firm.filter(({ consultant }) => concerned.has(consultant)),
    (booking) => booking.consultant,
  );
  const findings = findAnomalies({
    month,
    asOf,
    people: [...people.values()],
    projects,
    rows: await readDays(tx, [...concerned], from, to),
    assignments: [...own.values()].flat().map(({ consultant, target, startsOn, endsOn }) => ({
      consultant,
      project: target,
      startsOn,
      endsOn,
    })),
  });
  const missing = new Map<string, Set<string>>();
  for (const { rule, consultant, date } of findings) {
    const person = people.get(consultant);
    if (!person || (rule !== 'missing' && rule !== 'no_timesheet')) continue;
    const days = daysOf(date, person, from, to);
    for (const [target, booked] of groupBy(own.get(consultant) ?? [], (booking) => booking.target)) {
      if (!days.some((day) => isBilledOn(booked, projects.get(target)?.kind, day))) continue;
      missing.set(target, (missing.get(target) ?? new Set<string>()).add(consultant));
    }
  }
  return missing;
}
