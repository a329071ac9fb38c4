// Revenue recognition, project by project: what the contract earned, what was invoiced, what the books recognise; they
// agree to the cent (PCG, art. 622-3; DOMAIN.md §1.4). Cumulative, at a day.
import type { CivilDate } from '../civil-dates.ts';
import { compareCodes } from '../codes.ts';
import { add, fraction, subtract, sum, type Fraction } from '../fraction.ts';
import { eurosFromCents, roundToCents, showEuros } from '../money.ts';
import { postAccruals, type EarnedProject, type MonthAccruals } from './accruals.ts';
import { balanceOf, type Entry } from './entry.ts';
import { imputeDeposits, invoicedRevenue, postSale, soldCents, type Acceptance, type SalesDocument } from './sales.ts';

export type ReconciliationFacts = {
  readonly day: CivilDate;
  readonly isClosed: boolean;
  readonly documents: readonly SalesDocument[];
  readonly acceptances: readonly Acceptance[];
  /** Of the day: as the closing kept them, when the month is closed. */
  readonly accruals: MonthAccruals;
  /** As the contracts tell today. */
  readonly earned: readonly (EarnedProject & { readonly contract: string })[];
};

/** Credit less debit of these accounts, by project ('' without one). */
function incomeOf(entries: readonly Entry[], accounts: ReadonlySet<string>, upTo: CivilDate): Map<string, number> {
  const byProject = new Map<string, number>();
  for (const { date, lines } of entries) {
    if (date > upTo) continue;
    for (const line of lines) {
      if (!accounts.has(line.account)) continue;
      const key = line.project ?? '';
      byProject.set(key, (byProject.get(key) ?? 0) - balanceOf(line));
    }
  }
  return byProject;
}

const REVENUE = new Set(['services', 'rebilledCosts']);
const DEPOSITS = new Set(['deposit']);

function showCents(cents: number): number {
  return showEuros(eurosFromCents(cents));
}

const COLUMNS = [
  'earned',
  'invoiced',
  'deposits',
  'fae',
  'pca',
  'recognised',
  'changed_since_closing',
  'difference',
  'loss_provision',
] as const;
type Column = (typeof COLUMNS)[number];

type Measured = {
  readonly code: string;
  readonly cents: Record<Column, number>;
  readonly cost: Fraction;
  readonly margin: Fraction;
};

function measure(facts: ReconciliationFacts): Measured[] {
  const taken = imputeDeposits(facts.documents, facts.acceptances);
  const sales = facts.documents.flatMap((document) => postSale(document, taken.get(document.number) ?? 0));
  const entries = [...sales, ...postAccruals(facts.accruals).end];
  const recognised = incomeOf(entries, REVENUE, facts.day);
  const deposits = incomeOf(sales, DEPOSITS, facts.day);
  const invoiced = invoicedRevenue(facts.documents, taken, facts.day);
  const accrued = new Map(facts.accruals.projects.map((one) => [one.project, one]));
  return facts.earned
    .map((one) => {
      const kept = accrued.get(one.project);
      const earned = roundToCents(one.earned);
      const changed = earned - (kept?.earnedCents ?? 0);
      const inBooks = recognised.get(one.project) ?? 0;
      const cents = {
        earned,
        invoiced: invoiced.get(one.project) ?? 0,
        deposits: deposits.get(one.project) ?? 0,
        fae: kept?.toInvoiceCents ?? 0,
        pca: kept?.deferredCents ?? 0,
        recognised: inBooks,
        // An open month has no closing to differ from: what its accruals miss is a difference.
        changed_since_closing: facts.isClosed ? changed : 0,
        difference: inBooks - (facts.isClosed ? earned - changed : earned),
        loss_provision: kept?.lossCents ?? 0,
      };
      return { code: one.project, cents, cost: one.cost, margin: subtract(one.earned, one.cost) };
    })
    .sort((a, b) => compareCodes(a.code, b.code));
}

/** Projects about which there is nothing to say are left out. */
function isSaid({ cents, cost }: Measured): boolean {
  return COLUMNS.some((column) => cents[column] !== 0) || cost.n !== 0n;
}

function showRow({ cents, cost, margin }: Omit<Measured, 'code'>) {
  const shown = Object.fromEntries(COLUMNS.map((column) => [column, showCents(cents[column])])) as Record<
    Column,
    number
  >;
  return { ...shown, cost: showEuros(cost), margin: showEuros(margin) };
}

export function reportAccounts(facts: ReconciliationFacts) {
  const rows = measure(facts).filter(isSaid);
  const known = new Map(facts.earned.map((one) => [one.project, one]));
  const totals = Object.fromEntries(
    COLUMNS.map((column) => [column, rows.reduce((total, { cents }) => total + cents[column], 0)]),
  ) as Record<Column, number>;
  // Sales of no project, or of a project that earns nothing of a client: invoiced, and revenue as they are.
  const others = facts.documents
    .filter(({ project, issuedOn }) => issuedOn <= facts.day && (project === null || !known.has(project)))
    .filter(({ kind, credited }) => kind !== 'acompte' && credited?.kind !== 'acompte')
    .reduce((total, document) => total + (document.kind === 'avoir' ? -1 : 1) * soldCents(document), 0);
  return {
    month: facts.day.slice(0, 7),
    day: facts.day,
    closed: facts.isClosed,
    projects: rows.map(({ code, ...measured }) => ({
      code,
      client: known.get(code)?.client.code ?? null,
      contract: known.get(code)?.contract ?? null,
      ...showRow(measured),
    })),
    total: {
      ...showRow({
        cents: totals,
        cost: sum(rows.map(({ cost }) => cost)),
        margin: sum(rows.map(({ margin }) => margin)),
      }),
      without_project: showCents(others),
      revenue_in_books: showEuros(add(eurosFromCents(totals.recognised), fraction(others, 100n))),
    },
  };
}
