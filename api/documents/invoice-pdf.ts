// An issued invoice, deposit or credit note on paper: plain, complete (Code de commerce, art. L441-9; CGI, ann. II,
// art. 242 nonies A), and the same bytes whenever it is made again.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import fontkit from '@pdf-lib/fontkit';
import { PDFDocument, type PDFFont, type PDFPage } from 'pdf-lib';
import type { Party, PrintedInvoice } from '../../db/printed-invoice.ts';
import { sayDate, sayEurosAndCents, sayNumber } from '../../domain/french.ts';
import { vatOf } from '../../domain/invoice-terms.ts';

const PLAIN_FONT = fileURLToPath(import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'));
const BOLD_FONT = fileURLToPath(import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'));
/** A4, in points; margins of 2 cm. */
const PAGE = { width: 595.28, height: 841.89, margin: 56.7 } as const;
const SIZE = 9;
const LEADING = 13;
const TITLES = { facture: 'Facture', acompte: "Facture d'acompte", avoir: 'Avoir' } as const;
/** Left edges of the columns: label, quantity, price, amount (the last three end there). */
const COLUMNS = { label: PAGE.margin, quantity: 360, price: 450, amount: PAGE.width - PAGE.margin } as const;

type Sheet = {
  readonly pdf: PDFDocument;
  readonly plain: PDFFont;
  readonly bold: PDFFont;
  page: PDFPage;
  y: number;
};

// Intl puts narrow no-break spaces in amounts; DejaVu has them, but readers that copy the text prefer plain ones.
const tidy = (text: string): string => text.replaceAll(/[\u00A0\u202F\t\r\n]/g, ' ');
const euros = (cents: number): string => sayEurosAndCents(cents / 100);

function newPage(sheet: Sheet): void {
  sheet.page = sheet.pdf.addPage([PAGE.width, PAGE.height]);
  sheet.y = PAGE.height - PAGE.margin;
}

function write(
  sheet: Sheet,
  text: string,
  x: number,
  options: { bold?: boolean; size?: number; right?: boolean } = {},
) {
  const font = options.bold ? sheet.bold : sheet.plain;
  const size = options.size ?? SIZE;
  const shown = tidy(text);
  const left = options.right ? x - font.widthOfTextAtSize(shown, size) : x;
  sheet.page.drawText(shown, { x: left, y: sheet.y, size, font });
}

function goDown(sheet: Sheet, points: number = LEADING): void {
  sheet.y -= points;
  if (sheet.y < PAGE.margin) newPage(sheet);
}

/** Words on as many lines as the width asks; a word longer than a line is cut. */
function wrap(font: PDFFont, text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of tidy(text).split(' ')) {
    for (let rest = word; ;) {
      const longer = line === '' ? rest : `${line} ${rest}`;
      if (font.widthOfTextAtSize(longer, SIZE) <= width) {
        line = longer;
        break;
      }
      if (line !== '') {
        lines.push(line);
        line = '';
        continue;
      }
      // Measuring is slow: as much as fits on average, then less until it does.
      let length = Math.max(1, Math.ceil((rest.length * width) / font.widthOfTextAtSize(rest, SIZE)));
      while (length > 1 && font.widthOfTextAtSize(rest.slice(0, length), SIZE) > width) length -= 1;
      lines.push(rest.slice(0, length));
      rest = rest.slice(length);
    }
  }
  return [...lines, line];
}

function writeWrapped(sheet: Sheet, text: string, x: number, width: number): void {
  for (const line of wrap(sheet.plain, text, width)) {
    write(sheet, line, x);
    goDown(sheet);
  }
}

function settingOf(settings: Readonly<Record<string, unknown>>, name: string): string | null {
  const value = settings[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

function sellerLines(invoice: PrintedInvoice): string[] {
  const firm = invoice.frozen.firm;
  if (!firm) return [];
  const say = (name: string) => settingOf(firm.settings, name);
  const capital = firm.settings['share_capital_cents'];
  const place = [say('postal_code'), say('city')].filter((part) => part !== null).join(' ');
  return [
    say('legal_form') === null
      ? null
      : `${say('legal_form')}${typeof capital === 'number' ? ` au capital de ${euros(capital)}` : ''}`,
    say('address'),
    place === '' ? null : place,
    firm.siren === null
      ? null
      : `SIREN ${firm.siren}${say('registered_at') === null ? '' : `, ${say('registered_at')}`}`,
    say('vat_number') === null ? null : `TVA ${say('vat_number')}`,
  ].filter((line) => line !== null);
}

function buyerLines(client: Party): string[] {
  const place = [client.postalCode, client.city, client.country].filter((part) => part !== null).join(' ');
  return [
    client.address,
    place === '' ? null : place,
    client.siren === null ? null : `SIREN ${client.siren}`,
    client.vatNumber === null ? null : `TVA ${client.vatNumber}`,
  ].filter((line) => line !== null);
}

function writeParties(sheet: Sheet, invoice: PrintedInvoice): void {
  write(sheet, invoice.frozen.firm?.name ?? '', PAGE.margin, { bold: true, size: 12 });
  goDown(sheet, 16);
  for (const line of sellerLines(invoice)) writeWrapped(sheet, line, PAGE.margin, 300);
  goDown(sheet);
  const { client } = invoice.frozen;
  write(sheet, client.name ?? '', 320, { bold: true });
  goDown(sheet);
  for (const line of buyerLines(client)) writeWrapped(sheet, line, 320, COLUMNS.amount - 320);
}

function writeHeading(sheet: Sheet, invoice: PrintedInvoice): void {
  goDown(sheet);
  write(sheet, `${TITLES[invoice.kind]} ${invoice.number}`, PAGE.margin, { bold: true, size: 16 });
  goDown(sheet, 22);
  const facts = [
    `Date : ${sayDate(invoice.issuedOn)}`,
    invoice.kind === 'avoir' ? null : `Échéance : ${sayDate(invoice.dueOn)}`,
    invoice.creditedNumber === null || invoice.creditedOn === null
      ? null
      : `Sur la facture ${invoice.creditedNumber} du ${sayDate(invoice.creditedOn)}`,
    invoice.periodStart === null || invoice.periodEnd === null
      ? null
      : `Prestations du ${sayDate(invoice.periodStart)} au ${sayDate(invoice.periodEnd)}`,
    invoice.project === null
      ? null
      : `Projet : ${invoice.project}${invoice.title === null ? '' : `, ${invoice.title}`}`,
    invoice.orderNumber === null ? null : `Bon de commande : ${invoice.orderNumber}`,
  ];
  for (const fact of facts) if (fact !== null) writeWrapped(sheet, fact, PAGE.margin, COLUMNS.amount - PAGE.margin);
  goDown(sheet);
}

function writeLines(sheet: Sheet, invoice: PrintedInvoice): void {
  write(sheet, 'Désignation', COLUMNS.label, { bold: true });
  write(sheet, 'Quantité', COLUMNS.quantity, { bold: true, right: true });
  write(sheet, 'Prix unitaire HT', COLUMNS.price, { bold: true, right: true });
  write(sheet, 'Montant HT', COLUMNS.amount, { bold: true, right: true });
  goDown(sheet, LEADING + 3);
  for (const line of invoice.lines) {
    write(sheet, sayNumber(Number(line.quantity)), COLUMNS.quantity, { right: true });
    write(sheet, euros(line.unitPriceCents), COLUMNS.price, { right: true });
    write(sheet, euros(line.amountCents), COLUMNS.amount, { right: true });
    writeWrapped(sheet, line.label, COLUMNS.label, COLUMNS.quantity - COLUMNS.label - 60);
  }
  goDown(sheet);
}

function writeTotals(sheet: Sheet, invoice: PrintedInvoice): void {
  const totals: [string, string, boolean][] = [
    ['Total HT', euros(invoice.netCents), false],
    [`TVA ${sayNumber(Number(invoice.vatPercent))} %`, euros(invoice.grossCents - invoice.netCents), false],
    [invoice.kind === 'avoir' ? 'Total TTC à votre crédit' : 'Net à payer TTC', euros(invoice.grossCents), true],
  ];
  for (const [label, amount, bold] of totals) {
    write(sheet, label, COLUMNS.price, { bold, right: true });
    write(sheet, amount, COLUMNS.amount, { bold, right: true });
    goDown(sheet, LEADING + 2);
  }
  goDown(sheet);
}

/** Mentions that the law asks for, and those that the VAT of this client adds. */
function listMentions(invoice: PrintedInvoice): string[] {
  const settings = invoice.frozen.firm?.settings ?? {};
  const regime = Number(invoice.vatPercent) === 0 ? vatOf(invoice.frozen.client).regime : 'france';
  const iban = settingOf(settings, 'iban');
  return [
    ...(regime === 'autoliquidation' ? ['Autoliquidation (CGI, art. 283-2).'] : []),
    ...(regime === 'hors_champ' ? ['TVA non applicable (CGI, art. 259-1).'] : []),
    ...(settings['vat_due'] === 'debits' ? ['Option pour le paiement de la taxe d’après les débits.'] : []),
    'Nature de l’opération : prestations de services.',
    ...(invoice.kind === 'avoir'
      ? []
      : [
          ...(iban === null ? [] : [`Règlement par virement, IBAN ${iban}.`]),
          'Retard de paiement : pénalités au taux de la BCE majoré de 10 points, exigibles sans rappel, et indemnité forfaitaire de 40 € pour frais de recouvrement (Code de commerce, art. L441-10).',
          'Pas d’escompte pour paiement anticipé.',
        ]),
  ];
}

/** The document as PDF bytes: fonts embedded, dated by its issue. */
export async function printInvoice(invoice: PrintedInvoice): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  pdf.registerFontkit(fontkit);
  // One after the other: the order of the objects is part of the bytes.
  const plain = await pdf.embedFont(await readFile(PLAIN_FONT), { subset: true });
  const bold = await pdf.embedFont(await readFile(BOLD_FONT), { subset: true });
  const page = pdf.addPage([PAGE.width, PAGE.height]);
  const sheet: Sheet = { pdf, plain, bold, page, y: PAGE.height - PAGE.margin };
  writeParties(sheet, invoice);
  writeHeading(sheet, invoice);
  writeLines(sheet, invoice);
  writeTotals(sheet, invoice);
  for (const mention of listMentions(invoice)) writeWrapped(sheet, mention, PAGE.margin, COLUMNS.amount - PAGE.margin);
  const issued = new Date(`${invoice.issuedOn}T00:00:00Z`);
  pdf.setTitle(`${TITLES[invoice.kind]} ${invoice.number}`);
  pdf.setProducer('Vigie');
  pdf.setCreator('Vigie');
  pdf.setCreationDate(issued);
  pdf.setModificationDate(issued);
  return pdf.save();
}
