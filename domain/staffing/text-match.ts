// Who answers free text: by the words of their card and missions, and, where meanings are compared too, by a document about
// them that comes near what is meant (« smartphone » finds who wrote Android).

/** Somebody a document about whom comes near the text. */
export type NearPerson = { readonly consultant: string; readonly title: string; readonly page: number };

export type TextMatch = {
  /** 0 to 1; the best of the firm has 1. */
  readonly rank: number;
  readonly byWords: boolean;
  readonly document: Pick<NearPerson, 'title' | 'page'> | null;
};

// Reciprocal rank fusion: ranks of two searches are added without comparing their scores, which have no common scale.
// The constant is the authors' (Cormack, Clarke and Büttcher, SIGIR 2009).
const RANK_OFFSET = 60;

/**
 * @param byWords from 0 to 1, of who has some of the words.
 * @param near the nearest first, each person once; empty: meanings are not compared, and words keep their own ranks.
 */
export function matchText(
  byWords: ReadonlyMap<string, number>,
  near: readonly NearPerson[],
): ReadonlyMap<string, TextMatch> {
  if (near.length === 0)
    return new Map([...byWords].map(([code, rank]) => [code, { rank, byWords: true, document: null }]));
  const worded = [...byWords].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([code]) => code);
  const told = near.map(({ consultant }) => consultant);
  const scoreIn = (list: readonly string[], code: string): number =>
    list.includes(code) ? 1 / (RANK_OFFSET + 1 + list.indexOf(code)) : 0;
  const scores = new Map(
    [...new Set([...worded, ...told])].map((code) => [code, scoreIn(worded, code) + scoreIn(told, code)]),
  );
  const best = Math.max(...scores.values());
  return new Map(
    [...scores].map(([code, score]) => {
      const { title, page } = near[told.indexOf(code)] ?? {};
      const document = title === undefined || page === undefined ? null : { title, page };
      return [code, { rank: score / best, byWords: byWords.has(code), document }];
    }),
  );
}
