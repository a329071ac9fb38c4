// Any report as a table: the rows behind a figure. Its options, its sort and the row looked for are in the address.

import { Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useLocation } from '@tanstack/react-router';
import { headingOf } from '../../../api/contract/report-words.ts';
import { isReportName, type ReportName } from '../../../domain/report-names.ts';
import { namesQuery, reportQuery } from '../api-client.ts';
import { formatCount, formatDay } from '../format.ts';
import { wordsOfReport } from '../navigation.ts';
import { PageHead } from '../parts/page-head.tsx';
import { EmptyPanel, FailurePanel, WaitingPanel } from '../parts/panels.tsx';
import { ReportOptions } from '../parts/report-options.tsx';
import { formatCell, ReportTableView } from '../parts/report-table-view.tsx';
import { readView, type ReportView } from '../report-rows.ts';

const route = getRouteApi('/inside/rapports/$name');

export function ReportPage() {
  const { name } = route.useParams();
  if (!isReportName(name))
    return (
      <EmptyPanel title="Ce rapport n’existe pas">
        Il n’y a pas de rapport « {name} ». <Link to="/rapports">Voir tous les rapports</Link>
      </EmptyPanel>
    );
  return <KnownReport name={name} />;
}

function KnownReport({ name }: { name: ReportName }) {
  const { tri, ...options } = route.useSearch();
  const { me } = route.useRouteContext();
  // The one option that cannot be left out: what changed, since when? The month so far.
  const asked =
    name === 'changes' && options['since'] === undefined ? { ...options, since: firstOfMonth(me.today) } : options;
  const report = useQuery(reportQuery(name, asked));
  const { title, about } = wordsOfReport(name);
  return (
    <Stack gap="md">
      <PageHead title={title} lead={about} />
      <ReportOptions report={name} asked={asked} me={me} />
      {report.isPending ? (
        <WaitingPanel />
      ) : report.isError ? (
        <FailurePanel error={report.error} onRetry={() => void report.refetch()} />
      ) : (
        <ReportBody name={name} body={report.data} sort={tri} day={asked['as-of'] ?? me.today} />
      )}
    </Stack>
  );
}

const firstOfMonth = (day: string): string => `${day.slice(0, 7)}-01`;

type BodyProps = { name: ReportName; body: unknown; sort: string | undefined; day: string };

function ReportBody({ name, body, sort, day }: BodyProps) {
  const names = useQuery(namesQuery).data;
  const wanted = decodeURIComponent(useLocation({ select: ({ hash }) => hash }));
  const view = readView(body);
  const rows = view.tables.reduce((sum, table) => sum + table.rows.filter(({ isTotal }) => !isTotal).length, 0);
  return (
    <>
      <Text size="sm" className="vigie-quiet vigie-figures" role="status">
        Au {formatDay(day)} · {formatCount(rows, 'ligne', 'lignes')}
        {isStandard(body) && ' · aux coûts standard'}
      </Text>
      <LoneFigures name={name} view={view} />
      {view.tables.length === 0 && view.figures.length === 0 && (
        <EmptyPanel title="Rien à montrer">Aucune ligne ne répond à ces options, à cette date.</EmptyPanel>
      )}
      {view.tables.map((table) => (
        <section key={table.name} aria-label={headingOf(name, table.name)}>
          {view.tables.length > 1 && (
            <Title order={2} size="h5" mb="xs">
              {table.name === 'total' ? 'Ensemble' : headingOf(name, table.name)}
            </Title>
          )}
          <ReportTableView report={name} table={table} names={names} sort={sort} wanted={wanted} />
        </section>
      ))}
    </>
  );
}

function isStandard(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'costs' in body && body.costs === 'standard';
}

function LoneFigures({ name, view }: { name: ReportName; view: ReportView }) {
  if (view.figures.length === 0) return null;
  return (
    <dl className="vigie-stats">
      {view.figures.map(([key, value]) => (
        <div key={key}>
          <dt>{headingOf(name, key)}</dt>
          <dd>{formatCell(name, key, value)}</dd>
        </div>
      ))}
    </dl>
  );
}
