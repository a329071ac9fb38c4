// The bytes of documents, stored by their digest: the same file sent twice is kept once.
import { createHash } from 'node:crypto';
import type { Queryable } from './connection.ts';

/** @returns the digest by which the content is named. */
export async function storeContent(sql: Queryable, content: Uint8Array): Promise<string> {
  const sha256 = createHash('sha256').update(content).digest('hex');
  await sql`insert into document_contents (sha256, content) values (${sha256}, ${content}) on conflict do nothing`;
  return sha256;
}
