// The skills of the firm: how many hold each, how well, and what would leave with one person.

import { Checkbox, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { namesQuery } from '../api-client.ts';
import { sayCount } from '../../../domain/french.ts';
import { formatDay } from '../format.ts';
import { FigureList } from '../parts/figure-list.tsx';
import { EmptyPanel, FailurePanel, WaitingPanel } from '../parts/panels.tsx';
import { useWide } from '../parts/use-wide.ts';
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
  const wide = useWide();
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
      <FigureList className="vigie-stats" figures={figures} />
      <Checkbox
        size="xs"
        label="Seulement les points de fragilité"
        checked={fragile}
        onChange={({ currentTarget }) => setFragile(currentTarget.checked)}
      />
      <Text size="sm" className="vigie-quiet">
        Autonome : niveau 3 et plus. {sayCount(shown.length, 'compétence', 'compétences')}.
      </Text>
      {wide ? <SkillTable skills={shown} /> : <SkillCards skills={shown} />}
    </>
  );
}

function SkillCards({ skills }: { skills: readonly Skill[] }) {
  return (
    <ul className="vigie-sheet vigie-plain-list vigie-blocked">
      {skills.map(({ skill, able, single, holders }) => (
        <li key={skill}>
          <div className="vigie-need-head">
            <strong>{skill}</strong>
            <span className="vigie-quiet">{sayCount(able, 'autonome', 'autonomes')}</span>
          </div>
          <Fragile able={able} single={single} />
          <Holders holders={holders} />
        </li>
      ))}
    </ul>
  );
}

/** Who holds it and how well; opened, when each last used it and what says so. */
function Holders({ holders }: Pick<Skill, 'holders'>) {
  if (holders.length === 0) return null;
  return (
    <details className="vigie-rows vigie-small">
      <summary>{holders.map(({ name, level }) => `${name} ${level}`).join(', ')}</summary>
      <ul className="vigie-signals">
        {holders.map(({ code, name, level, last_used_on: last, evidence }) => (
          <li key={code}>
            <strong>
              {name}, niveau {level}
            </strong>{' '}
            : {last === null ? 'rien ne dit quand elle a servi' : `dernière pratique le ${formatDay(last)}`}
            {evidence.map(({ kind, source, from, to }) => (
              <div key={`${kind} ${source} ${from}`} className="vigie-quiet">
                {EVIDENCE_WORDS[kind]} : {source}, du {formatDay(from)} au {formatDay(to)}
              </div>
            ))}
          </li>
        ))}
      </ul>
    </details>
  );
}

const EVIDENCE_WORDS: Readonly<Record<Skill['holders'][number]['evidence'][number]['kind'], string>> = {
  cv: 'mission du CV',
  time: 'temps saisis',
};

/** What would leave with one person, or is already nobody's. */
function Fragile({ able, single }: Pick<Skill, 'able' | 'single'>) {
  const names = useQuery(namesQuery).data;
  if (single !== null) return <div className="vigie-alert">Repose sur {names?.consultants[single] ?? single} seul</div>;
  return able === 0 ? <div className="vigie-alert">Personne n’est autonome</div> : null;
}

function SkillTable({ skills }: { skills: readonly Skill[] }) {
  return (
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
          {skills.map((one) => (
            <SkillRow key={one.skill} skill={one} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function SkillRow({ skill: { skill, able, levels, single, holders } }: { skill: Skill }) {
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
        <Fragile able={able} single={single} />
        <Holders holders={holders} />
      </td>
    </tr>
  );
}
