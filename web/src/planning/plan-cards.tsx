// The plan on a phone: each person with what they are on, until when, and how full their weeks are.

import { Text } from '@mantine/core';
import { formatDay, formatNumber } from '../format.ts';
import type { OpenNeed, Plan, PlannedPerson } from '../staffing-queries.ts';
import { layLanes } from './plan-bars.ts';
import { sayWeek, stateOf, type Opened } from './plan-table.tsx';

type CardsProps = {
  plan: Plan;
  people: readonly PlannedPerson[];
  needs: readonly OpenNeed[];
  nameOf: (target: string) => string;
  onOpen: (opened: Opened) => void;
};

export function PlanCards({ plan, people, nameOf, onOpen }: CardsProps) {
  return (
    <ul className="vigie-sheet vigie-plain-list">
      {people.map((person) => (
        <li key={person.code} className="vigie-card">
          <div className="vigie-card-head">
            <Text fw={600} size="sm">
              {person.name}
            </Text>
            <Text size="xs" className="vigie-quiet">
              {person.profile}
            </Text>
          </div>
          <LoadStrip person={person} />
          <Bookings person={person} plan={plan} nameOf={nameOf} onOpen={onOpen} />
        </li>
      ))}
    </ul>
  );
}

/** The weeks side by side, told in a phrase: what is over and what is free. */
function LoadStrip({ person }: { person: PlannedPerson }) {
  const told = person.weeks
    .filter((week) => stateOf(week) !== 'full')
    .map((week) => sayWeek({ name: '' }, week).slice(2));
  return (
    <div className="vigie-strip" role="img" aria-label={told.length === 0 ? 'Pleine charge' : told.join(' ; ')}>
      {person.weeks.map((week) => (
        <span key={week.week} data-state={stateOf(week)} data-tentative={week.tentative_days > 0 || undefined} />
      ))}
    </div>
  );
}

function Bookings({ person, plan, nameOf, onOpen }: Omit<CardsProps, 'people' | 'needs'> & { person: PlannedPerson }) {
  const bars = layLanes(person.weeks).flatMap((lane) => lane.flatMap((cell) => ('gap' in cell ? [] : [cell])));
  const over = plan.conflicts.find(({ consultant }) => consultant === person.code);
  const idle = plan.bench.find(({ code }) => code === person.code);
  const first = person.weeks[0]?.week ?? '';
  return (
    <ul className="vigie-plain-list vigie-dense">
      {over !== undefined && (
        <li>
          <button
            type="button"
            className="vigie-link vigie-alert"
            onClick={() => onOpen({ person: person.code, week: over.week })}
          >
            Surcharge dès la semaine du {formatDay(over.week)} : {formatNumber(over.load)}
          </button>
        </li>
      )}
      {idle !== undefined && (
        <li>
          <button type="button" className="vigie-link" onClick={() => onOpen({ person: person.code, week: first })}>
            En intercontrat depuis le {formatDay(idle.since)}
          </button>
        </li>
      )}
      {bars.map(({ assignment, target, status, first: at }) => (
        <li key={`${assignment} ${at}`}>
          <button
            type="button"
            className="vigie-link"
            onClick={() => onOpen({ person: person.code, week: person.weeks[at]?.week ?? first, assignment })}
          >
            {nameOf(target)}
          </button>{' '}
          <span className="vigie-quiet">
            {status === 'ferme' ? '' : 'prévisionnelle, '}
            {sayEnd(plan, person.code, target)}
          </span>
        </li>
      ))}
      {bars.length === 0 && idle === undefined && <li className="vigie-quiet">Aucune affectation.</li>}
    </ul>
  );
}

function sayEnd(plan: Plan, code: string, target: string): string {
  const ending = plan.ending.find((one) => one.code === code && one.project === target);
  return ending === undefined ? target : `${target}, finit le ${formatDay(ending.end)} sans suite`;
}
