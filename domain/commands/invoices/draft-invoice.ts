// The invoice of a project for a month, as it would be issued: its lines and the days, milestones, service months and
// purchases that they name; days validated late join the month's.
import { billProject, blockBilling, type BilledThing, type BillingFacts, type BlockedBilling } from '../../billing.ts';
import type { CivilDate } from '../../civil-dates.ts';
import { roundDecimal } from '../../fraction.ts';
import { dueDateOf, grossOf, vatOf, type EndOfMonthReading } from '../../invoice-terms.ts';
import { firstDayOf, lastDayOf, type Month } from '../../periods.ts';
import type { BillableTimeRow } from '../firm-reader.ts';
import type { ClientRow, InvoiceCommandRow, InvoiceLineItem, InvoiceLineRow, OrderCommandRow } from '../rows.ts';

export type ProjectToBill = {
  readonly facts: BillingFacts;
  readonly client: ClientRow;
  readonly days: readonly BillableTimeRow[];
  readonly orders: readonly OrderCommandRow[];
};

export type Issue = {
  readonly month: Month;
  readonly issuedOn: CivilDate;
  readonly endOfMonth: EndOfMonthReading;
  /** Names of the people on the lines, by code. */
  readonly people: ReadonlyMap<string, string>;
};

export type DraftInvoice = {
  readonly project: string;
  /** Null: nothing to invoice. */
  readonly invoice: InvoiceCommandRow | null;
  readonly blocked: readonly BlockedBilling[];
};

/** The facts with the very days that will be named: those of the month, and those validated late. */
function withDays(facts: BillingFacts, days: readonly BillableTimeRow[]): BillingFacts {
  const time = new Map<string, { consultant: string; dailyRateCents: number; quarterDays: number }>();
  for (const { consultant, dailyRateCents, quarterDays } of days) {
    const key = `${consultant} ${dailyRateCents}`;
    const line = time.get(key) ?? { consultant, dailyRateCents, quarterDays: 0 };
    line.quarterDays += quarterDays;
    time.set(key, line);
  }
  return { ...facts, time: [...time.values()] };
}

function itemsOf(bills: BilledThing | undefined, project: string): InvoiceLineItem[] {
  if (!bills) return [];
  if ('milestone' in bills) return [{ milestone: { project, code: bills.milestone } }];
  if ('serviceMonth' in bills) return [{ serviceMonth: { project, month: bills.serviceMonth } }];
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

export function draftInvoice(project: ProjectToBill, issue: Issue): DraftInvoice {
  const { client, days } = project;
  const { month, issuedOn } = issue;
  const facts = withDays(project.facts, days);
  const billing = billProject(facts, month);
  const blocked = blockBilling(facts, billing, month);
  if (billing.length === 0) return { project: facts.code, invoice: null, blocked };
  const lines: InvoiceLineRow[] = billing.map((line, index) => ({
    rank: index + 1,
    kind: line.kind,
    project: facts.code,
    consultant: line.consultant,
    label:
      line.consultant === null ? line.label : `Prestations de ${issue.people.get(line.consultant) ?? line.consultant}`,
    quantity: String(roundDecimal(line.quantity, 6)),
    unitPriceCents: line.unitPriceCents,
    amountCents: line.amountCents,
    creditedRank: null,
    items:
      line.consultant === null
        ? itemsOf(line.bills, facts.code)
        : namedDays(days, line.consultant, line.unitPriceCents),
  }));
  const netCents = lines.reduce((total, line) => total + line.amountCents, 0);
  const vat = vatOf(client);
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
    netCents,
    vatPercent: vat.percent,
    grossCents: grossOf(netCents, vat.percent),
    creditedInvoice: null,
    orderNumber: citedOrder(project.orders, month),
    lines,
  };
  return { project: facts.code, invoice, blocked };
}
