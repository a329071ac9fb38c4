// CAMT.053: the account statement of ISO 20022 (BankToCustomerStatement, versions 2 to 13), as European banks send it.
// Booked entries only; a batch is told payment by payment when the bank gives each amount.
import { isCivilDate, type CivilDate } from '../civil-dates.ts';
import { sayEurosAndCents } from '../french.ts';
import type { Statement, StatementBalance, StatementLine, StatementProblem } from './statement-line.ts';
import { findElements, findText, readXml, type XmlElement, type XmlFault } from './xml.ts';

const FAULTS = {
  cut: ['statement_cut', 'le fichier s’arrête avant la fin du relevé'],
  malformed: ['statement_unreadable', 'ce n’est pas du XML bien formé'],
  document_type: ['statement_unreadable', 'un relevé n’a pas de DOCTYPE'],
} as const satisfies Record<XmlFault['fault'], readonly [string, string]>;

/** What banks write where they have no reference (ISO 20022: NOTPROVIDED). */
const NO_REFERENCE = new Set(['NOTPROVIDED', 'NONREF', 'NOTAVAILABLE']);
/** Opening balance, or the closing balance of the statement before; closing balance (ISO 20022, BalanceType12Code). */
const OPENING = ['OPBD', 'PRCD'];
const CLOSING = 'CLBD';

function isFault(read: XmlElement | XmlFault): read is XmlFault {
  return 'fault' in read;
}

/** Cents of an amount written with a point; null: no amount of whole cents. */
function readCents(text: string): number | null {
  const [, whole, decimals = ''] = /^(\d{1,13})(?:\.(\d{1,5}))?$/.exec(text) ?? [];
  if (whole === undefined || !/^\d{0,2}0*$/.test(decimals)) return null;
  return Number(whole) * 100 + Number(decimals.slice(0, 2).padEnd(2, '0'));
}

/** With the sign of its CdtDbtInd, the entry's when it has none of its own; null: not an amount in euros. */
function readSigned(amount: XmlElement | undefined, side: string | null): number | null {
  if (amount?.attributes.get('Ccy') !== 'EUR' || (side !== 'CRDT' && side !== 'DBIT')) return null;
  const cents = readCents(amount.text);
  return cents === null ? null : side === 'DBIT' ? -cents : cents;
}

function readReference(from: XmlElement, ...path: readonly string[]): string | null {
  const text = findText(from, ...path);
  return text === null || NO_REFERENCE.has(text.toUpperCase()) ? null : text;
}

/** A day, or the day of a moment as the bank's clock has it. */
function readDay(from: XmlElement, name: string): CivilDate | null {
  const day = (findText(from, name, 'Dt') ?? findText(from, name, 'DtTm') ?? '').slice(0, 10);
  return isCivilDate(day) ? day : null;
}

/** Who paid (or was paid), and why, in the bank's own words; nothing twice. */
function describe(details: readonly XmlElement[], entry: XmlElement, side: string | null): string {
  const party = side === 'CRDT' ? 'Dbtr' : 'Cdtr';
  const words = details.flatMap((one) => [
    // Since version 8 a party may be an agent or a Pty.
    findText(one, 'RltdPties', party, 'Nm') ?? findText(one, 'RltdPties', party, 'Pty', 'Nm'),
    ...findElements(one, 'RmtInf', 'Ustrd').map(({ text }) => text),
    ...findElements(one, 'RmtInf', 'Strd', 'CdtrRefInf', 'Ref').map(({ text }) => text),
    ...findElements(one, 'RmtInf', 'Strd', 'RfrdDocInf', 'Nb').map(({ text }) => text),
    findText(one, 'AddtlTxInf'),
  ]);
  const told = new Set([...words, findText(entry, 'AddtlNtryInf')].filter((word) => word !== null && word !== ''));
  return [...told].join(' ') || 'Sans libellé';
}

type Told = { readonly details: readonly XmlElement[]; readonly amountCents: number; readonly rank: number | null };

/** A batch whose payments have amounts that add up to the entry is told one by one; else the entry is one line. */
function splitEntry(details: readonly XmlElement[], side: string | null, amountCents: number): Told[] {
  const whole: Told[] = [{ details, amountCents, rank: null }];
  if (details.length < 2) return whole;
  const amounts = details.map((one) => {
    const [amount] = [...findElements(one, 'Amt'), ...findElements(one, 'AmtDtls', 'TxAmt', 'Amt')];
    return readSigned(amount, findText(one, 'CdtDbtInd') ?? side);
  });
  const total = amounts.reduce<number>((sum, cents) => sum + (cents ?? 0), 0);
  if (amounts.some((cents) => cents === null || cents === 0) || total !== amountCents) return whole;
  return details.map((one, i) => ({ details: [one], amountCents: amounts[i] ?? 0, rank: i + 1 }));
}

function readEntry(entry: XmlElement, rank: number, account: string): StatementLine[] | StatementProblem {
  const problem = (text: string, code: StatementProblem['code'] = 'statement_unreadable'): StatementProblem => ({
    code,
    line: entry.line,
    problem: `écriture ${rank} : ${text}`,
  });
  const side = findText(entry, 'CdtDbtInd');
  const [amount] = findElements(entry, 'Amt');
  const currency = amount?.attributes.get('Ccy');
  if (currency !== undefined && currency !== 'EUR')
    return problem(`${amount?.text} ${currency} n’est pas en euros`, 'foreign_currency');
  const amountCents = readSigned(amount, side);
  if (amountCents === null) return problem(`montant illisible « ${amount?.text ?? ''} »`);
  const bookedOn = readDay(entry, 'BookgDt') ?? readDay(entry, 'ValDt');
  if (bookedOn === null) return problem('date de comptabilisation (BookgDt) illisible');
  if (amountCents === 0) return [];
  const entryReference = readReference(entry, 'AcctSvcrRef');
  return splitEntry(findElements(entry, 'NtryDtls', 'TxDtls'), side, amountCents).map((told): StatementLine => {
    const [first] = told.details;
    const own = first ? readReference(first, 'Refs', 'AcctSvcrRef') : null;
    const isWhole = told.rank === null;
    const id = isWhole ? (entryReference ?? own) : (own ?? entryReference);
    // Payments of a batch may all bear the batch's reference.
    const inBatch = isWhole || (own !== null && own !== entryReference) ? '' : ` ${told.rank}`;
    return {
      bookedOn,
      label: describe(told.details, entry, side),
      amountCents: told.amountCents,
      reference: first && told.details.length === 1 ? readReference(first, 'Refs', 'EndToEndId') : null,
      transactionId: id === null ? null : `${account} ${id}${inBatch}`,
    };
  });
}

function isBooked(entry: XmlElement): boolean {
  return (findText(entry, 'Sts', 'Cd') ?? findText(entry, 'Sts')) === 'BOOK';
}

function readBalance(statement: XmlElement, codes: readonly string[]) {
  const balance = findElements(statement, 'Bal').find((one) =>
    codes.includes(findText(one, 'Tp', 'CdOrPrtry', 'Cd') ?? ''),
  );
  if (!balance) return null;
  const cents = readSigned(findElements(balance, 'Amt')[0], findText(balance, 'CdtDbtInd'));
  return cents === null ? null : { cents, day: readDay(balance, 'Dt'), line: balance.line };
}

type Reading = { lines: StatementLine[]; balances: StatementBalance[]; problems: StatementProblem[] };

function readAccountStatement(statement: XmlElement, { lines, balances, problems }: Reading): void {
  const account =
    findText(statement, 'Acct', 'Id', 'IBAN') ?? findText(statement, 'Acct', 'Id', 'Othr', 'Id') ?? 'compte';
  const currency = findText(statement, 'Acct', 'Ccy');
  if (currency !== null && currency !== 'EUR') {
    const problem = `le compte ${account} est en ${currency}, pas en euros`;
    problems.push({ code: 'foreign_currency', line: statement.line, problem });
    return;
  }
  const entries = findElements(statement, 'Ntry');
  const announced = findText(statement, 'TxsSummry', 'TtlNtries', 'NbOfNtries');
  if (announced !== null && Number(announced) !== entries.length) {
    const problem = `${entries.length} écritures lues, ${announced} annoncées`;
    problems.push({ code: 'statement_cut', line: statement.line, problem });
    return;
  }
  let movedCents = 0;
  let isSound = true;
  for (const [index, entry] of entries.entries()) {
    // Pending and informative entries move nothing yet: they come again once booked.
    if (!isBooked(entry)) continue;
    const read = readEntry(entry, index + 1, account);
    if ('problem' in read) {
      problems.push(read);
      isSound = false;
      continue;
    }
    lines.push(...read);
    movedCents += read.reduce((total, { amountCents }) => total + amountCents, 0);
  }
  const [opening, closing] = [readBalance(statement, OPENING), readBalance(statement, [CLOSING])];
  if (!closing) return;
  if (closing.day !== null) balances.push({ account, balancedOn: closing.day, balanceCents: closing.cents });
  const expected = (opening?.cents ?? 0) + movedCents;
  if (!isSound || !opening || expected === closing.cents) return;
  problems.push({
    code: 'statement_unbalanced',
    line: closing.line,
    problem: `l’ancien solde et les écritures font ${sayEurosAndCents(expected / 100)}, le nouveau solde dit ${sayEurosAndCents(closing.cents / 100)}`,
  });
}

/** One statement or more, each of its account. */
export function readCamt(content: string): Statement {
  const root = readXml(content);
  if (isFault(root)) {
    const [code, problem] = FAULTS[root.fault];
    return { lines: [], balances: [], problems: [{ code, line: root.line, problem }] };
  }
  const statements = findElements(root, 'BkToCstmrStmt', 'Stmt');
  const reading: Reading = { lines: [], balances: [], problems: [] };
  if (root.name !== 'Document' || statements.length === 0) {
    const problem = 'ce n’est pas un relevé CAMT.053 (BkToCstmrStmt)';
    reading.problems.push({ code: 'statement_unreadable', line: root.line, problem });
  }
  for (const statement of statements) readAccountStatement(statement, reading);
  return reading;
}
