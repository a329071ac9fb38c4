// Where an opportunity or an invoice stands: its step, who is waited for, since when, and what comes next. Where a
// notice leads.

import { Anchor, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { whereQuery } from '../api-client.ts';
import { PageHead } from '../parts/page-head.tsx';
import { FailurePanel, WaitingPanel } from '../parts/panels.tsx';
import { WhereSteps } from '../parts/where-steps.tsx';

const KIND_WORDS = { opportunity: 'Opportunité', project: 'Projet', invoice: 'Facture' } as const;

export function WherePage() {
  const { code } = useParams({ strict: false });
  return code === undefined ? null : <Where code={code} />;
}

function Where({ code }: { code: string }) {
  const where = useQuery(whereQuery(code));
  return (
    <div className="vigie-airy">
      <PageHead title={code} lead={where.data === undefined ? 'Où en est-on ?' : KIND_WORDS[where.data.kind]} />
      {where.isPending ? (
        <WaitingPanel />
      ) : where.isError ? (
        <FailurePanel error={where.error} onRetry={() => void where.refetch()} />
      ) : (
        <Stack gap="sm">
          <WhereSteps where={where.data} />
          {where.data.kind === 'invoice' && (
            <Anchor href={`/api/invoices/${encodeURIComponent(code)}/evidence`} download size="sm">
              Ce qui la prouve (CRA, PV, commande) en une archive
            </Anchor>
          )}
        </Stack>
      )}
    </div>
  );
}
