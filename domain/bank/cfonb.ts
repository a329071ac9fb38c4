// CFONB 120: the account statement of French banks since the days of magnetic tape (Comité français d'organisation et de
// normalisation bancaires, « Relevé de compte sur support informatique », records of 120 characters: 01 former balance,
// 04 movement, 05 its complements, 07 new balance). The sign of an amount is coded in its last digit.
import { isCivilDate, type CivilDate } from '../civil-dates.ts';
import { sayEurosAndCents } from '../french.ts';
import type {
  Statement,
  StatementBalance,
  StatementLine,
  StatementProblem,
  StatementProblemCode,
} from './statement-line.ts';

const RECORD_LENGTH = 120;
/** What tapes and old systems end a file with (Ctrl+Z). */
const END_OF_FILE = '\u001A';
/** The digit and the sign that each last character stands for: its rank is the digit. */
const POSITIVE_DIGITS = '{ABCDEFGHI';
const NEGATIVE_DIGITS = '}JKLMNOPQR';

/** Characters of the record, counted from 1, both ends included, as the standard counts. */
function cut(record: string, from: number, to: number): string {
  return record.slice(from - 1, to);
}

/** JJMMAA; the standard has no century, and no statement is older than Vigie's firms. */
function readDay(record: string): CivilDate | null {
  const [, day, month, year] = /^(\d{2})(\d{2})(\d{2})$/.exec(cut(record, 35, 40)) ?? [];
  const text = `20${year}-${month}-${day}`;
  return isCivilDate(text) ? text : null;
}

/** Cents, with the number of decimals that the record itself gives. */
function readCents(record: string): number | null {
  const [, digits = '', last = ''] = /^(\d{13})(.)$/.exec(cut(record, 91, 104)) ?? [];
  const decimals = /^[0-3]$/.test(cut(record, 20, 20)) ? Number(cut(record, 20, 20)) : null;
  const isNegative = NEGATIVE_DIGITS.includes(last);
  const unit = (isNegative ? NEGATIVE_DIGITS : POSITIVE_DIGITS).indexOf(last);
  if (digits === '' || unit < 0 || decimals === null) return null;
  const cents = (Number(digits) * 10 + unit) * 10 ** (2 - decimals);
  if (!Number.isSafeInteger(cents)) return null;
  return isNegative ? -cents : cents;
}

function accountOf(record: string): string {
  return `${cut(record, 3, 7)} ${cut(record, 12, 16)} ${cut(record, 22, 32)}`;
}

type Movement = { bookedOn: CivilDate; label: string; amountCents: number; reference: string | null };
type Block = { account: string; openingCents: number; lines: Movement[]; isSound: boolean };

/** What is wrong with a record; its line is told by who reads them all. */
type Trouble = Omit<StatementProblem, 'line'>;

function trouble(code: StatementProblemCode, problem: string): Trouble {
  return { code, problem };
}

function isTrouble(read: number | object): read is Trouble {
  return typeof read === 'object' && 'problem' in read;
}

function readAmount(record: string): number | Trouble {
  const currency = cut(record, 17, 19).trim();
  if (currency !== '' && currency !== 'EUR')
    return trouble('foreign_currency', `l’écriture est en ${currency}, pas en euros`);
  return readCents(record) ?? trouble('statement_unreadable', `montant illisible « ${cut(record, 91, 104)} »`);
}

function unreadableDay(record: string): Trouble {
  return trouble('statement_unreadable', `date illisible « ${cut(record, 35, 40)} »`);
}

function readMovement(record: string): Movement | Trouble {
  const bookedOn = readDay(record);
  if (bookedOn === null) return unreadableDay(record);
  const amountCents = readAmount(record);
  if (isTrouble(amountCents)) return amountCents;
  const reference = cut(record, 105, 120).trim();
  return { bookedOn, label: cut(record, 49, 79).trim(), amountCents, reference: reference === '' ? null : reference };
}

/** NPY the payer, LCC and LC2 the reason, RCN the client's reference…: all goes to the label, what fills its 70 characters goes on. */
function addComplement(movement: Movement, record: string, previous: string): void {
  const qualifier = cut(record, 46, 48);
  const text = cut(record, 49, 118);
  const continues = qualifier === 'LC2' && cut(previous, 46, 48) === 'LCC' && cut(previous, 118, 118) !== ' ';
  movement.label = `${movement.label}${continues ? '' : ' '}${text.trim().replaceAll(/ {2,}/g, ' ')}`.trim();
  if (qualifier === 'RCN') movement.reference ??= cut(record, 49, 83).trim() || null;
}

/** Lines that were not read are told already: the sum would only say it again. */
function checkBalance(block: Block, closingCents: number): Trouble | null {
  const expected = block.lines.reduce((total, { amountCents }) => total + amountCents, block.openingCents);
  if (!block.isSound || expected === closingCents) return null;
  return trouble(
    'statement_unbalanced',
    `l’ancien solde et les écritures font ${sayEurosAndCents(expected / 100)}, le nouveau solde dit ${sayEurosAndCents(closingCents / 100)}`,
  );
}

/** Some banks send one long line. */
function splitRecords(content: string): string[] {
  const records = content.split(/\r?\n/).filter((record) => record.trim() !== '' && record !== END_OF_FILE);
  const [only = ''] = records;
  if (records.length !== 1 || only.length === RECORD_LENGTH || only.length % RECORD_LENGTH !== 0) return records;
  return Array.from({ length: only.length / RECORD_LENGTH }, (_record, i) =>
    only.slice(i * RECORD_LENGTH, (i + 1) * RECORD_LENGTH),
  );
}

type Reading = { block: Block | null; previous: string; lines: StatementLine[]; balances: StatementBalance[] };

function openBlock(reading: Reading, record: string): Trouble | null {
  const unfinished = reading.block;
  const openingCents = readAmount(record);
  const isSound = !isTrouble(openingCents);
  reading.block = { account: accountOf(record), openingCents: isSound ? openingCents : 0, lines: [], isSound };
  if (unfinished) return trouble('statement_cut', `le nouveau solde (07) du compte ${unfinished.account} manque`);
  return isTrouble(openingCents) ? openingCents : null;
}

function closeBlock(reading: Reading, block: Block, record: string): Trouble | null {
  reading.block = null;
  const balanceCents = readAmount(record);
  if (isTrouble(balanceCents)) return balanceCents;
  const balancedOn = readDay(record);
  if (balancedOn === null) return unreadableDay(record);
  reading.balances.push({ account: block.account, balancedOn, balanceCents });
  // A movement of nothing is information: nothing to match.
  const moved = block.lines.filter(({ amountCents }) => amountCents !== 0);
  reading.lines.push(...moved.map((line) => ({ ...line, transactionId: null })));
  return checkBalance(block, balanceCents);
}

function readRecord(reading: Reading, record: string): Trouble | null {
  const { block } = reading;
  if (record.length !== RECORD_LENGTH)
    return trouble('statement_cut', `${record.length} caractères au lieu de ${RECORD_LENGTH}`);
  const kind = cut(record, 1, 2);
  if (!['01', '04', '05', '07'].includes(kind))
    return trouble('statement_unreadable', `enregistrement « ${kind} » inconnu`);
  if (kind === '01') return openBlock(reading, record);
  if (!block) return trouble('statement_unreadable', `enregistrement ${kind} sans ancien solde (01) avant lui`);
  if (accountOf(record) !== block.account)
    return trouble('statement_unreadable', `le compte ${accountOf(record)} n’est pas ${block.account}`);
  if (kind === '07') return closeBlock(reading, block, record);
  if (kind === '04') {
    const movement = readMovement(record);
    if (isTrouble(movement)) return movement;
    block.lines.push(movement);
    return null;
  }
  const movement = block.lines.at(-1);
  if (!movement) return trouble('statement_unreadable', 'complément (05) sans écriture (04) avant lui');
  addComplement(movement, record, reading.previous);
  return null;
}

/** One or more accounts and days, each from its 01 to its 07; the balances are checked. */
export function readCfonb(content: string): Statement {
  const reading: Reading = { block: null, previous: '', lines: [], balances: [] };
  const problems: StatementProblem[] = [];
  const records = splitRecords(content);
  for (const [index, record] of records.entries()) {
    const found = readRecord(reading, record);
    if (found) {
      if (reading.block) reading.block.isSound = false;
      problems.push({ ...found, line: index + 1 });
    }
    reading.previous = record;
  }
  if (reading.block) {
    const problem = `le fichier s’arrête avant le nouveau solde (07) du compte ${reading.block.account}`;
    problems.push({ code: 'statement_cut', line: records.length, problem });
  }
  return { lines: reading.lines, balances: reading.balances, problems };
}
