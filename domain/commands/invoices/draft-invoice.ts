// The invoice of a project for a month, as it would be issued: its lines and the days, milestones, service months and
// purchases that they name; days validated late join the month's.
import { billProject, blockBilling, type BilledThing, type BillingFacts, type BlockedBilling } from '../../billing.ts';
import type { CivilDate } from '../../civil-dates.ts';
import { roundDecimal } from '../../fraction.ts';
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
  OrderCommandRow,
} from '../rows.ts';
import { checkBeforeNumber } from './check-legal.ts';
import { imputeDeposits } from './impute-deposits.ts';
import { askFor, mainVat } from './totals.ts';

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
  /** Names of the people on the lines, by code. */
  readonly people: ReadonlyMap<string, string>;
};

export type DraftInvoice = {
  readonly project: string;
  /** Null: nothing to invoice. */
  readonly invoice: InvoiceCommandRow | null;
  readonly blocked: readonly BlockedBilling[];
  /** What is missing or wrong for it to be a legal invoice. */
  readonly legal: readonly LegalPoint[];
};

/** The facts with the very days that will be named: those of the month, and those validated late; so for the rest. */
function withArrears(facts: BillingFacts, days: readonly BillableTimeRow[]): BillingFacts {
  const time = new Map<string, { consultant: string; dailyRateCents: number; quarterDays: number }>();
  for (const { consultant, dailyRateCents, quarterDays } of days) {
    const key = `${consultant} ${dailyRateCents}`;
    const line = time.get(key) ?? { consultant, dailyRateCents, quarterDays: 0 };
    line.quarterDays += quarterDays;
    time.set(key, line);
  }
  const { late } = facts;
  return {
    ...facts,
    time: [...time.values()],
    purchases: [...late.purchases, ...facts.purchases],
    onCall: [...late.onCall, ...facts.onCall],
  };
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

function draftLines(project: ProjectToBill, facts: BillingFacts, issue: Issue, terms: VatTerms): InvoiceLineRow[] {
  const billing = billProject(facts, issue.month);
  const milestoneOf = (bills: BilledThing | undefined) => (bills && 'milestone' in bills ? bills.milestone : null);
  const left = new Map(billing.map((line) => [milestoneOf(line.bills) ?? '', line.amountCents]));
  const imputed = imputeDeposits(facts.milestones, left, project.deposits, terms.percent);
  const lines = billing.map((line): Omit<InvoiceLineRow, 'rank'> => {
    const deposits = imputed.get(milestoneOf(line.bills) ?? '');
    const vat = ownVat({ isDisbursement: line.kind === 'disbursement', percent: line.vatPercent ?? null }, terms);
    return {
      kind: line.kind,
      project: facts.code,
      consultant: line.consultant,
      label:
        line.consultant === null
          ? line.label
          : `Prestations de ${issue.people.get(line.consultant) ?? line.consultant}`,
      quantity: String(roundDecimal(line.quantity, 6)),
      unitPriceCents: line.unitPriceCents,
      amountCents: line.amountCents,
      creditedRank: null,
      items:
        line.consultant === null
          ? itemsOf(line.bills, facts.code)
          : namedDays(project.days, line.consultant, line.unitPriceCents),
      ...(deposits ? { deposits } : {}),
      ...(vat ? { vat } : {}),
    };
  });
  return lines.map((line, index) => ({ rank: index + 1, ...line }));
}

export function draftInvoice(project: ProjectToBill, issue: Issue): DraftInvoice {
  const { client, days } = project;
  const { month, issuedOn, firm } = issue;
  const facts = withArrears(project.facts, days);
  const blocked = blockBilling(facts, billProject(facts, month), month);
  const terms = vatOf(client, readSeller(firm).isFranchise);
  const lines = draftLines(project, facts, issue, terms);
  if (lines.length === 0) return { project: facts.code, invoice: null, blocked, legal: [] };
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
  return { project: facts.code, invoice, blocked, legal: checkBeforeNumber(invoice, client, firm) };
}
