// The demo firm's dice: the same seed always rolls the same firm. One stream a subject, so that a change in how
// invoices are drawn never changes who works there.

export type Random = {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number from low to high, both included. */
  int(low: number, high: number): number;
  /** A number in [low, high). */
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  shuffle<T>(items: readonly T[]): T[];
};

// FNV-1a, 32 bits: turns the stream's name into a number to mix with the seed.
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Mulberry32 (Tommy Ettinger, public domain): small, quick, and good enough to invent a firm. */
export function seededRandom(seed: number, stream: string): Random {
  let state = (Math.imul(seed, 0x9e3779b1) ^ hashOf(stream)) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    int,
    between: (low, high) => low + next() * (high - low),
    chance: (probability) => next() < probability,
    pick: (items) => {
      const item = items[int(0, items.length - 1)];
      if (item === undefined) throw new RangeError('nothing to pick from');
      return item;
    },
    // Sorted by a number drawn for each.
    shuffle: (items) =>
      items
        .map((item) => ({ item, drawn: next() }))
        .sort((a, b) => a.drawn - b.drawn)
        .map(({ item }) => item),
  };
}
