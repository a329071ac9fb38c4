// « Les bons de commande dépassés » » « de combien ? »: what was consumed above the order's amount.

import { figure, name, sayScope } from '../answers/write-rows.ts';
import { inLanguage, isRefused, readTable, say, type Asking, type Plan } from '../plan.ts';
import { makeQuery } from '../query.ts';
import { chooseMeasure } from '../choose-measure.ts';
import { has, namesOf, type Reading } from '../reading.ts';
import { nounOf } from '../answers/nouns.ts';
import { EXCESS } from '../taken-marks.ts';
import { sayNoTool } from './read-plan.ts';

export function planExcess(reading: Reading, asking: Asking): Plan | null {
  const [measure] = reading.measures;
  if (measure?.report === 'orders' && measure.field === EXCESS) return readExcess(reading, asking);
  // « que reste-t-il sur le bon de commande de P002 ? »
  const left = chooseMeasure(reading)?.report === 'orders' && has(reading, '@remaining') && !has(reading, '@as_days');
  const named = namesOf(reading, 'order', 'project', 'client').length > 0;
  return left && named && reading.periods.length === 0 ? readExcess(reading, asking) : null;
}

function* readExcess(reading: Reading, asking: Asking): Plan {
  const { language } = asking;
  const query = makeQuery(reading, asking);
  if (!query || !asking.tools.has('report_orders')) return sayNoTool(asking);
  const result = yield* readTable('report_orders', query.options, query.select);
  if (isRefused(result)) return say(result.sentence);
  const lines = result.rows.map((row) => {
    const { used, amount } = row.fields;
    const over = typeof used === 'number' && typeof amount === 'number' && used > amount;
    const by = `[[${result.ref}:${row.key}.used - ${result.ref}:${row.key}.amount]]`;
    const told = over
      ? inLanguage(language, `dépassé de ${by}`, `over by ${by}`)
      : `${inLanguage(language, 'reste', 'left')} [[${result.ref}:${row.key}.amount - ${result.ref}:${row.key}.used]]`;
    const aside = `${inLanguage(language, 'consommé', 'used')} ${figure(result, row, 'used')}, ${inLanguage(language, 'montant', 'amount')} ${figure(result, row, 'amount')}`;
    return `- ${name(result, row)} : ${told} (${aside})`;
  });
  if (lines.length === 0) return say(`${nounOf('order', language).none}.`);
  return say(
    `${inLanguage(language, 'Bons de commande', 'Purchase orders')} (${sayScope(query, result, language)}) :\n${lines.join('\n')}`,
  );
}
