// « À quel TJM je tiens 30 % sur ce profil ? »: the lowest daily rate that keeps a margin.

import { figure, name } from '../answers/write-rows.ts';
import { inLanguage, isRefused, readTable, say, type Asking, type Plan } from '../plan.ts';
import { has, namesOf, type Reading } from '../reading.ts';
import { sayNoTool } from './read-plan.ts';

/** The margin rate told, as a fraction. */
function marginTold({ numbers }: Reading): number | null {
  const all = [...numbers.plain, ...numbers.thresholds];
  const rate = all.find(({ unit }) => unit === 'ratio')?.value;
  if (rate !== undefined) return rate;
  const bare = all.find(({ unit, value }) => unit === 'none' && value > 1 && value < 100)?.value;
  return bare === undefined ? null : bare / 100;
}

export function planLowestRate(reading: Reading, asking: Asking): Plan | null {
  const rated = reading.measures.some(({ report, field }) => report === 'rates' && field !== 'cjm');
  const margin = marginTold(reading);
  if (margin === null || margin >= 1 || margin < 0) return null;
  if (!(rated && has(reading, '@keep')) && !has(reading, '@lowest_rate')) return null;
  return readLowestRate(margin, reading, asking);
}

function* readLowestRate(margin: number, reading: Reading, asking: Asking): Plan {
  const { language } = asking;
  if (!asking.tools.has('list_profiles')) return sayNoTool(asking);
  const profiles = namesOf(reading, 'profile').map(({ code }) => code);
  const options = { margin: margin === 0 ? '0' : String(Math.round(margin * 10_000) / 10_000) };
  const result = yield* readTable('list_profiles', options, profiles.length > 0 ? { subjects: profiles } : undefined);
  if (isRefused(result)) return say(result.sentence);
  const lines = result.rows
    .filter(({ fields }) => fields['lowest_tjm'] !== null)
    .map((row) => {
      const target = typeof row.fields['target_tjm'] === 'number' ? figure(result, row, 'target_tjm') : null;
      const aside = target === null ? '' : ` (${inLanguage(language, 'TJM cible', 'target rate')} ${target})`;
      const rate = inLanguage(language, 'TJM plancher', 'lowest daily rate');
      return `${name(result, row)} : ${rate} ${figure(result, row, 'lowest_tjm')}${aside}`;
    });
  if (lines.length === 0)
    return say(
      inLanguage(
        language,
        'Aucun coût standard n’est fixé pour ce profil.',
        'No standard cost is set for this profile.',
      ),
    );
  return say(lines.join('\n'));
}

/** « le TJM de vente », of no profile, is that of what is sold. */
const OF_SALE = /(?<!\p{L})de vente(?!\p{L})/iu;

/** « le TJM cible d'un architecte »: that of the profile, as the firm set it. */
export function planTargetRate(reading: Reading, asking: Asking): Plan | null {
  const named =
    namesOf(reading, 'profile').length > 0 || reading.kinds.includes('profile') || !OF_SALE.test(reading.text);
  if (!has(reading, '@target_rate') || !named || namesOf(reading, 'project', 'consultant').length > 0) return null;
  return readTargetRates(reading, asking);
}

function* readTargetRates(reading: Reading, asking: Asking): Plan {
  const { language } = asking;
  if (!asking.tools.has('list_profiles')) return sayNoTool(asking);
  const profiles = namesOf(reading, 'profile').map(({ code }) => code);
  const result = yield* readTable('list_profiles', {}, profiles.length > 0 ? { subjects: profiles } : undefined);
  if (isRefused(result)) return say(result.sentence);
  const word = inLanguage(language, 'TJM cible', 'target rate');
  const lines = result.rows.map((row) => {
    const set = typeof row.fields['target_tjm'] === 'number';
    return `${name(result, row)} : ${word} ${set ? figure(result, row, 'target_tjm') : inLanguage(language, 'non fixé', 'not set')}`;
  });
  return say(lines.join('\n'));
}
