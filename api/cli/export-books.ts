// `vigie export fec|journals|payroll|des … --out DOSSIER`: what leaves for the accountant, the tax office, customs and
// payroll. Acts of the machine's operator, like the firm's own files.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { JOURNAL_FORMATS } from '../../domain/accounts/journal-files.ts';
import { isMonth, lastCompleteMonth } from '../../domain/periods.ts';
import { writeBookFile, type BookOptions } from '../books/book-files.ts';
import { BOOK_FILE_NAMES, FEC_ENCODINGS } from '../contract/book-files.ts';
import { EXIT, usageError, type CommandContext } from './command-context.ts';
import { requireLocal } from './local-only.ts';

const findBookFile = (word: string | undefined) => BOOK_FILE_NAMES.find((name) => name === word);

export function isBookExport(word: string | undefined): boolean {
  return findBookFile(word) !== undefined;
}

function readAsked(values: Readonly<Record<string, string | boolean | undefined>>, today: string): BookOptions {
  const { year, month, format = 'pennylane', encoding = 'iso-8859-15' } = values;
  if (year !== undefined && !/^(19|20|21)\d{2}$/.test(String(year))) throw usageError('--year attend une année AAAA.');
  if (month !== undefined && !isMonth(String(month))) throw usageError('--month attend un mois AAAA-MM.');
  const known = JOURNAL_FORMATS.find((name) => name === format);
  if (known === undefined) throw usageError(`--format attend ${JOURNAL_FORMATS.join(', ')}.`);
  const letters = FEC_ENCODINGS.find((name) => name === encoding);
  if (letters === undefined) throw usageError(`--encoding attend ${FEC_ENCODINGS.join(' ou ')}.`);
  return {
    year: year === undefined ? null : Number(year),
    month: typeof month === 'string' ? month : lastCompleteMonth(today),
    format: known,
    encoding: letters,
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
  const [word, ...extra] = positionals;
  const name = findBookFile(word);
  const { out } = values;
  if (name === undefined || extra.length > 0 || out === undefined)
    throw usageError(`Il faut dire quoi et où : « export ${BOOK_FILE_NAMES.join('|')} --out DOSSIER ».`);
  requireLocal(context, 'export');
  const asked = readAsked(values, context.today);
  const { app } = await context.openInstance();
  const written = await writeBookFile(app, name, asked, context.today);
  await mkdir(out, { recursive: true });
  await writeFile(join(out, written.file), written.content);
  if (values.json === true) context.print(JSON.stringify({ folder: out, files: [written.file], words: written.words }));
  else context.print([written.file, ...written.words].join('\n  '));
  return EXIT.done;
}
