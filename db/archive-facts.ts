// What the archive of a year keeps of the journal: the seals made in the year, in the order of the chain.
import { z } from 'zod';
import type { Transaction } from './connection.ts';
import { GENESIS, readSealedActs, type SealedActs } from './seals.ts';

export type YearOfSeals = {
  /** The seal before the year's first; that before them all is 64 zeros. */
  readonly openingHead: string;
  readonly head: string;
  /** Acts sealed before the year. */
  readonly actsBefore: number;
  readonly seals: readonly string[];
};

const sealRow = z.object({ seal: z.string(), prev_seal: z.string(), act_count: z.number(), year: z.number() });

/** @param year of the seals, UTC. */
export async function readYearOfSeals(tx: Transaction, year: number): Promise<YearOfSeals> {
  const rows = await tx`
    select seal, prev_seal, act_count, extract(year from sealed_at at time zone 'UTC')::int as year from seals`;
  const next = new Map(
    z
      .array(sealRow)
      .parse([...rows])
      .map((row) => [row.prev_seal, row]),
  );
  let openingHead = GENESIS;
  let head = GENESIS;
  let actsBefore = 0;
  const seals: string[] = [];
  for (let row = next.get(GENESIS); row !== undefined && row.year <= year; row = next.get(row.seal)) {
    head = row.seal;
    if (row.year === year) {
      seals.push(row.seal);
    } else {
      openingHead = row.seal;
      actsBefore += row.act_count;
    }
  }
  return { openingHead, head, actsBefore, seals };
}

/** Seals read at once: some thousands of acts in memory, whatever the year. */
const SEALS_A_PIECE = 500;

export async function* readSealedActsInPieces(
  tx: Transaction,
  seals: readonly string[],
): AsyncGenerator<readonly SealedActs[]> {
  for (let at = 0; at < seals.length; at += SEALS_A_PIECE)
    yield await readSealedActs(tx, seals.slice(at, at + SEALS_A_PIECE));
}
