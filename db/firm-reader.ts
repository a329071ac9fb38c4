// What commands ask of the firm, answered from the transaction that carries them (or from a preview's snapshot).
import { z } from 'zod';
import type { FirmReader } from '../domain/commands/firm-reader.ts';
import type { EntityName, EntityRow, TimeRow } from '../domain/commands/rows.ts';
import { canonicalJson, sha256 } from './acts.ts';
import { readExpectedTimesheets } from './expected-timesheets.ts';
import type { Transaction } from './connection.ts';
import { ENTITIES, type TableEntity } from './entities.ts';
import { readFirmImport } from './import/import-as-command.ts';
import { readBillableTime } from './reports/billable-time.ts';
import { readBillingFacts } from './reports/billing-facts.ts';
import { readMonthFigures } from './reports/month-figures.ts';
import { readOpenDeposits } from './reports/open-deposits.ts';
import { readProjects, readProjectsAt } from './reports/project-facts.ts';
import { readOwedInvoices } from './reports/owed-invoices.ts';
import { readOwedBills } from './reports/owed-bills.ts';
import { readRows } from './write-rows.ts';
import { readHead } from './seals.ts';

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

async function findInvoices(tx: Transaction, where: Partial<EntityRow['invoice']>): Promise<EntityRow['invoice'][]> {
  const rows = await tx`
    select i.number, i.kind, c.code as client, p.code as project, i.issued_on as "issuedOn", i.due_on as "dueOn",
      i.period_start as "periodStart", i.period_end as "periodEnd", i.net_cents as "netCents", i.vat_percent as "vatPercent",
      i.gross_cents as "grossCents", o.number as "creditedInvoice", i.order_number as "orderNumber"
    from invoices i join clients c on c.id = i.client_id left join projects p on p.id = i.project_id
      left join invoices o on o.id = i.credited_invoice_id
    where i.origin <> 'draft' and (${where.number ?? null}::text is null or i.number = ${where.number ?? null})
      and (${where.client ?? null}::text is null or c.code = ${where.client ?? null})
      and (${where.project ?? null}::text is null or p.code = ${where.project ?? null})
      and (${where.creditedInvoice ?? null}::text is null or o.number = ${where.creditedInvoice ?? null})
    order by i.number`;
  const found: EntityRow['invoice'][] = [];
  for (const row of rows)
    found.push({ ...(row as unknown as EntityRow['invoice']), lines: await findLines(tx, String(row['number'])) });
  return found;
}

async function findLines(tx: Transaction, number: string): Promise<EntityRow['invoice']['lines']> {
  const lines = await tx`
    select l.id, l.rank, l.kind, p.code as project, c.code as consultant, l.label, l.quantity::text,
      l.unit_price_cents as "unitPriceCents", l.amount_cents as "amountCents", k.rank as "creditedRank"
    from invoice_lines l join invoices i on i.id = l.invoice_id left join projects p on p.id = l.project_id
      left join consultants c on c.id = l.consultant_id left join invoice_lines k on k.id = l.credited_line_id
    where i.number = ${number} order by l.rank`;
  const items = await tx`
    select t.line_id, c.code as consultant, p.code as time_project, r.worked_on, r.occurrence, m.code as milestone, mp.code as milestone_project,
      b.bought_on, b.label, b.occurrence as purchase_occurrence, bp.code as purchase_project, sp.code as service_project,
      to_char(t.month, 'YYYY-MM') as month
    from invoice_line_items t join invoice_lines l on l.id = t.line_id join invoices i on i.id = l.invoice_id
      left join time_rows r on r.id = t.time_row_id left join consultants c on c.id = r.consultant_id left join projects p on p.id = r.project_id
      left join milestones m on m.id = t.milestone_id left join projects mp on mp.id = m.project_id
      left join purchases b on b.id = t.purchase_id left join projects bp on bp.id = b.project_id
      left join projects sp on sp.id = t.project_id
    where i.number = ${number} order by t.line_id, t.rank`;
  return lines.map(({ id, ...line }) => ({
    ...(line as unknown as EntityRow['invoice']['lines'][number]),
    items: items
      .filter((item) => item['line_id'] === id)
      .map((item) => {
        if (item['consultant'] !== null) {
          return {
            time: {
              consultant: item['consultant'],
              project: item['time_project'],
              workedOn: item['worked_on'],
              occurrence: item['occurrence'],
            },
          };
        }
        if (item['milestone'] !== null)
          return { milestone: { project: item['milestone_project'], code: item['milestone'] } };
        if (item['bought_on'] !== null) {
          return {
            purchase: {
              project: item['purchase_project'],
              boughtOn: item['bought_on'],
              label: item['label'],
              occurrence: item['purchase_occurrence'],
            },
          };
    owedBills: () => readOwedBills(tx),
        }
        return { serviceMonth: { project: item['service_project'], month: item['month'] } };
      }),
  }));
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

/** A reader over one transaction. `today` cuts nothing: each question carries its own day. */
export function readFirmThrough(tx: Transaction): FirmReader {
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
    billingFacts: (month, asOf) => readBillingFacts(tx, { month, asOf }),
    expectedTimesheets: (month) => readExpectedTimesheets(tx, month),
    digest: (facts) => sha256(canonicalJson(facts)),
    billableTime: (projects, range) => readBillableTime(tx, projects, range),
    openDeposits: (asOf) => readOpenDeposits(tx, asOf),
    owedInvoices: () => readOwedInvoices(tx),
    monthFigures: (month) => readMonthFigures(tx, month),
    firmImport: (files) => readFirmImport(tx, files),
    sealHead: () => readHead(tx),
    isMonthClosed: async (month) => {
      const [row] = await tx`select 1 from month_closings where month = ${`${month}-01`} and state = 'closed'`;
      return row !== undefined;
    },
  };
}
