// Codes of the firm's files, compared as REPORTS.md sorts them: by code points.

/** Order of two codes by code points (JavaScript's own `<` compares UTF-16 units). */
export function compareCodes(a: string, b: string): number {
  if (a === b) return 0;
  const left = [...a];
  const right = [...b];
  for (let i = 0; i < left.length && i < right.length; i += 1) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** Text without accents or case, for search and for headers: "Élan Été" → "elan ete". */
export function foldText(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
}
