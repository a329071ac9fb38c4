// The look-up of what people know and wish, by the right of the map of skills.

import { z } from 'zod';
import { lastUse } from '../../domain/staffing/skill-evidence.ts';
import { readSkillUses } from '../reports/skill-facts.ts';
import { requireScope, type Reading } from './reading.ts';

const personRow = z.object({
  code: z.string(),
  name: z.string(),
  profile: z.string(),
  agency: z.string().nullable(),
  wishes: z.array(z.string()),
  remote_days: z.number().nullable(),
  skills: z.array(z.object({ skill: z.string(), level: z.number() })),
});

export async function listSkillsOfPeople(reading: Reading) {
  const { tx, asOf, options } = reading;
  const scope = await requireScope(reading, 'skills_map', asOf, null);
  const only = options['consultant'] ?? null;
  const [rows, uses] = await Promise.all([
    tx`
      select c.code, c.first_name || ' ' || c.last_name as name, f.name as profile, nullif(c.agency, '') as agency,
        coalesce(w.wishes, '[]') as wishes, w.remote_days,
        coalesce((select jsonb_agg(jsonb_build_object('skill', s.skill, 'level', s.level) order by s.rank)
          from consultant_skills s where s.consultant_id = c.id), '[]') as skills
      from consultants c join profiles f on f.id = c.profile_id left join staffing_wishes w on w.consultant_id = c.id
      where c.entered_on <= ${asOf} and (c.left_on is null or c.left_on >= ${asOf})
        and (${only}::text is null or c.code = ${only}) order by c.code`,
    readSkillUses(tx, asOf),
  ]);
  return {
    consultants: z
      .array(personRow)
      .parse([...rows])
      .filter(({ code }) => scope.person(code))
      .map(({ skills, ...person }) => ({
        ...person,
        skills: skills.map(({ skill, level }) => {
          const use = lastUse(uses.get(person.code), skill);
          return {
            skill,
            level,
            last_used_on: use?.to ?? null,
            evidence: use?.kind ?? null,
            source: use?.source ?? null,
          };
        }),
      })),
  };
}
