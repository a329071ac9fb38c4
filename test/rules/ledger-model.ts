// A project's life from its days to its invoices, in memory: days entered and validated, on-call units, expenses and
// débours, milestones accepted, deposits, invoices (up to an order, the rest held) and credit notes, planned by the very
// commands. What is taken is told from the documents alone.
import type { BillingFacts, OnCallWork, RebillablePurchase } from '../../domain/billing.ts';
import { addDays } from '../../domain/civil-dates.ts';
import { isRefusal, type Plan, type Refusal } from '../../domain/commands/command.ts';
import { findCommand } from '../../domain/commands/registry.ts';
import type { ClientRow, InvoiceCommandRow, InvoiceLineItem, TimeRow } from '../../domain/commands/rows.ts';
import { amountsOf } from './sold-project.ts';

export const LEDGER_MONTH = '2026-10';
const TODAY = '2026-10-31';

export type LedgerAction =
  | { readonly kind: 'enter'; readonly consultant: number; readonly day: number; readonly quarterDays: number }
  | { readonly kind: 'validate'; readonly consultant: number }
  | { readonly kind: 'units'; readonly consultant: number; readonly day: number; readonly halves: number }
  | { readonly kind: 'spend'; readonly amountCents: number; readonly disbursement: boolean }
  | { readonly kind: 'accept'; readonly amountCents: number }
  | { readonly kind: 'deposit'; readonly amountCents: number }
  | { readonly kind: 'issue' }
  | { readonly kind: 'credit'; readonly invoice: number }
  | { readonly kind: 'credit line'; readonly invoice: number; readonly line: number }
  | { readonly kind: 'credit lines'; readonly invoice: number; readonly lines: readonly number[] }
  | { readonly kind: 'credit days'; readonly invoice: number; readonly days: readonly number[] }
  | {
      readonly kind: 'rectify';
      readonly invoice: number;
      readonly days: readonly number[];
      /** The price of a line of days, units or expenses was wrong. */
      readonly price?: { readonly line: number; readonly cents: number } | undefined;
    }
  | { readonly kind: 'rebate'; readonly invoice: number; readonly line: number; readonly amountCents: number };

export type Ledger = {
  readonly ceilingCents: number | null;
  /** Exact in quarters of a day, so that a day's value is whole cents. */
  readonly dailyRateCents: number;
  /** The client's order, up to which days are billed; null: none. */
  readonly orderCents: number | null;
  readonly rows: TimeRow[];
  readonly onCall: OnCallWork[];
  readonly purchases: RebillablePurchase[];
  readonly milestones: { code: string; plannedOn: null; amountCents: number; acceptedOn: string }[];
  readonly invoices: InvoiceCommandRow[];
  /** Why the last change was refused. */
  readonly refusals: string[];
};

export function openLedger(
  ceilingCents: number | null,
  dailyRateCents: number,
  orderCents: number | null = null,
): Ledger {
  const nothing = { rows: [], onCall: [], purchases: [], milestones: [], invoices: [], refusals: [] };
  return { ceilingCents, dailyRateCents, orderCents, ...nothing };
}

function unitsItem({ consultant, workedOn, rate }: Pick<OnCallWork, 'consultant' | 'workedOn' | 'rate'>): string {
  return JSON.stringify({ onCall: { project: 'P1', consultant, workedOn, rate } } satisfies InvoiceLineItem);
}

function purchaseItem({ boughtOn, label, occurrence }: RebillablePurchase): string {
  return JSON.stringify({ purchase: { project: 'P1', boughtOn, label, occurrence } } satisfies InvoiceLineItem);
}

const CLIENT: ClientRow = {
  code: 'CL1',
  name: 'Client',
  siren: null,
  vatNumber: null,
  address: null,
  postalCode: null,
  city: null,
  country: 'FR',
  paymentDays: 30,
  endOfMonth: false,
  billingEmail: null,
  orderRequired: false,
  ownerEmail: null,
};

export function itemOf({ consultant, project, workedOn, occurrence }: TimeRow): string {
  return JSON.stringify({ time: { consultant, project, workedOn, occurrence } });
}

function milestoneItem(code: string): string {
  return JSON.stringify({ milestone: { project: 'P1', code } } satisfies InvoiceLineItem);
}

/** How many live lines name each thing: + an invoice's, − a credit note's. */
export function countLive(invoices: readonly InvoiceCommandRow[]): Map<string, number> {
  const live = new Map<string, number>();
  for (const { kind, lines } of invoices) {
    for (const item of lines.flatMap(({ items }) => items)) {
      const key = JSON.stringify(item);
      live.set(key, (live.get(key) ?? 0) + (kind === 'avoir' ? -1 : 1));
    }
  }
  return live;
}

export function netOf(invoices: readonly InvoiceCommandRow[]): number {
  return invoices.reduce((total, { kind, netCents }) => total + (kind === 'avoir' ? -netCents : netCents), 0);
}

/** For each milestone that a live line bills: what the line asks. */
export function billedMilestones(ledger: Ledger): Map<string, number> {
  const live = countLive(ledger.invoices);
  const billed = new Map<string, number>();
  for (const { kind, lines } of ledger.invoices) {
    if (kind === 'avoir') continue;
    for (const { items, amountCents } of lines) {
      // A milestone billed again after a credit note: the later line is the live one.
      for (const { milestone } of items)
        if (milestone && live.get(milestoneItem(milestone.code)) === 1) billed.set(milestone.code, amountCents);
    }
  }
  return billed;
}

/** A line of an invoice still standing: what of it no credit note has freed, and what is left of its amount. */
function listStandingLines({ invoices }: Ledger) {
  return invoices
    .filter(({ kind }) => kind !== 'avoir')
    .flatMap(({ number, lines }) => {
      const back = invoices
        .filter(({ creditedInvoice }) => creditedInvoice === number)
        .flatMap((creditNote) => creditNote.lines);
      return lines.map((line) => {
        const own = back.filter(({ creditedRank }) => creditedRank === line.rank);
        const freed = new Set(own.flatMap(({ items }) => items.map((item) => JSON.stringify(item))));
        return {
          kind: line.kind,
          bills: line.items.filter((item) => !freed.has(JSON.stringify(item))),
          leftCents: line.amountCents - own.reduce((total, { amountCents }) => total + amountCents, 0),
        };
      });
    });
}

/** What is left of the lines of days, and of the ceilings that cut them. */
export function askedForDays(ledger: Ledger): number {
  return listStandingLines(ledger)
    .filter(({ kind }) => kind === 'time' || kind === 'ceiling')
    .reduce((total, { leftCents }) => total + leftCents, 0);
}

/** What is left of the lines that still bill on-call units or a purchase. */
function askedBeside(ledger: Ledger): number {
  return listStandingLines(ledger)
    .filter(({ bills }) => bills.some((item) => item.onCall !== undefined || item.purchase !== undefined))
    .reduce((total, { leftCents }) => total + leftCents, 0);
}

export function factsOf(ledger: Ledger): BillingFacts {
  const billed = billedMilestones(ledger);
  const live = countLive(ledger.invoices);
  const isTaken = (item: string) => (live.get(item) ?? 0) > 0;
  const deposits = ledger.invoices.filter(({ kind }) => kind === 'acompte');
  const spent = ledger.milestones.reduce(
    (total, { code, amountCents }) => total + (billed.has(code) ? amountCents - (billed.get(code) ?? 0) : 0),
    0,
  );
  return {
    code: 'P1',
    client: 'CL1',
    amounts:
      ledger.ceilingCents === null
        ? amountsOf('regie')
        : amountsOf('regie_plafonnee', { ceilingCents: ledger.ceilingCents }),
    time: [],
    submittedQuarterDays: 0,
    arrears: { quarterDays: 0, valueQuarterCents: 0 },
    milestones: ledger.milestones.filter(({ code }) => !billed.has(code)),
    periodlessNetCents: netOf(deposits) - spent,
    units: new Map(),
    serviceTaken: false,
    purchases: ledger.purchases.filter((one) => !isTaken(purchaseItem(one))),
    onCall: ledger.onCall.filter((one) => !isTaken(unitsItem(one))),
    late: { purchases: [], onCall: [] },
    invoicedNetCents: netOf(ledger.invoices),
    takenRebilledCents: askedBeside(ledger),
    orders: ledger.orderCents === null ? [] : [{ startsOn: null, endsOn: null, amountCents: ledger.orderCents }],
    orderRequired: false,
    orderBlockLifted: false,
    missingTime: [],
  };
}

function billableDays(ledger: Ledger) {
  const live = countLive(ledger.invoices);
  return ledger.rows
    .filter((row) => row.state === 'valide' && (live.get(itemOf(row)) ?? 0) === 0)
    .map((row) => ({ ...row, dailyRateCents: ledger.dailyRateCents }));
}

/** Runs a command's pure plan; its documents join the ledger, numbered. */
function plan(ledger: Ledger, name: string, facts: unknown, input: unknown): void {
  const command = findCommand(name);
  if (!command) throw new Error(`no command ${name}`);
  const context = {
    today: TODAY,
    asker: { userId: 'u', email: 'adv  esn.fr', roles: ['adv'] as const, consultantCode: null },
  };
  const planned: Plan | Refusal = command.plan(facts, command.input.parse(input), context);
  if (isRefusal(planned)) {
    ledger.refusals.push(planned.code);
    return;
  }
  for (const change of planned.effect.rows) {
    if (change.entity !== 'invoice' || change.after === null) throw new Error('only invoices are written here');
    ledger.invoices.push({ ...change.after, number: change.after.number ?? `F${ledger.invoices.length + 1}` });
  }
}

/** Deposits that no final invoice still standing has used up. */
function listOpenDeposits({ invoices }: Ledger) {
  const isFreed = (invoice: InvoiceCommandRow, rank: number) =>
    invoices.some(
      (other) =>
        other.creditedInvoice === invoice.number &&
        other.lines.some((line) => line.creditedRank === rank && line.items.length > 0),
    );
  const used = invoices.flatMap((invoice) =>
    invoice.lines.filter(({ rank }) => !isFreed(invoice, rank)).flatMap(({ deposits }) => deposits ?? []),
  );
  return invoices
    .filter(({ kind }) => kind === 'acompte')
    .map((deposit) => {
      const mine = used.filter((one) => one.deposit === deposit.number);
      return {
        project: 'P1',
        number: deposit.number ?? '',
        issuedOn: deposit.issuedOn,
        netCents: deposit.netCents - mine.reduce((total, { netCents }) => total + netCents, 0),
        grossCents: deposit.grossCents - mine.reduce((total, { grossCents }) => total + grossCents, 0),
        issuedHere: true,
      };
    })
    .filter(({ netCents }) => netCents > 0);
}

function issue(ledger: Ledger): void {
  const days = billableDays(ledger);
  const facts = factsOf(ledger);
  plan(
    ledger,
    'issue_invoices',
    {
      projects: [{ facts, client: CLIENT, days, orders: [], deposits: listOpenDeposits(ledger) }],
      notBillable: [],
      people: new Map(),
      firm: null,
      issueMonthClosed: false,
    },
    { month: LEDGER_MONTH, projects: ['P1'], beyondOrder: 'hold' },
  );
}

function credit(ledger: Ledger, index: number, asked: (invoice: InvoiceCommandRow) => object): void {
  const issued = ledger.invoices.filter(({ kind }) => kind === 'facture');
  const invoice = issued[index % Math.max(1, issued.length)];
  if (!invoice) return;
  const credits = ledger.invoices.filter(({ creditedInvoice }) => creditedInvoice === invoice.number);
  const account = { invoice, credits, payments: [], writeOff: null };
  const input = { invoice: invoice.number, reason: 'correction', ...asked(invoice) };
  const facts = { account, rows: ledger.rows, client: CLIENT, firm: null, openDepositCents: null, monthClosed: false };
  plan(ledger, 'issue_credit_note', facts, input);
}

/** Some of its days dropped, a price corrected, or its mentions alone changed. */
function rectify(ledger: Ledger, { invoice: index, days, price }: LedgerAction & { kind: 'rectify' }): void {
  const issued = ledger.invoices.filter(({ kind }) => kind === 'facture');
  const invoice = issued[index % Math.max(1, issued.length)];
  if (!invoice) return;
  const credits = ledger.invoices.filter(({ creditedInvoice }) => creditedInvoice === invoice.number);
  const account = { invoice, credits, payments: [], writeOff: null };
  const billing = factsOf(ledger);
  const facts = { account, rows: ledger.rows, client: CLIENT, firm: null, monthClosed: false, billing };
  const named = namedDays(invoice);
  const dropDays = days.flatMap((day) => named[day % Math.max(1, named.length)] ?? []);
  const priced = invoice.lines.filter(({ kind }) => ['time', 'on_call', 'purchase', 'milestone'].includes(kind));
  const line = price && priced[price.line % Math.max(1, priced.length)];
  // A day's price is in whole cents a quarter, as the ledger's own.
  const prices = line ? [{ line: line.rank, unitPrice: (price.cents * 4) / 100 }] : [];
  plan(ledger, 'rectify_invoice', facts, { invoice: invoice.number, reason: 'correction', dropDays, prices });
}

function namedDays({ lines }: InvoiceCommandRow): { consultant: string; date: string }[] {
  return lines.flatMap(({ items }) =>
    items.flatMap(({ time }) => (time ? [{ consultant: time.consultant, date: time.workedOn }] : [])),
  );
}

const rankIn = (invoice: InvoiceCommandRow, line: number): number => (line % invoice.lines.length) + 1;

export function play(ledger: Ledger, action: LedgerAction): void {
  switch (action.kind) {
    case 'enter': {
      const consultant = `C${action.consultant}`;
      const workedOn = addDays('2026-10-01', action.day);
      if (ledger.rows.some((row) => row.consultant === consultant && row.workedOn === workedOn)) return;
      const { quarterDays } = action;
      ledger.rows.push({
        consultant,
        project: 'P1',
        workedOn,
        occurrence: 1,
        quarterDays,
        state: 'brouillon',
        comment: null,
      });
      return;
    }
    case 'validate':
      for (const row of ledger.rows) if (row.consultant === `C${action.consultant}`) row.state = 'valide';
      return;
    case 'units': {
      const work = { consultant: `C${action.consultant}`, workedOn: addDays('2026-10-01', action.day), rate: 'ASTR' };
      if (ledger.onCall.some((one) => unitsItem(one) === unitsItem({ ...one, ...work }))) return;
      ledger.onCall.push({ ...work, label: 'Astreinte', units: String(action.halves / 2), unitPriceCents: 12_001 });
      return;
    }
    case 'spend':
      ledger.purchases.push({
        label: 'Frais',
        boughtOn: '2026-10-12',
        occurrence: ledger.purchases.length + 1,
        amountCents: action.amountCents,
        rebillingPercent: '100',
        rebilledCents: null,
        disbursement: action.disbursement,
        vatPercent: null,
      });
      return;
    case 'accept': {
      const code = `J${ledger.milestones.length + 1}`;
      ledger.milestones.push({ code, plannedOn: null, amountCents: action.amountCents, acceptedOn: '2026-10-10' });
      return;
    }
    case 'deposit': {
      const project = { client: 'CL1', contractKind: 'regie', status: 'en_cours', fixedPriceCents: null };
      const facts = { project, client: CLIENT, billing: factsOf(ledger), orders: [], firm: null, monthClosed: false };
      return plan(ledger, 'issue_deposit', facts, { project: 'P1', amount: action.amountCents / 100 });
    }
    case 'issue':
      return issue(ledger);
    case 'credit':
      return credit(ledger, action.invoice, () => ({ lines: 'all' }));
    case 'credit line':
      return credit(ledger, action.invoice, (invoice) => ({ lines: [rankIn(invoice, action.line)] }));
    case 'credit lines':
      return credit(ledger, action.invoice, (invoice) => ({
        lines: [...new Set(action.lines.map((line) => rankIn(invoice, line)))],
      }));
    case 'credit days':
      return credit(ledger, action.invoice, (invoice) => {
        const named = invoice.lines.flatMap(({ items }) => items.flatMap(({ time }) => (time ? [time] : [])));
        const chosen = new Set(action.days.map((day) => named[day % Math.max(1, named.length)]));
        const days = [...chosen].flatMap((day) => (day ? [{ consultant: day.consultant, date: day.workedOn }] : []));
        return days.length > 0 ? { days } : { lines: 'all' };
      });
    case 'rectify':
      return rectify(ledger, action);
    case 'rebate':
      return credit(ledger, action.invoice, (invoice) => ({
        rebates: [{ line: rankIn(invoice, action.line), amount: action.amountCents / 100 }],
      }));
  }
}
