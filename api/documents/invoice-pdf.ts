// An issued invoice, deposit or credit note as its client receives it: a sober paper that says all the law asks for
// (Code de commerce, art. L441-9; CGI, ann. II, art. 242 nonies A), a PDF/A-3 that carries the same as data (Factur-X),
// and the same bytes whenever it is made again.
import type { PrintedInvoice } from '../../db/printed-invoice.ts';
import { sayDate, sayEurosAndCents, sayNumber } from '../../domain/french.ts';
import { checkLegalInvoice } from '../../domain/legal-invoice/check.ts';
import {
  composeLegalInvoice,
  type InvoiceType,
  type LegalInvoice,
  type LegalLine,
  type LineUnit,
} from '../../domain/legal-invoice/legal-invoice.ts';
import { readSeller } from '../../domain/legal-invoice/parties.ts';
import type { InvoiceFile } from './approved-platform.ts';
import { writeFacturX } from './factur-x.ts';
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

const TITLES: Readonly<Record<InvoiceType, string>> = {
  '380': 'Facture',
  '381': 'Avoir',
  '384': 'Facture rectificative',
  '386': "Facture d'acompte",
};
/** What the documents that this one cites are to it. */
const PRECEDING: Readonly<Record<InvoiceType, string>> = {
  '380': 'Après acomptes',
  '381': 'Sur la facture',
  '384': 'Annule et remplace',
  '386': 'Après acomptes',
};
const UNIT_NAMES: Readonly<Record<LineUnit, string>> = { DAY: 'jour', MON: 'mois', C62: 'unité' };
/** Columns of the lines: the label begins, the others end there. */
const COLUMNS = { label: PAGE.margin + 6, quantity: 296, unit: 334, price: 412, rate: 446, amount: RIGHT - 6 } as const;
const LABEL_WIDTH = 196;

const euros = (cents: number): string => sayEurosAndCents(cents / 100);

export function legalInvoiceOf(invoice: PrintedInvoice): LegalInvoice {
  const { frozen, creditedNumber, creditedOn } = invoice;
  return composeLegalInvoice({
    ...invoice,
    credited: creditedNumber === null || creditedOn === null ? null : { number: creditedNumber, issuedOn: creditedOn },
    seller: readSeller(frozen.firm),
    buyer: frozen.client,
  });
}

function listFacts(legal: LegalInvoice, invoice: PrintedInvoice): [string, string | null][] {
  const { periodStart, periodEnd, acceptedOn } = legal;
  const preceding = legal.preceding.map((one) => `${one.number} du ${sayDate(one.issuedOn)}`).join(', ');
  return [
    ['Date', sayDate(legal.issuedOn)],
    ['Échéance', legal.kind === 'avoir' ? null : sayDate(legal.dueOn)],
    [
      'Prestations',
      periodStart === null || periodEnd === null ? null : `du ${sayDate(periodStart)} au ${sayDate(periodEnd)}`,
    ],
    ['Réception', acceptedOn === null ? null : sayDate(acceptedOn)],
    [PRECEDING[legal.type], preceding],
    ['Bon de commande', legal.orderNumber],
    ['Projet', [invoice.project, invoice.title].filter((part) => part !== null).join(', ')],
  ];
}

function writeColumns(sheet: Sheet): void {
  const head: Style = { bold: true, size: 8, color: ACCENT };
  drawBand(sheet, PAGE.margin, RIGHT, 17);
  write(sheet, 'Désignation', COLUMNS.label, head);
  write(sheet, 'Quantité', COLUMNS.quantity, { ...head, right: true });
  write(sheet, 'Unité', COLUMNS.unit, { ...head, right: true });
  write(sheet, 'Prix unit. HT', COLUMNS.price, { ...head, right: true });
  write(sheet, 'TVA', COLUMNS.rate, { ...head, right: true });
  write(sheet, 'Montant HT', COLUMNS.amount, { ...head, right: true });
  goDown(sheet, 20);
}

function writeLines(sheet: Sheet, legal: LegalInvoice): void {
  writeColumns(sheet);
  sheet.onNewPage = writeColumns;
  const rateOf = ({ category, percent }: LegalLine['vat']) =>
    category === 'S' ? `${sayNumber(Number(percent))} %` : '–';
  for (const line of legal.lines) {
    write(sheet, sayNumber(Number(line.quantity)), COLUMNS.quantity, { right: true });
    write(sheet, UNIT_NAMES[line.unit], COLUMNS.unit, { right: true, color: QUIET });
    write(sheet, euros(line.unitPriceCents), COLUMNS.price, { right: true });
    write(sheet, rateOf(line.vat), COLUMNS.rate, { right: true });
    write(sheet, euros(line.amountCents), COLUMNS.amount, { right: true });
    writeWrapped(sheet, line.label, COLUMNS.label, LABEL_WIDTH);
    drawRule(sheet, PAGE.margin, RIGHT, 7);
    goDown(sheet, 5);
  }
  for (const allowance of legal.allowances) {
    write(sheet, rateOf(allowance.vat), COLUMNS.rate, { right: true });
    write(sheet, euros(-allowance.amountCents), COLUMNS.amount, { right: true });
    writeWrapped(sheet, `Remise : ${allowance.label}`, COLUMNS.label, LABEL_WIDTH);
    drawRule(sheet, PAGE.margin, RIGHT, 7);
    goDown(sheet, 5);
  }
  sheet.onNewPage = () => {};
}

function sayVat({ vat, baseCents }: LegalInvoice['vat'][number], isAlone: boolean): string {
  if (vat.category !== 'S') return isAlone ? 'TVA' : `Sans TVA sur ${euros(baseCents)}`;
  return `TVA ${sayNumber(Number(vat.percent))} %${isAlone ? '' : ` sur ${euros(baseCents)}`}`;
}

function writeTotals(sheet: Sheet, legal: LegalInvoice): void {
  const { totals, vat, kind } = legal;
  const rows: [string, number, boolean][] = [
    ...(totals.allowancesCents === 0
      ? []
      : ([
          ['Total des lignes HT', totals.linesCents, false],
          ['Remises', -totals.allowancesCents, false],
        ] as [string, number, boolean][])),
    ['Total HT', totals.netCents, false],
    ...vat.map((rate): [string, number, boolean] => [sayVat(rate, vat.length === 1), rate.vatCents, false]),
    ['Total TTC', totals.grossCents, totals.prepaidCents === 0 && kind === 'avoir'],
    ...(totals.prepaidCents === 0
      ? []
      : ([['Acomptes déjà facturés TTC', -totals.prepaidCents, false]] as [string, number, boolean][])),
    [kind === 'avoir' ? 'Net en votre faveur' : 'Net à payer', totals.payableCents, true],
  ];
  // The totals stay together, with the way to pay them.
  goDown(sheet, 6, rows.length * 16 + 40);
  for (const [label, cents, isNet] of rows) {
    if (isNet) drawBand(sheet, 300, RIGHT, 17);
    write(sheet, label, COLUMNS.rate, { bold: isNet, right: true, ...(isNet ? { color: ACCENT } : {}) });
    write(sheet, euros(cents), COLUMNS.amount, { bold: isNet, right: true, ...(isNet ? { color: ACCENT } : {}) });
    goDown(sheet, 16);
  }
  goDown(sheet, 8);
}

/** An IBAN as people read it, by fours. */
const sayIban = (iban: string): string => iban.replaceAll(/(.{4})(?=.)/g, '$1 ');

function writeTerms(sheet: Sheet, legal: LegalInvoice): void {
  const width = RIGHT - PAGE.margin;
  if (legal.kind !== 'avoir' && legal.totals.payableCents === 0) {
    writeWrapped(sheet, 'Soldée par les acomptes déjà facturés : rien à régler.', PAGE.margin, width, { bold: true });
    goDown(sheet, 4);
  } else if (legal.kind !== 'avoir') {
    const iban = legal.seller.iban === null ? '' : ` par virement, IBAN ${sayIban(legal.seller.iban)}`;
    const reference = legal.number === null ? '' : `, référence ${legal.number}`;
    writeWrapped(sheet, `À régler au plus tard le ${sayDate(legal.dueOn)}${iban}${reference}.`, PAGE.margin, width, {
      bold: true,
    });
    goDown(sheet, 4);
  }
  for (const mention of legal.mentions) writeWrapped(sheet, mention, PAGE.margin, width, small);
  if (legal.kind === 'avoir') return;
  for (const { subject, text } of legal.notes)
    if (subject === 'PMD' || subject === 'PMT' || subject === 'AAB')
      writeWrapped(sheet, text, PAGE.margin, width, small);
}

/**
 * The document as its client gets it. An invoice that is a legal one carries its Factur-X file; one issued before its
 * firm had presented itself is the paper alone, and says what is missing.
 */
export async function makeInvoiceFile(invoice: PrintedInvoice): Promise<InvoiceFile> {
  const legal = legalInvoiceOf(invoice);
  const title = `${TITLES[legal.type]} ${legal.number ?? ''}`;
  const sheet = await openSheet();
  writeParties(sheet, legal, 'FACTURÉ À');
  writeHeading(sheet, title, listFacts(legal, invoice));
  writeLines(sheet, legal);
  writeTotals(sheet, legal);
  writeTerms(sheet, legal);
  writeFeet(sheet, legal.seller, title);
  const missing = checkLegalInvoice(legal).filter(({ blocks }) => blocks);
  const pdf = await archivePdf(sheet.pdf, {
    title,
    issuedOn: legal.issuedOn,
    xml: missing.length === 0 ? writeFacturX(legal) : null,
  });
  return { number: invoice.number, pdf, missing };
}

/** Its bytes alone. */
export async function printInvoice(invoice: PrintedInvoice): Promise<Uint8Array> {
  return (await makeInvoiceFile(invoice)).pdf;
}
