// A month's invoices: prepared (what can leave, what is blocked and why), then issued, one a project, by the decision
// of a second person. Numbers come last, when they are written.
import { z } from 'zod';
import { BILLING_BLOCK_LABELS, type BillingFacts, type BlockedBilling } from '../../billing.ts';
import { earlier, type CivilDate } from '../../civil-dates.ts';
import { compareCodes } from '../../codes.ts';
import { sayMissingEvidence } from '../../evidence.ts';
import { sayDate, sayDays, sayEurosAndCents, sayMonth, sayOf } from '../../french.ts';
import { END_OF_MONTH_READINGS, type EndOfMonthReading } from '../../invoice-terms.ts';
import { lastDayOf, monthOf, type Month } from '../../periods.ts';
import {
  defineCommand,
  NOT_FOUND,
  refuse,
  type Effect,
  type IndicatorEffect,
  type LockKey,
  type PlanContext,
  type Refusal,
} from '../command.ts';
import type { FirmReader } from '../firm-reader.ts';
import { civilDate, code, month } from '../inputs.ts';
import type { FirmRow, InvoiceCommandRow } from '../rows.ts';
import { checkSeller } from '../../legal-invoice/check.ts';
import { isPresented, readSeller } from '../../legal-invoice/parties.ts';
import { listWarnings, refuseIllegal, sayPoints } from './check-legal.ts';
import { draftInvoice, type DraftInvoice, type Issue, type ProjectToBill } from './draft-invoice.ts';
import { listHeld, listOrderUse, sayHeld } from './say-orders.ts';
import { BEYOND_ORDER, type BeyondOrder } from './hold-beyond-order.ts';

const inputFields = {
  month,
  /** None given: every project with something to invoice. */
  projects: z.array(code).min(1).max(5000).optional(),
  /** Beyond the client's order: nothing leaves, or what it covers leaves and the rest is held. Left out: the firm's rule. */
  beyondOrder: z.enum(BEYOND_ORDER).optional(),
};
type Asked = {
  readonly month: Month;
  readonly projects?: readonly string[] | undefined;
  readonly beyondOrder?: BeyondOrder | undefined;
};

type Facts = {
  readonly projects: readonly ProjectToBill[];
  /** Codes asked for that are unknown, internal or without a client. */
  readonly notBillable: readonly string[];
  readonly people: ReadonlyMap<string, string>;
  readonly firm: FirmRow | null;
  readonly issueMonthClosed: boolean;
};

/** How this firm reads « fin de mois » (setting end_of_month_reading). */
export function endOfMonthReading(firm: FirmRow | null): EndOfMonthReading {
  const reading = firm?.settings['end_of_month_reading'];
  return END_OF_MONTH_READINGS.find((known) => known === reading) ?? 'days_then_month_end';
}

/** What this firm does with days beyond an order (setting beyond_order). */
function beyondOrderOf(asked: Asked, firm: FirmRow | null): BeyondOrder {
  const rule = firm?.settings['beyond_order'];
  return asked.beyondOrder ?? BEYOND_ORDER.find((known) => known === rule) ?? 'block';
}

function hasSomething(facts: BillingFacts): boolean {
  return (
    facts.time.length > 0 ||
    facts.arrears.quarterDays > 0 ||
    facts.milestones.length > 0 ||
    [facts, facts.late].some(({ purchases, onCall }) => purchases.length + onCall.length > 0) ||
    (facts.amounts.kind === 'tma' && !facts.serviceTaken)
  );
}

async function listProjects(input: Asked, read: FirmReader, today: CivilDate): Promise<BillingFacts[]> {
  const wanted = input.projects && new Set(input.projects);
  const all = await read.billingFacts(input.month, today, input.projects);
  return all
    .filter((facts) => facts.amounts.kind !== 'interne' && facts.client !== null)
    .filter((facts) => (wanted ? wanted.has(facts.code) : hasSomething(facts)))
    .sort((a, b) => compareCodes(a.code, b.code));
}

/** A project's lock covers its time, milestones, purchases and invoices; the terms are the client's. */
async function lockProjects(
  input: Asked & { issuedOn?: CivilDate | undefined },
  read: FirmReader,
  { today }: Pick<PlanContext, 'today'>,
): Promise<LockKey[]> {
  const codes = input.projects ?? (await listProjects(input, read, today)).map((facts) => facts.code);
  return [
    ...codes.map((key) => ({ kind: 'project' as const, key })),
    { kind: 'month', key: input.month, shared: true },
    { kind: 'month', key: monthOf(input.issuedOn ?? today), shared: true },
  ];
}

async function load(input: Asked, read: FirmReader, today: CivilDate, issuedOn: CivilDate): Promise<Facts> {
  const listed = await listProjects(input, read, today);
  const through = earlier(lastDayOf(input.month), today);
  // A batch is carried out a project at a time: what is read of one does not grow with the firm.
  const [only] = listed.length === 1 ? listed : [];
  const [days, clients, orders, deposits, consultants, firm, issueMonthClosed] = await Promise.all([
    read.billableTime(
      listed.map((facts) => facts.code),
      { through, asOf: today },
    ),
    read.find('client', only?.client == null ? {} : { code: only.client }),
    read.find('order', only ? { project: only.code } : {}),
    read.openDeposits(issuedOn),
    read.find('consultant', {}),
    read.get('firm', { id: 1 }),
    read.isMonthClosed(monthOf(issuedOn)),
  ]);
  const clientByCode = new Map(clients.map((client) => [client.code, client]));
  const daysByProject = Map.groupBy(days, (day) => day.project);
  const ordersByProject = Map.groupBy(orders, (order) => order.project);
  const depositsByProject = Map.groupBy(deposits, (deposit) => deposit.project);
  const projects = listed.map((facts): ProjectToBill => {
    const client = clientByCode.get(facts.client ?? '');
    if (!client) throw new Error(`project ${facts.code} names an unknown client`);
    return {
      facts,
      client,
      days: daysByProject.get(facts.code) ?? [],
      orders: ordersByProject.get(facts.code) ?? [],
      deposits: depositsByProject.get(facts.code) ?? [],
    };
  });
  const known = new Set(listed.map((facts) => facts.code));
  return {
    projects,
    notBillable: (input.projects ?? []).filter((project) => !known.has(project)),
    people: new Map(consultants.map((person) => [person.code, `${person.firstName} ${person.lastName}`])),
    firm,
    issueMonthClosed,
  };
}

function sayBlock(block: BlockedBilling): string {
  switch (block.reason) {
    case 'submitted_time_not_validated':
      return `${sayDays(block.days ?? 0)} soumis et non validés`;
    case 'po_missing':
      return BILLING_BLOCK_LABELS[block.reason];
    case 'po_exceeded':
      return `${BILLING_BLOCK_LABELS[block.reason]} de ${sayEurosAndCents(block.excess ?? 0)}`;
    case 'missing_time':
      return `${BILLING_BLOCK_LABELS[block.reason]} (${(block.consultants ?? []).join(', ')})`;
    case 'evidence_missing':
      return `${BILLING_BLOCK_LABELS[block.reason]} : ${(block.missing ?? []).map(sayMissingEvidence).join(', ')}`;
  }
}

function sayReasons({ blocked, legal }: DraftInvoice): string {
  const unlawful = legal.filter(({ blocks }) => blocks);
  return [...blocked.map(sayBlock), ...(unlawful.length === 0 ? [] : [sayPoints(unlawful)])].join(' ; ');
}

function sayBlocked(drafts: readonly DraftInvoice[]): string {
  return drafts.map((draft) => `${draft.project} (${sayReasons(draft)})`).join(', ');
}

/** It asks for money, or says that deposits have paid it. */
function isAsked({ netCents, lines }: InvoiceCommandRow): boolean {
  return netCents > 0 || lines.some((line) => (line.deposits ?? []).length > 0);
}

type Ready = DraftInvoice & { readonly invoice: InvoiceCommandRow };
type Sorted = {
  readonly ready: readonly Ready[];
  readonly blocked: readonly DraftInvoice[];
  /** Names, by code. */
  readonly people: ReadonlyMap<string, string>;
};

function sortDrafts(facts: Facts, asked: Asked, issuedOn: CivilDate): Sorted | Refusal {
  const [unknown] = facts.notBillable;
  if (unknown !== undefined) return refuse(NOT_FOUND, `Projet inconnu, interne ou sans client : ${unknown}.`);
  const { people, firm } = facts;
  // A card that is not complete keeps every invoice: it is said once, to who can complete it.
  if (isPresented(readSeller(firm))) {
    const incomplete = refuseIllegal(checkSeller(readSeller(firm)));
    if (incomplete) return incomplete;
  }
  const issue: Issue = {
    month: asked.month,
    issuedOn,
    endOfMonth: endOfMonthReading(firm),
    beyondOrder: beyondOrderOf(asked, firm),
    firm,
    people,
  };
  const drafts = facts.projects.map((project) => draftInvoice(project, issue));
  const isBlocked = ({ blocked: reasons, legal }: DraftInvoice) =>
    reasons.length > 0 || legal.some(({ blocks }) => blocks);
  const blocked = drafts.filter(isBlocked);
  const negative = drafts.find((draft) => draft.invoice !== null && draft.invoice.netCents < 0);
  if (negative) throw new Error(`the invoice of ${negative.project} would be negative`);
  const ready = drafts.filter(
    (draft): draft is Ready => !isBlocked(draft) && draft.invoice !== null && isAsked(draft.invoice),
  );
  return { ready, blocked, people };
}

function totals(ready: readonly Ready[]): { netCents: number; grossCents: number } {
  const sum = (cents: (invoice: InvoiceCommandRow) => number) =>
    ready.reduce((total, { invoice }) => total + cents(invoice), 0);
  return { netCents: sum((invoice) => invoice.netCents), grossCents: sum((invoice) => invoice.grossCents) };
}

/** What the indicators of a month's invoices are called: the month's end reads them too. */
export const INVOICE_READY = 'Facture HT';
export const INVOICE_BLOCKED = 'Bloqué';

function listIndicators({ ready, blocked, people }: Sorted): IndicatorEffect[] {
  return [
    ...ready.map(({ project, invoice }) => ({
      label: INVOICE_READY,
      subject: project,
      before: null,
      after: invoice.netCents / 100,
      unit: 'EUR' as const,
    })),
    ...blocked.map((draft) => ({
      label: INVOICE_BLOCKED,
      subject: draft.project,
      before: null,
      after: sayReasons(draft),
      unit: 'text' as const,
    })),
    ...listHeld(ready, people),
    ...listOrderUse(ready),
    ...listWarnings(ready.map(({ project, legal }) => ({ subject: project, points: legal }))),
  ];
}

/** What issuing these comes to; of one alone, and of all of them together. */
function issueEffect(sorted: Sorted, billed: Month): Effect {
  const { ready, blocked } = sorted;
  const { netCents, grossCents } = totals(ready);
  const aside = `${sayHeld(ready)}${blocked.length === 0 ? '' : ` Laissés de côté : ${sayBlocked(blocked)}.`}`;
  const paid = grossCents === 0 ? ' (soldée par ses acomptes : rien à payer)' : '';
  const what =
    ready.length === 1
      ? `la facture de ${ready[0]?.project} (${ready[0]?.invoice.client})`
      : `${ready.length} factures`;
  return {
    sentence: `Émettre ${what} pour ${sayMonth(billed)} : ${sayEurosAndCents(netCents / 100)} HT, ${sayEurosAndCents(grossCents / 100)} TTC${paid}.${aside}`,
    rows: ready.map(({ invoice }) => ({ entity: 'invoice' as const, before: null, after: invoice })),
    euros: [
      { label: 'Total HT', beforeCents: null, afterCents: netCents },
      { label: 'Total TTC', beforeCents: null, afterCents: grossCents },
    ],
    indicators: listIndicators(sorted),
  };
}

const rights = { adv: 'all', daf: 'all', direction: 'all' } as const;

export const prepareInvoices = defineCommand({
  name: 'prepare_invoices',
  label: 'Préparer les factures',
  input: z.strictObject(inputFields),
  rights,
  tier: 1,
  approvers: [],
  locks: async (input) => [{ kind: 'month', key: input.month, shared: true }],
  load: (input, read, { today }) => load(input, read, today, today),
  plan: (facts, input, { today }) => {
    const sorted = sortDrafts(facts, input, today);
    if ('refused' in sorted) return sorted;
    const { ready, blocked } = sorted;
    const { netCents, grossCents } = totals(ready);
    const aside = blocked.length === 0 ? '' : ` ; bloqués : ${sayBlocked(blocked)}`;
    const held = sayHeld(ready);
    return {
      effect: {
        // Nothing is written but the act: a draft kept aside would soon tell something else than the facts.
        sentence: `Factures ${sayOf(sayMonth(input.month))} prêtes : ${ready.length}, ${sayEurosAndCents(netCents / 100)} HT${aside}.${held}`,
        rows: [],
        euros: [
          { label: 'Total HT', beforeCents: null, afterCents: netCents },
          { label: 'Total TTC', beforeCents: null, afterCents: grossCents },
        ],
        indicators: listIndicators(sorted),
      },
      result: {
        ready: ready.map(({ project }) => project).join(', '),
        blocked: blocked.map(({ project }) => project).join(', '),
      },
    };
  },
});

export const issueInvoices = defineCommand({
  name: 'issue_invoices',
  label: 'Émettre les factures',
  /** A date written is frozen; without one, invoices bear the day of their issue. */
  input: z.strictObject({ ...inputFields, issuedOn: civilDate.optional() }),
  rights,
  tier: 2,
  approvers: ['adv', 'daf', 'direction'],
  locks: lockProjects,
  load: (input, read, { today }) => load(input, read, today, input.issuedOn ?? today),
  plan: (facts, input, { today }) => {
    const issuedOn = input.issuedOn ?? today;
    if (issuedOn > today)
      return refuse('date_in_future', `Une facture n'est pas datée du futur (${sayDate(issuedOn)}).`);
    if (facts.issueMonthClosed) return refuse('month_closed', `Le mois ${monthOf(issuedOn)} est clos.`);
    const sorted = sortDrafts(facts, input, issuedOn);
    if ('refused' in sorted) return sorted;
    const { ready, blocked } = sorted;
    const aside = blocked.length === 0 ? '' : ` Laissés de côté : ${sayBlocked(blocked)}.`;
    if (ready.length === 0) {
      return blocked.length === 0
        ? refuse('nothing_to_invoice', `Rien à facturer pour ${sayMonth(input.month)}.`)
        : refuse('projects_blocked', `Aucune facture ne peut partir.${aside}`);
    }
    return {
      effect: issueEffect(sorted, input.month),
      // One invoice a transaction: a project that changed meanwhile keeps none of the others.
      items: ready.map((one) => ({
        input: { ...input, projects: [one.project] },
        effect: issueEffect({ ...sorted, ready: [one], blocked: [] }, input.month),
      })),
      result: { invoices: ready.length, blocked: blocked.map(({ project }) => project).join(', ') },
    };
  },
});
