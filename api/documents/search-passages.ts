// A search in the firm's documents: by meaning where an embedding endpoint is set and the server has vectors, by words
// always. A code (« BC-2026-042 ») is looked for as it is written.
import type { Logger } from 'pino';
import type { EmbedTexts } from '../../agents/embeddings.ts';
import type { Sql } from '../../db/connection.ts';
import { findDocumentReach, searchPassages, type FoundPassage } from '../../db/documents.ts';
import {
  hasVectors,
  keepVectors,
  listWithoutVector,
  nearestPassages,
  nearestPeople,
} from '../../db/passage-vectors.ts';
import type { ReportRequest } from '../../db/reports/read-report.ts';
import type { Person } from '../../db/users.ts';

/** Null: search is by words. */
export type Meaning = { readonly embed: EmbedTexts; readonly model: string } | null;

export type SearchProcess = {
  readonly appSql: Sql;
  readonly today: () => string;
  /** Where it is told that the endpoint is away. */
  readonly log?: Logger;
  readonly meaning?: Meaning;
};

/** A page of a screen; a question that needs more is too wide. */
const PASSAGES_SHOWN = 10;
/** Somebody is always nearest: beyond a handful, nearness says nothing. */
const PEOPLE_NEAR = 5;
/** A batch that a small model reads in a second. */
const PASSAGES_A_BATCH = 32;
const CODE = /\p{L}[\p{L}]*[-_/]?\d/u;

export type PassageSearch = { readonly by: 'meaning' | 'words'; readonly passages: FoundPassage[] };

/** @param person the operator reads all. @param about a client, project or person: their documents alone. */
export async function findPassages(
  process: SearchProcess,
  person: Person | 'operator',
  words: string,
  about?: string,
): Promise<PassageSearch> {
  const { appSql, today, meaning, log } = process;
  const reach = person === 'operator' ? 'all' : await findDocumentReach(appSql, person, today());
  const byWords = async (): Promise<PassageSearch> => ({
    by: 'words',
    passages: await searchPassages(appSql, words, reach, PASSAGES_SHOWN, about),
  });
  if (!meaning || CODE.test(words) || !(await hasVectors(appSql))) return byWords();
  try {
    const [embedding = []] = await meaning.embed([words], 'query');
    const passages = await nearestPassages(appSql, { model: meaning.model, embedding }, reach, PASSAGES_SHOWN, about);
    return passages.length > 0 ? { by: 'meaning', passages } : await byWords();
  } catch (error) {
    log?.warn({ err: error }, 'the embedding endpoint gave nothing; searched by words');
    return byWords();
  }
}

/**
 * The request, with whose documents mean something near the words that people are searched by. Without vectors, or with
 * the endpoint away, as it was: words alone.
 */
export async function addNearPeople(
  { appSql, today, meaning, log }: SearchProcess,
  person: Person | 'operator',
  request: ReportRequest,
): Promise<ReportRequest> {
  const words = request.name === 'staffing' ? request.args['text'] : undefined;
  if (words === undefined || !meaning || !(await hasVectors(appSql))) return request;
  try {
    const [embedding = []] = await meaning.embed([words], 'query');
    const reach = person === 'operator' ? 'all' : await findDocumentReach(appSql, person, today());
    const near = await nearestPeople(appSql, { model: meaning.model, embedding }, reach, PEOPLE_NEAR);
    return { ...request, near };
  } catch (error) {
    log?.warn({ err: error }, 'the embedding endpoint gave nothing; people are searched by words');
    return request;
  }
}

/** Gives their vectors to the passages that have none, until all do. @throws when the endpoint is away. */
export async function embedPassages({ appSql, meaning }: SearchProcess): Promise<number> {
  if (!meaning || !(await hasVectors(appSql))) return 0;
  const { embed, model } = meaning;
  let count = 0;
  for (;;) {
    const bare = await listWithoutVector(appSql, model, PASSAGES_A_BATCH);
    if (bare.length === 0) return count;
    const vectors = await embed(
      bare.map(({ passage }) => passage),
      'passage',
    );
    await keepVectors(
      appSql,
      model,
      bare.map(({ sha256, rank }, i) => ({ sha256, rank, embedding: vectors[i] ?? [] })),
    );
    count += bare.length;
  }
}
