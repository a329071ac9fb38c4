// The invoice of a project for a month, as it would be issued: its lines and the days, milestones, service months and
// purchases that they name; days validated late join the month's.
import {
  billProject,
  blockBilling,
  withLateWork,
  type BilledThing,
  type BillingFacts,
  type BillingLine,
  type BlockedBilling,
} from '../../billing.ts';
import type { CivilDate } from '../../civil-dates.ts';
import { fraction, roundDecimal } from '../../fraction.ts';
import { dueDateOf, vatOf, type EndOfMonthReading, type VatTerms } from '../../invoice-terms.ts';
import { firstDayOf, lastDayOf, type Month } from '../../periods.ts';
import type { LegalPoint } from '../../legal-invoice/check.ts';
import { readSeller } from '../../legal-invoice/parties.ts';
import { ownVat } from '../../legal-invoice/vat-by-rate.ts';
import type { BillableTimeRow, OpenDeposit } from '../firm-reader.ts';
import type {
  ClientRow,
  FirmRow,
  InvoiceCommandRow,
  InvoiceLineItem,
  InvoiceLineRow,
  LineDeposit,
  OrderCommandRow,
} from '../rows.ts';
import { checkBeforeNumber } from './check-legal.ts';
import { holdBeyondOrder, type BeyondOrder } from './hold-beyond-order.ts';
import { imputeDeposits } from './impute-deposits.ts';
import { askFor, mainVat } from './totals.ts';
import { sayOf } from '../../french.ts';

export type ProjectToBill = {
  readonly facts: BillingFacts;
  readonly client: ClientRow;
  readonly days: readonly BillableTimeRow[];
  readonly orders: readonly OrderCommandRow[];
  /** Deposits that no final invoice has used up, the oldest first. */
  readonly deposits: readonly OpenDeposit[];
};

export type Issue = {
  readonly month: Month;
  readonly issuedOn: CivilDate;
  readonly endOfMonth: EndOfMonthReading;
  readonly firm: FirmRow | null;
  readonly beyondOrder: BeyondOrder;
  /** Names of the people on the lines, by code. */
  readonly people: ReadonlyMap<string, string>;
};

export type DraftInvoice = {
  readonly project: string;
  /** Null: nothing to invoice. */
  readonly invoice: InvoiceCommandRow | null;
  readonly blocked: readonly BlockedBilling[];
  /** Days beyond the client's order, left for later. */
  readonly held: readonly BillableTimeRow[];
  /** What this invoice leaves of the project's orders; null: it has none. */
  readonly orderUse: { readonly amountCents: number; readonly usedCents: number } | null;
  /** What is missing or wrong for it to be a legal invoice. */
  readonly legal: readonly LegalPoint[];
};

/** The facts with the very days that will be named: those of the month, and those validated late; so for the rest. */
export function withArrears(facts: BillingFacts, days: readonly BillableTimeRow[]): BillingFacts {
  const time = new Map<string, { consultant: string; dailyRateCents: number; quarterDays: number }>();
  for (const { consultant, dailyRateCents, quarterDays } of days) {
    const key = `${consultant} ${dailyRateCents}`;
    const line = time.get(key) ?? { consultant, dailyRateCents, quarterDays: 0 };
    line.quarterDays += quarterDays;
    time.set(key, line);
  }
  return { ...withLateWork(facts), time: [...time.values()] };
}

function itemsOf(bills: BilledThing | undefined, project: string): InvoiceLineItem[] {
  if (!bills) return [];
  if ('milestone' in bills) return [{ milestone: { project, code: bills.milestone } }];
  if ('serviceMonth' in bills) return [{ serviceMonth: { project, month: bills.serviceMonth } }];
  if ('onCall' in bills) return bills.onCall.map((units) => ({ onCall: { project, ...units } }));
  return [{ purchase: { project, ...bills.purchase } }];
}

function namedDays(days: readonly BillableTimeRow[], consultant: string, dailyRateCents: number): InvoiceLineItem[] {
  return days
    .filter((day) => day.consultant === consultant && day.dailyRateCents === dailyRateCents)
    .map(({ project, workedOn, occurrence }) => ({ time: { consultant, project, workedOn, occurrence } }));
}

/** The order that the invoice cites: the first one valid on a day of the month. */
function citedOrder(orders: readonly OrderCommandRow[], month: Month): string | null {
  const [start, end] = [firstDayOf(month), lastDayOf(month)];
  const valid = orders.find(
    ({ startsOn, endsOn }) => (startsOn === null || startsOn <= end) && (endsOn === null || endsOn >= start),
  );
  return valid?.number ?? null;
}

/** A milestone that deposits of here have paid in whole: its final invoice says so, and asks for nothing. */
function paidMilestones(
  facts: BillingFacts,
  deposits: readonly OpenDeposit[],
  imputed: ReadonlyMap<string, readonly LineDeposit[]>,
): BillingLine[] {
  const here = new Set(deposits.filter(({ issuedHere }) => issuedHere).map(({ number }) => number));
  return facts.milestones
    .filter(({ code, amountCents }) => {
      const paid = imputed.get(code) ?? [];
      const paidCents = paid.reduce((total, { netCents }) => total + netCents, 0);
      return amountCents > 0 && paidCents === amountCents && paid.every(({ deposit }) => here.has(deposit));
    })
    .map(({ code }) => ({
      kind: 'milestone',
      bills: { milestone: code },
      consultant: null,
      label: `Jalon ${code}`,
      quantity: fraction(1),
      unitPriceCents: 0,
      amountCents: 0,
    }));
}

function draftLines(
  project: ProjectToBill,
  { facts, days }: { readonly facts: BillingFacts; readonly days: readonly BillableTimeRow[] },
  issue: Issue,
  terms: VatTerms,
): InvoiceLineRow[] {
  const billing = billProject(facts, issue.month);
  const milestoneOf = (bills: BilledThing | undefined) => (bills && 'milestone' in bills ? bills.milestone : null);
  const left = new Map(billing.map((line) => [milestoneOf(line.bills) ?? '', line.amountCents]));
  const imputed = imputeDeposits(facts.milestones, left, project.deposits, terms.percent);
  const asking = [...billing, ...paidMilestones(facts, project.deposits, imputed)];
  const lines = asking.map((line): Omit<InvoiceLineRow, 'rank'> => {
    const deposits = imputed.get(milestoneOf(line.bills) ?? '');
    const vat = ownVat({ isDisbursement: line.kind === 'disbursement', percent: line.vatPercent ?? null }, terms);
    return {
      kind: line.kind,
      project: facts.code,
      consultant: line.consultant,
      label:
        line.consultant === null
          ? line.label
          : `Prestations ${sayOf(issue.people.get(line.consultant) ?? line.consultant)}`,
      quantity: String(roundDecimal(line.quantity, 6)),
      unitPriceCents: line.unitPriceCents,
      amountCents: line.amountCents,
      creditedRank: null,
      items:
        line.consultant === null
          ? itemsOf(line.bills, facts.code)
          : namedDays(days, line.consultant, line.unitPriceCents),
      ...(deposits ? { deposits } : {}),
      ...(vat ? { vat } : {}),
    };
  });
  return lines.map((line, index) => ({ rank: index + 1, ...line }));
}

function orderUseOf(
  { orders, invoicedNetCents }: BillingFacts,
  lines: readonly BillingLine[],
  month: Month,
): DraftInvoice['orderUse'] {
  const begun = orders.filter(({ startsOn }) => startsOn === null || startsOn <= lastDayOf(month));
  if (begun.length === 0) return null;
  return {
    amountCents: begun.reduce((total, { amountCents }) => total + amountCents, 0),
    usedCents: lines.reduce((total, { amountCents }) => total + amountCents, invoicedNetCents),
  };
}

export function draftInvoice(project: ProjectToBill, issue: Issue): DraftInvoice {
  const { client } = project;
  const { month, issuedOn, firm } = issue;
  const { kept: days, held } =
    issue.beyondOrder === 'hold'
      ? holdBeyondOrder(withArrears(project.facts, []), project.days, month)
      : { kept: project.days, held: [] };
  const facts = withArrears(project.facts, days);
  const asked = billProject(facts, month);
  // All of it held: the orders block, as they would without holding.
  const isAllHeld = held.length > 0 && asked.length === 0;
  const whole = isAllHeld ? withArrears(project.facts, project.days) : facts;
  const byRule = blockBilling(whole, billProject(whole, month), month);
  const blocked: readonly BlockedBilling[] = isAllHeld && byRule.length === 0 ? [{ reason: 'po_missing' }] : byRule;
  const terms = vatOf(client, readSeller(firm).isFranchise);
  const lines = draftLines(project, { facts, days }, issue, terms);
  if (lines.length === 0) return { project: facts.code, invoice: null, blocked, held: [], orderUse: null, legal: [] };
  // Milestones alone are invoiced by their acceptance, not for a period.
  const hasPeriod = lines.some(({ kind }) => kind !== 'milestone');
  const invoice: InvoiceCommandRow = {
    number: null,
    kind: 'facture',
    client: client.code,
    project: facts.code,
    issuedOn,
    dueOn: dueDateOf(issuedOn, client, issue.endOfMonth),
    periodStart: hasPeriod ? firstDayOf(month) : null,
    periodEnd: hasPeriod ? lastDayOf(month) : null,
    vatPercent: terms.percent,
    ...askFor(lines, mainVat(terms)),
    creditedInvoice: null,
    orderNumber: citedOrder(project.orders, month),
    lines,
  };
  return {
    project: facts.code,
    invoice,
    blocked,
    held,
    orderUse: orderUseOf(facts, asked, month),
    legal: checkBeforeNumber(invoice, client, firm),
  };
}
