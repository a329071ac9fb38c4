// A list that the assistant looked up (projects, invoices, CRAs…): the rows behind a figure that no report gives.

import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { listQuery } from '../api-client.ts';
import { isListName } from '../evidence.ts';
import { wordsOfReport } from '../navigation.ts';
import { PageHead } from '../parts/page-head.tsx';
import { EmptyPanel, FailurePanel, WaitingPanel } from '../parts/panels.tsx';
import { ReportBody } from '../parts/report-body.tsx';

const route = getRouteApi('/inside/listes/$name');

export function ListPage() {
  const { name } = route.useParams();
  return isListName(name) ? (
    <List name={name} />
  ) : (
    <EmptyPanel title="Cette liste n’existe pas">
      <Link to="/rapports">Voir les rapports</Link>
    </EmptyPanel>
  );
}

function List({ name }: { name: string }) {
  const { tri, ...options } = route.useSearch();
  const { me } = route.useRouteContext();
  const list = useQuery(listQuery(name, options));
  return (
    <Stack gap="md">
      <PageHead title={wordsOfReport(name).title} lead="Telles que les données sont maintenant." />
      {list.isPending ? (
        <WaitingPanel />
      ) : list.isError ? (
        <FailurePanel error={list.error} onRetry={() => void list.refetch()} />
      ) : (
        <ReportBody name={name} body={list.data} sort={tri} day={options['as-of'] ?? me.today} />
      )}
    </Stack>
  );
}
