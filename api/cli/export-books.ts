// `vigie export fec|journals|payroll|des … --out DOSSIER`: what leaves for the accountant, the tax office, customs and
// payroll. Acts of the machine's operator, like the firm's own files.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stringify } from 'csv-stringify/sync';
import { fecFileName, writeFec } from '../../domain/accounts/fec.ts';
import { JOURNAL_FORMATS, journalRows, type JournalFormat } from '../../domain/accounts/journal-files.ts';
import { encodeLatinNine } from '../../domain/accounts/latin-nine.ts';
import { declareServices } from '../../domain/accounts/services-declaration.ts';
import { firstDayOf, isMonth, lastCompleteMonth, lastDayOf } from '../../domain/periods.ts';
import { readPayrollReport } from '../../db/reports/accounts/accounting-reports.ts';
import { readServicesAbroad } from '../../db/reports/accounts/services-abroad.ts';
import { readBooks, readSnapshot, yearOfDay } from '../../db/reports/accounts/books.ts';
import { readFirmCard } from '../../db/reports/accounts/ledger-facts.ts';
import { accountSettings } from '../../domain/accounts/chart.ts';
import { EXIT, usageError, type CommandContext } from './command-context.ts';
import { requireLocal } from './local-only.ts';

type Asked = {
  readonly year: number | null;
  readonly month: string;
  readonly format: JournalFormat;
  readonly encoding: 'iso-8859-15' | 'utf-8';
};

/** A file to write, and what a person is to know of it. */
type Written = { readonly file: string; readonly content: Uint8Array | string; readonly words: readonly string[] };
type Export = (context: CommandContext, asked: Asked) => Promise<Written>;

/** Until its SIREN is known, the firm's file has a number that is nobody's. */
const NO_SIREN = '000000000';

const exportFec: Export = async (context, { year, encoding }) => {
  const { app } = await context.openInstance();
  const books = await readSnapshot(app, async (tx) => {
    const settings = accountSettings((await readFirmCard(tx)).settings);
    return readBooks(tx, year ?? yearOfDay(context.today, settings), context.today);
  });
  const { siren } = books.firm;
  const text = writeFec(books.ledger, books.settings);
  return {
    file: fecFileName(siren ?? NO_SIREN, books.year.end),
    content: encoding === 'utf-8' ? text : encodeLatinNine(text),
    words: [
      `${books.ledger.entries.length} écritures du ${books.year.start} au ${books.through}`,
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

const exportJournals: Export = async (context, { month, format }) => {
  const { app } = await context.openInstance();
  const end = lastDayOf(month);
  const rows = await readSnapshot(app, async (tx) => {
    const settings = accountSettings((await readFirmCard(tx)).settings);
    const books = await readBooks(tx, yearOfDay(end, settings), end < context.today ? end : context.today);
    return journalRows(books.ledger, settings, format, { from: firstDayOf(month), to: end });
  });
  return {
    file: `journaux-${month}-${format}.csv`,
    content: writeCsv(rows),
    words: [`${rows.length - 1} lignes d'écritures pour ${month}`],
  };
};

/** One line an absence, an on-call unit or an expense: what a payroll software reads, or a person types. */
const exportPayroll: Export = async (context, { month }) => {
  const { app } = await context.openInstance();
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
      `${rows.length} variables pour ${consultants.length} salariés`,
      ...(closed ? [] : [`Le mois ${month} n'est pas clos : elles peuvent encore changer.`]),
    ],
  };
};

const exportServicesDeclaration: Export = async (context, { month }) => {
  const { app } = await context.openInstance();
  const rows = declareServices(await readSnapshot(app, (tx) => readServicesAbroad(tx, month)));
  return {
    file: `des-${month}.csv`,
    content: writeCsv(rows),
    words: [
      rows.length === 1 ? `Rien à déclarer pour ${month}.` : `${rows.length - 1} preneurs à déclarer pour ${month}`,
    ],
  };
};

const EXPORTS: Readonly<Record<string, Export>> = {
  fec: exportFec,
  journals: exportJournals,
  payroll: exportPayroll,
  des: exportServicesDeclaration,
};

export function isBookExport(word: string | undefined): boolean {
  return word !== undefined && Object.hasOwn(EXPORTS, word);
}

function readAsked(values: Readonly<Record<string, string | boolean | undefined>>, today: string): Asked {
  const { year, month, format = 'pennylane', encoding = 'iso-8859-15' } = values;
  if (year !== undefined && !/^(19|20|21)\d{2}$/.test(String(year))) throw usageError('--year attend une année AAAA.');
  if (month !== undefined && !isMonth(String(month))) throw usageError('--month attend un mois AAAA-MM.');
  const known = JOURNAL_FORMATS.find((name) => name === format);
  if (known === undefined) throw usageError(`--format attend ${JOURNAL_FORMATS.join(', ')}.`);
  if (encoding !== 'iso-8859-15' && encoding !== 'utf-8') throw usageError('--encoding attend iso-8859-15 ou utf-8.');
  return {
    year: year === undefined ? null : Number(year),
    month: typeof month === 'string' ? month : lastCompleteMonth(today),
    format: known,
    encoding,
  };
}

export async function runBookExport(args: string[], context: CommandContext): Promise<number> {
  const option = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args,
    options: { out: option, year: option, month: option, format: option, encoding: option, json: { type: 'boolean' } },
    allowPositionals: true,
    strict: true,
  });
  const [name = '', ...extra] = positionals;
  const work = EXPORTS[name];
  const { out } = values;
  if (work === undefined || extra.length > 0 || out === undefined)
    throw usageError(`Il faut dire quoi et où : « export ${Object.keys(EXPORTS).join('|')} --out DOSSIER ».`);
  requireLocal(context, 'export');
  const written = await work(context, readAsked(values, context.today));
  await mkdir(out, { recursive: true });
  await writeFile(join(out, written.file), written.content);
  if (values.json === true) context.print(JSON.stringify({ folder: out, files: [written.file], words: written.words }));
  else context.print([written.file, ...written.words].join('\n  '));
  return EXIT.done;
}
