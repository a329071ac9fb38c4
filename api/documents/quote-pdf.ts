// A quote as the client receives it: what is sold and at which price, when it is paid, and where to sign. A draft says
// that it is one.
import type { PrintedQuote } from '../../db/printed-quote.ts';
import { sayDate, sayEurosAndCents, sayNumber } from '../../domain/french.ts';
import type { QuotePaper } from '../../domain/quote-paper.ts';
import { small, writeFeet, writeHeading, writeParties } from './letterhead.ts';
import { archivePdf } from './pdf-a.ts';
import {
  ACCENT,
  drawBand,
  drawRule,
  goDown,
  openSheet,
  PAGE,
  QUIET,
  RIGHT,
  write,
  writeWrapped,
  type Sheet,
  type Style,
} from './sheet.ts';

/** Columns of the lines: the label begins, the others end there. */
const COLUMNS = { label: PAGE.margin + 6, quantity: 330, unit: 372, price: 452, amount: RIGHT - 6 } as const;
const LABEL_WIDTH = 220;
/** The name of each, then room for a signature. */
const SIGNATURE_HEIGHT = 90;

const head: Style = { bold: true, size: 8, color: ACCENT };
const euros = (cents: number): string => sayEurosAndCents(cents / 100);

function writeColumns(sheet: Sheet): void {
  drawBand(sheet, PAGE.margin, RIGHT, 17);
  write(sheet, 'Désignation', COLUMNS.label, head);
  write(sheet, 'Quantité', COLUMNS.quantity, { ...head, right: true });
  write(sheet, 'Unité', COLUMNS.unit, { ...head, right: true });
  write(sheet, 'Prix unit. HT', COLUMNS.price, { ...head, right: true });
  write(sheet, 'Montant HT', COLUMNS.amount, { ...head, right: true });
  goDown(sheet, 20);
}

function writeLines(sheet: Sheet, { lines }: QuotePaper): void {
  writeColumns(sheet);
  sheet.onNewPage = writeColumns;
  for (const line of lines) {
    write(sheet, sayNumber(line.quantity), COLUMNS.quantity, { right: true });
    write(sheet, line.unit, COLUMNS.unit, { right: true, color: QUIET });
    write(sheet, euros(line.unitPriceCents), COLUMNS.price, { right: true });
    write(sheet, euros(line.amountCents), COLUMNS.amount, { right: true });
    writeWrapped(sheet, line.label, COLUMNS.label, LABEL_WIDTH);
    drawRule(sheet, PAGE.margin, RIGHT, 7);
    goDown(sheet, 5);
  }
  sheet.onNewPage = () => {};
}

function writeTotal(sheet: Sheet, { lines, totalCents, isCapped }: QuotePaper): void {
  const listedCents = lines.reduce((sum, { amountCents }) => sum + amountCents, 0);
  const rows: [string, number][] = [
    ...(isCapped ? [['Total des lignes HT', listedCents] as [string, number]] : []),
    [isCapped ? 'Plafonné à, HT' : 'Total HT', totalCents],
  ];
  goDown(sheet, 6, rows.length * 16 + 20);
  for (const [index, [label, cents]] of rows.entries()) {
    const isLast = index === rows.length - 1;
    if (isLast) drawBand(sheet, 300, RIGHT, 17);
    const style: Style = { right: true, bold: isLast, ...(isLast && { color: ACCENT }) };
    write(sheet, label, COLUMNS.price, style);
    write(sheet, euros(cents), COLUMNS.amount, style);
    goDown(sheet, 16);
  }
  goDown(sheet, 8);
}

function writeSchedule(sheet: Sheet, { schedule }: QuotePaper): void {
  if (schedule.length === 0) return;
  goDown(sheet, 4, 40);
  write(sheet, 'Échéancier', PAGE.margin, head);
  goDown(sheet, 14);
  for (const { code, label, plannedOn, amountCents } of schedule) {
    write(sheet, euros(amountCents), COLUMNS.amount, { right: true });
    if (plannedOn !== null) write(sheet, sayDate(plannedOn), COLUMNS.price, { right: true, color: QUIET });
    writeWrapped(sheet, label ?? code, COLUMNS.label, LABEL_WIDTH);
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
  writeLines(sheet, quote.paper);
  writeTotal(sheet, quote.paper);
  writeSchedule(sheet, quote.paper);
  writeConditions(sheet, quote);
  writeSignatures(sheet, quote);
  writeFeet(sheet, quote.seller, title);
  return archivePdf(sheet.pdf, { title, issuedOn: quote.sentOn ?? quote.startsOn, xml: null });
}
