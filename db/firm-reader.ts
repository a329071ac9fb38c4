// What commands ask of the firm, answered from the transaction that carries them (or from a preview's snapshot).
import { z } from 'zod';
import type { FirmReader } from '../domain/commands/firm-reader.ts';
import type { EntityName, EntityRow, TimeRow } from '../domain/commands/rows.ts';
import { canonicalJson, sha256 } from './acts.ts';
import { readExpectedTimesheets } from './expected-timesheets.ts';
import { findInvoices } from './find-invoices.ts';
import type { Transaction } from './connection.ts';
import { ENTITIES, type TableEntity } from './entities.ts';
import { readFirmImport } from './import/import-as-command.ts';
import { readBillableTime } from './reports/billable-time.ts';
import { readBillingFacts } from './reports/billing-facts.ts';
import { readMonthFigures } from './reports/month-figures.ts';
import { readOpenDeposits } from './reports/open-deposits.ts';
import { readProjects, readProjectsAt } from './reports/project-facts.ts';
import { readOwedBills } from './reports/owed-bills.ts';
import { readOwedInvoices } from './reports/owed-invoices.ts';
import { readRows } from './write-rows.ts';
import { readHead } from './seals.ts';
import { readTimeEntry, type TimeTerms } from './time-entry.ts';

const timeFields = `
  c.code as consultant, p.code as project, r.worked_on as "workedOn", r.occurrence, r.quarter_days as "quarterDays",
  r.state, r.comment, r.billed_line_id is not null as billed
  from time_rows r join consultants c on c.id = r.consultant_id join projects p on p.id = r.project_id`;

async function findTime(tx: Transaction, where: Partial<TimeRow>): Promise<TimeRow[]> {
  return [
    ...(await tx<TimeRow[]>`
      select ${tx.unsafe(timeFields)}
      where (${where.consultant ?? null}::text is null or c.code = ${where.consultant ?? null})
        and (${where.project ?? null}::text is null or p.code = ${where.project ?? null})
        and (${where.workedOn ?? null}::date is null or r.worked_on = ${where.workedOn ?? null})
      order by c.code, r.worked_on, p.code, r.occurrence`),
  ];
}

const CODE_SOURCES = {
  assignment: { table: 'assignments', column: 'code' },
  opportunity: { table: 'opportunities', column: 'code' },
  project: { table: 'projects', column: 'code' },
  client: { table: 'clients', column: 'code' },
  consultant: { table: 'consultants', column: 'code' },
  quote: { table: 'quotes', column: 'code' },
  invoice: { table: 'invoices', column: 'number' },
} as const;

/** A reader over one transaction, which remembers by what terms the time that was asked for is written. */
export type TransactionReader = FirmReader & { readonly timeTerms: () => TimeTerms | null };

/** `today` cuts nothing: each question carries its own day. */
export function readFirmThrough(tx: Transaction): TransactionReader {
  let timeTerms: TimeTerms | null = null;
  const find = async <E extends EntityName>(entity: E, where: Partial<EntityRow[E]>): Promise<EntityRow[E][]> => {
    if (entity === 'time') return (await findTime(tx, where)) as EntityRow[E][];
    if (entity === 'invoice') return (await findInvoices(tx, where as Partial<EntityRow['invoice']>)) as EntityRow[E][];
    if (!(entity in ENTITIES)) throw new Error(`unknown entity ${entity}`);
    return (await readRows(tx, entity as TableEntity, where)) as EntityRow[E][];
  };
  return {
    find,
    get: async (entity, where) => {
      const rows = await find(entity, where);
      if (rows.length > 1) throw new Error(`${entity}: ${rows.length} rows where one was expected`);
      return rows[0] ?? null;
    },
    timeBetween: async (consultant, from, to) => [
      ...(await tx<(TimeRow & { billed: boolean })[]>`
        select ${tx.unsafe(timeFields)} where c.code = ${consultant} and r.worked_on between ${from} and ${to}
        order by r.worked_on, p.code, r.occurrence`),
    ],
    projectTimeBetween: async (project, from, to) => [
      ...(await tx<TimeRow[]>`
        select ${tx.unsafe(timeFields)} where p.code = ${project} and r.worked_on between ${from} and ${to}
        order by c.code, r.worked_on, r.occurrence`),
    ],
    timeEntry: async (scope) => {
      const { facts, terms } = await readTimeEntry(tx, scope);
      timeTerms = terms;
      return facts;
    },
    timeTerms: () => timeTerms,
    absencesBetween: async (consultant, from, to) =>
      (await find('absence', { consultant })).filter((absence) => absence.startsOn <= to && absence.endsOn >= from),
    assignmentsBetween: async (consultant, from, to) =>
      (await find('assignment', { consultant })).filter(
        (assignment) =>
          (to === null || assignment.startsOn <= to) && (assignment.endsOn === null || assignment.endsOn >= from),
      ),
    nextCode: async (entity, prefix, digits) => {
      const { table, column } = CODE_SOURCES[entity];
      const [row] = await tx`
        select coalesce(max(substr(${tx(column)}, ${prefix.length + 1})::bigint), 0) as last from ${tx(table)}
        where ${tx(column)} ~ ${`^${prefix}[0-9]{1,15}$`}`;
      const last = z.object({ last: z.number() }).parse(row).last;
      return `${prefix}${String(last + 1).padStart(digits, '0')}`;
    },
    projectFacts: async (project, asOf, costs) => {
      const projects = await readProjectsAt(tx, await readProjects(tx), asOf, costs, null);
      return projects.find(({ code }) => code === project)?.project ?? null;
    },
    billingFacts: (month, asOf, projects) => readBillingFacts(tx, { month, asOf, ...(projects && { projects }) }),
    expectedTimesheets: (month) => readExpectedTimesheets(tx, month),
    digest: (facts) => sha256(canonicalJson(facts)),
    billableTime: (projects, range) => readBillableTime(tx, projects, range),
    openDeposits: (asOf) => readOpenDeposits(tx, asOf),
    owedInvoices: () => readOwedInvoices(tx),
    owedBills: () => readOwedBills(tx),
    monthFigures: (month) => readMonthFigures(tx, month),
    firmImport: (files) => readFirmImport(tx, files),
    sealHead: () => readHead(tx),
    isMonthClosed: async (month) => {
      const [row] = await tx`select 1 from month_closings where month = ${`${month}-01`} and state = 'closed'`;
      return row !== undefined;
    },
  };
}
