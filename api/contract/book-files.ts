// The files of the books that one downloads: what each is, for whom, and what it is asked with.

import { z } from 'zod';
import { JOURNAL_FORMATS } from '../../domain/accounts/journal-files.ts';
import { isMonth } from '../../domain/periods.ts';
import type { ReportName } from '../../domain/report-names.ts';

export const BOOK_FILE_NAMES = ['fec', 'journals', 'payroll', 'des'] as const;
export type BookFileName = (typeof BOOK_FILE_NAMES)[number];

export const FEC_ENCODINGS = ['iso-8859-15', 'utf-8'] as const;
export type FecEncoding = (typeof FEC_ENCODINGS)[number];

export const bookFileOptions = z.strictObject({
  year: z
    .string()
    .regex(/^(19|20|21)\d{2}$/, { error: 'doit être une année AAAA' })
    .optional()
    .describe('The year in which the financial year ends; left out: the one of today.'),
  month: z
    .string()
    .refine(isMonth, { error: 'doit être un mois AAAA-MM' })
    .optional()
    .describe('YYYY-MM; left out: the last one that is over.'),
  format: z.enum(JOURNAL_FORMATS).optional().describe('The software that reads it; left out: pennylane.'),
  encoding: z.enum(FEC_ENCODINGS).optional().describe('Left out: iso-8859-15.'),
});
export type BookFileOptions = z.infer<typeof bookFileOptions>;

type BookFile = {
  readonly title: string;
  readonly about: string;
  readonly en: string;
  /** Who reads this report takes the file away: they tell the same figures. */
  readonly report: ReportName;
  readonly asks: readonly (keyof BookFileOptions)[];
};

export const BOOK_FILES: Readonly<Record<BookFileName, BookFile>> = {
  fec: {
    title: 'FEC',
    about:
      'Le fichier des écritures comptables d’un exercice, tel que l’administration le demande (LPF, art. A47 A-1).',
    en: 'The FEC: the entries of a financial year, as the tax office asks for them',
    report: 'accounts',
    asks: ['year', 'encoding'],
  },
  journals: {
    title: 'Journaux du mois',
    about: 'Ventes, achats, banque et écritures de fin de mois, pour Pennylane, Sage ou Cegid.',
    en: 'The journals of a month, for an accounting software',
    report: 'accounts',
    asks: ['month', 'format'],
  },
  payroll: {
    title: 'Variables de paie',
    about: 'Absences, astreintes et frais du mois, une ligne chacun.',
    en: 'What payroll needs of a month: absences, on-call units, expenses',
    report: 'payroll',
    asks: ['month'],
  },
  des: {
    title: 'Déclaration européenne de services',
    about: 'Les preneurs d’autres États de l’Union, autoliquidés, du mois.',
    en: 'The declaration of services to clients of other states of the Union',
    report: 'vat',
    asks: ['month'],
  },
};

/** Of an answer: what a person is to know of the file, a JSON list of sentences, percent-encoded. */
export const BOOK_FILE_NOTES = 'Vigie-Notes';
