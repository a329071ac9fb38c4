// The quotes of the deals one follows: what waits to be sent, what the client has, what is signed.

import { Button, SegmentedControl, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { sayCount } from '../../../domain/french.ts';
import { namesQuery, quotesQuery, type ShownQuote, type ShownQuotes } from '../api-client.ts';
import { formatEuros } from '../format.ts';
import { CommandForm } from '../parts/command-form.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { EmptyPanel, FailurePanel, WaitingPanel } from '../parts/panels.tsx';
import { useAllowed } from '../parts/use-allowed.ts';
import { QuoteList, useQuoteOptions } from '../quotes/quote-list.tsx';

const route = getRouteApi('/inside/devis');

type View = 'cours' | 'signes' | 'tous';

/** It may still be sent or signed. */
const isRunning = ({ status, open }: ShownQuote): boolean => open && (status === 'brouillon' || status === 'envoye');

function choose(quotes: readonly ShownQuote[], view: View): ShownQuote[] {
  const chosen = quotes.filter((quote) =>
    view === 'cours' ? isRunning(quote) : view === 'signes' ? quote.status === 'signe' : true,
  );
  // What waits longest for an answer first, then what is not sent; signed ones from the last.
  return view === 'cours'
    ? chosen.toSorted((a, b) => (a.sentOn ?? '9999').localeCompare(b.sentOn ?? '9999') || a.code.localeCompare(b.code))
    : chosen.toSorted((a, b) => (b.signedOn ?? '').localeCompare(a.signedOn ?? '') || b.code.localeCompare(a.code));
}

export function QuotesPage() {
  const { me } = route.useRouteContext();
  const { etat = 'cours' } = route.useSearch();
  const quotes = useQuery(quotesQuery);
  return (
    <>
      <PageHead
        title="Devis"
        lead={quotes.data === undefined ? 'Ce qui est proposé aux clients' : sayStanding(quotes.data)}
      />
      {quotes.isPending ? (
        <WaitingPanel />
      ) : quotes.isError ? (
        <FailurePanel error={quotes.error} onRetry={() => void quotes.refetch()} />
      ) : (
        <Stack gap="md">
          <NewQuote deals={quotes.data.deals.filter(({ open }) => open)} />
          <Views quotes={quotes.data.quotes} view={etat} />
          <Chosen quotes={choose(quotes.data.quotes, etat)} view={etat} today={me.today} />
        </Stack>
      )}
    </>
  );
}

function sayStanding({ quotes }: ShownQuotes): string {
  const running = quotes.filter(isRunning);
  const sent = running.filter(({ status }) => status === 'envoye');
  const amount = sent.reduce((sum, quote) => sum + quote.amount, 0);
  const parts = [`${running.length} en cours`];
  if (sent.length > 0)
    parts.push(`${sayCount(sent.length, 'attend', 'attendent')} la réponse du client, pour ${formatEuros(amount)} HT`);
  return parts.join(' · ');
}

function Views({ quotes, view }: { quotes: readonly ShownQuote[]; view: View }) {
  const navigate = useNavigate();
  const label = (words: string, of: View): string => `${words} ${choose(quotes, of).length}`;
  return (
    <SegmentedControl
      size="xs"
      className="vigie-fit"
      aria-label="Quels devis"
      value={view}
      data={[
        { value: 'cours', label: label('En cours', 'cours') },
        { value: 'signes', label: label('Signés', 'signes') },
        { value: 'tous', label: label('Tous', 'tous') },
      ]}
      onChange={(value) =>
        void navigate({
          to: '/devis',
          search: value === 'signes' || value === 'tous' ? { etat: value } : {},
          replace: true,
        })
      }
    />
  );
}

function Chosen({ quotes, view, today }: { quotes: readonly ShownQuote[]; view: View; today: string }) {
  if (quotes.length > 0) return <QuoteList quotes={quotes} today={today} />;
  if (view === 'signes')
    return <EmptyPanel title="Aucun devis signé">Ceux que les clients signent se retrouveront ici.</EmptyPanel>;
  return (
    <EmptyPanel title="Aucun devis en cours">
      Un devis se fait pour une opportunité ouverte, s’envoie, puis sa signature est notée : l’opportunité peut alors
      être gagnée.
    </EmptyPanel>
  );
}

/** For one of the deals that are open. */
function NewQuote({ deals }: { deals: ShownQuotes['deals'] }) {
  const [opened, setOpened] = useState(false);
  const names = useQuery(namesQuery).data?.clients;
  const options = useQuoteOptions();
  const allowed = useAllowed();
  if (!allowed.has('create_quote') || deals.length === 0) return null;
  if (!opened)
    return (
      <Button className="vigie-fit" onClick={() => setOpened(true)}>
        Nouveau devis…
      </Button>
    );
  return (
    <section className="vigie-sheet vigie-drop" aria-label="Nouveau devis">
      <CommandForm
        command="create_quote"
        input={{ lines: [{}] }}
        known={[]}
        left={['code']}
        options={{
          ...options,
          opportunity: deals.map(({ opportunity, title, client }) => ({
            value: opportunity,
            label: `${title ?? opportunity} · ${names?.[client] ?? client} (${opportunity})`,
          })),
        }}
        leaves
        onCancel={() => setOpened(false)}
      />
    </section>
  );
}
