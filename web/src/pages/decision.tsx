// One proposal, at an address of its own: where a notice, Slack or a colleague's link leads.

import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { ProblemError, proposalQuery } from '../api-client.ts';
import { EmptyPanel, FailurePanel, WaitingPanel } from '../parts/panels.tsx';
import { ProposalCard } from '../parts/proposal-card.tsx';

const route = getRouteApi('/inside/a-decider/$id');

export function DecisionPage() {
  const { id } = route.useParams();
  const { me } = route.useRouteContext();
  const proposal = useQuery(proposalQuery(id));
  return (
    <div className="vigie-airy">
      <p className="vigie-small">
        <Link to="/a-decider">À décider</Link>
      </p>
      {proposal.isPending ? (
        <WaitingPanel />
      ) : proposal.isError && proposal.data === undefined ? (
        proposal.error instanceof ProblemError && proposal.error.status === 404 ? (
          <EmptyPanel title="Cette proposition n’existe pas">
            Elle n’existe pas, ou ne vous concerne pas. <Link to="/a-decider">Voir ce qui attend</Link>
          </EmptyPanel>
        ) : (
          <FailurePanel error={proposal.error} onRetry={() => void proposal.refetch()} />
        )
      ) : (
        <ProposalCard proposal={proposal.data} me={me} current level={1} />
      )}
    </div>
  );
}
