// What a credit note takes back of an invoice: whole lines, whole days of a line, or euros off a line (a rebate, which
// frees nothing). What earlier credit notes took back is gone.
import { sayDate, sayEurosAndCents } from '../../french.ts';
import { eurosFromQuarterCents, roundToCents } from '../../money.ts';
import { refuse, type Refusal } from '../command.ts';
import type { InvoiceCommandRow, InvoiceLineItem, InvoiceLineRow, TimeRow } from '../rows.ts';

export type AskedDay = { readonly consultant: string; readonly date: string; readonly project?: string | undefined };
export type AskedRebate = { readonly line: number; readonly amount: number };
export type AskedCredit = {
  readonly lines: 'all' | readonly number[];
  readonly days: readonly AskedDay[];
  readonly rebates: readonly AskedRebate[];
  /** Of an imported invoice, which has no lines. */
  readonly amount?: number | undefined;
};

type Left = { readonly line: InvoiceLineRow; readonly items: readonly InvoiceLineItem[]; readonly leftCents: number };
type CreditLine = Omit<InvoiceLineRow, 'rank'>;

/** What is left of each line once its credit notes are counted. */
export function leftOfLines(invoice: InvoiceCommandRow, credits: readonly InvoiceCommandRow[]): Map<number, Left> {
  const taken = Map.groupBy(
    credits.flatMap((credit) => credit.lines),
    (line) => line.creditedRank,
  );
  return new Map(
    invoice.lines.map((line) => {
      const back = taken.get(line.rank) ?? [];
      const freed = new Set(back.flatMap(({ items }) => items.map((item) => JSON.stringify(item))));
      return [
        line.rank,
        {
          line,
          items: line.items.filter((item) => !freed.has(JSON.stringify(item))),
          leftCents: line.amountCents - back.reduce((total, { amountCents }) => total + amountCents, 0),
        },
      ];
    }),
  );
}

function wholeLine({ line, items, leftCents }: Left): CreditLine {
  const isUntouched = leftCents === line.amountCents;
  return {
    ...line,
    // What a rebate left has no price of its own.
    quantity: isUntouched ? line.quantity : '1',
    unitPriceCents: isUntouched ? line.unitPriceCents : leftCents,
    amountCents: leftCents,
    creditedRank: line.rank,
    items,
  };
}

function findDay(left: Left, asked: AskedDay): InvoiceLineItem[] {
  return left.items.filter(
    ({ time }) =>
      time?.consultant === asked.consultant &&
      time.workedOn === asked.date &&
      (asked.project === undefined || time.project === asked.project),
  );
}

/** Whole rows of a line, at the line's price; the last ones take what is left of it, so that the cents agree. */
function someDays(left: Left, items: readonly InvoiceLineItem[], rows: readonly TimeRow[]): CreditLine | Refusal {
  if (items.length === left.items.length) return wholeLine(left);
  const quarterDays = items.reduce((total, { time }) => {
    const row = rows.find(
      (known) =>
        known.consultant === time?.consultant &&
        known.project === time.project &&
        known.workedOn === time.workedOn &&
        known.occurrence === time.occurrence,
    );
    if (!row) throw new Error(`line ${left.line.rank} names a day that is not there`);
    return total + row.quarterDays;
  }, 0);
  const amountCents = roundToCents(eurosFromQuarterCents(quarterDays * left.line.unitPriceCents));
  if (amountCents > left.leftCents) {
    return refuse(
      'credit_over_line',
      `Ces jours valent ${sayEurosAndCents(amountCents / 100)}, il ne reste que ${sayEurosAndCents(left.leftCents / 100)} sur la ligne ${left.line.rank}.`,
    );
  }
  const { line } = left;
  return { ...line, quantity: String(quarterDays / 4), amountCents, creditedRank: line.rank, items };
}

function rebateLine({ line, leftCents }: Left, amountCents: number): CreditLine | Refusal {
  const { vat } = line;
  if (amountCents > leftCents) {
    return refuse(
      'credit_over_line',
      `Remise de ${sayEurosAndCents(amountCents / 100)} : il ne reste que ${sayEurosAndCents(leftCents / 100)} sur la ligne ${line.rank}.`,
    );
  }
  return {
    kind: 'rebate',
    project: line.project,
    consultant: null,
    label: `Remise sur « ${line.label} »`,
    quantity: '1',
    unitPriceCents: amountCents,
    amountCents,
    creditedRank: line.rank,
    items: [],
    ...(vat ? { vat } : {}),
  };
}

/** The fee and the overage of a service month name the same month: one alone would leave the other taken. */
function refuseHalfMonth(lefts: ReadonlyMap<number, Left>, credited: readonly CreditLine[]): Refusal | null {
  for (const { line, items } of lefts.values()) {
    const [month] = items.flatMap(({ serviceMonth }) => (serviceMonth ? [serviceMonth.month] : []));
    if (
      month === undefined ||
      credited.some(({ creditedRank, kind }) => creditedRank === line.rank && kind !== 'rebate')
    )
      continue;
    if (credited.some((one) => one.items.some(({ serviceMonth }) => serviceMonth?.month === month)))
      return refuse('service_month_split', `Le forfait et les unités de ${month} se reprennent ensemble.`);
  }
  return null;
}

/**
 * Days and the ceiling that cut them are one price: the days taken back without their ceiling line would give back more
 * than was asked for them, and the ceiling line without its days would ask for more than the ceiling.
 */
function refuseOverCeiling(lefts: ReadonlyMap<number, Left>, credited: readonly CreditLine[]): Refusal | null {
  const capped = [...lefts.values()].filter(({ line }) => line.kind === 'time' || line.kind === 'ceiling');
  if (!capped.some(({ line }) => line.kind === 'ceiling')) return null;
  const ranks = new Set(capped.map(({ line }) => line.rank));
  const leftCents = capped.reduce((total, left) => total + left.leftCents, 0);
  const backCents = credited
    .filter(({ creditedRank }) => creditedRank !== null && ranks.has(creditedRank))
    .reduce((total, { amountCents }) => total + amountCents, 0);
  if (backCents < 0)
    return refuse(
      'ceiling_split',
      'La ligne de plafond seule facturerait au-delà : reprenez aussi les jours qu’elle coupe.',
    );
  if (backCents <= leftCents) return null;
  return refuse(
    'ceiling_split',
    `Le plafond ne laisse que ${sayEurosAndCents(leftCents / 100)} sur ces jours : reprenez aussi sa ligne.`,
  );
}

/** The one line of a credit note on an imported invoice, which has none. */
function importedCredit(invoice: InvoiceCommandRow, amountCents: number): CreditLine {
  return {
    kind: 'rebate',
    project: invoice.project,
    consultant: null,
    label: `Avoir sur la facture ${invoice.number ?? ''}`,
    quantity: '1',
    unitPriceCents: amountCents,
    amountCents,
    creditedRank: null,
    items: [],
  };
}

function wholeLines(lefts: ReadonlyMap<number, Left>, asked: 'all' | readonly number[]): CreditLine[] | Refusal {
  const ranks = asked === 'all' ? [...lefts.keys()] : asked;
  const lines: CreditLine[] = [];
  for (const rank of new Set(ranks)) {
    const left = lefts.get(rank);
    if (!left) return refuse('line_unknown', `La facture n'a pas de ligne ${rank}.`);
    if (left.leftCents === 0 && left.items.length === 0) {
      if (asked === 'all') continue;
      return refuse('line_credited', `La ligne ${rank} est déjà reprise par un avoir.`);
    }
    lines.push(wholeLine(left));
  }
  return lines;
}

function creditDays(
  lefts: ReadonlyMap<number, Left>,
  asked: readonly AskedDay[],
  rows: readonly TimeRow[],
): CreditLine[] | Refusal {
  const lines: CreditLine[] = [];
  const found = new Set<AskedDay>();
  for (const left of lefts.values()) {
    const items = left.items.filter((item) =>
      asked.some((day) => {
        const isNamed = findDay(left, day).includes(item);
        if (isNamed) found.add(day);
        return isNamed;
      }),
    );
    if (items.length === 0) continue;
    const line = someDays(left, items, rows);
    if ('refused' in line) return line;
    lines.push(line);
  }
  const missing = asked.find((day) => !found.has(day));
  if (missing) {
    return refuse(
      'day_not_billed',
      `Le ${sayDate(missing.date)} de ${missing.consultant} n'est pas sur cette facture, ou déjà repris.`,
    );
  }
  return lines;
}

/** The lines of the credit note, in the order of the invoice's. */
export function creditLines(
  invoice: InvoiceCommandRow,
  credits: readonly InvoiceCommandRow[],
  asked: AskedCredit,
  rows: readonly TimeRow[],
): InvoiceLineRow[] | Refusal {
  const lefts = leftOfLines(invoice, credits);
  const whole = wholeLines(lefts, asked.lines);
  if ('refused' in whole) return whole;
  const days = creditDays(lefts, asked.days, rows);
  if ('refused' in days) return days;
  const lines = [...whole, ...days];
  for (const { line: rank, amount } of asked.rebates) {
    const left = lefts.get(rank);
    if (!left) return refuse('line_unknown', `La facture n'a pas de ligne ${rank}.`);
    const rebate = rebateLine(left, amount);
    if ('refused' in rebate) return rebate;
    lines.push(rebate);
  }
  const ranks = lines.map(({ creditedRank }) => creditedRank);
  if (new Set(ranks).size !== ranks.length)
    return refuse('line_twice', 'Une même ligne de la facture est reprise deux fois dans la demande.');
  if (asked.amount !== undefined) {
    if (invoice.lines.length > 0)
      return refuse('line_needed', 'Cette facture a des lignes : un montant se reprend sur une ligne.');
    lines.push(importedCredit(invoice, asked.amount));
  }
  const split = refuseHalfMonth(lefts, lines) ?? refuseOverCeiling(lefts, lines);
  if (split) return split;
  return lines
    .filter(({ amountCents, items }) => amountCents !== 0 || items.length > 0)
    .sort((a, b) => (a.creditedRank ?? 0) - (b.creditedRank ?? 0))
    .map((line, index) => ({ ...line, rank: index + 1 }));
}
