// GET /api/exports/NAME: a file of the books, for who reads the report of the same figures (COMMANDS.md, roles). The
// command line writes the same file, byte for byte.

import type { RequestHandler } from 'express';
import { lastCompleteMonth } from '../../domain/periods.ts';
import { grantReport } from '../../domain/report-rights.ts';
import { writeBookFile } from '../books/book-files.ts';
import {
  BOOK_FILE_NAMES,
  BOOK_FILE_NOTES,
  BOOK_FILES,
  bookFileOptions,
  type BookFileName,
} from '../contract/book-files.ts';
import type { Process } from './context.ts';
import { requirePerson } from './identity.ts';
import { refuse, refuseInput } from './problems.ts';
import { readerOf } from './reports.ts';

function findBookFile(name: unknown): BookFileName {
  const known = BOOK_FILE_NAMES.find((one) => one === name);
  if (known === undefined) throw refuse(404, 'export_unknown', `Il n’y a pas d’export « ${String(name)} ».`);
  return known;
}

export function sendBookFile({ appSql, today }: Pick<Process, 'appSql' | 'today'>): RequestHandler {
  return async (req, res) => {
    const person = requirePerson(res);
    const name = findBookFile(req.params['name']);
    if (grantReport(readerOf(person), BOOK_FILES[name].report, undefined) === null)
      throw refuse(403, 'right_refused', 'Votre rôle ne permet pas d’emporter ce fichier.');
    const asked = bookFileOptions.safeParse(req.query);
    if (!asked.success) throw refuseInput(asked.error);
    const { year, month, format = 'pennylane', encoding = 'iso-8859-15' } = asked.data;
    const { file, content, words } = await writeBookFile(
      appSql,
      name,
      { year: year === undefined ? null : Number(year), month: month ?? lastCompleteMonth(today()), format, encoding },
      today(),
    );
    res.attachment(file);
    if (name === 'fec') res.type(`text/plain; charset=${encoding}`);
    else res.type('text/csv; charset=utf-8');
    res.set(BOOK_FILE_NOTES, encodeURIComponent(JSON.stringify(words)));
    res.end(content);
  };
}
