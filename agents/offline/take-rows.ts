// Rows of the answer before, named in a reading as if they had been typed.

import type { Candidate, Named, Reading } from './reading.ts';
import type { ShownThing } from './shown.ts';
import { TAKEN } from './taken-marks.ts';

export function nameOf(candidates: readonly ShownThing[], text: string, start: number): Named {
  const told = candidates.map(({ kind, code, label }): Candidate => ({ kind, code, label, score: 1 }));
  return { text, start, candidates: told };
}

export function take(reading: Reading, names: readonly Named[], ...marks: readonly string[]): Reading {
  return {
    ...reading,
    names,
    marks: new Map([...reading.marks, ...[TAKEN, ...marks].map((one) => [one, 1] as const)]),
  };
}

/** Each of them is meant. */
export function takeAll(
  reading: Reading,
  things: readonly ShownThing[],
  text: string,
  ...marks: readonly string[]
): Reading {
  return take(
    reading,
    things.map((thing) => nameOf([thing], text, 0)),
    ...marks,
  );
}

/** The one that is meant; of several, the turn asks which. */
export function takeOne(reading: Reading, things: readonly ShownThing[], text: string, start: number): Reading {
  return take(reading, [nameOf(things, text, start)]);
}
