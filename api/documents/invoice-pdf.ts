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
import { AMOUNT_END, writeTable, writeTotals, type Row, type Table, type Total } from './paper-table.ts';
import { archivePdf } from './pdf-a.ts';
import { goDown, openSheet, PAGE, RIGHT, writeWrapped, type Sheet } from './sheet.ts';

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
const RATE_END = 446;
const TABLE: Table = {
  columns: [
    { head: 'Quantité', end: 296 },
    { head: 'Unité', end: 334, isQuiet: true },
    { head: 'Prix unit. HT', end: 412 },
    { head: 'TVA', end: RATE_END },
    { head: 'Montant HT', end: AMOUNT_END },
  ],
  labelWidth: 196,
};

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

function listRows(legal: LegalInvoice): Row[] {
  const rateOf = ({ category, percent }: LegalLine['vat']) =>
    category === 'S' ? `${sayNumber(Number(percent))} %` : '–';
  const lines = legal.lines.map(({ label, quantity, unit, unitPriceCents, vat, amountCents }): Row => ({
    label,
    cells: [sayNumber(Number(quantity)), UNIT_NAMES[unit], euros(unitPriceCents), rateOf(vat), euros(amountCents)],
  }));
  const allowances = legal.allowances.map(({ label, vat, amountCents }): Row => ({
    label: `Remise : ${label}`,
    cells: [null, null, null, rateOf(vat), euros(-amountCents)],
  }));
  return [...lines, ...allowances];
}

function sayVat({ vat, baseCents }: LegalInvoice['vat'][number], isAlone: boolean): string {
  if (vat.category !== 'S') return isAlone ? 'TVA' : `Sans TVA sur ${euros(baseCents)}`;
  return `TVA ${sayNumber(Number(vat.percent))} %${isAlone ? '' : ` sur ${euros(baseCents)}`}`;
}

function listTotals({ totals, vat, kind }: LegalInvoice): Total[] {
  const total = (label: string, cents: number, isNet = false): Total => ({ label, amount: euros(cents), isNet });
  const isCredit = kind === 'avoir';
  return [
    ...(totals.allowancesCents === 0
      ? []
      : [total('Total des lignes HT', totals.linesCents), total('Remises', -totals.allowancesCents)]),
    total('Total HT', totals.netCents),
    ...vat.map((rate) => total(sayVat(rate, vat.length === 1), rate.vatCents)),
    total('Total TTC', totals.grossCents, totals.prepaidCents === 0 && isCredit),
    ...(totals.prepaidCents === 0 ? [] : [total('Acomptes déjà facturés TTC', -totals.prepaidCents)]),
    total(isCredit ? 'Net en votre faveur' : 'Net à payer', totals.payableCents, true),
  ];
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
  writeTable(sheet, TABLE, listRows(legal));
  const totals = listTotals(legal);
  // The totals stay together, with the way to pay them.
  goDown(sheet, 6, totals.length * 16 + 40);
  writeTotals(sheet, RATE_END, totals);
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
