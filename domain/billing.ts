// What is to be invoiced for a month and not yet invoiced, line by line, and what keeps a project from being
// invoiced now (REPORTS.md, "billing"). The lines come from the contract's terms.
import type { CivilDate } from './civil-dates.ts';
import { compareCodes } from './codes.ts';
import type { Milestone } from './contract/facts.ts';
import { composeTerms, type ContractAmounts, type ManagedService, type Term } from './contract/kinds.ts';
import { consumeUnits } from './contract/managed-service.ts';
import type { MissingEvidence } from './evidence.ts';
import { fraction, multiply, parseDecimal, roundDecimal, sum, type Fraction } from './fraction.ts';
import { eurosFromCents, eurosFromQuarterCents, roundToCents, showEuros } from './money.ts';
import { lastDayOf, type Month } from './periods.ts';

export const BILLING_LINE_KINDS = [
  'time',
  'ceiling',
  'milestone',
  'fee',
  'overage',
  'on_call',
  'purchase',
  'disbursement',
] as const;
export type BillingLineKind = (typeof BILLING_LINE_KINDS)[number];

export const BILLING_BLOCKS = [
  'submitted_time_not_validated',
  'po_missing',
  'po_exceeded',
  'missing_time',
  'evidence_missing',
] as const;
export type BillingBlock = (typeof BILLING_BLOCKS)[number];

/** What each block says to who invoices. */
export const BILLING_BLOCK_LABELS: Readonly<Record<BillingBlock, string>> = {
  submitted_time_not_validated: 'temps soumis non validé',
  po_missing: 'bon de commande manquant',
  po_exceeded: 'bon de commande dépassé',
  missing_time: 'CRA incomplets',
  evidence_missing: 'preuve manquante',
};

export type BillableTime = {
  readonly consultant: string;
  readonly dailyRateCents: number;
  readonly quarterDays: number;
};

export type ProjectOrder = {
  readonly startsOn: CivilDate | null;
  readonly endsOn: CivilDate | null;
  readonly amountCents: number;
};

/** A cost that the client is asked for. */
export type RebillablePurchase = {
  readonly label: string;
  readonly boughtOn: CivilDate;
  readonly occurrence: number;
  readonly amountCents: number;
  readonly rebillingPercent: string;
  /** The amount asked for where it is no share of the cost. */
  readonly rebilledCents: number | null;
  /** Paid in the client's name: asked back as it is, outside VAT. */
  readonly disbursement: boolean;
  /** The rate of VAT at which it is rebilled; null: that of the client's services. */
  readonly vatPercent: string | null;
};

/** On-call units of a person on a day, at their price that day. Never days. */
export type OnCallWork = {
  readonly consultant: string;
  readonly workedOn: CivilDate;
  readonly rate: string;
  readonly label: string;
  /** A decimal text. */
  readonly units: string;
  readonly unitPriceCents: number;
};

/** What is billed beside the contract's own work. */
export type BesideWork = { readonly purchases: readonly RebillablePurchase[]; readonly onCall: readonly OnCallWork[] };

export type BillingFacts = BesideWork & {
  readonly code: string;
  readonly client: string | null;
  readonly amounts: ContractAmounts;
  /** Validated, not taken, of time-billed parts, in the month. */
  readonly time: readonly BillableTime[];
  /** The same, submitted and not yet validated. */
  readonly submittedQuarterDays: number;
  /** The same, validated, worked before the month. */
  readonly arrears: { readonly quarterDays: number; readonly valueQuarterCents: number };
  /** Accepted by the month's end, in no line of an invoice. */
  readonly milestones: readonly (Milestone & { readonly acceptedOn: CivilDate })[];
  /** Invoices and deposits without period, net of their credit notes: they pay the oldest acceptances first. */
  readonly periodlessNetCents: number;
  readonly units: ReadonlyMap<Month, string>;
  /** The month's fee and overage are already in an invoice. */
  readonly serviceTaken: boolean;
  /** Entered here and of before the month, not taken: the next invoice takes them, as it does days validated late. */
  readonly late: BesideWork;
  readonly invoicedNetCents: number;
  /**
   * What invoices still ask for the purchases and on-call units already taken, their rebates off: a ceiling does not
   * cover them. Euros off a line of days give the ceiling as much back; a line taken back whole gives what it still took.
   */
  readonly takenRebilledCents: number;
  readonly orders: readonly ProjectOrder[];
  readonly orderRequired: boolean;
  /** The month's block by its order was lifted: direction or the daf decided so (override_po_block). */
  readonly orderBlockLifted: boolean;
  /** Consultants who lack time under an assignment billed by the day. */
  readonly missingTime: readonly string[];
  /** Where the firm wants no invoice without proof; absent: it does not. */
  readonly missingEvidence?: readonly MissingEvidence[];
};

/** With what was entered after its month's invoice: the next one takes it too. */
export function withLateWork(facts: BillingFacts): BillingFacts {
  const { late } = facts;
  return {
    ...facts,
    purchases: [...late.purchases, ...facts.purchases],
    onCall: [...late.onCall, ...facts.onCall],
  };
}

/** What a line bills, besides the days that a consultant's line sums. */
export type BilledThing =
  | { readonly milestone: string }
  | { readonly serviceMonth: Month }
  | { readonly purchase: { readonly boughtOn: CivilDate; readonly label: string; readonly occurrence: number } }
  | { readonly onCall: readonly Pick<OnCallWork, 'consultant' | 'workedOn' | 'rate'>[] };

export type BillingLine = {
  readonly kind: BillingLineKind;
  readonly bills?: BilledThing;
  readonly consultant: string | null;
  readonly label: string;
  readonly quantity: Fraction;
  readonly unitPriceCents: number;
  readonly amountCents: number;
  /** A rate of VAT of its own; none: that of the client's services. */
  readonly vatPercent?: string;
};

/** Rebilled amount of a share of a purchase, to the cent. */
export function rebilledCents(amountCents: number, rebillingPercent: string): number {
  return roundToCents(multiply(fraction(amountCents, 10_000n), parseDecimal(rebillingPercent)));
}

/** What the client is asked for a purchase, HT, to the cent. */
export function askedCents(
  purchase: Pick<RebillablePurchase, 'amountCents' | 'rebillingPercent' | 'rebilledCents'>,
): number {
  return purchase.rebilledCents ?? rebilledCents(purchase.amountCents, purchase.rebillingPercent);
}

/** What is left of the contract's ceiling for its days; null: it has none. */
export function ceilingLeftCents({ amounts, invoicedNetCents, takenRebilledCents }: BillingFacts): number | null {
  if (amounts.kind !== 'regie_plafonnee' || amounts.ceilingCents === null) return null;
  return Math.max(0, amounts.ceilingCents - (invoicedNetCents - takenRebilledCents));
}

function timeLines(facts: BillingFacts): BillingLine[] {
  const sorted = [...facts.time].sort(
    (a, b) => compareCodes(a.consultant, b.consultant) || a.dailyRateCents - b.dailyRateCents,
  );
  const lines: BillingLine[] = sorted.map(({ consultant, dailyRateCents, quarterDays }) => ({
    kind: 'time',
    consultant,
    label: `Prestations de ${consultant}`,
    quantity: fraction(quarterDays, 4n),
    unitPriceCents: dailyRateCents,
    amountCents: roundToCents(eurosFromQuarterCents(quarterDays * dailyRateCents)),
  }));
  const left = ceilingLeftCents(facts);
  if (left === null) return lines;
  const excessCents = totalCents(lines) - left;
  if (excessCents <= 0) return lines;
  return [...lines, single('ceiling', 'Au-delà du plafond du contrat', excessCents, -1)];
}

function single(kind: BillingLineKind, label: string, unitPriceCents: number, quantity: 1 | -1 = 1): BillingLine {
  return {
    kind,
    consultant: null,
    label,
    quantity: fraction(quantity),
    unitPriceCents,
    amountCents: quantity * unitPriceCents,
  };
}

/** What is left to invoice of the acceptances, once earlier invoices without period have paid the oldest. */
function milestoneLines(facts: BillingFacts): BillingLine[] {
  let paidCents = Math.max(0, facts.periodlessNetCents);
  const oldestFirst = [...facts.milestones].sort(
    (a, b) => compareCodes(a.acceptedOn, b.acceptedOn) || compareCodes(a.code, b.code),
  );
  return oldestFirst.map((milestone) => {
    const used = Math.min(paidCents, milestone.amountCents);
    paidCents -= used;
    const line = single('milestone', `Jalon ${milestone.code}`, milestone.amountCents - used);
    return { ...line, bills: { milestone: milestone.code } };
  });
}

function serviceLines(term: ManagedService, facts: BillingFacts, month: Month): BillingLine[] {
  const served = consumeUnits(term, facts.units).find((entry) => entry.month === month);
  if (!served || facts.serviceTaken) return [];
  const overageCents = roundToCents(multiply(served.overage, eurosFromCents(term.unitPriceCents)));
  return [
    { ...single('fee', `Forfait mensuel ${month}`, term.monthlyFeeCents), bills: { serviceMonth: month } },
    {
      kind: 'overage',
      bills: { serviceMonth: month },
      consultant: null,
      label: `Unités au-delà du forfait ${month}`,
      quantity: served.overage,
      unitPriceCents: term.unitPriceCents,
      amountCents: overageCents,
    },
  ];
}

function purchaseLines({ purchases }: BesideWork): BillingLine[] {
  return purchases.map((purchase) => {
    const { label, boughtOn, occurrence, disbursement, vatPercent } = purchase;
    return {
      ...single(disbursement ? 'disbursement' : 'purchase', label, askedCents(purchase)),
      bills: { purchase: { boughtOn, label, occurrence } },
      ...(vatPercent === null ? {} : { vatPercent }),
    };
  });
}

/** One line a rate and price: units are priced by a table of their own, whoever did them. */
function onCallLines({ onCall }: BesideWork): BillingLine[] {
  const groups = Map.groupBy(
    onCall,
    ({ rate, label, unitPriceCents }) => `${rate}\0${String(unitPriceCents).padStart(15, '0')}\0${label}`,
  );
  return [...groups]
    .sort(([a], [b]) => compareCodes(a, b))
    .flatMap(([, works]): BillingLine[] => {
      const [first] = works;
      if (!first) return [];
      const quantity = sum(works.map(({ units }) => parseDecimal(units)));
      return [
        {
          kind: 'on_call',
          bills: { onCall: works.map(({ consultant, workedOn, rate }) => ({ consultant, workedOn, rate })) },
          consultant: null,
          label: first.label,
          quantity,
          unitPriceCents: first.unitPriceCents,
          amountCents: roundToCents(multiply(quantity, eurosFromCents(first.unitPriceCents))),
        },
      ];
    });
}

function linesOfTerm(term: Term, facts: BillingFacts, month: Month): BillingLine[] {
  switch (term.kind) {
    case 'time_and_materials':
      return timeLines(facts);
    case 'managed_service':
      return serviceLines(term, facts, month);
    case 'fixed_price':
    case 'accepted_sprints':
    case 'rebillable_expenses':
      return [];
  }
}

/** The lines to invoice for the month; those of amount 0 are left out. */
export function billProject(facts: BillingFacts, month: Month): BillingLine[] {
  const byTerm = composeTerms(facts.amounts).flatMap((term) => linesOfTerm(term, facts, month));
  // An accepted milestone, on-call units and a rebillable purchase are billed whatever the contract that carries them.
  return [...byTerm, ...milestoneLines(facts), ...onCallLines(facts), ...purchaseLines(facts)].filter(
    (line) => line.amountCents !== 0,
  );
}

function totalCents(lines: readonly BillingLine[]): number {
  return lines.reduce((total, line) => total + line.amountCents, 0);
}

export type BlockedBilling = {
  readonly reason: BillingBlock;
  readonly days?: number;
  readonly excess?: number;
  readonly consultants?: readonly string[];
  readonly missing?: readonly MissingEvidence[];
};

/** By how much so many more euros would pass the project's orders begun by the month's end; 0: by nothing, or it has none. */
export function overOrdersCents({ orders, invoicedNetCents }: BillingFacts, addedCents: number, month: Month): number {
  if (orders.length === 0) return 0;
  const begunCents = orders
    .filter((order) => order.startsOn === null || order.startsOn <= lastDayOf(month))
    .reduce((total, order) => total + order.amountCents, 0);
  return Math.max(0, addedCents + invoicedNetCents - begunCents);
}

/** What the project's orders say against invoicing these lines, before anyone lifted it. */
export function blockByOrder(facts: BillingFacts, lines: readonly BillingLine[], month: Month): BlockedBilling[] {
  if (lines.length === 0) return [];
  const blocked: BlockedBilling[] = [];
  const [start, end] = [`${month}-01`, lastDayOf(month)];
  const valid = facts.orders.some(
    (order) => (order.startsOn === null || order.startsOn <= end) && (order.endsOn === null || order.endsOn >= start),
  );
  if ((facts.orderRequired || facts.orders.length > 0) && !valid) blocked.push({ reason: 'po_missing' });
  const excessCents = overOrdersCents(facts, totalCents(lines), month);
  if (excessCents > 0) blocked.push({ reason: 'po_exceeded', excess: showEuros(eurosFromCents(excessCents)) });
  return blocked;
}

export function blockBilling(facts: BillingFacts, lines: readonly BillingLine[], month: Month): BlockedBilling[] {
  const blocked: BlockedBilling[] = [];
  if (facts.submittedQuarterDays > 0)
    blocked.push({ reason: 'submitted_time_not_validated', days: facts.submittedQuarterDays / 4 });
  if (!facts.orderBlockLifted) blocked.push(...blockByOrder(facts, lines, month));
  if (facts.missingTime.length > 0) blocked.push({ reason: 'missing_time', consultants: facts.missingTime });
  const missing = facts.missingEvidence ?? [];
  if (missing.length > 0 && lines.length > 0) blocked.push({ reason: 'evidence_missing', missing });
  return blocked;
}

function showLine(line: BillingLine) {
  return {
    kind: line.kind,
    consultant: line.consultant,
    label: line.label,
    quantity: roundDecimal(line.quantity, 4),
    unit_price: showEuros(eurosFromCents(line.unitPriceCents)),
    amount: showEuros(eurosFromCents(line.amountCents)),
  };
}

export function reportBilling(projects: readonly BillingFacts[], month: Month) {
  let grandTotalCents = 0;
  const listed = [];
  for (const facts of [...projects].sort((a, b) => compareCodes(a.code, b.code))) {
    if (facts.amounts.kind === 'interne') continue;
    const lines = billProject(facts, month);
    const blocked = blockBilling(facts, lines, month);
    if (lines.length === 0 && blocked.length === 0 && facts.arrears.quarterDays === 0) continue;
    grandTotalCents += totalCents(lines);
    listed.push({
      code: facts.code,
      client: facts.client,
      contract: facts.amounts.kind,
      lines: lines.map(showLine),
      total: showEuros(eurosFromCents(totalCents(lines))),
      arrears_days: facts.arrears.quarterDays / 4,
      arrears_amount: showEuros(eurosFromQuarterCents(facts.arrears.valueQuarterCents)),
      blocked,
    });
  }
  return { month, projects: listed, total: showEuros(eurosFromCents(grandTotalCents)) };
}
