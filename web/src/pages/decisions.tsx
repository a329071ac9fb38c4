// « À décider »: what waits for a person, one at a time under their eyes, by mouse or by keys (a, e, r, j, k). What is
// clean and alike is decided together.

import { SegmentedControl, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { PROPOSAL_STATE_LABELS } from '../../../domain/proposals.ts';
import {
  delegationsQuery,
  proposalQuery,
  proposalsQuery,
  type Me,
  type ShownDelegation,
  type ShownProposal,
} from '../api-client.ts';
import { sayCount } from '../../../domain/french.ts';
import { formatDay } from '../format.ts';
import { BatchOffers } from '../parts/batch-offers.tsx';
import { keepInSight } from '../parts/keep-in-sight.ts';
import { PageHead } from '../parts/page-head.tsx';
import { EmptyPanel, FailurePanel, WaitingPanel } from '../parts/panels.tsx';
import { ProposalCard } from '../parts/proposal-card.tsx';
import { useKeys } from '../parts/use-keys.ts';
import { useNamed } from '../parts/use-named.ts';

const route = getRouteApi('/inside/a-decider');

type Filter = 'attente' | 'demandees' | 'decidees';

const FILTERS: readonly { value: Filter; label: string }[] = [
  { value: 'attente', label: 'À décider' },
  { value: 'demandees', label: 'Mes demandes' },
  { value: 'decidees', label: 'Décidées' },
];

function choose(proposals: readonly ShownProposal[], filter: Filter, me: Me): ShownProposal[] {
  switch (filter) {
    case 'attente':
      // The nearest deadline first.
      return proposals
        .filter(({ mayDecide }) => mayDecide)
        .toSorted((a, b) => (a.expiresOn === b.expiresOn ? 0 : a.expiresOn < b.expiresOn ? -1 : 1));
    case 'demandees':
      return proposals.filter(({ askedBy, state }) => askedBy === me.email && state === 'pending');
    case 'decidees':
      return proposals.filter(({ state }) => state !== 'pending');
    default:
      return filter satisfies never;
  }
}

export function DecisionsPage() {
  const { me } = route.useRouteContext();
  const { etat = 'attente' } = route.useSearch();
  const proposals = useQuery(proposalsQuery(etat === 'decidees' ? undefined : 'pending'));
  const shown = proposals.data === undefined ? undefined : choose(proposals.data, etat, me);
  return (
    <div className="vigie-airy">
      <PageHead
        title="À décider"
        lead={
          shown === undefined ? 'Ce qui attend une décision' : sayCount(shown.length, 'proposition', 'propositions')
        }
      />
      <LentPowers today={me.today} />
      <FilterChoice filter={etat} />
      {proposals.isPending ? (
        <WaitingPanel />
      ) : proposals.isError ? (
        <FailurePanel error={proposals.error} onRetry={() => void proposals.refetch()} />
      ) : shown === undefined || shown.length === 0 ? (
        <Nothing filter={etat} />
      ) : (
        <>
          {etat === 'attente' && <BatchOffers proposals={shown} />}
          <ProposalList proposals={shown} me={me} />
        </>
      )}
    </div>
  );
}

/** Whoever lent their power, or was lent one, is reminded of it where they decide. */
function LentPowers({ today }: { today: string }) {
  const { given, received } = useQuery(delegationsQuery).data ?? { given: [], received: [] };
  const isRunning = ({ startsOn }: ShownDelegation): boolean => startsOn <= today;
  const said = [
    ...given.filter(isRunning).map(({ to, endsOn }) => `${to} décide à votre place jusqu’au ${formatDay(endsOn)}.`),
    ...received
      .filter(isRunning)
      .map(({ from, endsOn }) => `Vous décidez à la place de ${from} jusqu’au ${formatDay(endsOn)}.`),
  ];
  if (said.length === 0) return null;
  return (
    <p className="vigie-sheet vigie-note" role="note">
      {said.join(' ')} <Link to="/delegations">Voir les délégations</Link>
    </p>
  );
}

function FilterChoice({ filter }: { filter: Filter }) {
  const navigate = useNavigate();
  return (
    <SegmentedControl
      size="xs"
      mb="md"
      aria-label="Lesquelles"
      value={filter}
      data={[...FILTERS]}
      onChange={(value) =>
        void navigate({
          to: '/a-decider',
          search: value === 'attente' ? {} : { etat: value as Filter },
          replace: true,
        })
      }
    />
  );
}

function Nothing({ filter }: { filter: Filter }) {
  if (filter === 'demandees')
    return (
      <EmptyPanel title="Aucune demande en attente">
        Ce que vous demandez et qui attend une décision est ici.
      </EmptyPanel>
    );
  if (filter === 'decidees')
    return <EmptyPanel title="Aucune décision">Les propositions décidées se retrouveront ici.</EmptyPanel>;
  return (
    <EmptyPanel title="Rien à décider">
      L’assistant et le guet de nuit déposent ici ce qu’ils proposent.{' '}
      <Link to="/assistant">Demander à l’assistant</Link>
    </EmptyPanel>
  );
}

function ProposalList({ proposals, me }: { proposals: ShownProposal[]; me: Me }) {
  const { p } = route.useSearch();
  const say = useNamed();
  const navigate = useNavigate();
  // The page opens at its top; the card that one goes to next is brought into view.
  const [opened] = useState(proposals[0]?.id);
  const found = proposals.findIndex(({ id }) => id === p);
  // Decided, the current one leaves the list: the next takes its place.
  const [last, setLast] = useState(Math.max(found, 0));
  const at = found >= 0 ? found : Math.min(last, proposals.length - 1);
  const go = (to: number): void => {
    const next = proposals[to];
    if (next === undefined) return;
    setLast(to);
    void navigate({
      to: '/a-decider',
      search: (before) => ({ ...before, p: next.id }),
      replace: true,
      resetScroll: false,
    });
  };
  useKeys({ j: () => go(at + 1), k: () => go(at - 1) });
  return (
    <Stack gap="md" component="ol" className="vigie-plain-list">
      {proposals.map((proposal, rank) => (
        <li key={proposal.id}>
          {rank === at ? (
            <CurrentCard id={proposal.id} me={me} inSight={p !== undefined || proposal.id !== opened} />
          ) : (
            <button type="button" className="vigie-sheet vigie-closed-card" onClick={() => go(rank)}>
              <Text component="span" size="xs" className="vigie-quiet" fw={600}>
                {proposal.label}
                {proposal.state === 'pending'
                  ? ` · avant le ${formatDay(proposal.expiresOn)}`
                  : ` · ${PROPOSAL_STATE_LABELS[proposal.state]}`}
              </Text>
              <Text component="span">{say(proposal.effect.sentence)}</Text>
            </button>
          )}
        </li>
      ))}
    </Stack>
  );
}

function CurrentCard({ id, me, inSight }: { id: string; me: Me; inSight: boolean }) {
  const proposal = useQuery(proposalQuery(id));
  return (
    <div key={proposal.isPending ? 'waiting' : 'read'} ref={inSight ? keepInSight : null}>
      {proposal.isPending ? (
        <WaitingPanel />
      ) : proposal.isError ? (
        <FailurePanel error={proposal.error} onRetry={() => void proposal.refetch()} />
      ) : (
        <ProposalCard proposal={proposal.data} me={me} current />
      )}
    </div>
  );
}
