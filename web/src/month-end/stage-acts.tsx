// What moves a stage of a month's end on: the act itself where it is one of the whole month, else the page where it is
// done, for who may.

import { Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { sayMonth } from '../../../domain/french.ts';
import { lastDayOf } from '../../../domain/periods.ts';
import { proposalsQuery, type Me } from '../api-client.ts';
import { CommandActions, type Action } from '../parts/command-actions.tsx';
import type { ShownStage } from './stage-words.ts';

type ActsProps = {
  stage: ShownStage;
  month: string;
  closed: boolean;
  me: Me;
};

export function StageActs({ stage, month, closed, me }: ActsProps) {
  const waiting = useQuery(proposalsQuery('pending')).data ?? [];
  const actions = listActions(stage, month, closed, me.today);
  const asked = actions.some(({ command }) => waiting.some((proposal) => proposal.command === command));
  const links = closed ? null : <StageLinks stage={stage} month={month} me={me} />;
  if (actions.length === 0 && links === null) return null;
  return (
    <Group gap="md" mt="xs">
      <CommandActions actions={actions} of={`${stage.label}, ${sayMonth(month)}`} />
      {asked && <Link to="/a-decider">Voir ce qui attend une décision</Link>}
      {links}
    </Group>
  );
}

function listActions({ stage, done, total }: ShownStage, month: string, closed: boolean, today: string): Action[] {
  const known = ['month'];
  const input = { month };
  if (closed) return stage === 'closing' ? [{ command: 'reopen_month', label: 'Rouvrir le mois…', known, input }] : [];
  if (stage === 'closing')
    return lastDayOf(month) > today ? [] : [{ command: 'close_month', label: 'Clore le mois…', known, input }];
  if (done === total) return [];
  if (stage === 'entry')
    return [
      { command: 'remind_timesheets', label: 'Relancer les retardataires…', known, left: ['consultants'], input },
    ];
  return stage === 'invoices'
    ? [{ command: 'issue_invoices', label: 'Émettre les factures…', known, left: ['projects'], input }]
    : [];
}

type LinksProps = Omit<ActsProps, 'closed'>;

/** Where it is done, of what is still to do. */
function StageLinks({ stage: { stage, holdings, note }, month, me }: LinksProps) {
  if (holdings.length === 0 && note === null) return null;
  if (stage === 'entry' || stage === 'validation')
    return (
      <Link to="/cra/equipe" search={{ mois: month }}>
        {stage === 'entry' ? 'Voir les CRA de l’équipe' : 'Valider les CRA'}
      </Link>
    );
  if (stage === 'client_validation') return <a href="#validation-des-clients">Demander aux clients</a>;
  if (stage === 'anomalies' && me.reports.includes('cra_checks'))
    return (
      <Link to="/rapports/$name" params={{ name: 'cra_checks' }} search={{ month }}>
        Voir les anomalies et leur correction
      </Link>
    );
  if (stage === 'preparation' || stage === 'invoices')
    return (
      <Link to="/rapports/$name" params={{ name: 'billing' }} search={{ month }}>
        {stage === 'preparation' ? 'Voir ce qui bloque' : 'Choisir les projets à facturer'}
      </Link>
    );
  if (stage === 'accruals' && me.reports.includes('accounts'))
    return (
      <Link to="/rapports/$name" params={{ name: 'accounts' }}>
        Voir le rapprochement comptable
      </Link>
    );
  return null;
}
