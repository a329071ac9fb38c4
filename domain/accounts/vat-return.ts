// Preparing the VAT return of a month (form 3310-CA3): boxes by rate, each made of the entries of the books that it is
// tied to. VAT is due as it is invoiced or as it is paid, as each invoice was issued (CGI, art. 269, 2-c).
import type { CivilDate } from '../civil-dates.ts';
import { compareCodes } from '../codes.ts';
import { compare, parseDecimal } from '../fraction.ts';
import { eurosFromCents, showEuros } from '../money.ts';
import { lastDayOf, type Month } from '../periods.ts';
import { balanceOf, type Entry, type EntryLine } from './entry.ts';
import type { Ledger } from './ledger.ts';
import { soldCents, type SalesDocument } from './sales.ts';

/** The line of the form for each rate; others are rates of their own (annexe 3310 A). */
const BOX_OF_RATE: Readonly<Record<string, string>> = { '20': '08', '5.5': '09', '10': '9B', '8.5': '10' };
const OWN_RATE_BOX = '14';

const LABELS: Readonly<Record<string, string>> = {
  '01': 'Ventes, prestations de services',
  '05': 'Autres opérations non imposables',
  '08': 'Taux normal 20 %',
  '09': 'Taux réduit 5,5 %',
  '9B': 'Taux réduit 10 %',
  '10': 'Taux normal 8,5 % (DOM)',
  '14': 'Taux particulier',
  '16': 'Total de la TVA brute due',
  '20': 'TVA déductible sur autres biens et services',
  '21': 'Autre TVA à déduire',
  '23': 'Total de la TVA déductible',
  '25': 'Crédit de TVA',
  '28': 'TVA nette due',
};

type Movement = {
  readonly box: string;
  readonly rate: string | null;
  readonly date: CivilDate;
  readonly piece: string;
  readonly baseCents: number | null;
  readonly vatCents: number;
};

function boxOfRate(percent: string): string {
  return BOX_OF_RATE[percent] ?? OWN_RATE_BOX;
}

function collectedOf({ date, piece }: Entry, line: EntryLine): Movement[] {
  if (line.account !== 'vatCollected' || line.vat === null) return [];
  const { percent, baseCents } = line.vat;
  return [{ box: boxOfRate(percent), rate: percent, date, piece, baseCents, vatCents: -balanceOf(line) }];
}

function deductibleOf({ date, piece }: Entry, line: EntryLine): Movement[] {
  if (line.account !== 'vatDeductible') return [];
  return [{ box: '20', rate: null, date, piece, baseCents: null, vatCents: balanceOf(line) }];
}

/** Services to clients abroad, or untaxed: told without VAT, on the day of the invoice (CGI, art. 259, 283-2). */
function untaxedOf(document: SalesDocument): Movement[] {
  const { kind, issuedOn, number, netCents, grossCents } = document;
  const soldOnlyCents = soldCents(document);
  if (
    soldOnlyCents === 0 ||
    grossCents !== netCents ||
    compare(parseDecimal(document.vatPercent), parseDecimal('0')) !== 0
  )
    return [];
  const baseCents = kind === 'avoir' ? -soldOnlyCents : soldOnlyCents;
  return [{ box: '05', rate: '0', date: issuedOn, piece: number, baseCents, vatCents: 0 }];
}

function showCents(cents: number): number {
  return showEuros(eurosFromCents(cents));
}

/** The form is filled in whole euros, half rounded up (CGI, art. 1724). */
function roundToEuros(cents: number): number {
  return Math.sign(cents) * Math.round(Math.abs(cents) / 100);
}

type Box = {
  readonly box: string;
  readonly rate: string | null;
  readonly baseCents: number | null;
  readonly vatCents: number | null;
  /** The form adds up what it declares: a total is that of whole euros. */
  readonly declaredBase: number | null;
  readonly declaredVat: number | null;
};

function roundOrNone(cents: number | null): number | null {
  return cents === null ? null : roundToEuros(cents);
}

function fillBox(box: string, rate: string | null, baseCents: number | null, vatCents: number | null): Box {
  return { box, rate, baseCents, vatCents, declaredBase: roundOrNone(baseCents), declaredVat: roundOrNone(vatCents) };
}

function addUp(boxes: readonly Box[], amount: (box: Box) => number | null): number {
  return boxes.reduce((sum, one) => sum + (amount(one) ?? 0), 0);
}

/** The VAT of boxes that are filled. */
function totalVat(box: string, of: readonly Box[]): Box {
  const vatCents = addUp(of, (one) => one.vatCents);
  return { ...fillBox(box, null, null, vatCents), declaredVat: addUp(of, (one) => one.declaredVat) };
}

function showBox({ box, rate, baseCents, vatCents, declaredBase, declaredVat }: Box) {
  return {
    box,
    label: LABELS[box] ?? '',
    rate: rate === null ? null : Number(rate) / 100,
    base: baseCents === null ? null : showCents(baseCents),
    vat: vatCents === null ? null : showCents(vatCents),
    declared_base: declaredBase,
    declared_vat: declaredVat,
  };
}

function total(movements: readonly Movement[], cents: (one: Movement) => number): number {
  return movements.reduce((sum, one) => sum + cents(one), 0);
}

/** A rate of which more was taken back than fell due: the form has no amount below nothing, and takes it in line 21. */
function isTakenBack({ baseCents, vatCents }: Box): boolean {
  return (vatCents ?? 0) < 0 || (vatCents === 0 && (baseCents ?? 0) < 0);
}

function fillBoxes(sales: readonly Movement[], untaxed: readonly Movement[], deductible: readonly Movement[]): Box[] {
  const byRate = Map.groupBy(sales, ({ rate }) => rate ?? '');
  const rates = [...byRate].sort(([a], [b]) => compare(parseDecimal(b), parseDecimal(a)));
  const boxes = rates.map(([rate, group]) =>
    fillBox(
      boxOfRate(rate),
      rate,
      total(group, ({ baseCents }) => baseCents ?? 0),
      total(group, ({ vatCents }) => vatCents),
    ),
  );
  const due = boxes.filter((one) => !isTakenBack(one));
  const takenBack = boxes
    .filter(isTakenBack)
    .map(({ rate, baseCents, vatCents }) =>
      fillBox('21', rate, baseCents === null ? null : -baseCents, -(vatCents ?? 0)),
    );
  const bought = fillBox(
    '20',
    null,
    null,
    total(deductible, ({ vatCents }) => vatCents),
  );
  const gross = totalVat('16', due);
  const deducted = totalVat('23', [bought, ...takenBack]);
  const dueCents = (gross.vatCents ?? 0) - (deducted.vatCents ?? 0);
  const declaredDue = (gross.declaredVat ?? 0) - (deducted.declaredVat ?? 0);
  const isCredit = dueCents < 0;
  const sign = isCredit ? -1 : 1;
  return [
    {
      ...fillBox(
        '01',
        null,
        addUp(due, (one) => one.baseCents),
        null,
      ),
      declaredBase: addUp(due, (one) => one.declaredBase),
    },
    fillBox(
      '05',
      null,
      total(untaxed, (one) => one.baseCents ?? 0),
      null,
    ),
    ...due,
    gross,
    bought,
    ...takenBack,
    deducted,
    { ...fillBox(isCredit ? '25' : '28', null, null, sign * dueCents), declaredVat: sign * declaredDue },
  ];
}

/** What the books' own accounts moved by in the days: the FEC, summed without its details. */
function movedOf(entries: readonly Entry[], account: EntryLine['account']): number {
  return entries
    .flatMap(({ lines }) => lines)
    .filter((line) => line.account === account)
    .reduce((sum, line) => sum + balanceOf(line), 0);
}

/** @param ledger the books of the year, at least to the month's end (or to the day of the report). */
export function reportVat(
  ledger: Pick<Ledger, 'entries'>,
  documents: readonly SalesDocument[],
  month: Month,
  onReceipts: boolean,
) {
  const within = (date: CivilDate) => date >= `${month}-01` && date <= lastDayOf(month);
  const entries = ledger.entries.filter(({ date, journal }) => within(date) && journal !== 'AN');
  const sales = entries.flatMap((entry) => entry.lines.flatMap((line) => collectedOf(entry, line)));
  const deductible = entries.flatMap((entry) => entry.lines.flatMap((line) => deductibleOf(entry, line)));
  const untaxed = documents.filter(({ issuedOn }) => within(issuedOn)).flatMap(untaxedOf);
  const collectedCents = total(sales, ({ vatCents }) => vatCents);
  const deductibleCents = total(deductible, ({ vatCents }) => vatCents);
  const [inBooks, deductibleInBooks] = [-movedOf(entries, 'vatCollected'), movedOf(entries, 'vatDeductible')];
  const boxes = fillBoxes(sales, untaxed, deductible);
  const takenBack = new Set(boxes.filter(({ box }) => box === '21').map(({ rate }) => rate));
  const inBox = (one: Movement): Movement => (takenBack.has(one.rate) ? { ...one, box: '21' } : one);
  const lines = [...sales.map(inBox), ...untaxed, ...deductible].sort(
    (a, b) => compareCodes(a.box, b.box) || compareCodes(a.date, b.date) || compareCodes(a.piece, b.piece),
  );
  return {
    month,
    due_on: onReceipts ? ('encaissements' as const) : ('debits' as const),
    boxes: boxes.map(showBox),
    total: {
      collected: showCents(collectedCents),
      deductible: showCents(deductibleCents),
      net: showCents(collectedCents - deductibleCents),
      collected_in_books: showCents(inBooks),
      deductible_in_books: showCents(deductibleInBooks),
      difference: showCents(collectedCents - deductibleCents - (inBooks - deductibleInBooks)),
    },
    lines: lines.map(({ box, rate, date, piece, baseCents, vatCents }) => ({
      box,
      rate: rate === null ? null : Number(rate) / 100,
      date,
      piece,
      base: baseCents === null ? null : showCents(baseCents),
      vat: showCents(vatCents),
    })),
  };
}
