// The page by which a client validates CRAs without an account: its address is drawn when it is needed, opens one request
// (ask_client_validation) for thirty days, and records what is answered once, for the content that was shown.
import { z } from 'zod';
import { findCommand } from '../domain/commands/registry.ts';
import { isContested, type ClientValidation } from '../domain/client-validation.ts';
import { sayMonth } from '../domain/french.ts';
import { canonicalJson, sha256 } from './acts.ts';
import { nameUuid } from './act-ids.ts';
import type { Queryable, Sql } from './connection.ts';
import { IDEMPOTENCY_CONFLICT } from './claim.ts';
import { executeCommand } from './execute-command.ts';
import { sayReminders } from './steps/remind.ts';
import { digestSecret, makeSecret } from './users.ts';

/** A new address of the page of a request; the ones before still open it. @returns its secret, kept nowhere. */
export async function drawClientLink(app: Sql, request: string): Promise<string> {
  const secret = makeSecret();
  await app`insert into client_link_secrets (token_sha256, request_key) values (${digestSecret(secret)}, ${request})`;
  return secret;
}

const requestRow = z.object({
  key: z.string(),
  project: z.string(),
  title: z.string().nullable(),
  client: z.string().nullable(),
  month: z.string(),
  askedBy: z.string(),
  askerId: z.string().nullable(),
  /** Who asked follows the end of the month, not one project alone. */
  drivesMonths: z.boolean(),
  expiresOn: z.string(),
  sheets: z.array(
    z.object({
      consultant: z.string(),
      name: z.string(),
      contentSha: z.string(),
      /** [day, occurrence, quarter days] of what is submitted or validated now. */
      content: z.array(z.tuple([z.string(), z.number(), z.number()])),
      validation: z.custom<ClientValidation>().nullable(),
    }),
  ),
});

export const SHEET_STATES = ['open', 'accepted', 'contested', 'changed'] as const;
/** To answer; signed; contested; not what was asked any more. */
export type SheetState = (typeof SHEET_STATES)[number];

/** A person's month, as the client is shown it: no price, no cost. */
export type ClientSheet = {
  readonly consultant: string;
  readonly name: string;
  readonly state: SheetState;
  readonly contentSha: string;
  readonly days: readonly { readonly date: string; readonly quarterDays: number }[];
  /** Who answered, and when; null: nobody yet. */
  readonly answer: Pick<ClientValidation, 'by' | 'on'> | null;
};

export type ClientPage = Omit<z.infer<typeof requestRow>, 'sheets'> & { readonly sheets: readonly ClientSheet[] };

/** Why an address opens nothing. */
export type ClosedPage = 'unknown' | 'expired';

function sumByDay(content: readonly (readonly [string, number, number])[]): ClientSheet['days'] {
  const byDay = Map.groupBy(content, ([date]) => date);
  return [...byDay].map(([date, rows]) => ({
    date,
    quarterDays: rows.reduce((total, [, , quarterDays]) => total + quarterDays, 0),
  }));
}

function showSheet(row: z.infer<typeof requestRow>['sheets'][number], request: string): ClientSheet {
  const { consultant, name, contentSha, content, validation } = row;
  const days = sumByDay(content);
  const isSame = content.length > 0 && sha256(canonicalJson(content)) === contentSha;
  const signed = validation !== null && validation.contentSha === contentSha ? validation : null;
  const contested =
    signed !== null &&
    isContested(
      signed,
      days.reduce((total, { quarterDays }) => total + quarterDays, 0),
    );
  // What was contested before is asked again by a later request.
  const answered = signed !== null && (!contested || signed.request === request) ? signed : null;
  const state = !isSame ? 'changed' : answered === null ? 'open' : contested ? 'contested' : 'accepted';
  return { consultant, name, contentSha, days, state, answer: answered && { by: answered.by, on: answered.on } };
}

/** What an address opens today. */
export async function readClientPage(sql: Queryable, secret: string, today: string): Promise<ClientPage | ClosedPage> {
  const [row] = await sql`
    select q.key, p.code as project, p.title, l.name as client, to_char(q.month, 'YYYY-MM') as month,
      q.asked_by as "askedBy", u.id as "askerId",
      exists (select 1 from user_roles o where o.user_id = u.id and o.role in ('adv', 'daf', 'direction')) as "drivesMonths", q.expires_on as "expiresOn",
      (select json_agg(json_build_object(
          'consultant', c.code, 'name', c.first_name || ' ' || c.last_name, 'contentSha', s.sheet ->> 'contentSha',
          'validation', t.client_validation,
          'content', coalesce((
            select json_agg(json_build_array(r.worked_on, r.occurrence, r.quarter_days) order by r.worked_on, r.occurrence)
            from time_rows r
            where r.consultant_id = c.id and r.project_id = q.project_id and r.state <> 'brouillon'
              and r.worked_on >= q.month and r.worked_on < q.month + interval '1 month'), '[]'::json)
        ) order by s.rank)
        from jsonb_array_elements(q.sheets) with ordinality as s (sheet, rank)
          join consultants c on c.code = s.sheet ->> 'consultant'
          left join timesheets t on t.consultant_id = c.id and t.project_id = q.project_id and t.month = q.month) as sheets
    from client_link_secrets k join client_requests q on q.key = k.request_key
      join projects p on p.id = q.project_id left join clients l on l.id = p.client_id
      left join auth.users u on u.email = q.asked_by
    where k.token_sha256 = ${digestSecret(secret)}`;
  if (row === undefined) return 'unknown';
  const request = requestRow.parse(row);
  if (request.expiresOn < today) return 'expired';
  return { ...request, sheets: request.sheets.map((sheet) => showSheet(sheet, request.key)) };
}

export type ClientAnswer = {
  readonly consultant: string;
  readonly by: string;
  /** Days that the client counts otherwise, and why; null: all is right. */
  readonly contest: ClientValidation['contest'] | null;
};

export type AnswerOutcome =
  | { readonly state: 'done' }
  | { readonly state: 'closed'; readonly why: ClosedPage | Exclude<SheetState, 'open'> }
  | { readonly state: 'refused'; readonly sentence: string };

const recordValidation = findCommand('record_client_validation');

/**
 * The client answers for one person, in the name of who asked. The act's id is the request's and the person's: answered
 * twice, it is one act, and another answer is refused. The plan checks the content again, under its locks.
 */
export async function answerClientPage(
  app: Sql,
  secret: string,
  answer: ClientAnswer,
  today: string,
): Promise<AnswerOutcome> {
  if (!recordValidation) throw new Error('record_client_validation is a command');
  const page = await readClientPage(app, secret, today);
  if (typeof page === 'string') return { state: 'closed', why: page };
  const sheet = page.sheets.find(({ consultant }) => consultant === answer.consultant);
  if (!sheet) return { state: 'closed', why: 'unknown' };
  if (sheet.state !== 'open') return { state: 'closed', why: sheet.state };
  const { contest } = answer;
  const outcome = await executeCommand(app, {
    actId: nameUuid('client-answer', page.key, sheet.consultant),
    command: recordValidation,
    input: {
      consultant: sheet.consultant,
      month: page.month,
      project: page.project,
      by: answer.by,
      validatedOn: today,
      evidence: 'page du client',
      request: page.key,
      contentSha: sheet.contentSha,
      ...(contest && {
        contest: {
          comment: contest.comment,
          days: contest.days.map(({ date, quarterDays }) => ({ date, days: quarterDays / 4 })),
        },
      }),
    },
    askerId: page.askerId ?? page.askedBy,
    actorKind: 'person',
    channel: 'web',
    today,
  });
  if (outcome.state === 'refused') {
    if (outcome.code !== IDEMPOTENCY_CONFLICT) return { state: 'refused', sentence: outcome.sentence };
    // Another answer was there first.
    const now = await readClientPage(app, secret, today);
    const state = typeof now === 'string' ? now : now.sheets.find((one) => one.consultant === sheet.consultant)?.state;
    return { state: 'closed', why: state === undefined || state === 'open' ? 'accepted' : state };
  }
  if (outcome.state !== 'done') throw new Error(`record_client_validation came out ${outcome.state}`);
  await tellAsker(app, page, sheet, answer);
  return { state: 'done' };
}

/** Said once: a second delivery of the same answer tells nobody again. */
async function tellAsker(app: Sql, page: ClientPage, sheet: ClientSheet, { by, contest }: ClientAnswer): Promise<void> {
  const verdict = contest ? 'conteste' : 'a validé';
  await sayReminders(app, 'client-validation', [
    {
      key: `${page.key}:${sheet.consultant}`,
      dueOn: null,
      to: { emails: [page.askedBy], roles: ['adv', 'direction'] },
      text: `${by} (${page.client ?? page.project}) ${verdict} les jours de ${sheet.name} sur ${page.project}, ${sayMonth(page.month)}.`,
      link: page.drivesMonths ? `/fin-de-mois/${page.month}` : `/projets/${page.project}`,
    },
  ]);
}
