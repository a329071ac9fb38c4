// A CV, read without a model: the missions with their periods, the skills with a level said or told by their use.
// Sentences are not understood, so none can be obeyed: a CV that praises itself says no more skills than its twin.
import { findSkills } from '../../domain/skill-taxonomy.ts';
import { foldText } from '../../domain/codes.ts';
import { monthOf, monthsBetween } from '../../domain/periods.ts';
import type { ReadPage, ResumeReading } from './extraction.ts';
import { readPeriods } from './read-periods.ts';

type Experience = ResumeReading['experiences'][number];

/** Months of missions that name a skill, and the level that they tell (trade usage: 2 years confirmed, 5 years senior). */
const LEVEL_BY_MONTHS: readonly (readonly [number, number])[] = [
  [60, 4],
  [24, 3],
];
/** Named, with hardly any use told. */
const LEVEL_NAMED = 2;

const LEVEL_WORDS: readonly (readonly [RegExp, number])[] = [
  [/^[\s:(–-]*([1-5])\s*\/\s*5\b/u, 0],
  [/^[\s:(–-]*(?:niveau\s+)?(?:expert)/u, 5],
  [/^[\s:(–-]*(?:niveau\s+)?(?:avance|confirme|maitrise|courant|advanced)/u, 4],
  [/^[\s:(–-]*(?:niveau\s+)?(?:intermediaire|bonnes? connaissances?|intermediate)/u, 3],
  [/^[\s:(–-]*(?:niveau\s+)?(?:notions?|bases?|debutant|initie|beginner)/u, 2],
];

/** A level written just after the skill: « Java : 4/5 », « Kafka (notions) ». */
function readLevel(after: string): number | null {
  const said = foldText(after.slice(0, 40).split(/[\n,;•]/u)[0] ?? '');
  for (const [words, level] of LEVEL_WORDS) {
    const match = words.exec(said);
    if (match) return level === 0 ? Number(match[1]) : level;
  }
  return null;
}

const CLIENT = /(?:\bchez\s+|\b[Cc]lient\s*:\s*|@\s*|\bat\s+)([\p{Lu}\d][^,;|()\n–—]{1,60})/u;
/** Longer than any title of a mission; the rest of the line is a sentence. */
const TITLE_CHARACTERS = 120;

function readTitle(lines: readonly string[]): string {
  const line = lines.map((one) => one.replace(/^[\s|:•–—-]+|[\s|:•–—-]+$/gu, '')).find((one) => one.length > 2);
  return (line ?? 'Mission').slice(0, TITLE_CHARACTERS).trim();
}

function readExperiences({ page, text }: ReadPage, own: readonly string[]): Experience[] {
  const periods = readPeriods(text);
  return periods.map(({ startsOn, endsOn, start, end }, i) => {
    // What stands before the period on its line belongs to it: « Tech lead – BNP (01/2020 – 03/2022) ».
    const lineStart = text.lastIndexOf('\n', start) + 1;
    const next = periods[i + 1];
    const until = next === undefined ? text.length : text.lastIndexOf('\n', next.start) + 1;
    const block = text.slice(end, Math.max(end, until));
    const head = `${text.slice(lineStart, start)} ${block.split('\n')[0] ?? ''}`;
    const title = readTitle([head, ...block.split('\n').slice(1)]);
    return {
      startsOn,
      endsOn,
      title,
      client: CLIENT.exec(`${head}\n${block.slice(0, 300)}`)?.[1]?.trim() ?? null,
      skills: [...new Set(findSkills(`${head}\n${block}`, own).map(({ skill }) => skill))],
      page,
    };
  });
}

/** The months of a skill's missions, each month once. */
function countMonths(skill: string, experiences: readonly Experience[], today: string): number {
  const months = experiences
    .filter(({ skills, startsOn }) => skills.includes(skill) && startsOn <= today)
    .flatMap(({ startsOn, endsOn }) =>
      monthsBetween(monthOf(startsOn), monthOf(endsOn === null || endsOn > today ? today : endsOn)),
    );
  return new Set(months).size;
}

/**
 * Reads a CV. A period that spans a page break keeps the skills of its first page.
 * @param own skills of the firm beside the taxonomy's.
 */
export function readResume(pages: readonly ReadPage[], own: readonly string[], today: string): ResumeReading {
  const experiences = pages.flatMap((page) => readExperiences(page, own));
  const skills = new Map<string, { skill: string; level: number; page: number; said: boolean }>();
  for (const { page, text } of pages) {
    for (const { skill, end } of findSkills(text, own)) {
      const level = readLevel(text.slice(end));
      const known = skills.get(skill);
      if (known && (known.said || level === null)) continue;
      skills.set(skill, { skill, level: level ?? LEVEL_NAMED, page: known?.page ?? page, said: level !== null });
    }
  }
  return {
    experiences,
    skills: [...skills.values()].map(({ said, ...one }) => {
      const months = countMonths(one.skill, experiences, today);
      const used = LEVEL_BY_MONTHS.find(([least]) => months >= least)?.[1] ?? LEVEL_NAMED;
      return said ? one : { ...one, level: used };
    }),
  };
}
