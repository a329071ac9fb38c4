// What who runs a project does of it, from its page: what is left to do, a milestone that the client accepted, the units
// of a TMA, a purchase, people who are missing, its end. And what who invoices does of it: its client's order, a deposit.

import { useQuery } from '@tanstack/react-query';
import type { ContractKind } from '../../../domain/contract/kinds.ts';
import { whereQuery } from '../api-client.ts';
import { formatColumnDay, formatDays, formatExactEuros } from '../format.ts';
import { budgetsQuery, milestonesQuery, profilesQuery, type Budget, type Milestone } from '../list-queries.ts';
import { CommandActions, type Action } from '../parts/command-actions.tsx';
import type { Options } from '../parts/input-fields.tsx';
import { useAllowed } from '../parts/use-allowed.ts';

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
  client: string | null;
  contract: ContractKind;
  today: string;
  budgets: readonly Budget[];
  milestones: readonly Milestone[];
  profiles: Options;
};

/** What who invoices does of it. */
function listInvoicing(project: string, client: string, today: string): Action[] {
  return [
    {
      command: 'record_purchase_order',
      label: 'Noter un bon de commande…',
      known: ['client', 'project'],
      input: { client, project, startsOn: today },
    },
    {
      command: 'issue_deposit',
      label: 'Demander un acompte…',
      known: ['project'],
      left: ['issuedOn'],
      input: { project, label: 'Acompte' },
    },
  ];
}

function listActions({ project, client, contract, today, budgets, milestones, profiles }: Known): Action[] {
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
    ...(client === null ? [] : listInvoicing(project, client, today)),
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

type ActionsProps = { code: string; title: string; client: string | null; contract: ContractKind; today: string };

export function ProjectActions({ code, title, client, contract, today }: ActionsProps) {
  const where = useQuery(whereQuery(code)).data;
  const budgets = useQuery(budgetsQuery(code));
  const milestones = useQuery(milestonesQuery);
  const sellsDays = useAllowed().has('request_people');
  const profiles = useQuery({ ...profilesQuery, enabled: sellsDays }).data ?? [];
  // A form begins with what is known: it waits for it. What is over changes no more.
  if (where === undefined || where.done || budgets.isPending || milestones.isPending) return null;
  const actions = listActions({
    project: code,
    client,
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
