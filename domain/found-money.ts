// « L'argent trouvé »: money that the firm has earned or lost and that nobody has asked for, with the very rows that say
// so. Nothing is counted twice: what is to be invoiced, what is due, what was sold at a loss are told apart, and work
// that no order covers is a part of what is to be invoiced.
import { blockByOrder, billProject, withLateWork, type BillingFacts, type BillingLine } from './billing.ts';
import { daysBetween, type CivilDate } from './civil-dates.ts';
import { compareCodes } from './codes.ts';
import { fraction, type Fraction } from './fraction.ts';
import { sayDate, sayDays, sayEurosAndCents, sayMonth } from './french.ts';
import { eurosFromCents, eurosFromQuarterCents, roundToCents, showEuros } from './money.ts';
import type { Month } from './periods.ts';
import { expectedNetCents, matchSubcontractor, payableQuarterDays, type BilledMonth } from './subcontractor-match.ts';

export const FOUND_MONEY_KINDS = [
  'unbilled_days',
  'unbilled_work',
  'without_order',
  'beyond_order',
  'below_cost',
  'past_due',
  'supplier_overbilled',
] as const;
export type FoundMoneyKind = (typeof FOUND_MONEY_KINDS)[number];

export type UnbilledDay = {
  readonly consultant: string;
  readonly workedOn: CivilDate;
  readonly occurrence: number;
  readonly quarterDays: number;
  readonly dailyRateCents: number;
};

export type ProjectWork = {
  readonly facts: BillingFacts;
  /** Validated days that no invoice has taken, by day. */
  readonly days: readonly UnbilledDay[];
  readonly orders: readonly string[];
};

export type LossDay = UnbilledDay & { readonly project: string; readonly dailyCostCents: number };

export type PastDueInvoice = {
  readonly number: string;
  readonly client: string;
  readonly project: string | null;
  readonly dueOn: CivilDate;
  readonly leftCents: number;
};

export type FoundMoneyFacts = {
  readonly asOf: CivilDate;
  /** The last month that is over: its work can be invoiced. */
  readonly month: Month;
  readonly projects: readonly ProjectWork[];
  readonly losses: readonly LossDay[];
  readonly pastDue: readonly PastDueInvoice[];
  readonly billedMonths: readonly BilledMonth[];
};

type Finding = {
  readonly kind: FoundMoneyKind;
  readonly client: string | null;
  readonly project: string | null;
  readonly consultant: string | null;
  readonly invoice: string | null;
  readonly since: CivilDate | null;
  readonly days: number | null;
  readonly amount: Fraction;
  readonly detail: string;
  readonly rows: readonly string[];
};

function rowOfDay(project: string, { consultant, workedOn, occurrence }: UnbilledDay): string {
  return `temps/${consultant}/${workedOn}/${project}/${occurrence}`;
}

/** The lines of all that is left to invoice: the month's, and every day before it. */
function billAll({ facts, days }: ProjectWork, month: Month): BillingLine[] {
  const time = new Map<string, { consultant: string; dailyRateCents: number; quarterDays: number }>();
  for (const { consultant, dailyRateCents, quarterDays } of days) {
    const key = `${consultant} ${dailyRateCents}`;
    const line = time.get(key) ?? { consultant, dailyRateCents, quarterDays: 0 };
    line.quarterDays += quarterDays;
    time.set(key, line);
  }
  return billProject({ ...withLateWork(facts), time: [...time.values()] }, month);
}

function amountOf(lines: readonly BillingLine[]): number {
  return lines.reduce((total, { amountCents }) => total + amountCents, 0);
}

function rowOfLine(project: string, { bills, label }: BillingLine): string {
  if (bills === undefined) return `${project}/${label}`;
  if ('milestone' in bills) return `jalon/${project}/${bills.milestone}`;
  if ('serviceMonth' in bills) return `mois/${project}/${bills.serviceMonth}`;
  if ('onCall' in bills) return `astreinte/${project}/${label}`;
  return `achat/${project}/${bills.purchase.boughtOn}/${bills.purchase.label}/${bills.purchase.occurrence}`;
}

const isTime = ({ kind }: BillingLine) => kind === 'time' || kind === 'ceiling';

function findUnbilledDays(work: ProjectWork, lines: readonly BillingLine[]): Finding[] {
  const { facts, days } = work;
  const amountCents = amountOf(lines.filter(isTime));
  if (amountCents <= 0) return [];
  const quarterDays = days.reduce((total, day) => total + day.quarterDays, 0);
  const since = days.map(({ workedOn }) => workedOn).sort(compareCodes)[0] ?? null;
  const from = since === null ? '' : ` depuis le ${sayDate(since)}`;
  return [
    {
      kind: 'unbilled_days',
      client: facts.client,
      project: facts.code,
      consultant: null,
      invoice: null,
      since,
      days: quarterDays / 4,
      amount: eurosFromCents(amountCents),
      detail: `${sayDays(quarterDays / 4)} validés${from} et jamais facturés : ${sayEurosAndCents(amountCents / 100)} HT.`,
      rows: days.map((day) => rowOfDay(facts.code, day)),
    },
  ];
}

function findUnbilledWork({ facts }: ProjectWork, lines: readonly BillingLine[]): Finding[] {
  const others = lines.filter((line) => !isTime(line));
  const amountCents = amountOf(others);
  if (amountCents <= 0) return [];
  return [
    {
      kind: 'unbilled_work',
      client: facts.client,
      project: facts.code,
      consultant: null,
      invoice: null,
      since: null,
      days: null,
      amount: eurosFromCents(amountCents),
      detail: `${others.map(({ label }) => label).join(', ')} : ${sayEurosAndCents(amountCents / 100)} HT à facturer.`,
      rows: others.map((line) => rowOfLine(facts.code, line)),
    },
  ];
}

/** The last days worked are those that the order does not cover. */
function lastDaysWorth(work: ProjectWork, amountCents: number): UnbilledDay[] {
  const beyond: UnbilledDay[] = [];
  let leftQuarterCents = amountCents * 4;
  for (const day of work.days.toSorted((a, b) => compareCodes(b.workedOn, a.workedOn))) {
    if (leftQuarterCents <= 0) break;
    beyond.push(day);
    leftQuarterCents -= day.quarterDays * day.dailyRateCents;
  }
  return beyond.reverse();
}

function findOutOfOrder(work: ProjectWork, lines: readonly BillingLine[], month: Month): Finding[] {
  const { facts, orders } = work;
  // Without a valid order, how much it covered says nothing more.
  const [worst] = blockByOrder(facts, lines, month);
  return (worst === undefined ? [] : [worst]).map((block): Finding => {
    const isMissing = block.reason === 'po_missing';
    const amountCents = isMissing ? amountOf(lines) : Math.min(amountOf(lines), Math.round((block.excess ?? 0) * 100));
    const days = isMissing ? work.days : lastDaysWorth(work, amountCents);
    const quarterDays = days.reduce((total, day) => total + day.quarterDays, 0);
    const worth = sayEurosAndCents(amountCents / 100);
    return {
      kind: isMissing ? 'without_order' : 'beyond_order',
      client: facts.client,
      project: facts.code,
      consultant: null,
      invoice: null,
      since: days[0]?.workedOn ?? null,
      days: days.length === 0 ? null : quarterDays / 4,
      amount: eurosFromCents(amountCents),
      detail: isMissing
        ? `${worth} HT à facturer sans bon de commande valide.`
        : `${worth} HT au-delà des bons de commande (${orders.join(', ')}).`,
      rows: [...orders.map((number) => `commande/${number}`), ...days.map((day) => rowOfDay(facts.code, day))],
    };
  });
}

function findLosses(losses: readonly LossDay[], clients: ReadonlyMap<string, string | null>): Finding[] {
  const groups = Map.groupBy(losses, ({ consultant, project }) => `${project} ${consultant}`);
  return [...groups.values()].map((days): Finding => {
    const [first] = days;
    const lostQuarterCents = days.reduce(
      (total, day) => total + day.quarterDays * (day.dailyCostCents - day.dailyRateCents),
      0,
    );
    const quarterDays = days.reduce((total, day) => total + day.quarterDays, 0);
    const since = days.map(({ workedOn }) => workedOn).sort(compareCodes)[0] ?? null;
    const amount = eurosFromQuarterCents(lostQuarterCents);
    return {
      kind: 'below_cost',
      client: clients.get(first?.project ?? '') ?? null,
      project: first?.project ?? null,
      consultant: first?.consultant ?? null,
      invoice: null,
      since,
      days: quarterDays / 4,
      amount,
      detail: `${sayDays(quarterDays / 4)} de ${first?.consultant ?? ''} vendus sous leur coût : ${sayEurosAndCents(showEuros(amount))} perdus.`,
      rows: days.map((day) => rowOfDay(day.project, day)),
    };
  });
}

function findPastDue(invoices: readonly PastDueInvoice[], asOf: CivilDate): Finding[] {
  return invoices.map(({ number, client, project, dueOn, leftCents }): Finding => ({
    kind: 'past_due',
    client,
    project,
    consultant: null,
    invoice: number,
    since: dueOn,
    days: null,
    amount: eurosFromCents(leftCents),
    detail: `${number} : ${sayEurosAndCents(leftCents / 100)} TTC dus depuis le ${sayDate(dueOn)}, ${daysBetween(dueOn, asOf)} jours de retard.`,
    rows: [`facture/${number}`],
  }));
}

/** Paid beyond the days that the client validated, or beyond the price agreed (rule 17 of DOMAIN.md §4). */
function findOverbilled(months: readonly BilledMonth[]): Finding[] {
  return months.flatMap(({ consultant, month, numbers, quarterDays, netCents, worked }): Finding[] => {
    const expected = expectedNetCents(worked, payableQuarterDays(worked));
    const beyondCents = expected === null ? 0 : netCents - expected;
    if (beyondCents <= 0) return [];
    const said = matchSubcontractor(worked, { quarterDays, netCents }).map(({ sentence }) => sentence);
    return [
      {
        kind: 'supplier_overbilled',
        client: null,
        project: worked.length === 1 ? (worked[0]?.project ?? null) : null,
        consultant,
        invoice: numbers.join(', '),
        since: `${month}-01`,
        days: (quarterDays - payableQuarterDays(worked)) / 4,
        amount: eurosFromCents(beyondCents),
        detail: `${consultant}, ${sayMonth(month)} : ${said.join(' ; ')}.`,
        rows: numbers.map((number) => `facture_fournisseur/${consultant}/${number}`),
      },
    ];
  });
}

export function reportFoundMoney({ asOf, month, projects, losses, pastDue, billedMonths }: FoundMoneyFacts) {
  const clients = new Map(projects.map(({ facts }) => [facts.code, facts.client]));
  const found = [
    ...projects.flatMap((work): Finding[] => {
      const lines = billAll(work, month);
      return [
        ...findUnbilledDays(work, lines),
        ...findUnbilledWork(work, lines),
        ...findOutOfOrder(work, lines, month),
      ];
    }),
    ...findLosses(losses, clients),
    ...findPastDue(pastDue, asOf),
    ...findOverbilled(billedMonths),
  ];
  const sorted = found.sort(
    (a, b) =>
      FOUND_MONEY_KINDS.indexOf(a.kind) - FOUND_MONEY_KINDS.indexOf(b.kind) ||
      compareCodes(a.project ?? '', b.project ?? '') ||
      compareCodes(a.consultant ?? '', b.consultant ?? '') ||
      compareCodes(a.invoice ?? '', b.invoice ?? ''),
  );
  const centsOf = (kinds: readonly FoundMoneyKind[]) =>
    sorted.filter(({ kind }) => kinds.includes(kind)).reduce((total, { amount }) => total + roundToCents(amount), 0);
  const show = (...kinds: FoundMoneyKind[]) => showEuros(fraction(centsOf(kinds), 100n));
  return {
    month,
    findings: sorted.map((finding) => ({ ...finding, amount: showEuros(finding.amount) })),
    total: {
      to_invoice: show('unbilled_days', 'unbilled_work'),
      out_of_order: show('without_order', 'beyond_order'),
      sold_at_loss: show('below_cost'),
      past_due: show('past_due'),
      overbilled: show('supplier_overbilled'),
    },
  };
}
