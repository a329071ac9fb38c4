// A person's calendar, read by a program that knows its secret address: their missions and their leave.
import { z } from 'zod';
import { ABSENCE_KINDS } from '../domain/presence.ts';
import type { Queryable } from './connection.ts';
import { digestSecret, findPerson, makeSecret, type Person } from './users.ts';

/** Draws the secret of a person's calendar, the only time that it can be read; the one before stops working. */
export async function drawCalendarSecret(sql: Queryable, userId: string): Promise<string> {
  const secret = makeSecret();
  await sql`
    insert into auth.calendar_links (user_id, token_sha256) values (${userId}, ${digestSecret(secret)})
    on conflict (user_id) do update set token_sha256 = excluded.token_sha256, created_at = excluded.created_at`;
  return secret;
}

/** @returns false: there was none. */
export async function revokeCalendar(sql: Queryable, userId: string): Promise<boolean> {
  const revoked = await sql`delete from auth.calendar_links where user_id = ${userId} returning user_id`;
  return revoked.length > 0;
}

/** Whose calendar opens with this secret; null when it is unknown, revoked, or its owner is no longer let in. */
export async function findCalendarOwner(sql: Queryable, secret: string): Promise<Person | null> {
  const [row] = await sql<{ user_id: string }[]>`
    select user_id from auth.calendar_links where token_sha256 = ${digestSecret(secret)}`;
  return row === undefined ? null : findPerson(sql, row.user_id);
}

const missionRow = z.object({
  code: z.string(),
  project: z.string(),
  title: z.string().nullable(),
  startsOn: z.string(),
  endsOn: z.string().nullable(),
  quota: z.string(),
  status: z.enum(['ferme', 'previsionnelle']),
});
export type CalendarMission = z.infer<typeof missionRow>;

const leaveRow = z.object({
  id: z.number(),
  kind: z.enum(ABSENCE_KINDS),
  startsOn: z.string(),
  endsOn: z.string(),
  startsAfternoon: z.boolean(),
  endsMorning: z.boolean(),
  status: z.enum(['demandee', 'validee']),
});
export type CalendarLeave = z.infer<typeof leaveRow>;

/** Missions on projects (a deal that is not won is not the person's to read) and leave, not ended before the day. */
export async function readCalendar(
  sql: Queryable,
  consultantId: number,
  since: string,
): Promise<{ missions: CalendarMission[]; leave: CalendarLeave[] }> {
  const missions = await sql`
    select a.code, p.code as project, nullif(p.title, '') as title, greatest(a.starts_on, p.starts_on) as "startsOn",
      least(a.ends_on, p.ends_on) as "endsOn", a.quota::text, a.status
    from assignments a join projects p on p.id = a.project_id
    where a.consultant_id = ${consultantId} and coalesce(least(a.ends_on, p.ends_on), 'infinity') >= ${since}
      and greatest(a.starts_on, p.starts_on) <= coalesce(least(a.ends_on, p.ends_on), 'infinity')
    order by a.code`;
  const leave = await sql`
    select id, kind, starts_on as "startsOn", ends_on as "endsOn", starts_afternoon as "startsAfternoon",
      ends_morning as "endsMorning", status
    from absences where consultant_id = ${consultantId} and status <> 'refusee' and ends_on >= ${since} order by id`;
  return { missions: z.array(missionRow).parse([...missions]), leave: z.array(leaveRow).parse([...leave]) };
}
