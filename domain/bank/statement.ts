// A bank's statement as banks let one download it, read in the format that it is in, which its content tells: CAMT.053
// (ISO 20022), CFONB 120, else a sheet with `;`.
import { readCamt } from './camt.ts';
import { readCfonb } from './cfonb.ts';
import { readSheet } from './csv.ts';
import type { Statement } from './statement-line.ts';

/** A record of CFONB 120: its kind, the bank's number, four free characters, the branch's number. */
const CFONB_RECORD = /^0[1457]\d{5}.{4}\d{5}/;

export function readStatement(content: string): Statement {
  const text = content.replace(/^\uFEFF/, '');
  if (text.trimStart().startsWith('<')) return readCamt(text);
  return CFONB_RECORD.test(text) ? readCfonb(text) : readSheet(text);
}
