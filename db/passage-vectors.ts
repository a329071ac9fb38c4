// Search by meaning: the vectors of passages, where the server has the extension `vector`. They live in a schema of
// their own, made beside the migrations: a server without the extension lacks nothing else.
import { toSql } from 'pgvector';
import { z } from 'zod';
import type { DocumentReach } from '../domain/document-reach.ts';
import type { NearPerson } from '../domain/staffing/text-match.ts';
import type { Queryable, Sql } from './connection.ts';
import { foundPassage, isFiledUnder, selectCards, type FoundPassage } from './documents.ts';

/** insufficient_privilege, and what PostgreSQL says of an extension that only a superuser installs. */
const NOT_ALLOWED = '42501';

/** Makes the place of the vectors. @returns false: the server has no extension, or its administrator must install it. */
export async function prepareVectors(owner: Sql): Promise<boolean> {
  const [known] = await owner<{ installed: boolean }[]>`
    select exists (select 1 from pg_extension where extname = 'vector') as installed
    from pg_available_extensions where name = 'vector'`;
  if (!known) return false;
  if (!known.installed) {
    try {
      await owner`create extension vector`;
    } catch (error) {
      // The administrator's to install: `vigie doctor` says so.
      if ((error as { code?: string }).code === NOT_ALLOWED) return false;
      throw error;
    }
  }
  await owner`create schema if not exists meaning`;
  await owner`
    create table if not exists meaning.passage_vectors (
      sha256 text not null,
      rank integer not null,
      model text not null,
      embedding vector not null,
      primary key (sha256, rank, model),
      foreign key (sha256, rank) references document_passages (sha256, rank) on delete cascade
    )`;
  await owner`grant usage on schema meaning to vigie_app`;
  await owner`grant select, insert, delete on meaning.passage_vectors to vigie_app`;
  return true;
}

export async function hasVectors(sql: Queryable): Promise<boolean> {
  const [row] = await sql<{ there: boolean }[]>`
    select to_regclass('meaning.passage_vectors') is not null as there`;
  return row?.there === true;
}

/** What is asked, as the model sees it. */
type Question = { readonly model: string; readonly embedding: readonly number[] };

const nearPerson = z.object({ consultant: z.string(), title: z.string(), page: z.number() });

export type BarePassage = { sha256: string; rank: number; passage: string };

/** Passages that this model has not read yet, some at a time. */
export async function listWithoutVector(sql: Queryable, model: string, limit: number): Promise<BarePassage[]> {
  return sql<BarePassage[]>`
    select p.sha256, p.rank, p.passage from document_passages p
    where not exists (
      select 1 from meaning.passage_vectors v where v.sha256 = p.sha256 and v.rank = p.rank and v.model = ${model})
    order by p.sha256, p.rank limit ${limit}`;
}

export async function keepVectors(
  app: Sql,
  model: string,
  vectors: readonly { sha256: string; rank: number; embedding: readonly number[] }[],
): Promise<void> {
  await app`
    insert into meaning.passage_vectors (sha256, rank, model, embedding)
    select v.sha256, v.rank, ${model}, v.embedding::vector
    from unnest(${vectors.map(({ sha256 }) => sha256)}::text[], ${vectors.map(({ rank }) => rank)}::int[],
      ${vectors.map(({ embedding }) => toSql([...embedding]) as string)}::text[]) as v (sha256, rank, embedding)
    on conflict do nothing`;
}

/** The people whose documents come nearest in meaning, each by their nearest passage. */
export async function nearestPeople(
  sql: Queryable,
  question: Question,
  reach: DocumentReach,
  limit: number,
): Promise<NearPerson[]> {
  const vector = toSql([...question.embedding]) as string;
  const rows = await sql`
    with nearest as (
      select distinct on (d.consultant) d.consultant, d.title, p.page, v.embedding <=> ${vector}::vector as distance
      from (${selectCards(sql, reach)}) d
      join document_passages p on p.sha256 = d.sha256
      join meaning.passage_vectors v on v.sha256 = p.sha256 and v.rank = p.rank
      where d.consultant is not null and v.model = ${question.model}
        and vector_dims(v.embedding) = ${question.embedding.length}
      order by d.consultant, distance, d.sha256, p.rank)
    select consultant, title, page from nearest order by distance, consultant limit ${limit}`;
  return z.array(nearPerson).parse([...rows]);
}

/**
 * The passages nearest in meaning, of the documents that a person may read. Ranked, without a threshold: cosines of
 * these models lie close together whatever the text.
 */
export async function nearestPassages(
  sql: Queryable,
  question: Question,
  reach: DocumentReach,
  limit: number,
  about?: string,
): Promise<FoundPassage[]> {
  const vector = toSql([...question.embedding]) as string;
  const rows = await sql`
    select d.sha256, d.title, d.client, d.consultant, d.project, p.rank, p.page, p.passage
    from (${selectCards(sql, reach)}) d
    join document_passages p on p.sha256 = d.sha256
    join meaning.passage_vectors v on v.sha256 = p.sha256 and v.rank = p.rank
    where v.model = ${question.model} and vector_dims(v.embedding) = ${question.embedding.length}
      and ${about === undefined ? sql`true` : isFiledUnder(sql, about)}
    order by v.embedding <=> ${vector}::vector, d.sha256, p.rank limit ${limit}`;
  return z.array(foundPassage).parse([...rows]);
}
