// The pipeline as a salesperson follows it: what is open, stage by stage, what it is worth, and where a new opportunity
// begins.

import { Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { sayCount } from '../../../domain/french.ts';
import { OPEN_STAGES, STAGE_WORDS } from '../../../domain/pipeline.ts';
import { namesQuery, type Names } from '../api-client.ts';
import { formatColumnDay, formatDays, formatEuros, formatRate } from '../format.ts';
import { dealsQuery, type Deal } from '../list-queries.ts';
import { NewDeal } from '../parts/new-deal.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { EmptyPanel, FailurePanel, WaitingPanel } from '../parts/panels.tsx';

const route = getRouteApi('/inside/pipeline');

export function PipelinePage() {
  const { me } = route.useRouteContext();
  const deals = useQuery(dealsQuery);
  const names = useQuery(namesQuery).data;
  const open = (deals.data ?? []).filter((deal) => deal.open);
  return (
    <>
      <PageHead title="Pipeline" lead={open.length === 0 ? 'Les opportunités ouvertes' : sayTotal(open)} />
      {deals.isPending ? (
        <WaitingPanel />
      ) : deals.isError ? (
        <FailurePanel error={deals.error} onRetry={() => void deals.refetch()} />
      ) : (
        <Stack gap="lg">
          {names !== undefined && <NewDeal me={me} clients={names.clients} />}
          {open.length === 0 && (
            <EmptyPanel title="Aucune opportunité ouverte">
              Une opportunité naît d’un besoin de client ; son devis signé, elle devient un projet.
            </EmptyPanel>
          )}
          {/* What is nearest to its signature first. */}
          {OPEN_STAGES.toReversed().map((stage) => (
            <StageOf key={stage} stage={stage} deals={open.filter((deal) => deal.stage === stage)} names={names} />
          ))}
          <Text size="sm">
            <Link to="/rapports/$name" params={{ name: 'pipeline' }}>
              Le rapport, à une autre date
            </Link>{' '}
            ·{' '}
            <Link to="/listes/$name" params={{ name: 'list_opportunities' }}>
              Toutes les opportunités, gagnées et perdues comprises
            </Link>
          </Text>
        </Stack>
      )}
    </>
  );
}

const sum = (deals: readonly Deal[], of: (deal: Deal) => number | null): number =>
  deals.reduce((total, deal) => total + (of(deal) ?? 0), 0);

/** « 4 opportunités ouvertes · 297 000 € · 84 300 € pondérés · 1 à relancer » */
function sayTotal(deals: readonly Deal[]): string {
  const overdue = deals.filter((deal) => deal.overdue).length;
  return [
    sayCount(deals.length, 'opportunité ouverte', 'opportunités ouvertes'),
    formatEuros(sum(deals, ({ amount }) => amount)),
    `${formatEuros(sum(deals, ({ weighted }) => weighted))} pondérés`,
    ...(overdue === 0 ? [] : [`${sayCount(overdue, 'passée', 'passées')} de date`]),
  ].join(' · ');
}

type StageProps = { stage: Deal['stage']; deals: readonly Deal[]; names: Names | undefined };

function StageOf({ stage, deals, names }: StageProps) {
  if (deals.length === 0) return null;
  const word = STAGE_WORDS[stage];
  return (
    <section aria-labelledby={`etape-${stage}`}>
      <Title order={2} size="h5" id={`etape-${stage}`} mb="xs">
        {word.charAt(0).toUpperCase() + word.slice(1)}{' '}
        <Text span size="sm" className="vigie-quiet vigie-figures">
          {deals.length} · {formatEuros(sum(deals, ({ amount }) => amount))}
        </Text>
      </Title>
      <Stack component="ul" className="vigie-sheet vigie-notices" gap={0}>
        {deals
          .toSorted((a, b) => (a.expected_close ?? '9999').localeCompare(b.expected_close ?? '9999'))
          .map((deal) => (
            <DealLine key={deal.code} deal={deal} names={names} />
          ))}
      </Stack>
    </section>
  );
}

function DealLine({ deal, names }: { deal: Deal; names: Names | undefined }) {
  const { code, client, amount, probability, expected_close: close, overdue, needs } = deal;
  return (
    <li>
      <div className="vigie-card-head">
        <div>
          <Text size="sm" fw={600}>
            <Link to="/opportunites/$code" params={{ code }}>
              {names?.opportunities[code] ?? code}
            </Link>
          </Text>
          <Text size="xs" className="vigie-quiet vigie-figures">
            {[
              names?.clients[client] ?? client,
              code,
              ...needs.map(({ profile, days }) => `${profile} ${formatDays(days)}`),
            ].join(' · ')}
          </Text>
        </div>
        <Text size="sm" fw={600} className="vigie-figures vigie-day">
          {amount === null ? 'montant à chiffrer' : formatEuros(amount)}
        </Text>
      </div>
      <Text size="sm" mt={4}>
        {close === null ? 'Sans date de clôture' : `Clôture prévue le ${formatColumnDay(close)}`}
        {overdue && <strong> : passée</strong>}
        {probability !== null && ` · probabilité ${formatRate(probability)}`}
      </Text>
    </li>
  );
}
