// Which lines of the passages found answer a question: those that speak most of what it looks for, quoted word for word.

import { countConcepts, type Concept } from './concepts.ts';
import { withoutOrders } from './without-orders.ts';

type Citable = { readonly title: string; readonly text: string };

/** A line of one of the passages, by its place among them. */
type Citation = { readonly from: number; readonly line: string };

/** A line is quoted whole, up to a few sentences. */
const LONGEST_LINE = 400;
/** More lines than this are to be read on the page itself. */
const LINES_AT_MOST = 4;
/** A line that says as much as the best one, or nearly. */
const NEARLY = 0.85;
/** What the title above a line, or the paper's own title, says of the question counts for it, less. */
const HEADING_WORTH = 0.4;
/** A figure where one is asked for. */
const FIGURE_WORTH = 0.3;

/** Sentences, and lines of a list; none that gives orders to its reader. */
function linesOf(text: string): string[] {
  const [page] = withoutOrders([{ page: 1, text }]);
  return (page?.text ?? '')
    .split(/\n+|(?<=[.;!?])\s+(?=\p{Lu})/u)
    .map((line) => line.replace(/^[\s•*–—-]+|\s+$/gu, ''))
    .filter((line) => line.length > 2)
    .map((line) => (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line));
}

/** A heading says what follows is about: short, and no sentence. */
function isHeading(line: string): boolean {
  return line.length <= 60 && !/[.;]$/u.test(line);
}

/** @param wantsFigure « combien », « quel délai »: a line with a number answers it better. */
export function cite(passages: readonly Citable[], concepts: readonly Concept[], wantsFigure: boolean): Citation[] {
  const scored = passages.flatMap(({ title, text }, from) => {
    const lines = linesOf(text);
    return lines.map((line, at) => {
      const own = countConcepts(line, concepts);
      const above = lines[at - 1];
      const heading = above !== undefined && isHeading(above) ? countConcepts(above, concepts) : 0;
      const figure = wantsFigure && /\d/.test(line) && own + heading > 0 ? FIGURE_WORTH : 0;
      const around = HEADING_WORTH * (heading + countConcepts(title, concepts));
      return { from, line, score: own + heading > 0 ? own + around + figure : 0 };
    });
  });
  const best = Math.max(0, ...scored.map(({ score }) => score));
  // Of several things looked for, one alone is chance.
  if (best < Math.max(HEADING_WORTH, concepts.length >= 3 ? concepts.length * HEADING_WORTH : 0)) return [];
  const seen = new Set<string>();
  return scored
    .filter(({ score, line }) => score >= best * NEARLY && !seen.has(line) && seen.add(line))
    .slice(0, LINES_AT_MOST)
    .map(({ from, line }) => ({ from, line }));
}
