// The cash of the ninety days to come, week by week: what clients should pay and when they use to, what falls due. Each
// flow says what it stands on. A forecast, not a promise: nothing here is an entry of the books.
import { workingDaysIn } from './calendar.ts';
import { addDays, daysBetween, later, weekdayOf, type CivilDate } from './civil-dates.ts';
import { compareCodes } from './codes.ts';
import { multiply, parseDecimal } from './fraction.ts';
import { sayDate, sayMonth } from './french.ts';
import { dueDateOf, grossOf } from './invoice-terms.ts';
import { eurosFromCents, roundToCents, showEuros } from './money.ts';
import { SUPPLIER_DAYS } from './payables.ts';
import { addMonths, firstDayOf, lastDayOf, monthOf, type Month } from './periods.ts';

export const CASH_FLOW_KINDS = [
  'open_invoice',
  'work_done',
  'work_planned',
  'salaries',
  'subcontractors',
  'purchases',
  'vat',
] as const;
export type CashFlowKind = (typeof CASH_FLOW_KINDS)[number];

export const FORECAST_DAYS = 90;
/** What is late already: the answer to the reminder that has to leave, the next run of payments to suppliers. */
const OVERDUE_DAYS = 7;
/** From the end of a month to its invoices when the firm has issued none yet (the deadline of a CRA, DOMAIN.md §4). */
const USUAL_LAG_DAYS = 5;
/** The VAT of a month is paid by the 24th of the next one (CGI ann. IV, art. 39: from the 15th to the 24th, by department and firm). */
const VAT_DAY = 24;
/** VAT of services bought in France (CGI, art. 278). */
const BOUGHT_VAT_PERCENT = '20';

/** An invoice or deposit of which something is left. */
export type AwaitedInvoice = {
  readonly number: string;
  readonly client: string;
  readonly dueOn: CivilDate;
  readonly leftCents: number;
  readonly vatPercent: string;
  /** The last promise that the client made. */
  readonly promisedOn: CivilDate | null;
  readonly disputed: boolean;
};

export type PastPayment = { readonly client: string; readonly dueOn: CivilDate; readonly paidOn: CivilDate };

/** HT of a month that no invoice has taken yet. */
export type WorkToInvoice = {
  readonly project: string;
  readonly client: string;
  readonly month: Month;
  readonly kind: 'work_done' | 'work_planned';
  readonly netCents: number;
};

export type PaymentTerms = {
  readonly paymentDays: number | null;
  readonly endOfMonth: boolean;
  readonly vatPercent: string;
};

/** What a subcontractor's month costs, of which no invoice has come. */
export type SubcontractedMonth = { readonly consultant: string; readonly month: Month; readonly netCents: number };

/** A supplier's invoice of which something is left to pay. */
export type AwaitedBill = {
  readonly supplier: string;
  readonly number: string;
  readonly dueOn: CivilDate;
  readonly leftCents: number;
  /** Of what is left, the VAT that is deducted once it is paid. */
  readonly vatCents: number;
};

export type CashFacts = {
  readonly asOf: CivilDate;
  /** What the accounts held when they were last told; null: no statement has said. */
  readonly opening: { readonly balanceCents: number; readonly on: CivilDate } | null;
  readonly invoices: readonly AwaitedInvoice[];
  readonly payments: readonly PastPayment[];
  readonly terms: ReadonlyMap<string, PaymentTerms>;
  /** Median days from the end of a period to its invoice; null: none yet. */
  readonly lagDays: number | null;
  readonly work: readonly WorkToInvoice[];
  /** Whole months of everyone employed. */
  readonly salaries: readonly { readonly month: Month; readonly costCents: number; readonly people: number }[];
  readonly subcontracted: readonly SubcontractedMonth[];
  readonly bills: readonly AwaitedBill[];
  readonly purchases: readonly {
    readonly project: string;
    readonly label: string;
    readonly boughtOn: CivilDate;
    readonly netCents: number;
  }[];
  /** VAT already in the books of the last month and of this one; a credit is negative. */
  readonly vat: {
    readonly onReceipts: boolean;
    readonly months: readonly { readonly month: Month; readonly netCents: number }[];
  };
};

/** Positive: a receipt. TTC. */
export type CashFlow = {
  readonly kind: CashFlowKind;
  readonly on: CivilDate;
  readonly subject: string;
  readonly client: string | null;
  readonly amountCents: number;
  /** VAT that becomes due by it (negative: that may be deducted), on which day. */
  readonly vatCents: number;
  readonly vatOn: CivilDate;
  readonly basis: string;
};

/** count: payments that it was learned from. */
export type Delay = { readonly client: string; readonly days: number; readonly count: number };
export type LearnedDelays = { readonly clients: readonly Delay[]; readonly usualDays: number };

/** Of an even number, the mean of the two in the middle, half up: a day later rather than sooner. */
function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] =
    sorted.length % 2 === 1 ? [sorted[middle], sorted[middle]] : [sorted[middle - 1], sorted[middle]];
  return Math.ceil((low + high) / 2);
}

/** How late each client pays (negative: early), and all of them together: for those of whom nothing is known. */
export function learnDelays(payments: readonly PastPayment[]): LearnedDelays {
  const late = ({ dueOn, paidOn }: PastPayment) => daysBetween(dueOn, paidOn);
  const clients = [...Map.groupBy(payments, ({ client }) => client)].map(([client, own]) => ({
    client,
    days: medianOf(own.map(late)),
    count: own.length,
  }));
  return {
    clients: clients.sort((a, b) => compareCodes(a.client, b.client)),
    usualDays: payments.length === 0 ? 0 : medianOf(payments.map(late)),
  };
}

type Habit = { readonly days: number; readonly said: string };

function habitOf(client: string, delays: LearnedDelays): Habit {
  const own = delays.clients.find((one) => one.client === client);
  const days = own?.days ?? delays.usualDays;
  const whose = own ? `médiane de ${own.count} paiements` : 'médiane de tous les clients';
  return { days, said: `${days >= 0 ? '+' : '−'} ${Math.abs(days)} j (${whose})` };
}

/** The VAT inside an amount TTC. */
function vatInside(grossCents: number, percent: string): number {
  const rate = parseDecimal(percent);
  return roundToCents(multiply(eurosFromCents(grossCents), { n: rate.n, d: rate.n + 100n * rate.d }));
}

function awaitInvoice(invoice: AwaitedInvoice, facts: CashFacts, delays: LearnedDelays): CashFlow {
  const { number, client, dueOn, leftCents, promisedOn } = invoice;
  const habit = habitOf(client, delays);
  const usual = addDays(dueOn, habit.days);
  const isPromised = promisedOn !== null && promisedOn > facts.asOf;
  const isLate = !isPromised && usual <= facts.asOf;
  const on = isPromised ? promisedOn : isLate ? addDays(facts.asOf, OVERDUE_DAYS) : usual;
  const due = `Échéance ${sayDate(dueOn)}`;
  const basis = isPromised
    ? `${due}, paiement promis`
    : isLate
      ? `${due}, plus en retard que l’habitude : attendue sous ${OVERDUE_DAYS} j`
      : `${due} ${habit.said}`;
  const vatCents = facts.vat.onReceipts ? vatInside(leftCents, invoice.vatPercent) : 0;
  return { kind: 'open_invoice', on, subject: number, client, amountCents: leftCents, vatCents, vatOn: on, basis };
}

/** Month end + billing lag, then the client's terms and habit. */
function awaitWork(work: WorkToInvoice, facts: CashFacts, delays: LearnedDelays): CashFlow {
  const terms = facts.terms.get(work.client) ?? {
    paymentDays: null,
    endOfMonth: false,
    vatPercent: BOUGHT_VAT_PERCENT,
  };
  const lag = Math.max(0, Math.ceil(facts.lagDays ?? USUAL_LAG_DAYS));
  const issuedOn = later(addDays(lastDayOf(work.month), lag), addDays(facts.asOf, 1));
  const habit = habitOf(work.client, delays);
  const on = later(addDays(dueDateOf(issuedOn, terms), habit.days), issuedOn);
  const amountCents = grossOf(work.netCents, terms.vatPercent);
  return {
    kind: work.kind,
    on,
    subject: work.project,
    client: work.client,
    amountCents,
    vatCents: amountCents - work.netCents,
    vatOn: facts.vat.onReceipts ? on : issuedOn,
    basis: `${sayMonth(work.month)}, facture le ${sayDate(issuedOn)}, échéance ${sayDate(dueDateOf(issuedOn, terms))} ${habit.said}`,
  };
}

function outflow(
  kind: CashFlowKind,
  subject: string,
  on: CivilDate,
  paidCents: number,
  vatCents: number,
  basis: string,
): CashFlow {
  return { kind, on, subject, client: null, amountCents: -paidCents, vatCents: -vatCents, vatOn: on, basis };
}

function paySalaries({ salaries }: CashFacts): CashFlow[] {
  return salaries.map(({ month, costCents, people }) => {
    const on = workingDaysIn(firstDayOf(month), lastDayOf(month)).at(-1) ?? lastDayOf(month);
    return outflow(
      'salaries',
      month,
      on,
      costCents,
      0,
      `${people} salariés : coût journalier × jours ouvrés, ${sayMonth(month)}`,
    );
  });
}

function paySubcontractors({ subcontracted }: CashFacts): CashFlow[] {
  return subcontracted.map(({ consultant, month, netCents }) => {
    const vat = grossOf(netCents, BOUGHT_VAT_PERCENT) - netCents;
    const basis = `${sayMonth(month)} : jours × prix d’achat, payés à ${SUPPLIER_DAYS} j`;
    return outflow('subcontractors', consultant, addDays(lastDayOf(month), SUPPLIER_DAYS), netCents + vat, vat, basis);
  });
}

function payBills({ asOf, bills }: CashFacts): CashFlow[] {
  return bills.map(({ supplier, number, dueOn, leftCents, vatCents }) => {
    const isLate = dueOn <= asOf;
    const on = isLate ? addDays(asOf, OVERDUE_DAYS) : dueOn;
    const late = isLate ? `, en retard : payée sous ${OVERDUE_DAYS} j` : '';
    const basis = `Facture ${number}, échéance ${sayDate(dueOn)}${late}`;
    return outflow('subcontractors', supplier, on, leftCents, vatCents, basis);
  });
}

function payPurchases({ purchases }: CashFacts): CashFlow[] {
  return purchases.map(({ project, label, boughtOn, netCents }) =>
    outflow(
      'purchases',
      project,
      addDays(boughtOn, SUPPLIER_DAYS),
      netCents,
      0,
      `${label}, du ${sayDate(boughtOn)}, HT, payé à ${SUPPLIER_DAYS} j`,
    ),
  );
}

/** What is in the books and what the flows make due, a month each; a credit is carried to the next month. */
function payVat({ asOf, vat }: CashFacts, flows: readonly CashFlow[], until: CivilDate): CashFlow[] {
  const paid: CashFlow[] = [];
  let carriedCents = 0;
  for (let month = addMonths(monthOf(asOf), -1); month <= monthOf(until); month = addMonths(month, 1)) {
    const known = vat.months.find((one) => one.month === month)?.netCents ?? 0;
    const expected = flows.reduce((total, flow) => (monthOf(flow.vatOn) === month ? total + flow.vatCents : total), 0);
    const dueCents = known + expected + carriedCents;
    carriedCents = Math.min(0, dueCents);
    const on = addDays(firstDayOf(addMonths(month, 1)), VAT_DAY - 1);
    if (dueCents <= 0 || on <= asOf) continue;
    const regime = vat.onReceipts ? 'sur les encaissements' : 'sur les débits';
    paid.push(outflow('vat', month, on, dueCents, 0, `${sayMonth(month)} : TVA ${regime}, nette de la TVA déductible`));
  }
  return paid;
}

/** Every flow after the day and within the ninety days, in order of day. */
export function forecastCash(facts: CashFacts): CashFlow[] {
  const until = addDays(facts.asOf, FORECAST_DAYS);
  const delays = learnDelays(facts.payments);
  const trade = [
    ...facts.invoices.filter(({ disputed }) => !disputed).map((invoice) => awaitInvoice(invoice, facts, delays)),
    ...facts.work.map((work) => awaitWork(work, facts, delays)),
    ...paySalaries(facts),
    ...paySubcontractors(facts),
    ...payBills(facts),
    ...payPurchases(facts),
  ].filter(({ on, amountCents }) => on > facts.asOf && amountCents !== 0);
  return [...trade, ...payVat(facts, trade, until)]
    .filter(({ on }) => on <= until)
    .sort(
      (a, b) =>
        compareCodes(a.on, b.on) ||
        CASH_FLOW_KINDS.indexOf(a.kind) - CASH_FLOW_KINDS.indexOf(b.kind) ||
        compareCodes(a.subject, b.subject),
    );
}

/** Monday of its week, or the first day of the forecast. */
function weekOf(day: CivilDate, from: CivilDate): CivilDate {
  return later(addDays(day, 1 - weekdayOf(day)), from);
}

function show(cents: number): number {
  return showEuros(eurosFromCents(cents));
}

export function reportCash(facts: CashFacts) {
  const [from, to] = [addDays(facts.asOf, 1), addDays(facts.asOf, FORECAST_DAYS)];
  const flows = forecastCash(facts);
  const delays = learnDelays(facts.payments);
  const totalOf = (some: readonly CashFlow[], sign: 1 | -1) =>
    some.reduce((total, { amountCents }) => total + sign * Math.max(0, sign * amountCents), 0);
  const starts = [...new Set(Array.from({ length: FORECAST_DAYS }, (_day, i) => weekOf(addDays(from, i), from)))];
  let balanceCents = facts.opening?.balanceCents ?? null;
  const weeks = starts.map((week) => {
    const own = flows.filter(({ on }) => weekOf(on, from) === week);
    const [receipts, payments] = [totalOf(own, 1), totalOf(own, -1)];
    balanceCents = balanceCents === null ? null : balanceCents + receipts + payments;
    return {
      week,
      receipts: show(receipts),
      payments: show(-payments),
      movement: show(receipts + payments),
      balance: balanceCents === null ? null : show(balanceCents),
    };
  });
  const disputed = facts.invoices.filter((invoice) => invoice.disputed);
  return {
    from,
    to,
    opening: facts.opening && { amount: show(facts.opening.balanceCents), on: facts.opening.on },
    weeks,
    flows: flows.map(({ on, kind, subject, client, amountCents, basis }) => ({
      on,
      kind,
      subject,
      client,
      amount: show(amountCents),
      basis,
    })),
    total: {
      receipts: show(totalOf(flows, 1)),
      payments: show(-totalOf(flows, -1)),
      movement: show(flows.reduce((total, { amountCents }) => total + amountCents, 0)),
      closing: balanceCents === null ? null : show(balanceCents),
      disputed: show(disputed.reduce((total, { leftCents }) => total + leftCents, 0)),
    },
    delays: delays.clients,
    usual_delay: delays.usualDays,
  };
}
