// What a model gives a tool may be anything that JSON says: characters that no database keeps, nesting without end. Cleaned
// before anything looks at it.

/** Deeper than any command's input. */
const DEEPEST = 40;

/** Longer than any command's input that is typed: a file is uploaded. */
export const LONGEST_ARGS = 50_000;

/** PostgreSQL keeps neither a NUL nor half a surrogate pair. */
export function keepable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}

/** The same value without what cannot be kept; what is nested too deep is null. */
export function cleanArgs(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return keepable(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST) return null;
  if (Array.isArray(value)) return value.map((entry) => cleanArgs(entry, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [keepable(key), cleanArgs(entry, depth + 1)]));
}
