// A bank's statement as banks let one download it: a day, a label, an amount, a reference a line; and which invoice
// each line pays.
import { isCivilDate, type CivilDate } from './civil-dates.ts';

export type StatementLine = {
  readonly bookedOn: CivilDate;
  readonly label: string;
  /** Negative: money that left. */
  readonly amountCents: number;
  readonly reference: string | null;
};

/** One line of a statement that cannot be read; lines count from 1, the header. */
export type StatementError = { readonly line: number; readonly problem: string };

function readDay(text: string): CivilDate | null {
  const french = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(text);
  const day = french ? `${french[3]}-${french[2]}-${french[1]}` : text;
  return isCivilDate(day) ? day : null;
}

/** « 1 234,50 », « -12.5 » → cents. */
function readCents(text: string): number | null {
  const match = /^([+-]?)(\d{1,11})(?:[.,](\d{1,2}))?$/.exec(text.replaceAll(/[\s\u00A0\u202F]/g, ''));
  if (!match) return null;
  const cents = Number(match[2]) * 100 + Number((match[3] ?? '').padEnd(2, '0'));
  return match[1] === '-' ? -cents : cents;
}

function readLine(cells: readonly string[]): StatementLine | string {
  const [day = '', label = '', amount = '', reference = ''] = cells;
  if (cells.length < 3 || cells.length > 4) return 'date;libelle;montant;reference attendus';
  const bookedOn = readDay(day);
  if (bookedOn === null) return `date illisible « ${day} »`;
  const amountCents = readCents(amount);
  if (amountCents === null || amountCents === 0) return `montant illisible « ${amount} »`;
  return { bookedOn, label, amountCents, reference: reference === '' ? null : reference };
}

/** Reads `date;libelle;montant;reference`, a header first; blank lines are skipped, cells may be in quotes without `;`. */
export function readStatement(content: string): { lines: StatementLine[]; errors: StatementError[] } {
  const lines: StatementLine[] = [];
  const errors: StatementError[] = [];
  const rows = content.replace(/^\uFEFF/, '').split(/\r?\n/);
  for (const [index, row] of rows.entries()) {
    if (index === 0 || row.trim() === '') continue;
    const cells = row.split(';').map((cell) => cell.trim().replaceAll(/^"|"$/g, ''));
    const read = readLine(cells);
    if (typeof read === 'string') errors.push({ line: index + 1, problem: read });
    else lines.push(read);
  }
  return { lines, errors };
}

export type UnpaidInvoice = { readonly number: string; readonly issuedOn: CivilDate; readonly leftCents: number };

/**
 * The invoice that a line pays: the one whose number it cites, when as much is owed; else the only one of which exactly this
 * is left. Null: a person decides.
 */
export function findPaidInvoice(line: StatementLine, unpaid: readonly UnpaidInvoice[]): string | null {
  const text = `${line.label} ${line.reference ?? ''}`.toUpperCase();
  const payable = unpaid.filter(
    (invoice) => invoice.leftCents >= line.amountCents && invoice.issuedOn <= line.bookedOn,
  );
  const cited = payable.filter((invoice) => text.split(/[^0-9A-Z_/+-]+/).includes(invoice.number.toUpperCase()));
  if (cited.length > 0) return cited.length === 1 ? (cited[0]?.number ?? null) : null;
  const exact = payable.filter((invoice) => invoice.leftCents === line.amountCents);
  return exact.length === 1 ? (exact[0]?.number ?? null) : null;
}
