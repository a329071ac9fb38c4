// Where an opportunity or an invoice stands: its step, who is waited for, since when, and what comes next. Where a
// notice leads.

import { Group, Stack, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { DealActions } from '../actions/deal-actions.tsx';
import { InvoiceActions } from '../actions/invoice-actions.tsx';
import { meQuery, namesQuery, quotesQuery, whereQuery, type WhereStands } from '../api-client.ts';
import { FileButton } from '../parts/file-button.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { FailurePanel, WaitingPanel } from '../parts/panels.tsx';
import { RowFacts } from '../parts/row-facts.tsx';
import { WhereSteps } from '../parts/where-steps.tsx';
import { QuoteList } from '../quotes/quote-list.tsx';

const KIND_WORDS = { opportunity: 'Opportunité', project: 'Projet', invoice: 'Facture' } as const;

export function WherePage() {
  const { code } = useParams({ strict: false });
  return code === undefined ? null : <Where code={code} />;
}

function Where({ code }: { code: string }) {
  const where = useQuery(whereQuery(code));
  const title = useTitle(code);
  return (
    <div className="vigie-airy">
      <PageHead
        title={title ?? code}
        lead={
          where.data === undefined
            ? 'Où en est-on ?'
            : `${KIND_WORDS[where.data.kind]}${title === null ? '' : ` ${code}`}`
        }
      />
      {where.isPending ? (
        <WaitingPanel />
      ) : where.isError ? (
        <FailurePanel error={where.error} onRetry={() => void where.refetch()} />
      ) : (
        <Stack gap="sm">
          <WhereSteps where={where.data} />
          <Actions where={where.data} title={title ?? code} />
          <RowFacts list={LISTS[where.data.kind]} code={code} />
          {where.data.kind === 'opportunity' && <Quotes code={code} />}
          {where.data.kind === 'invoice' && (
            <Group gap="xs">
              <FileButton path={`invoices/${encodeURIComponent(code)}/pdf`}>PDF</FileButton>
              <FileButton path={`invoices/${encodeURIComponent(code)}/evidence`}>
                Avec ses preuves (CRA, PV, commande)
              </FileButton>
            </Group>
          )}
        </Stack>
      )}
    </div>
  );
}

/** What the reader may do of it now. */
function Actions({ where: { kind, code, step }, title }: { where: WhereStands; title: string }) {
  const me = useQuery(meQuery).data;
  if (me === undefined) return null;
  if (kind === 'opportunity') return <DealActions code={code} title={title} today={me.today} />;
  return kind === 'invoice' ? <InvoiceActions number={code} step={step} today={me.today} /> : null;
}

/** The quotes, for who follows the pipeline. */
function useQuotes() {
  const reads = useQuery(meQuery).data?.reports.includes('pipeline') === true;
  return useQuery({ ...quotesQuery, enabled: reads }).data;
}

/** What an opportunity or a project is called; null: its code alone is known, or it is an invoice. */
function useTitle(code: string): string | null {
  const names = useQuery(namesQuery).data;
  const title = names?.opportunities[code] ?? names?.projects[code];
  return title === undefined || title === code ? null : title;
}

/** What was offered to the client, and what may be done of it; nothing for who does not follow it. */
function Quotes({ code }: { code: string }) {
  const me = useQuery(meQuery).data;
  const quotes = useQuotes()?.quotes.filter(({ opportunity }) => opportunity === code);
  if (me === undefined || quotes === undefined || quotes.length === 0) return null;
  return (
    <section aria-label="Devis de l’opportunité">
      <Title order={2} size="h5" mb="xs">
        Devis
      </Title>
      <QuoteList quotes={quotes} today={me.today} />
    </section>
  );
}

/** The list that each stands in. */
const LISTS = { opportunity: 'list_opportunities', project: 'list_projects', invoice: 'list_invoices' } as const;
