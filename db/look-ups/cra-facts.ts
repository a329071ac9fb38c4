// What a month of CRAs is made of, as it is looked up: the people, their rows, their bookings, what was decided of each
// project, and what the checks of the CRAs find.

import { z } from 'zod';
import { TIME_STATES } from '../../domain/anomalies.ts';
import { quartersByDay } from '../../domain/cra/month-sheet.ts';
import { suggestMonth, type PrefillBooking, type SuggestedTime } from '../../domain/cra/prefill.ts';
import { CRA_CHECK_SEVERITIES } from '../../domain/cra-checks/rules.ts';
import { firstDayOf, lastDayOf, type Month } from '../../domain/periods.ts';
import type { Person } from '../../domain/presence.ts';
import { WHOLE_FIRM } from '../../domain/report-scope.ts';
import type { Transaction } from '../connection.ts';
import { readCraChecksReport } from '../reports/cra-check-facts.ts';
import { groupBy } from '../reports/project-facts.ts';
import { readPeople } from '../reports/people-facts.ts';
import { readKeptReport, reportKey } from '../reports/report-cache.ts';

const craRow = z.object({
  consultant: z.string(),
  project: z.string(),
  date: z.string(),
  occurrence: z.number(),
  quarterDays: z.number(),
  state: z.enum(TIME_STATES),
  billed: z.boolean(),
  comment: z.string().nullable(),
});
export type CraRow = z.infer<typeof craRow>;

const craProject = z.object({
  code: z.string(),
  title: z.string(),
  internal: z.boolean(),
  open: z.boolean(),
  manager: z.string().nullable(),
});
export type CraProject = z.infer<typeof craProject>;

export type CraPerson = Person & { readonly name: string; readonly manager: string | null };

export type CraMonth = {
  readonly month: Month;
  readonly closed: boolean;
  /** The firm lets days be suggested from assignments. */
  readonly prefill: boolean;
  readonly people: ReadonlyMap<string, CraPerson>;
  readonly rows: ReadonlyMap<string, readonly CraRow[]>;
  readonly projects: ReadonlyMap<string, CraProject>;
  /** Firm bookings of the month on open projects, whether or not they are suggested. */
  readonly bookings: ReadonlyMap<string, readonly PrefillBooking[]>;
  /** Why a person's month on a project was sent back: `C002 P001`. */
  readonly rejected: ReadonlyMap<string, string | null>;
};

/** @param consultant one person's part of it alone; null: everybody's. */
export async function readCraMonth(tx: Transaction, month: Month, consultant: string | null): Promise<CraMonth> {
  const [start, end] = [firstDayOf(month), lastDayOf(month)];
  const [people, cards, rows, projects, bookings, sheets, settings] = await Promise.all([
    readPeople(tx, start, end),
    tx<{ code: string; name: string; manager: string | null }[]>`
      select c.code, trim(c.first_name || ' ' || c.last_name) as name, m.code as manager
      from consultants c left join consultants m on m.id = c.manager_id`,
    readRows(tx, start, end, consultant),
    tx`select p.code, coalesce(nullif(p.title, ''), p.code) as title, p.contract_kind = 'interne' as internal, m.code as manager,
        p.status <> 'clos' and (p.starts_on is null or p.starts_on <= ${end}) and (p.ends_on is null or p.ends_on >= ${start}) as open
      from projects p left join consultants m on m.id = p.manager_id order by p.code`,
    readBookings(tx, start, end, consultant),
    tx<{ consultant: string; project: string; reason: string | null }[]>`
      select c.code as consultant, p.code as project, s.reason from timesheets s
      join consultants c on c.id = s.consultant_id join projects p on p.id = s.project_id
      where s.month = ${start} and s.state = 'rejete' and (${consultant}::text is null or c.code = ${consultant})`,
    tx<{ closed: boolean; prefill: boolean | null }[]>`
      select exists (select 1 from month_closings where month = ${start} and state = 'closed') as closed,
        (select (settings ->> 'prefill_from_assignments')::boolean from firm) as prefill`,
  ]);
  const cardOf = new Map(cards.map(({ code, name, manager }) => [code, { name, manager }]));
  return {
    month,
    closed: settings[0]?.closed === true,
    prefill: settings[0]?.prefill === true,
    people: new Map(
      people.map((person) => [
        person.code,
        { name: person.code, manager: null, ...cardOf.get(person.code), ...person },
      ]),
    ),
    rows: groupBy(rows, (row) => row.consultant),
    projects: new Map(
      z
        .array(craProject)
        .parse([...projects])
        .map((project) => [project.code, project]),
    ),
    bookings: groupBy(bookings, (booking) => booking.consultant),
    rejected: new Map(sheets.map(({ consultant: code, project, reason }) => [`${code} ${project}`, reason])),
  };
}

async function readRows(tx: Transaction, start: string, end: string, consultant: string | null): Promise<CraRow[]> {
  const rows = await tx`
    select c.code as consultant, p.code as project, r.worked_on as date, r.occurrence, r.quarter_days as "quarterDays",
      r.state, r.billed_line_id is not null as billed, r.comment
    from time_rows r join consultants c on c.id = r.consultant_id join projects p on p.id = r.project_id
    where r.worked_on between ${start} and ${end} and (${consultant}::text is null or c.code = ${consultant})
    order by c.code, r.worked_on, p.code, r.occurrence`;
  return z.array(craRow).parse([...rows]);
}

type CraBooking = PrefillBooking & { readonly consultant: string };

async function readBookings(
  tx: Transaction,
  start: string,
  end: string,
  consultant: string | null,
): Promise<readonly CraBooking[]> {
  return tx<CraBooking[]>`
    select a.code, c.code as consultant, p.code as project, a.starts_on as "startsOn", a.ends_on as "endsOn",
      p.starts_on as "projectStartsOn", p.ends_on as "projectEndsOn", a.quota::text as quota
    from assignments a join consultants c on c.id = a.consultant_id join projects p on p.id = a.project_id
    where a.status = 'ferme' and p.status <> 'clos' and a.starts_on <= ${end} and (a.ends_on is null or a.ends_on >= ${start})
      and (${consultant}::text is null or c.code = ${consultant})
    order by a.code`;
}

/** What the person's empty days may be filled with; nothing in a closed month, nor where the firm did not opt in. */
export function suggestFor(facts: CraMonth, person: CraPerson): SuggestedTime[] {
  if (!facts.prefill || facts.closed) return [];
  const entered = quartersByDay(facts.rows.get(person.code) ?? []);
  return suggestMonth(person, facts.bookings.get(person.code) ?? [], new Set(entered.keys()), facts.month);
}

const craFinding = z.object({
  check: z.string(),
  severity: z.enum(CRA_CHECK_SEVERITIES),
  consultant: z.string(),
  project: z.string().nullable(),
  date: z.string().nullable(),
  sentence: z.string(),
  accepted: z.string().nullable(),
});
export type CraFinding = z.infer<typeof craFinding>;

/** What is sold under its cost is told by the reports, to who reads costs. */
const TELLS_A_COST = 'negative_margin';

/** The checks of the whole month, kept until an act changes the firm: a team opens its CRAs one after the other. */
export async function readCraFindings(tx: Transaction, month: Month, today: string): Promise<CraFinding[]> {
  const key = await reportKey(tx, { name: 'cra_findings', month, today });
  const text = await readKeptReport(key, async () => {
    const asked = { month, asOf: today, today, costs: 'standard' } as const;
    return JSON.stringify((await readCraChecksReport(tx, asked, WHOLE_FIRM)).findings);
  });
  return z
    .array(craFinding)
    .parse(JSON.parse(text))
    .filter(({ check }) => check !== TELLS_A_COST);
}
