// A statement as a sheet: `date;libelle;montant;reference`, a header first.
import { isCivilDate, type CivilDate } from '../civil-dates.ts';
import type { Statement, StatementLine, StatementProblem, StatementProblemCode } from './statement-line.ts';

function readDay(text: string): CivilDate | null {
  const french = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(text);
  const day = french ? `${french[3]}-${french[2]}-${french[1]}` : text;
  return isCivilDate(day) ? day : null;
}

/** « 1 234,50 », « -12.5 », « 12 € » → cents. */
function readCents(text: string): number | null {
  const match = /^([+-]?)(\d{1,11})(?:[.,](\d{1,2}))?(?:EUR|€)?$/i.exec(text.replaceAll(/[\s\u00A0\u202F]/g, ''));
  if (!match) return null;
  const cents = Number(match[2]) * 100 + Number((match[3] ?? '').padEnd(2, '0'));
  return match[1] === '-' ? -cents : cents;
}

/** « 100,00 USD », « £ 12 ». */
function isForeign(amount: string): boolean {
  return /^[\d\s.,+-]*\d\s*(?:[A-Z]{3}|[$£¥])$|^(?:[A-Z]{3}|[$£¥])\s*[+-]?\d/i.test(amount) && !/EUR/i.test(amount);
}

function readLine(cells: readonly string[]): StatementLine | readonly [StatementProblemCode, string] {
  const [day = '', label = '', amount = '', reference = ''] = cells;
  if (cells.length < 3 || cells.length > 4) return ['statement_unreadable', 'date;libelle;montant;reference attendus'];
  const bookedOn = readDay(day);
  if (bookedOn === null) return ['statement_unreadable', `date illisible « ${day} »`];
  if (isForeign(amount)) return ['foreign_currency', `« ${amount} » n’est pas en euros`];
  const amountCents = readCents(amount);
  if (amountCents === null || amountCents === 0) return ['statement_unreadable', `montant illisible « ${amount} »`];
  return { bookedOn, label, amountCents, reference: reference === '' ? null : reference, transactionId: null };
}

/** Blank lines are skipped, cells may be in quotes without `;`. A sheet tells no balance. */
export function readSheet(content: string): Statement {
  const lines: StatementLine[] = [];
  const problems: StatementProblem[] = [];
  for (const [index, row] of content.split(/\r?\n/).entries()) {
    if (index === 0 || row.trim() === '') continue;
    const cells = row.split(';').map((cell) => cell.trim().replaceAll(/^"|"$/g, ''));
    const read = readLine(cells);
    if ('label' in read) lines.push(read);
    else problems.push({ code: read[0], line: index + 1, problem: read[1] });
  }
  return { lines, balances: [], problems };
}
