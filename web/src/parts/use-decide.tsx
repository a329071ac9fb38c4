// A decision sent, and what came of it. The screens that show the proposal, and the figures that it moved, are read
// again; a proposal that changed meanwhile is shown as it now is, not decided blindly.

import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { UNDOABLE_COMMANDS } from '../../../domain/commands/undo.ts';
import { decide, ProblemError, proposalQuery, type Decision, type ProposalDetail } from '../api-client.ts';
import { useNamed } from './use-named.ts';

/** The facts have overtaken the proposal, or somebody else was first: what is on screen is old. */
const OVERTAKEN = new Set(['proposal_changed', 'already_decided', 'proposal_closed', 'proposal_expired']);

const SAID: Readonly<Partial<Record<ProposalDetail['state'], string>>> = {
  executed: 'Fait',
  approved: 'Approuvée, en cours d’exécution',
  refused: 'Refusée',
  withdrawn: 'Retirée',
  failed: 'Approuvée, mais la règle refuse désormais',
};

/** What was done, and where it may be looked at again, or taken back. */
function Told({ said, proposal }: { said: string; proposal: ProposalDetail }) {
  const say = useNamed();
  const undoable = proposal.state === 'executed' && UNDOABLE_COMMANDS.includes(proposal.command);
  return (
    <>
      {said} : {say(proposal.effect.sentence)}{' '}
      <Link to="/a-decider/$id" params={{ id: proposal.id }}>
        {undoable ? 'Voir, ou annuler' : 'Voir'}
      </Link>
    </>
  );
}

export function useDecide(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (decision: Omit<Decision, 'id'>) => decide({ ...decision, id }),
    onSuccess: async ({ proposal }) => {
      queries.setQueryData(proposalQuery(id).queryKey, proposal);
      const said = SAID[proposal.state];
      if (said !== undefined)
        notifications.show({
          message: <Told said={said} proposal={proposal} />,
          color: proposal.state === 'failed' ? 'red' : 'marine',
          closeButtonProps: { 'aria-label': 'Fermer' },
        });
      await queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' });
    },
    onError: async (error) => {
      if (error instanceof ProblemError && OVERTAKEN.has(error.code))
        await queries.invalidateQueries({ queryKey: ['proposal', id] });
    },
  });
}
