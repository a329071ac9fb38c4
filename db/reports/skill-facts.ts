// What says that a skill was used, and whose card answers a text: missions of confirmed CVs, and days counted on projects
// whose title, or their deal's, names the skill.
import { z } from 'zod';
import type { CivilDate } from '../../domain/civil-dates.ts';
import { foldText } from '../../domain/codes.ts';
import { usesOf, type UsedWork, type UsesBySkill } from '../../domain/staffing/skill-evidence.ts';
import { findSkills } from '../../domain/skill-taxonomy.ts';
import type { Transaction } from '../connection.ts';
import { groupBy } from './project-facts.ts';

const experienceRow = z.object({
  consultant: z.string(),
  title: z.string(),
  client: z.string().nullable(),
  skills: z.array(z.string()),
  from: z.string(),
  to: z.string(),
});
const projectRow = z.object({ id: z.number(), code: z.string(), titles: z.array(z.string()) });
const timeRow = z.object({ consultant: z.string(), project: z.number(), from: z.string(), to: z.string() });

async function readTimeOn(tx: Transaction, projects: readonly number[], asOf: CivilDate) {
  if (projects.length === 0) return [];
  const rows = await tx`
    select c.code as consultant, r.project_id as project, min(r.worked_on) as from, max(r.worked_on) as to
    from time_rows r join consultants c on c.id = r.consultant_id
    where r.project_id = any(${[...projects]}::bigint[]) and r.state <> 'brouillon' and r.worked_on <= ${asOf}
    group by 1, 2`;
  return z.array(timeRow).parse([...rows]);
}

/** The uses of the skills of each person, up to the day. */
export async function readSkillUses(tx: Transaction, asOf: CivilDate): Promise<ReadonlyMap<string, UsesBySkill>> {
  const [skills, experiences, projects] = await Promise.all([
    tx<{ skill: string }[]>`select distinct skill from consultant_skills order by skill`,
    tx`select c.code as consultant, e.title, e.client_name as client, e.skills, e.starts_on as from,
        least(coalesce(e.ends_on, ${asOf}::date), ${asOf}::date) as to
      from consultant_experiences e join consultants c on c.id = e.consultant_id
      where e.starts_on <= ${asOf} order by c.code, e.rank`,
    tx`select p.id, p.code, array_remove(array[p.title, o.title], null) as titles
      from projects p left join opportunities o on o.id = p.opportunity_id
      where coalesce(p.title, o.title) is not null order by p.code`,
  ]);
  const known = skills.map(({ skill }) => skill);
  const naming = new Map(
    z
      .array(projectRow)
      .parse([...projects])
      .filter(({ titles }) => titles.some((title) => findSkills(title, known).length > 0))
      .map((project) => [project.id, project]),
  );
  const time = await readTimeOn(tx, [...naming.keys()], asOf);
  const work: { consultant: string; work: UsedWork }[] = [
    ...z
      .array(experienceRow)
      .parse([...experiences])
      .map(({ consultant, title, client, skills: named, from, to }) => ({
        consultant,
        work: {
          kind: 'cv' as const,
          source: client === null ? title : `${title}, ${client}`,
          from,
          to,
          skills: named,
          titles: [title],
        },
      })),
    ...time.flatMap(({ consultant, project, from, to }) => {
      const told = naming.get(project);
      if (!told) throw new Error(`time on a project that was not asked: ${project}`);
      const source = [told.code, told.titles[0] ?? ''].join(' ').trim();
      return [{ consultant, work: { kind: 'time' as const, source, from, to, skills: [], titles: told.titles } }];
    }),
  ];
  const byPerson = groupBy(work, ({ consultant }) => consultant);
  return new Map(
    [...byPerson].map(([code, own]) => [
      code,
      usesOf(
        own.map((one) => one.work),
        known,
      ),
    ]),
  );
}

// A server may lack the extension `unaccent`: letters are laid bare on both sides.
const ACCENTED = 'àâäáãéèêëíîïìóôöòõúùûüçñÿ';
const PLAIN = 'aaaaaeeeeiiiiooooouuuucny';

const rankRow = z.object({ consultant: z.string(), rank: z.number() });

/**
 * Whose card, confirmed missions and projects hold the words, in French full text; the best is 1. Some of the words are
 * enough, and all of them are worth more.
 */
export async function rankPeopleByText(
  tx: Transaction,
  text: string,
  asOf: CivilDate,
): Promise<ReadonlyMap<string, number>> {
  // « k8s » is looked for as Kubernetes too.
  const asked = [text, ...findSkills(text).map(({ skill }) => skill)].join(' ');
  const rows = await tx`
    with told as (
      select c.code as consultant, translate(lower(concat_ws(' . ', f.name, c.agency,
        (select string_agg(s.skill, ' . ') from consultant_skills s where s.consultant_id = c.id),
        (select string_agg(concat_ws(' . ', e.title, e.client_name, e.skills::text), ' . ')
          from consultant_experiences e where e.consultant_id = c.id and e.starts_on <= ${asOf}),
        (select string_agg(distinct concat_ws(' . ', p.title, k.name), ' . ')
          from assignments a join projects p on p.id = a.project_id left join clients k on k.id = p.client_id
          where a.consultant_id = c.id and a.status = 'ferme' and a.starts_on <= ${asOf}),
        (select w.wishes::text from staffing_wishes w where w.consultant_id = c.id))), ${ACCENTED}, ${PLAIN}) as words
      from consultants c join profiles f on f.id = c.profile_id
    ), asked as (
      select nullif(replace(plainto_tsquery('french', ${foldText(asked)})::text, '&', '|'), '')::tsquery as words
    )
    select consultant, ts_rank(to_tsvector('french', told.words), asked.words)::float8 as rank
    from told, asked where to_tsvector('french', told.words) @@ asked.words`;
  const found = z.array(rankRow).parse([...rows]);
  const best = Math.max(0, ...found.map(({ rank }) => rank));
  return new Map(found.map(({ consultant, rank }) => [consultant, best === 0 ? 0 : rank / best]));
}
