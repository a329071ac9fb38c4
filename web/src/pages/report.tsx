// Any report as a table: the rows behind a figure. Its options, its sort and the row looked for are in the address.

import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { isReportName, type ReportName } from '../../../domain/report-names.ts';
import { reportQuery } from '../api-client.ts';
import { BillingBody, type Billing } from '../billing/billing-body.tsx';
import { wordsOfReport } from '../navigation.ts';
import { PageHead } from '../parts/page-head.tsx';
import { EmptyPanel, FailurePanel, WaitingPanel } from '../parts/panels.tsx';
import { ReportOptions } from '../parts/report-options.tsx';
import { ReportBody } from '../parts/report-body.tsx';

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
      ) : name === 'billing' ? (
        <BillingBody body={report.data as Billing} sort={tri} day={asked['as-of'] ?? me.today} today={me.today} />
      ) : (
        <ReportBody name={name} body={report.data} sort={tri} day={asked['as-of'] ?? me.today} />
      )}
    </Stack>
  );
}

const firstOfMonth = (day: string): string => `${day.slice(0, 7)}-01`;
