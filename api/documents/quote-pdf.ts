// A quote as the client receives it: what is sold and at which price, when it is paid, and where to sign. A draft says
// that it is one.
import type { PrintedQuote } from '../../db/printed-quote.ts';
import { sayDate, sayEurosAndCents, sayNumber } from '../../domain/french.ts';
import type { QuotePaper } from '../../domain/quote-paper.ts';
import { small, writeFeet, writeHeading, writeParties } from './letterhead.ts';
import {
  AMOUNT_END,
  headStyle,
  LABEL_X,
  writeTable,
  writeTotals,
  type Row,
  type Table,
  type Total,
} from './paper-table.ts';
import { archivePdf } from './pdf-a.ts';
import { drawRule, goDown, openSheet, PAGE, QUIET, RIGHT, write, writeWrapped, type Sheet } from './sheet.ts';

const PRICE_END = 452;
const TABLE: Table = {
  columns: [
    { head: 'Quantité', end: 330 },
    { head: 'Unité', end: 372, isQuiet: true },
    { head: 'Prix unit. HT', end: PRICE_END },
    { head: 'Montant HT', end: AMOUNT_END },
  ],
  labelWidth: 220,
};
/** The name of each, then room for a signature. */
const SIGNATURE_HEIGHT = 90;

const euros = (cents: number): string => sayEurosAndCents(cents / 100);

function listRows({ lines }: QuotePaper): Row[] {
  return lines.map(({ label, quantity, unit, unitPriceCents, amountCents }) => ({
    label,
    cells: [sayNumber(quantity), unit, euros(unitPriceCents), euros(amountCents)],
  }));
}

function listTotals({ lines, totalCents, isCapped }: QuotePaper): Total[] {
  const listedCents = lines.reduce((sum, { amountCents }) => sum + amountCents, 0);
  return [
    ...(isCapped ? [{ label: 'Total des lignes HT', amount: euros(listedCents), isNet: false }] : []),
    { label: isCapped ? 'Plafonné à, HT' : 'Total HT', amount: euros(totalCents), isNet: true },
  ];
}

function writeSchedule(sheet: Sheet, { schedule }: QuotePaper): void {
  if (schedule.length === 0) return;
  goDown(sheet, 4, 40);
  write(sheet, 'Échéancier', PAGE.margin, headStyle);
  goDown(sheet, 14);
  for (const { code, label, plannedOn, amountCents } of schedule) {
    write(sheet, euros(amountCents), AMOUNT_END, { right: true });
    if (plannedOn !== null) write(sheet, sayDate(plannedOn), PRICE_END, { right: true, color: QUIET });
    writeWrapped(sheet, label ?? code, LABEL_X, TABLE.labelWidth);
  }
  goDown(sheet, 8);
}

function writeConditions(sheet: Sheet, { paper, seller }: PrintedQuote): void {
  const vat = seller.isFranchise
    ? 'TVA non applicable (CGI, art. 293 B).'
    : 'Prix hors taxes : la TVA s’y ajoute au taux en vigueur à la facturation.';
  for (const said of [...paper.conditions, vat]) writeWrapped(sheet, said, PAGE.margin, RIGHT - PAGE.margin, small);
}

function writeSignatures(sheet: Sheet, { seller, buyer }: PrintedQuote): void {
  goDown(sheet, 18, SIGNATURE_HEIGHT);
  const middle = (PAGE.margin + RIGHT) / 2 + 12;
  const top = sheet.y;
  writeWrapped(sheet, `Pour ${seller.name ?? 'le prestataire'}`, PAGE.margin, middle - 24 - PAGE.margin);
  sheet.y = top;
  writeWrapped(sheet, `Pour ${buyer.name ?? 'le client'}`, middle, RIGHT - middle);
  writeWrapped(sheet, 'Date, signature, « bon pour accord »', middle, RIGHT - middle, small);
  sheet.y = top - SIGNATURE_HEIGHT + 20;
  drawRule(sheet, PAGE.margin, middle - 24);
  drawRule(sheet, middle, RIGHT);
}

/** The same quote gives the same bytes. */
export async function printQuote(quote: PrintedQuote): Promise<Uint8Array> {
  const title = `Devis ${quote.code}${quote.version > 1 ? `, version ${quote.version}` : ''}`;
  const sheet = await openSheet();
  writeParties(sheet, quote, 'À L’ATTENTION DE');
  writeHeading(sheet, title, [
    ['Date', quote.sentOn === null ? 'projet, non envoyé' : sayDate(quote.sentOn)],
    ['Valable jusqu’au', quote.validUntil === null ? null : sayDate(quote.validUntil)],
    ['Objet', quote.title],
    ['Prestations', `du ${sayDate(quote.startsOn)} au ${sayDate(quote.endsOn)}`],
    ['Référence', quote.opportunity],
  ]);
  writeTable(sheet, TABLE, listRows(quote.paper));
  const totals = listTotals(quote.paper);
  goDown(sheet, 6, totals.length * 16 + 20);
  writeTotals(sheet, PRICE_END, totals);
  writeSchedule(sheet, quote.paper);
  writeConditions(sheet, quote);
  writeSignatures(sheet, quote);
  writeFeet(sheet, quote.seller, title);
  return archivePdf(sheet.pdf, { title, issuedOn: quote.sentOn ?? quote.startsOn, xml: null });
}
