// What was invoiced in a period: the invoices issued, credit notes taken off.

import { sayDate } from '../../../domain/french.ts';
import { monthOf } from '../../../domain/periods.ts';
import { figure, name } from '../answers/write-rows.ts';
import { nounOf } from '../answers/nouns.ts';
import { inLanguage, isRefused, readTable, say, type Asking, type Plan } from '../plan.ts';
import type { Period } from '../period-spans.ts';
import { namesOf, type Reading } from '../reading.ts';
import { sayNoTool } from './read-plan.ts';

/** « au 12 octobre », « à fin septembre »: all that was invoiced by then; « hier », « le 12 octobre » is that day alone. */
const BY_THEN =
  /^\W*(?:au|à|a|fin|end|as of|as at|at|by|jusqu['’]|until|up to|d['’]ici)(?!\p{L})|(?:jusqu['’](?:à|a|au)|until|up to)\s*$/iu;

function isAlone({ kind, start, end }: Period, text: string): boolean {
  return (
    kind === 'day' &&
    !BY_THEN.test(text.slice(start, end)) &&
    !BY_THEN.test(text.slice(Math.max(0, start - UNTIL), start))
  );
}
/** « jusqu'à » before it. */
const UNTIL = 9;

/** « combien a-t-on facturé en octobre ? » */
export function* sayInvoiced(reading: Reading, asking: Asking): Plan {
  const { language, asOf } = asking;
  if (!asking.tools.has('list_invoices')) return sayNoTool(asking);
  const periods = reading.periods.slice(-2).map((period) => ({
    from: isAlone(period, reading.text) ? period.to : period.from,
    to: period.to ?? asOf,
  }));
  const subjects = namesOf(reading, 'client', 'project').map(({ code }) => code);
  const lines: string[] = [];
  for (const { from, to } of periods.length > 0 ? periods : [{ from: null, to: asOf }]) {
    const result = yield* readTable(
      'list_invoices',
      {},
      {
        where: [
          ...(from === null ? [] : [{ field: 'issued_on', op: '>=' as const, value: from }]),
          { field: 'issued_on', op: '<=', value: to },
        ],
        ...(subjects.length > 0 && { subjects }),
      },
    );
    if (isRefused(result)) return say(result.sentence);
    const noun = nounOf('invoice', language);
    const when =
      from === null
        ? inLanguage(language, `au ${sayDate(to)}`, `as of ${sayDate(to)}`)
        : from === to
          ? inLanguage(language, `le ${sayDate(to)}`, `on ${sayDate(to)}`)
          : inLanguage(language, `du ${sayDate(from)} au ${sayDate(to)}`, `from ${sayDate(from)} to ${sayDate(to)}`);
    if (result.count === 0) {
      const none = `${noun.none} ${when}.`;
      lines.push(subjects.length > 0 ? `${none}${yield* sayToInvoice(to, subjects, asking)}` : none);
      continue;
    }
    lines.push(
      `${inLanguage(language, 'Facturé', 'Invoiced')} ${when} : [[${result.ref}:sum.net]] ${inLanguage(language, 'HT', 'net')}, [[${result.ref}:sum.gross]] ${inLanguage(language, 'TTC', 'gross')} ([[${result.ref}:count]] ${result.count === 1 ? noun.one : noun.many}).`,
    );
  }
  return say(lines.join('\n'));
}

/** Nothing was invoiced yet: what is to be, for the month. */
function* sayToInvoice(to: string, subjects: readonly string[], asking: Asking): Plan<string> {
  if (!asking.tools.has('report_billing')) return '';
  const billing = yield* readTable('report_billing', { month: monthOf(to) }, { subjects });
  if (isRefused(billing) || billing.rows.length === 0) return '';
  const lines = billing.rows.map((row) => `${name(billing, row)} : ${figure(billing, row, 'total')}`);
  return ` ${inLanguage(asking.language, 'À facturer', 'To invoice')} : ${lines.join(', ')}.`;
}
