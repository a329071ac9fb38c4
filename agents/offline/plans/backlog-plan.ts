// What is signed and not yet produced: the revenue at completion less the revenue that counted time has earned. Of days to
// come, what is still planned in them is the landing's.

import { sayDate } from '../../../domain/french.ts';
import { UNTOLD, type ResultRow, type Selection } from '../../turn.ts';
import { name } from '../answers/write-rows.ts';
import { plainWords } from '../groups.ts';
import { inLanguage, isRefused, readTable, say, type Asking, type Plan } from '../plan.ts';
import { lastPeriod, makeQuery } from '../query.ts';
import { has, namesOf, type Reading } from '../reading.ts';
import { readReport, sayNoTool } from './read-plan.ts';

const BACKLOG =
  / (?:carnets? (?:de |des )?commandes?|backlog|order ?book|work in hand|(?:ca|revenus?) (?:qui |nous |on |il )*(?:(?:reste|restent|restant)(?: t il)?|encore|non encore|pas encore)(?: encore)?(?: (?:a|de))?(?: (?:produire|realiser|faire|reconnaitre|venir|gagner))?|(?:ca|production|revenus?) (?:a (?:produire|realiser|venir)|restante?)|(?:reste|restent)(?: t il)?(?: encore)? (?:de |du |comme |)(?:ca|revenu)(?: a [a-z]+)?|reste(?: t il)?(?: encore)? a produire|combien de ca (?:nous |il )?reste(?: t il)?|(?:remaining|outstanding|unearned|uncompleted) revenue|revenue (?:still |left |yet )*(?:to (?:earn|produce|come|recogni[sz]e|deliver|do)|left|remaining)) /;

/** Of invoices, of days or of lists, it is not the revenue to produce. */
const NOT_REVENUE = / (?:facturation|facturer|facture|invoice|bill|jours?|days?|bons?|expirent|depasses?|liste) /;

export function planBacklog(reading: Reading, asking: Asking): Plan | null {
  const words = plainWords(reading.text);
  if (!BACKLOG.test(words) || NOT_REVENUE.test(words)) return null;
  const period = lastPeriod(reading);
  const ahead = period?.to != null && period.to > asking.asOf ? period.to : null;
  const ofFirm = namesOf(reading, 'project', 'client').length === 0;
  if (ahead !== null && ofFirm && (period?.kind === 'month' || quarterOf(ahead) === quarterOf(asking.asOf))) {
    const measures = [{ report: 'landing', field: 'planned_revenue', weight: 2 }] as const;
    const query = makeQuery({ ...reading, measures, horizon: 'planned', kinds: [] }, asking);
    return query === null ? null : readReport(query, asking);
  }
  return sayBacklog(reading, asking);
}

/** The landing is read by month or by quarter. */
function quarterOf(day: string): string {
  return `${day.slice(0, 4)}-${Math.ceil(Number(day.slice(5, 7)) / 3)}`;
}

/** Projects told one by one at most. */
const LINES_AT_MOST = 20;

function leftOf({ fields }: ResultRow): number | null {
  const [landed, earned] = [fields['eac_revenue'], fields['revenue']];
  return typeof landed === 'number' && typeof earned === 'number' ? Math.round((landed - earned) * 100) / 100 : null;
}

function* sayBacklog(reading: Reading, asking: Asking): Plan {
  const { language, asOf } = asking;
  if (!asking.tools.has('report_margin')) return sayNoTool(asking);
  const subjects = namesOf(reading, 'project', 'client').map(({ code }) => code);
  const byClient = reading.by === 'client' || (reading.kinds[0] === 'client' && subjects.length === 0);
  const day = lastPeriod(reading)?.to ?? asOf;
  const options = day < asOf ? { 'as-of': day } : {};
  const select: Selection = {
    ...(subjects.length > 0 && { subjects }),
    ...(byClient && { group: 'client' }),
  };
  const result = yield* readTable('report_margin', options, select);
  if (isRefused(result)) return say(result.sentence);
  const ranked = has(reading, '@order:most', '@order:top', '@order:best', '@order:least');
  const byRow = byClient || reading.by === 'project' || reading.kinds[0] === 'project' || subjects.length > 1;
  const told = (place: string): string => `[[${result.ref}:${place}.eac_revenue - ${result.ref}:${place}.revenue]]`;
  const earned = subjects.length > 0 || !('revenue' in result.total) ? 'sum' : 'total';
  const left = `[[${result.ref}:sum.eac_revenue - ${result.ref}:${earned}.revenue]]`;
  const uncut = day > asOf ? inLanguage(language, ' Il n’est pas découpé par date.', ' It is not cut by date.') : '';
  const whole = inLanguage(
    language,
    `CA restant à produire : ${left}, soit le CA à terminaison [[${result.ref}:sum.eac_revenue]] moins le CA produit [[${result.ref}:${earned}.revenue]] (temps compté jusqu’au ${sayDate(result.asOf)}).${uncut}`,
    `Revenue still to produce: ${left}, the revenue at completion [[${result.ref}:sum.eac_revenue]] less the revenue earned [[${result.ref}:${earned}.revenue]] (time counted up to ${sayDate(result.asOf)}).${uncut}`,
  );
  if (!byRow || result.rows.length === 0) return say(whole);
  const least = has(reading, '@order:least') ? -1 : 1;
  const rows = result.rows
    .filter((row) => (leftOf(row) ?? 0) !== 0 && row.subject !== UNTOLD)
    .toSorted((a, b) => least * ((leftOf(b) ?? 0) - (leftOf(a) ?? 0)));
  const limit = reading.numbers.top?.count ?? (ranked && has(reading, '@singular') ? 1 : LINES_AT_MOST);
  const lines = rows.slice(0, limit).map((row) => `- ${name(result, row)} : ${told(row.key)}`);
  return say([...lines, whole].join('\n'));
}
