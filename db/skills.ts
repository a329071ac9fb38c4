// The skills that people of the firm know, as their cards write them.
import type { Queryable } from './connection.ts';

export async function listSkills(sql: Queryable): Promise<string[]> {
  const rows = await sql<{ skill: string }[]>`select distinct skill from consultant_skills order by skill`;
  return rows.map(({ skill }) => skill);
}
