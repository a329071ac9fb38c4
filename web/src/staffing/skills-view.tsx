// The skills of the firm: how many hold each, how well, and what would leave with one person.

import { Checkbox, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { namesQuery } from '../api-client.ts';
import { formatCount } from '../format.ts';
import { EmptyPanel, FailurePanel, WaitingPanel } from '../parts/panels.tsx';
import { skillsQuery, type SkillsMap } from '../staffing-queries.ts';

type Skill = SkillsMap['skills'][number];

export function SkillsView() {
  const map = useQuery(skillsQuery);
  if (map.isPending) return <WaitingPanel />;
  if (map.isError) return <FailurePanel error={map.error} onRetry={() => void map.refetch()} />;
  if (map.data.skills.length === 0)
    return (
      <EmptyPanel title="Aucune compétence connue">
        Elles viennent de l’import, des CV déposés dans les documents, ou d’une saisie.
      </EmptyPanel>
    );
  return <Skills map={map.data} />;
}

function Skills({ map: { skills, single_points: single, nobody_able: nobody, total } }: { map: SkillsMap }) {
  const [fragile, setFragile] = useState(false);
  const shown = fragile ? skills.filter((one) => one.single !== null || one.able === 0) : skills;
  const figures: [label: string, figure: number][] = [
    ['Personnes', total.people],
    ['Compétences', total.skills],
    ['Tenues par une seule personne', single.length],
    ['Sans personne d’autonome', nobody.length],
    ['Personnes sans compétence connue', total.without_skills],
  ];
  return (
    <>
      <dl className="vigie-stats">
        {figures.map(([label, figure]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{figure}</dd>
          </div>
        ))}
      </dl>
      <Checkbox
        size="xs"
        label="Seulement les points de fragilité"
        checked={fragile}
        onChange={({ currentTarget }) => setFragile(currentTarget.checked)}
      />
      <Text size="sm" className="vigie-quiet">
        Autonome : niveau 3 et plus. {formatCount(shown.length, 'compétence', 'compétences')}.
      </Text>
      <div className="vigie-sheet vigie-scroll">
        <table className="vigie-table vigie-skills">
          <thead>
            <tr>
              <th scope="col">Compétence</th>
              <th scope="col" className="vigie-number">
                Autonomes
              </th>
              {[1, 2, 3, 4, 5].map((level) => (
                <th key={level} scope="col" className="vigie-number">
                  Niv. {level}
                </th>
              ))}
              <th scope="col">Qui</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((one) => (
              <SkillRow key={one.skill} skill={one} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function SkillRow({ skill: { skill, able, levels, single, holders } }: { skill: Skill }) {
  const names = useQuery(namesQuery).data;
  return (
    <tr data-fragile={single !== null || able === 0 || undefined}>
      <th scope="row">{skill}</th>
      <td className="vigie-number">{able}</td>
      {levels.map((count, at) => (
        <td key={at} className="vigie-number" data-some={count > 0 || undefined}>
          {count === 0 ? '' : count}
        </td>
      ))}
      <td>
        {single !== null && <div className="vigie-alert">Repose sur {names?.consultants[single] ?? single} seul</div>}
        {able === 0 && <div className="vigie-alert">Personne n’est autonome</div>}
        <span className="vigie-small">{holders.map(({ name, level }) => `${name} ${level}`).join(', ')}</span>
      </td>
    </tr>
  );
}
