// A bank's statement as banks let one download it, read in the format that it is in, which its content tells: CAMT.053
// (ISO 20022), CFONB 120, else a sheet with `;`.
import { readCamt } from './camt.ts';
import { readCfonb } from './cfonb.ts';
import { readSheet } from './csv.ts';
import type { Statement, StatementProblemCode } from './statement-line.ts';

/** A record of CFONB 120: its kind, the bank's number, four free characters, the branch's number. */
const CFONB_RECORD = /^0[1457]\d{5}.{4}\d{5}/;

/** What begins a file that is no text: of a workbook, of a PDF. */
const NOT_TEXT: readonly (readonly [string, string])[] = [
  ['PK\u0003', 'c’est un classeur (ou un ZIP), pas un relevé : demandez-le à la banque en CAMT.053, CFONB 120 ou CSV'],
  ['%PDF', 'c’est un PDF, pas un relevé : demandez-le à la banque en CAMT.053, CFONB 120 ou CSV'],
];

function refuseAll(code: StatementProblemCode, line: number, problem: string): Statement {
  return { lines: [], balances: [], problems: [{ code, line, problem }] };
}

/** Signs that another encoding leaves behind: a name cut so would be stored so, and name nobody. */
function findLostSign(text: string): number | null {
  const at = text.search(/[\uFFFD\0]/);
  return at === -1 ? null : text.slice(0, at).split('\n').length;
}

export function readStatement(content: string): Statement {
  const text = content.replace(/^\uFEFF/, '');
  const other = NOT_TEXT.find(([beginning]) => text.startsWith(beginning));
  if (other) return refuseAll('statement_unreadable', 1, other[1]);
  const lost = findLostSign(text);
  if (lost !== null)
    return refuseAll(
      'statement_encoding',
      lost,
      'des lettres y sont perdues : le fichier n’est pas en UTF-8 ; convertissez-le (iconv -f WINDOWS-1252 -t UTF-8) et recommencez',
    );
  if (text.trimStart().startsWith('<')) return readCamt(text);
  return CFONB_RECORD.test(text) ? readCfonb(text) : readSheet(text);
}
