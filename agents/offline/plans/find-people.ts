// « Qui connaît Java niveau 4, libre en janvier, à Lyon ? »: people looked for by skill, level, days, agency and price,
// for no deal: they are told, nobody is proposed.

import { addDays } from '../../../domain/civil-dates.ts';
import { foldText } from '../../words.ts';
import { findSkills, SKILL_TAXONOMY } from '../../../domain/skill-taxonomy.ts';
import { inLanguage, isRead, readTable, say, type Asking, type Plan } from '../plan.ts';
import { lastPeriod } from '../query.ts';
import { has, namesOf, type Reading } from '../reading.ts';
import { readStaffing, saySkills } from './offer-people.ts';
import { sayNoTool } from './read-plan.ts';

type Named = { readonly skill: string; readonly level: number | null };

/** Words of a method or a trade are words of everyday too: « recette », « transport ». */
const EVERYDAY = new Set(
  SKILL_TAXONOMY.filter(({ family }) => ['methode', 'metier'].includes(family)).map(({ name }) => name),
);

/** « Java niveau 4 », « Java 4/5 », « Java level 4 ». */
const LEVEL = /^\s*(?:,?\s*(?:au\s+|de\s+|at\s+)?(?:niveau|niv\.?|level)\s*([1-5])|\(?\s*([1-5])\s*\/\s*5)/iu;

/** The skills that the question names, outside of names of people, deals and profiles. */
export function skillsAsked(reading: Reading): Named[] {
  const sure = has(reading, '@skills');
  const { text, names } = reading;
  return findSkills(text)
    .filter(({ skill, start, end }) => {
      if (names.some((name) => start < name.start + name.text.length && end > name.start)) return false;
      return sure || !EVERYDAY.has(skill);
    })
    .map(({ skill, end }) => {
      const match = LEVEL.exec(text.slice(end));
      const level = match?.[1] ?? match?.[2];
      return { skill, level: level === undefined ? null : Number(level) };
    });
}

/** A skill that was named is held, whatever the level, unless one is said. */
export function optionOfSkills(skills: readonly Named[]): Record<string, string> {
  if (skills.length === 0) return {};
  return { skills: skills.map(({ skill, level }) => `${skill}:${level ?? 1}`).join('|') };
}

/** The price of the day that is not to be passed. */
function mostRate({ numbers }: Reading): number | null {
  const under = numbers.thresholds.find(({ op, unit }) => (op === '<' || op === '<=') && unit === 'EUR');
  return under?.value ?? numbers.plain.find(({ unit }) => unit === 'EUR')?.value ?? null;
}

export function planFindPeople(reading: Reading, asking: Asking): Plan | null {
  if (namesOf(reading, 'project', 'opportunity', 'consultant', 'client').length > 0) return null;
  if (!reading.measures.every(({ report }) => report === 'available' || report === 'capacity' || report === 'rates'))
    return null;
  const skills = skillsAsked(reading);
  const asks =
    has(reading, '!find', '@who', '@someone', '@skills', '@list', '@question') ||
    namesOf(reading, 'profile').length > 0;
  const [profile] = namesOf(reading, 'profile');
  const bounded =
    reading.periods.length > 0 || mostRate(reading) !== null || skills.some(({ level }) => level !== null);
  // A skill alone is looked up on the map of skills; without any skill, who is free is another report.
  if (skills.length === 0 || !asks || !(bounded || hasPlace(reading) || (profile && has(reading, '!find'))))
    return null;
  return findPeople(reading, skills, asking);
}

/** « à Lyon », « basé à Lyon », « in Lyon »: a word in capitals after a word of place. */
const PLACE = /(?:^|[\s,])(?:à|a|sur|in|at|de|agence(?: de)?|basée?s? à|based in)\s+(\p{Lu}[\p{L}'’-]+)/gu;

function hasPlace({ text }: Reading): boolean {
  return [...text.matchAll(PLACE)].length > 0;
}

/** The agency of the firm that the question names after a word of place. */
function* readAgency(reading: Reading): Plan<string | null> {
  if (!hasPlace(reading)) return null;
  const people = yield* readTable('list_consultants', {});
  if (!isRead(people)) return null;
  const agencies = new Map(
    people.rows.flatMap(({ fields }) =>
      typeof fields['team'] === 'string' ? [[foldText(fields['team']), fields['team']] as const] : [],
    ),
  );
  const said = [...reading.text.matchAll(PLACE)].flatMap(([, word]) => agencies.get(foldText(word ?? '')) ?? []);
  return said[0] ?? null;
}

const PEOPLE_TOLD = 8;

function* findPeople(reading: Reading, skills: readonly Named[], asking: Asking): Plan {
  const { language, asOf } = asking;
  if (!asking.tools.has('report_staffing')) return sayNoTool(asking);
  const agency = yield* readAgency(reading);
  const [profile] = namesOf(reading, 'profile');
  const period = lastPeriod(reading);
  const rate = mostRate(reading);
  const from = period?.from ?? (period?.kind === 'day' ? period.to : null);
  const until = period === null || period.kind === 'since' || period.kind === 'day' ? null : period.to;
  const found = yield* readStaffing({
    ...optionOfSkills(skills),
    ...(profile && { profile: profile.code }),
    ...(from !== null && { from: from > asOf ? from : addDays(asOf, 1) }),
    ...(until !== null && until > asOf && { to: until }),
    ...(agency !== null && { place: agency }),
    ...(rate !== null && { tjm: String(rate) }),
  });
  if ('refusal' in found) return say(found.refusal);
  const { candidates, needs } = found;
  const [need] = needs.rows;
  // Sold under their usual price, somebody is no answer to a price.
  const rows = candidates.rows.filter(
    ({ fields }) => rate === null || typeof fields['target_rate'] !== 'number' || fields['target_rate'] <= rate,
  );
  if (rows.length === 0) {
    const why = need && typeof need.fields['message'] === 'string' ? `[[${needs.ref}:${need.key}.message]]` : '';
    return say(
      why !== ''
        ? why
        : inLanguage(language, 'Aucun consultant ne répond à tout cela.', 'No consultant answers all of that: none.'),
    );
  }
  const lines = rows.slice(0, PEOPLE_TOLD).map((row) => {
    const at = (field: string): string => `[[${candidates.ref}:${row.key}.${field}]]`;
    const place = typeof row.fields['agency'] === 'string' ? `, ${row.fields['agency']}` : '';
    const held = need ? saySkills(found, need, String(row.fields['code']), 'detail') : '';
    return `- ${String(row.fields['name'])} (${String(row.fields['code'])}, ${String(row.fields['profile'])}${place}) : ${at('days')} ${inLanguage(language, 'libres', 'free')}, ${inLanguage(language, 'du', 'from')} ${at('starts_on')} ${inLanguage(language, 'au', 'to')} ${at('ends_on')} ; ${held}`;
  });
  return say(lines.join('\n'));
}
