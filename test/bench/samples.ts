// Times taken of the same thing done again, one after the other or by several clients at once.

export function percentileOf(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
  if (value === undefined) throw new Error('no sample was taken');
  return value;
}

export function medianOf(values: readonly number[]): number {
  return percentileOf(values, 50);
}

/** Milliseconds of each of `times` runs, one after the other. */
export async function timeEach(times: number, run: (index: number) => Promise<unknown>): Promise<number[]> {
  const taken: number[] = [];
  for (let index = 0; index < times; index += 1) taken.push(await timeOnce(() => run(index)));
  return taken;
}

export async function timeOnce(run: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await run();
  return performance.now() - started;
}

export type Load = {
  /** Milliseconds of each call, of all clients together. */
  readonly calls: readonly number[];
  /** From the first call's start to the last one's end. */
  readonly seconds: number;
  readonly perSecond: number;
};

/** Each client makes its calls one after the other, all clients at once. */
export async function runClients(
  clients: number,
  callsEach: number,
  call: (client: number, index: number) => Promise<unknown>,
): Promise<Load> {
  const started = performance.now();
  const all = await Promise.all(
    Array.from({ length: clients }, (_, client) => timeEach(callsEach, (index) => call(client, index))),
  );
  const seconds = (performance.now() - started) / 1000;
  const calls = all.flat();
  return { calls, seconds, perSecond: calls.length / seconds };
}
