// The end of each month in the books: of a closed one, what its closing kept; of an open one, what is known now.
import { z } from 'zod';
import {
  accrueProjects,
  accrueSupplier,
  type EarnedProject,
  type MonthAccruals,
  type SupplierAccrual,
} from '../../../domain/accounts/accruals.ts';
import {
  imputeDeposits,
  invoicedRevenue,
  type Acceptance,
  type SalesDocument,
} from '../../../domain/accounts/sales.ts';
import { composeTerms, type ContractKind } from '../../../domain/contract/kinds.ts';
import { vatOf } from '../../../domain/invoice-terms.ts';
import { measureProject } from '../../../domain/margin.ts';
import { addMonths, firstDayOf, monthOf } from '../../../domain/periods.ts';
import type { Transaction } from '../../connection.ts';
import { cutMonth } from '../counted-time.ts';
import { readProjects, readProjectsAt, type ProjectFactRows } from '../project-facts.ts';

const clientRow = z.object({
  code: z.string(),
  name: z.string(),
  country: z.string().nullable(),
  vatNumber: z.string().nullable(),
  postalCode: z.string().nullable(),
});

type Client = z.infer<typeof clientRow>;

async function readClients(tx: Transaction): Promise<Map<string, Client>> {
  const rows =
    await tx`select code, name, country, vat_number as "vatNumber", postal_code as "postalCode" from clients`;
  return new Map(
    z
      .array(clientRow)
      .parse([...rows])
      .map((client) => [client.code, client]),
  );
}

/** Internal projects earn nothing of a client: they are no revenue of the books. */
async function readEarned(
  tx: Transaction,
  rows: ProjectFactRows,
  { clients, isFranchise }: { readonly clients: ReadonlyMap<string, Client>; readonly isFranchise: boolean },
  day: string,
): Promise<(EarnedProject & { contract: ContractKind })[]> {
  const projects = await readProjectsAt(tx, rows, day, 'real', null);
  return projects.flatMap(({ code, client, project }) => {
    const known = client === null ? undefined : clients.get(client);
    if (known === undefined || project.amounts.kind === 'interne') return [];
    const { revenue, cost, eacRevenue, eacCost } = measureProject(project);
    return [
      {
        project: code,
        contract: project.amounts.kind,
        client: { code: known.code, name: known.name },
        vatPercent: vatOf(known, isFranchise).percent,
        earned: revenue,
        cost,
        eacRevenue,
        eacCost,
        hasPrice: composeTerms(project.amounts).some(
          ({ kind }) => kind === 'fixed_price' || kind === 'accepted_sprints',
        ),
      },
    ];
  });
}

const workedRow = z.object({
  code: z.string(),
  name: z.string(),
  quarterDays: z.number(),
  costQuarterCents: z.number(),
  invoicedQuarterDays: z.number(),
});

/** A year: an invoice that has not come by then is asked about, and no longer expected in the books. */
const EXPECTED_MONTHS = 12;

/** Days of independents of the last year, and those that their invoices received by the day tell of. */
async function readSupplierAccruals(tx: Transaction, day: string): Promise<SupplierAccrual[]> {
  const from = firstDayOf(addMonths(monthOf(day), 1 - EXPECTED_MONTHS));
  const cut = cutMonth(day);
  const rows = await tx`
    with worked as (
      select consultant_id, month, quarter_days, cost_quarter_cents from time_sums
      where month >= ${from} and month < ${cut} and state <> 'brouillon'
      union all
      select consultant_id, date_trunc('month', worked_on)::date, quarter_days, quarter_days * daily_cost_cents
      from time_rows where worked_on >= ${cut} and worked_on <= ${day} and state <> 'brouillon'
    ), months as (
      select w.consultant_id, w.month, sum(w.quarter_days)::bigint as quarter_days, sum(w.cost_quarter_cents)::bigint as cost
      from worked w join consultants c on c.id = w.consultant_id where c.employment = 'independant' group by 1, 2
    ), billed as (
      select consultant_id, month, sum(quarter_days)::bigint as quarter_days from supplier_invoices
      where received_on <= ${day} group by 1, 2
    )
    select c.code, c.first_name || ' ' || c.last_name as name, m.quarter_days as "quarterDays", m.cost as "costQuarterCents",
      coalesce(b.quarter_days, 0) as "invoicedQuarterDays"
    from months m join consultants c on c.id = m.consultant_id
      left join billed b on b.consultant_id = m.consultant_id and b.month = m.month
    order by c.code collate "C", m.month`;
  const bySupplier = Map.groupBy(z.array(workedRow).parse([...rows]), ({ code }) => code);
  return [...bySupplier.values()]
    .map((months) => accrueSupplier({ supplier: { code: months[0]?.code ?? '', name: months[0]?.name ?? '' }, months }))
    .filter(({ netCents }) => netCents > 0);
}

const auxiliary = z.object({ code: z.string(), name: z.string() });
/** What a closing keeps of its month's end (close_month). */
const keptAccruals = z.object({
  day: z.string(),
  projects: z.array(
    z.object({
      project: z.string(),
      client: auxiliary,
      vatPercent: z.string(),
      earnedCents: z.number(),
      toInvoiceCents: z.number(),
      deferredCents: z.number(),
      lossCents: z.number(),
    }),
  ),
  suppliers: z.array(z.object({ supplier: auxiliary, netCents: z.number() })),
});

async function readKept(tx: Transaction, days: readonly string[]): Promise<Map<string, MonthAccruals>> {
  const rows = await tx`
    select closed_figures -> 'accruals' as accruals from month_closings
    where state = 'closed' and closed_figures -> 'accruals' ->> 'day' = any(${[...days]}::text[])`;
  return new Map(
    rows.map((row) => {
      const kept = keptAccruals.parse(row['accruals']);
      return [kept.day, kept];
    }),
  );
}

type Invoiced = {
  readonly documents: readonly SalesDocument[];
  readonly acceptances: readonly Acceptance[];
  /** The firm bears no VAT. */
  readonly isFranchise: boolean;
};

/** What the projects of clients earned by the day, as their contracts tell now. */
export async function readEarnedAt(tx: Transaction, day: string, isFranchise: boolean) {
  const [rows, clients] = await Promise.all([readProjects(tx), readClients(tx)]);
  return readEarned(tx, rows, { clients, isFranchise }, day);
}

/** Whether the month that ends on the day is closed, and its closing kept its accruals. */
export async function isKept(tx: Transaction, day: string): Promise<boolean> {
  return (await readKept(tx, [day])).has(day);
}

/** As known now, whether the month is closed or not. */
export async function computeAccruals(
  tx: Transaction,
  invoiced: Invoiced,
  days: readonly string[],
): Promise<MonthAccruals[]> {
  if (days.length === 0) return [];
  const [rows, clients] = await Promise.all([readProjects(tx), readClients(tx)]);
  const taken = imputeDeposits(invoiced.documents, invoiced.acceptances);
  const computed: MonthAccruals[] = [];
  for (const day of days) {
    const [earned, suppliers] = await Promise.all([
      readEarned(tx, rows, { clients, isFranchise: invoiced.isFranchise }, day),
      readSupplierAccruals(tx, day),
    ]);
    const projects = accrueProjects(earned, invoicedRevenue(invoiced.documents, taken, day));
    const worthKeeping = projects.filter(
      ({ earnedCents, deferredCents, lossCents }) => earnedCents !== 0 || deferredCents !== 0 || lossCents !== 0,
    );
    computed.push({ day, projects: worthKeeping, suppliers });
  }
  return computed;
}

/** Of each day, in order: what the closing kept where the month is closed. */
export async function readAccruals(
  tx: Transaction,
  invoiced: Invoiced,
  days: readonly string[],
): Promise<MonthAccruals[]> {
  const kept = await readKept(tx, days);
  const computed = await computeAccruals(
    tx,
    invoiced,
    days.filter((day) => !kept.has(day)),
  );
  return [...kept.values(), ...computed].sort((a, b) => (a.day < b.day ? -1 : 1));
}
