// What who runs a project does of it, from its page: what is left to do, a milestone that the client accepted, the units
// of a TMA, a purchase, people who are missing, its end.

import { useQuery } from '@tanstack/react-query';
import type { ContractKind } from '../../../domain/contract/kinds.ts';
import { whereQuery } from '../api-client.ts';
import { formatColumnDay, formatDays, formatExactEuros } from '../format.ts';
import { budgetsQuery, milestonesQuery, profilesQuery, type Budget, type Milestone } from '../list-queries.ts';
import { CommandActions, type Action } from '../parts/command-actions.tsx';
import type { Options } from '../parts/input-fields.tsx';

function sayMilestone({ code, title, planned_on: plannedOn, amount }: Milestone): string {
  return [
    title === null ? code : `${code} · ${title}`,
    plannedOn === null ? null : `prévu le ${formatColumnDay(plannedOn)}`,
    formatExactEuros(amount),
  ]
    .filter((part) => part !== null)
    .join(' · ');
}

/** « Développeur 12,5 j (1 oct. 2026), Tech lead 3 j (1 oct. 2026) » */
function sayDeclared(budgets: readonly Budget[]): string {
  return budgets
    .flatMap(({ profile, raf_days: days, raf_declared_on: on }) =>
      days === null ? [] : [`${profile} ${formatDays(days)}${on === null ? '' : ` (${formatColumnDay(on)})`}`],
    )
    .join(', ');
}

type Known = {
  project: string;
  contract: ContractKind;
  today: string;
  budgets: readonly Budget[];
  milestones: readonly Milestone[];
  profiles: Options;
};

function listActions({ project, contract, today, budgets, milestones, profiles }: Known): Action[] {
  const known = ['project'];
  // The days are thought of anew: what was declared a month ago has been worked on since.
  const lines = budgets.map(({ profile }) => ({ profile }));
  const declared = sayDeclared(budgets);
  const [late] = milestones;
  return [
    {
      command: 'declare_raf',
      label: 'Déclarer le reste à faire…',
      known,
      input: { project, lines: lines.length === 0 ? [{}] : lines, declaredOn: today },
      options: { profile: profiles },
      ...(declared !== '' && { about: `Déclaré jusqu’ici : ${declared}.` }),
    },
    ...(late === undefined
      ? []
      : [
          {
            command: 'accept_milestone',
            label: 'Recetter un jalon…',
            known,
            left: ['document'],
            input: { project, milestone: late.code, acceptedOn: today },
            options: { milestone: milestones.map((one) => ({ value: one.code, label: sayMilestone(one) })) },
          },
        ]),
    ...(contract === 'tma'
      ? [
          {
            command: 'record_units',
            label: 'Saisir des unités…',
            known,
            left: ['consultant', 'date', 'rate'],
            input: { project, month: today.slice(0, 7) },
          },
        ]
      : []),
    {
      command: 'record_purchase',
      label: 'Noter un achat…',
      known,
      left: ['rebillingPercent', 'disbursement', 'vatPercent'],
      input: { project, boughtOn: today },
    },
    {
      command: 'request_people',
      label: 'Demander des personnes…',
      known,
      left: ['opportunity'],
      input: { project, startsOn: today },
      options: { profile: profiles },
    },
    { command: 'close_project', label: 'Clore le projet…', known: ['code'], input: { code: project, closedOn: today } },
  ];
}

type ActionsProps = { code: string; title: string; contract: ContractKind; today: string };

export function ProjectActions({ code, title, contract, today }: ActionsProps) {
  const where = useQuery(whereQuery(code)).data;
  const budgets = useQuery(budgetsQuery(code));
  const milestones = useQuery(milestonesQuery);
  const profiles = useQuery(profilesQuery).data ?? [];
  // A form begins with what is known: it waits for it. What is over changes no more.
  if (where === undefined || where.done || budgets.isPending || milestones.isPending) return null;
  const actions = listActions({
    project: code,
    contract,
    today,
    budgets: budgets.data ?? [],
    milestones: (milestones.data ?? [])
      .filter(({ project, accepted }) => project === code && !accepted)
      .toSorted((a, b) => (a.planned_on ?? '9999').localeCompare(b.planned_on ?? '9999')),
    profiles: profiles.map(({ profile }) => ({ value: profile, label: profile })),
  });
  return <CommandActions actions={actions} of={title} />;
}
