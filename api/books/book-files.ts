// What leaves for the accountant, the tax office, customs and payroll: the FEC, the journals, the variables of payroll, the
// list of services abroad. Written the same for the command line and for the page.

import { stringify } from 'csv-stringify/sync';
import { accountSettings } from '../../domain/accounts/chart.ts';
import { fecFileName, writeFec } from '../../domain/accounts/fec.ts';
import { journalRows, type JournalFormat } from '../../domain/accounts/journal-files.ts';
import { encodeLatinNine } from '../../domain/accounts/latin-nine.ts';
import { declareServices } from '../../domain/accounts/services-declaration.ts';
import { sayCount, sayDate, sayMonth } from '../../domain/french.ts';
import { firstDayOf, lastDayOf, type Month } from '../../domain/periods.ts';
import type { Sql } from '../../db/connection.ts';
import { PlainError } from '../../db/plain-error.ts';
import { readPayrollReport } from '../../db/reports/accounts/accounting-reports.ts';
import { readBooks, readSnapshot, yearOfDay } from '../../db/reports/accounts/books.ts';
import { readFirmCard } from '../../db/reports/accounts/ledger-facts.ts';
import { readServicesAbroad } from '../../db/reports/accounts/services-abroad.ts';
import type { BookFileName, FecEncoding } from '../contract/book-files.ts';

export type BookOptions = {
  /** That in which the financial year ends; null: the one of today. */
  readonly year: number | null;
  readonly month: Month;
  readonly format: JournalFormat;
  readonly encoding: FecEncoding;
};

/** A file, and what a person is to know of it. */
export type BookFile = {
  readonly file: string;
  readonly content: Uint8Array | string;
  readonly words: readonly string[];
};
type Writer = (app: Sql, asked: BookOptions, today: string) => Promise<BookFile>;

/** Until its SIREN is known, the firm's file has a number that is nobody's. */
const NO_SIREN = '000000000';

const writeFecFile: Writer = async (app, { year, encoding }, today) => {
  const books = await readSnapshot(app, async (tx) => {
    const settings = accountSettings((await readFirmCard(tx)).settings);
    return readBooks(tx, year ?? yearOfDay(today, settings), today);
  });
  const { siren } = books.firm;
  const text = writeFec(books.ledger, books.settings);
  return {
    file: fecFileName(siren ?? NO_SIREN, books.year.end),
    content: encoding === 'utf-8' ? text : encodeLatinNine(text),
    words: [
      `${sayCount(books.ledger.entries.length, 'écriture')} du ${sayDate(books.year.start)} au ${sayDate(books.through)}`,
      ...(siren === null ? ['SIREN inconnu : renseignez l’entreprise (set_firm), le nom du fichier en a besoin.'] : []),
    ],
  };
};

/** An amount may begin with a sign: it is no formula. */
const AMOUNT = /^-?\d+(,\d+)?$/;

/** Text that a spreadsheet would take for a formula is made plain: = + - @ at its beginning. */
function writeCsv(rows: readonly (readonly string[])[]): string {
  const guard = (cell: string) => (/^[=+\-@\t\r]/.test(cell) && !AMOUNT.test(cell) ? `'${cell}` : cell);
  return stringify(
    rows.map((row) => row.map(guard)),
    { delimiter: ';', record_delimiter: 'windows' },
  );
}

const writeJournals: Writer = async (app, { month, format }, today) => {
  const end = lastDayOf(month);
  const rows = await readSnapshot(app, async (tx) => {
    const settings = accountSettings((await readFirmCard(tx)).settings);
    const books = await readBooks(tx, yearOfDay(end, settings), end < today ? end : today);
    return journalRows(books.ledger, settings, format, { from: firstDayOf(month), to: end });
  });
  return {
    file: `journaux-${month}-${format}.csv`,
    content: writeCsv(rows),
    words: [`${sayCount(rows.length - 1, "ligne d'écritures", "lignes d'écritures")} pour ${sayMonth(month)}`],
  };
};

/** One line an absence, an on-call unit or an expense: what a payroll software reads, or a person types. */
const writePayroll: Writer = async (app, { month }) => {
  const { consultants, closed } = await readSnapshot(app, (tx) =>
    readPayrollReport(tx, { month, asOf: lastDayOf(month) }),
  );
  const rows = consultants.flatMap(({ code, name, absences, on_call: onCall, expenses }) => [
    ...absences.map(({ kind, days }) => [code, name, `absence:${kind}`, '', String(days).replace('.', ','), '', '']),
    ...onCall.map(({ date, label, units }) => [
      code,
      name,
      `astreinte:${label}`,
      date,
      '',
      '',
      String(units).replace('.', ','),
    ]),
    ...expenses.map(({ date, label, amount }) => [
      code,
      name,
      `frais:${label}`,
      date,
      '',
      amount.toFixed(2).replace('.', ','),
      '',
    ]),
  ]);
  return {
    file: `paie-${month}.csv`,
    content: writeCsv([['Matricule', 'Nom', 'Variable', 'Date', 'Jours', 'Montant TTC', 'Unités'], ...rows]),
    words: [
      `${sayCount(rows.length, 'variable')} pour ${sayCount(consultants.length, 'salarié')}`,
      ...(closed ? [] : [`${sayMonth(month)} n'est pas clos : elles peuvent encore changer.`]),
    ],
  };
};

const writeServicesDeclaration: Writer = async (app, { month }) => {
  const rows = declareServices(await readSnapshot(app, (tx) => readServicesAbroad(tx, month)));
  return {
    file: `des-${month}.csv`,
    content: writeCsv(rows),
    words: [
      rows.length === 1
        ? `Rien à déclarer pour ${sayMonth(month)}.`
        : `${sayCount(rows.length - 1, 'preneur')} à déclarer pour ${sayMonth(month)}`,
    ],
  };
};

const WRITERS: Readonly<Record<BookFileName, Writer>> = {
  fec: writeFecFile,
  journals: writeJournals,
  payroll: writePayroll,
  des: writeServicesDeclaration,
};

/**
 * @param app the role that reads costs. @param asked `year` of the FEC, `month` of the others.
 * @throws PlainError `year_to_come`, `month_to_come`: what has not begun is not told.
 */
export async function writeBookFile(
  app: Sql,
  name: BookFileName,
  asked: BookOptions,
  today: string,
): Promise<BookFile> {
  if (name !== 'fec' && firstDayOf(asked.month) > today)
    throw new PlainError('month_to_come', `${sayMonth(asked.month)} n'a pas commencé.`);
  return WRITERS[name](app, asked, today);
}
