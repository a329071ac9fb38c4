// Blows drawn from a seed: which process of a running Vigie is killed, at which step of a story, how long into it.

/** By what its command line says. */
export const VICTIMS = {
  'la base': 'postgres -D',
  'l’API': 'api/server.ts',
  'le worker': 'activities/worker.ts',
  Temporal: 'temporal server',
} as const;
export type Victim = keyof typeof VICTIMS;

export type Blow = { readonly victim: Victim; readonly step: number; readonly delayMs: number };

/** mulberry32: the same seed, the same blows. */
function drawFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Each process in turn, from a random one on; the step and the moment in it at random. */
export function drawBlows(asked: {
  readonly count: number;
  readonly seed: number;
  readonly steps: number;
  /** A blow falls while its step is under way: most steps take less than this. */
  readonly longestDelayMs: number;
}): Blow[] {
  const draw = drawFrom(asked.seed);
  const victims = Object.keys(VICTIMS) as Victim[];
  const first = draw(victims.length);
  return Array.from({ length: asked.count }, (_, rank) => ({
    victim: victims[(first + rank) % victims.length] ?? 'la base',
    step: draw(asked.steps),
    delayMs: draw(asked.longestDelayMs),
  }));
}
