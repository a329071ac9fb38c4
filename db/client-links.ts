// The links by which clients validate a CRA: made for one content, answered once, within thirty days.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { addDays } from '../domain/civil-dates.ts';
import { findCommand } from '../domain/commands/registry.ts';
import { firstDayOf, lastDayOf } from '../domain/periods.ts';
import { canonicalJson, sha256 } from './acts.ts';
import type { Queryable, Sql } from './connection.ts';
import { executeCommand, previewCommand } from './execute-command.ts';
import { digestSecret, makeSecret } from './users.ts';

/** A client is asked at the end of a month and reminded: one month is enough, and no door stays open. */
const LINK_DAYS = 30;

const signedDay = z.tuple([z.string(), z.number(), z.number()]);

const linkRow = z.object({
  id: z.string(),
  consultant: z.string(),
  name: z.string(),
  month: z.string(),
  project: z.string(),
  title: z.string().nullable(),
  madeBy: z.string(),
  contentSha: z.string(),
  expiresOn: z.string(),
  used: z.boolean(),
  /** [day, occurrence, quarter days] of what is submitted or validated now. */
  days: z.array(signedDay),
});

export type ClientLink = z.infer<typeof linkRow>;

/** The sheet of a person, month and project, as the client is shown it. */
type Sheet = { readonly consultant: string; readonly month: string; readonly project: string };

async function readContentSha(sql: Queryable, { consultant, month, project }: Sheet): Promise<string | null> {
  const rows = await sql<{ worked_on: string; occurrence: number; quarter_days: number }[]>`
    select r.worked_on, r.occurrence, r.quarter_days
    from time_rows r join consultants c on c.id = r.consultant_id join projects p on p.id = r.project_id
    where c.code = ${consultant} and p.code = ${project} and r.state <> 'brouillon'
      and r.worked_on between ${firstDayOf(month)} and ${lastDayOf(month)}
    order by r.worked_on, r.occurrence`;
  if (rows.length === 0) return null;
  return sha256(canonicalJson(rows.map((row) => [row.worked_on, row.occurrence, row.quarter_days])));
}

const recordClientValidation = findCommand('record_client_validation');

function requireValidation() {
  if (!recordClientValidation) throw new Error('record_client_validation is a command');
  return recordClientValidation;
}

export type MadeLink =
  | { readonly state: 'made'; readonly id: string; readonly token: string; readonly expiresOn: string }
  | { readonly state: 'refused'; readonly code: string; readonly sentence: string };

/** For who could record the validation themselves: their right is the link's. */
export async function makeClientLink(app: Sql, sheet: Sheet, madeBy: string, today: string): Promise<MadeLink> {
  const input = { ...sheet, by: 'client', validatedOn: today, evidence: 'lien' };
  const shown = await previewCommand(app, { command: requireValidation(), input, askerId: madeBy, today });
  if (shown.state === 'refused') return { state: 'refused', code: shown.code, sentence: shown.sentence };
  const contentSha = await readContentSha(app, sheet);
  if (contentSha === null) throw new Error('a CRA that can be validated has days');
  const [id, token, expiresOn] = [randomUUID(), makeSecret(), addDays(today, LINK_DAYS)];
  await app`
    insert into client_links (id, token_sha256, consultant_id, month, project_id, content_sha, made_by, expires_on)
    select ${id}, ${digestSecret(token)}, c.id, ${firstDayOf(sheet.month)}, p.id, ${contentSha}, ${madeBy}, ${expiresOn}
    from consultants c, projects p where c.code = ${sheet.consultant} and p.code = ${sheet.project}`;
  return { state: 'made', id, token, expiresOn };
}

/** Why a link opens nothing. */
export type LinkState = 'open' | 'unknown' | 'used' | 'expired' | 'changed';

/** The link, and whether it still holds. */
export async function readClientLink(
  sql: Queryable,
  token: string,
  today: string,
): Promise<{ readonly state: LinkState; readonly link: ClientLink | null }> {
  const [row] = await sql`
    select k.id, c.code as consultant, c.first_name || ' ' || c.last_name as name, to_char(k.month, 'YYYY-MM') as month,
      p.code as project, p.title, k.made_by as "madeBy", k.content_sha as "contentSha", k.expires_on as "expiresOn",
      k.used_at is not null as used,
      coalesce((
        select json_agg(json_build_array(r.worked_on, r.occurrence, r.quarter_days) order by r.worked_on, r.occurrence)
        from time_rows r
        where r.consultant_id = k.consultant_id and r.project_id = k.project_id and r.state <> 'brouillon'
          and r.worked_on >= k.month and r.worked_on < k.month + interval '1 month'), '[]'::json) as days
    from client_links k join consultants c on c.id = k.consultant_id join projects p on p.id = k.project_id
    where k.token_sha256 = ${digestSecret(token)}`;
  if (row === undefined) return { state: 'unknown', link: null };
  const link = linkRow.parse(row);
  if (link.used) return { state: 'used', link };
  if (link.expiresOn < today) return { state: 'expired', link };
  return { state: sha256(canonicalJson(link.days)) === link.contentSha ? 'open' : 'changed', link };
}

export type ClientAnswer = {
  readonly by: string;
  /** Days that the client counts, when not ours. */
  readonly days: number | null;
};

/**
 * The client answers. The act has the link's id: answered twice, it is one act, and another answer is refused. The plan
 * checks the content again, under its locks.
 */
export async function answerClientLink(
  app: Sql,
  token: string,
  answer: ClientAnswer,
  today: string,
): Promise<{ readonly state: LinkState | 'done' } | { readonly state: 'refused'; readonly sentence: string }> {
  const { state, link } = await readClientLink(app, token, today);
  if (state !== 'open' || link === null) return { state };
  const outcome = await executeCommand(app, {
    actId: link.id,
    command: requireValidation(),
    input: {
      consultant: link.consultant,
      month: link.month,
      project: link.project,
      by: answer.by,
      validatedOn: today,
      evidence: `lien ${link.id}`,
      contentSha: link.contentSha,
      ...(answer.days !== null && { days: answer.days }),
    },
    askerId: link.madeBy,
    actorKind: 'person',
    channel: 'web',
    today,
  });
  if (outcome.state === 'refused') return { state: 'refused', sentence: outcome.sentence };
  await app`update client_links set used_at = transaction_timestamp() where id = ${link.id} and used_at is null`;
  return { state: 'done' };
}
