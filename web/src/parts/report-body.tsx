// What a report or a list answers: its lone figures, then its tables, with the row that a figure came from.

import { Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { headingOf } from '../../../api/contract/report-words.ts';
import { namesQuery } from '../api-client.ts';
import { sayCount } from '../../../domain/french.ts';
import { formatDay } from '../format.ts';
import { readView, type ReportView } from '../report-rows.ts';
import { FigureList } from './figure-list.tsx';
import { EmptyPanel } from './panels.tsx';
import { formatCell, ReportTableView, type Picking } from './report-table-view.tsx';

type BodyProps = { name: string; body: unknown; sort: string | undefined; day: string; picking?: Picking | undefined };

export function ReportBody({ name, body, sort, day, picking }: BodyProps) {
  const names = useQuery(namesQuery).data;
  const wanted = decodeURIComponent(useLocation({ select: ({ hash }) => hash }));
  const view = readView(body);
  const rows = view.tables.reduce((sum, table) => sum + table.rows.filter(({ isTotal }) => !isTotal).length, 0);
  return (
    <>
      <Text size="sm" className="vigie-quiet vigie-figures" role="status">
        Au {formatDay(day)} · {sayCount(rows, 'ligne', 'lignes')}
        {isStandard(body) && showsCosts(view) && ' · aux coûts standard'}
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
          <ReportTableView report={name} table={table} names={names} picking={picking} sort={sort} wanted={wanted} />
        </section>
      ))}
    </>
  );
}

const OF_COSTS = /cost|margin|cjm|impact/;

/** Which costs are meant matters only where there are any. */
function showsCosts({ tables, figures }: ReportView): boolean {
  return [...tables.flatMap(({ columns }) => columns), ...figures.map(([name]) => name)].some((name) =>
    OF_COSTS.test(name),
  );
}

function isStandard(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'costs' in body && body.costs === 'standard';
}

function LoneFigures({ name, view }: { name: string; view: ReportView }) {
  if (view.figures.length === 0) return null;
  return (
    <FigureList
      className="vigie-stats"
      figures={view.figures.map(([key, value]) => [headingOf(name, key), formatCell(name, key, value)])}
    />
  );
}
