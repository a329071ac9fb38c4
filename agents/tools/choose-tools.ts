// Which tools a model is shown for a question: those whose description shares its words. A prompt with all of them would
// be ten times longer; what lacks is found by `find_tools`, which shows it from the next step on.

import { stemOf, wordsOf } from '../words.ts';

export type ToolCard = { readonly name: string; readonly description: string };

/** Said in every question, or in every description. */
const COMMON = new Set(
  wordsOf(
    'le la les un une des du de et ou à au aux en dans sur par pour avec sans est sont quel quelle quels quelles combien qui que quoi ce cet cette ces mon ma mes nous vous il elle on ne pas plus moins se y a the of and or to in on at by for with is are what which who how many much when where a an this that our we us it propose proposes personne décide',
  ).map(({ stem }) => stem),
);

function stemsOf(text: string): Set<string> {
  const words = wordsOf(text.replaceAll('_', ' ')).map(({ text: word }) => stemOf(word));
  return new Set(words.filter((word) => word.length > 1 && !COMMON.has(word)));
}

/** Two words are one when one starts with the other's first five letters: facturer, facture, facturation. */
const PREFIX = 5;

function shares(word: string, among: ReadonlySet<string>): boolean {
  if (among.has(word)) return true;
  if (word.length < PREFIX) return false;
  const start = word.slice(0, PREFIX);
  return [...among].some((other) => other.startsWith(start));
}

/**
 * The cards whose words the text shares, the likeliest first. A word that few cards have tells more.
 * @param atMost of them.
 */
export function rankTools(text: string, cards: readonly ToolCard[], atMost: number): string[] {
  const asked = [...stemsOf(text)];
  const described = cards.map(({ name, description }) => ({ name, stems: stemsOf(`${name} ${description}`) }));
  const weights = new Map(
    asked.map((word) => {
      const having = described.filter(({ stems }) => shares(word, stems)).length;
      return [word, having === 0 ? 0 : Math.log(1 + described.length / having)];
    }),
  );
  return described
    .map(({ name, stems }) => ({
      name,
      score: asked.reduce((sum, word) => sum + (shares(word, stems) ? (weights.get(word) ?? 0) : 0), 0),
    }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || a.name.localeCompare(b.name))
    .slice(0, atMost)
    .map(({ name }) => name);
}
