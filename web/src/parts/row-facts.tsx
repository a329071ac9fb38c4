// What a deal, a project or an invoice is about: its line of the list. Not said to who does not read the list.

import { useQuery } from '@tanstack/react-query';
import { headingOf } from '../../../api/contract/report-words.ts';
import { listQuery, namesQuery } from '../api-client.ts';
import { readView } from '../report-rows.ts';
import { ReportCell } from './report-table-view.tsx';

export function RowFacts({ list, code }: { list: string; code: string }) {
  const names = useQuery(namesQuery).data;
  const body = useQuery(listQuery(list, {})).data;
  if (body === undefined) return null;
  const row = readView(body)
    .tables.flatMap(({ rows }) => rows)
    .find(({ key }) => key === code);
  if (row === undefined) return null;
  const { code: _code, number: _number, open: _open, ...told } = row.cells;
  return (
    <section className="vigie-sheet vigie-proposal" aria-label="De quoi il s’agit">
      <dl className="vigie-where">
        {Object.entries(told).map(([column, value]) => (
          <div key={column}>
            <dt>{headingOf(list, column)}</dt>
            <dd>
              <ReportCell report={list} column={column} value={value} names={names} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
