// What the team has asked for and waits to hear: leave, of whom one manages, and the month's expenses.

import { Button, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { expensesQuery, namesQuery, runCommand, type Me } from '../api-client.ts';
import { formatDay, formatExactEuros } from '../format.ts';
import { absencesQuery, peopleQuery } from '../list-queries.ts';
import { useAllowed } from '../parts/use-allowed.ts';
import { sayAbsence } from './cra-absences.tsx';
import { TeamDecision } from './team-decision.tsx';

type Request = {
  readonly id: number;
  readonly command: 'decide_absence' | 'approve_expense';
  readonly person: string;
  readonly said: string;
};

/** The first to begin; what is months away does not hide the month's CRAs. */
const SHOWN_REQUESTS = 5;

export function RequestsToDecide({ me, month }: { me: Me; month: string }) {
  const names = useQuery(namesQuery).data?.consultants ?? {};
  const leave = useLeave(me);
  const expenses = useExpenses(me, month);
  const [all, setAll] = useState(false);
  const requests = [...expenses, ...leave];
  const shown = all ? requests : requests.slice(0, SHOWN_REQUESTS);
  if (requests.length === 0) return null;
  return (
    <section aria-labelledby="cra-requests">
      <Title order={2} size="h5" id="cra-requests" mb="xs">
        Demandes à décider
      </Title>
      <ul className="vigie-sheet vigie-plain-list vigie-cra-list">
        {shown.map((request) => (
          <li key={`${request.command} ${request.id}`}>
            <Text size="sm">
              <strong>{names[request.person] ?? request.person}</strong> · {request.said}
            </Text>
            <Decision request={request} name={`${names[request.person] ?? request.person}, ${request.said}`} />
          </li>
        ))}
      </ul>
      {shown.length < requests.length && (
        <Button size="compact-sm" variant="subtle" mt={6} onClick={() => setAll(true)}>
          Voir les {requests.length - shown.length} autres
        </Button>
      )}
    </section>
  );
}

/** Nobody decides on their own; the director on all, a manager on those of their people (COMMANDS.md). */
function useLeave(me: Me): Request[] {
  const allowed = useAllowed().has('decide_absence');
  const absences = useQuery({ ...absencesQuery(), enabled: allowed }).data ?? [];
  const people = useQuery({ ...peopleQuery, enabled: allowed }).data ?? [];
  const isAll = me.roles.includes('direction');
  const managed = new Set(people.filter(({ manager }) => manager === me.consultant).map(({ code }) => code));
  return absences
    .filter(({ status, consultant }) => status === 'demandee' && consultant !== me.consultant)
    .filter(({ consultant }) => isAll || managed.has(consultant))
    .toSorted((a, b) => a.starts_on.localeCompare(b.starts_on))
    .map((absence) => ({
      id: absence.id,
      command: 'decide_absence',
      person: absence.consultant,
      said: sayAbsence(absence),
    }));
}

const DECIDES_ALL_EXPENSES: ReadonlySet<string> = new Set(['adv', 'daf']);

function useExpenses(me: Me, month: string): Request[] {
  const allowed = useAllowed().has('approve_expense');
  const projects = useQuery(namesQuery).data?.projects ?? {};
  const { expenses } = useQuery({ ...expensesQuery(month), enabled: allowed }).data ?? { expenses: [] };
  const isAll = me.roles.some((role) => DECIDES_ALL_EXPENSES.has(role));
  return expenses
    .filter(({ status, consultant }) => status === 'demandee' && consultant !== me.consultant)
    .filter(({ project }) => isAll || project !== null)
    .map(({ id, consultant, label, spent_on: on, amount, vat, project }) => ({
      id,
      command: 'approve_expense',
      person: consultant,
      said: [
        `Frais du ${formatDay(on)} : ${label}, ${formatExactEuros(amount + vat)} TTC`,
        ...(project === null ? [] : [projects[project] ?? project]),
      ].join(' · '),
    }));
}

function Decision({ request: { id, command }, name }: { request: Request; name: string }) {
  // A leave is refused without a reason of its own: the two talk.
  const asksWhy = command === 'approve_expense';
  return (
    <TeamDecision
      name={name}
      accept="Accorder"
      done={{ accepted: 'accordé', refused: 'refusé' }}
      reasonLabel={asksWhy ? 'Pourquoi' : null}
      decide={(reason) =>
        runCommand(command, {
          id,
          decision: reason === null ? 'validee' : 'refusee',
          ...(asksWhy && reason !== null && { reason }),
        })
      }
    />
  );
}
