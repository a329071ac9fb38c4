// The bytes of documents, stored by their digest: the same file sent twice is kept once. What was read in them is kept
// beside, in passages that are searched in French.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { reachDocuments, type DocumentReach } from '../domain/document-reach.ts';
import type { Queryable, Sql } from './connection.ts';
import { readOwnCodes } from './reports/own-codes.ts';
import type { Person } from './users.ts';

/** @returns the digest by which the content is named. */
export async function storeContent(sql: Queryable, content: Uint8Array): Promise<string> {
  const sha256 = createHash('sha256').update(content).digest('hex');
  await sql`insert into document_contents (sha256, content) values (${sha256}, ${content}) on conflict do nothing`;
  return sha256;
}

export async function readContent(sql: Queryable, sha256: string): Promise<Uint8Array | null> {
  const [row] = await sql<{ content: Uint8Array }[]>`select content from document_contents where sha256 = ${sha256}`;
  return row?.content ?? null;
}

export type StoredPassage = { readonly rank: number; readonly page: number; readonly text: string };

/** Keeps a reading, once: a second reader of the same bytes found the same. @param fault why nothing was read. */
export async function keepReading(
  app: Sql,
  sha256: string,
  passages: readonly StoredPassage[],
  fault: string | null,
): Promise<void> {
  await app.begin(async (tx) => {
    const [kept] = await tx`
      insert into document_readings (sha256, fault) values (${sha256}, ${fault}) on conflict do nothing returning sha256`;
    if (!kept) return;
    await tx`
      insert into document_passages (sha256, rank, page, passage)
      select ${sha256}, p.rank, p.page, p.text
      from jsonb_to_recordset(${tx.json(passages as never)}) as p (rank integer, page integer, text text)`;
  });
}

/** A document on its card. */
export type FiledDocument = {
  readonly sha256: string;
  readonly title: string;
  readonly client: string | null;
  readonly consultant: string | null;
  readonly project: string | null;
};

/** Documents filed and not read yet: a process ended between the two. */
export async function listUnread(sql: Queryable): Promise<(FiledDocument & { uploadedBy: string })[]> {
  return sql<(FiledDocument & { uploadedBy: string })[]>`
    select d.sha256, d.title, d.client, d.consultant, d.project, d.uploaded_by as "uploadedBy"
    from (${selectCards(sql, 'all')}) d
    where not exists (select 1 from document_readings r where r.sha256 = d.sha256)
    order by d.uploaded_at, d.sha256`;
}

/** What this person may read, as of now. */
export async function findDocumentReach(app: Sql, person: Person, today: string): Promise<DocumentReach> {
  const { email, consultantCode } = person;
  const own = await app.begin('read only', (tx) =>
    readOwnCodes(tx, { email, consultantCode }, { from: today, to: today }),
  );
  return reachDocuments(person, own);
}

/** The cards that a person may read. */
export function selectCards(sql: Queryable, reach: DocumentReach) {
  const mine =
    reach === 'all'
      ? sql`true`
      : sql`(c.code = any(${[...reach.clients]}) or p.code = any(${[...reach.projects]})
          or ${reach.consultants === 'all' ? sql`d.consultant_id is not null` : sql`k.code = any(${[...reach.consultants]})`})`;
  return sql`
    select d.sha256, d.title, d.media_type, d.uploaded_by, d.uploaded_at,
      c.code as client, k.code as consultant, p.code as project
    from documents d
    left join clients c on c.id = d.client_id
    left join consultants k on k.id = d.consultant_id
    left join projects p on p.id = d.project_id
    where ${mine}`;
}

const shownDocument = z.object({
  sha256: z.string(),
  title: z.string(),
  mediaType: z.string(),
  client: z.string().nullable(),
  consultant: z.string().nullable(),
  project: z.string().nullable(),
  uploadedBy: z.string(),
  uploadedAt: z.string(),
  fault: z.string().nullable(),
  pages: z.number().int(),
});
export type ShownDocument = z.infer<typeof shownDocument>;

/** The documents that a person may read, the latest first. */
export async function listDocuments(sql: Queryable, reach: DocumentReach): Promise<ShownDocument[]> {
  const rows = await sql`
    select d.sha256, d.title, d.media_type as "mediaType", d.client, d.consultant, d.project,
      d.uploaded_by as "uploadedBy", d.uploaded_at as "uploadedAt", r.fault,
      coalesce((select max(s.page) from document_passages s where s.sha256 = d.sha256), 0)::int as pages
    from (${selectCards(sql, reach)}) d left join document_readings r on r.sha256 = d.sha256
    order by d.uploaded_at desc, d.title limit 500`;
  return z.array(shownDocument).parse([...rows]);
}

export const foundPassage = z.object({
  sha256: z.string(),
  title: z.string(),
  client: z.string().nullable(),
  consultant: z.string().nullable(),
  project: z.string().nullable(),
  rank: z.number().int(),
  page: z.number().int(),
  passage: z.string(),
});
export type FoundPassage = z.infer<typeof foundPassage>;

/** Filed under this client, project or person; a client's are those of its projects too, a project's those of its client alone. */
export function isFiledUnder(sql: Queryable, code: string) {
  return sql`(${code} in (d.client, d.project, d.consultant)
    or exists (select 1 from projects q join clients o on o.id = q.client_id
      where (q.code = d.project and o.code = ${code}) or (q.code = ${code} and o.code = d.client and d.project is null)))`;
}

/** The passages nearest to the words, best first, of the documents that a person may read. @param about a code. */
export async function searchPassages(
  sql: Queryable,
  words: string,
  reach: DocumentReach,
  limit: number,
  about?: string,
): Promise<FoundPassage[]> {
  const rows = await sql`
    select d.sha256, d.title, d.client, d.consultant, d.project, s.rank, s.page, s.passage
    from (${selectCards(sql, reach)}) d join document_passages s on s.sha256 = d.sha256,
      websearch_to_tsquery('french', ${words}) q
    where s.search @@ q and ${about === undefined ? sql`true` : isFiledUnder(sql, about)}
    order by ts_rank_cd(s.search, q) desc, d.uploaded_at desc, d.sha256, s.rank limit ${limit}`;
  return z.array(foundPassage).parse([...rows]);
}

/** A document's bytes, of a card that the person may read; null: none is. */
export async function readDocument(
  sql: Queryable,
  sha256: string,
  reach: DocumentReach,
): Promise<{ title: string; mediaType: string; content: Uint8Array } | null> {
  const [row] = await sql<{ title: string; mediaType: string; content: Uint8Array }[]>`
    select d.title, d.media_type as "mediaType", k.content
    from (${selectCards(sql, reach)}) d join document_contents k on k.sha256 = d.sha256
    where d.sha256 = ${sha256} order by d.uploaded_at limit 1`;
  return row ?? null;
}
