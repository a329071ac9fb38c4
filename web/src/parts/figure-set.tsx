// The set of an answer as a table, each figure to its rows; and the same as a small chart, where the eye is faster.

import { lazy, Suspense } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { HEADINGS } from '../../../api/contract/report-words.ts';
import { namesQuery, type Figure, type Names } from '../api-client.ts';
import { addressOfSource } from '../evidence.ts';
import { findSeries, makeFigureTable, type FigureTable } from '../figure-table.ts';
import {
  DASH,
  formatDay,
  formatDays,
  formatEuros,
  formatExactEuros,
  formatMonth,
  formatNumber,
  formatRate,
} from '../format.ts';

// The chart's library comes with the first answer that has a chart.
const FigureChart = lazy(async () => ({ default: (await import('./figure-chart.tsx')).FigureChart }));

export function formatFigure(value: Figure['value'], unit: Figure['unit']): string {
  if (typeof value === 'string') return /^\d{4}-\d{2}-\d{2}$/.test(value) ? formatDay(value) : value;
  switch (unit) {
    case 'EUR':
      return formatExactEuros(value);
    case 'ratio':
      return formatRate(value);
    case 'days':
      return formatDays(value);
    case 'count':
    case 'date':
      return formatNumber(value);
    default:
      return unit satisfies never;
  }
}

/** « 2026-10/C001 » is a person in a month. */
function nameOf(names: Names | undefined, subject: string): string {
  const parts = subject.split('/').map((part) => {
    if (/^\d{4}-\d{2}$/.test(part)) return formatMonth(part);
    const name = names?.projects[part] ?? names?.clients[part] ?? names?.consultants[part];
    // Two projects may bear one name.
    return name === undefined || name === part ? part : `${name} (${part})`;
  });
  return parts.join(' · ');
}

/** Lines of a list in a text. */
const countListed = (text: string): number =>
  text.split('\n').filter((line) => /^\s*(?:[-*]|\d+\.)\s/.test(line)).length;

/** @param text the answer's: a list of one figure a subject says what the table would. */
export function FigureSet({ figures, text }: { figures: readonly Figure[]; text: string }) {
  const names = useQuery(namesQuery).data;
  const table = makeFigureTable(figures);
  if (table === null) return null;
  const series = findSeries(table);
  const isSaid = table.columns.length === 1 && countListed(text) >= table.rows.length;
  return (
    <>
      {!isSaid && <FigureTableView table={table} names={names} />}
      {series !== null && (
        <Suspense fallback={null}>
          <FigureChart
            series={{ ...series, points: series.points.map((p) => ({ ...p, label: nameOf(names, p.label) })) }}
            title={HEADINGS[series.name] ?? series.name}
            format={(value) => (series.unit === 'EUR' ? formatEuros(value) : formatFigure(value, series.unit))}
          />
        </Suspense>
      )}
    </>
  );
}

function FigureTableView({ table, names }: { table: FigureTable; names: Names | undefined }) {
  return (
    <div className="vigie-sheet vigie-scroll">
      <table className="vigie-table">
        <caption className="vigie-hidden">Les chiffres de la réponse</caption>
        <thead>
          <tr>
            <th scope="col">Sujet</th>
            {table.columns.map(({ name }) => (
              <th key={name} scope="col" className="vigie-number">
                {HEADINGS[name] ?? name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map(({ subject, cells }) => (
            <tr key={subject}>
              <th scope="row">{nameOf(names, subject)}</th>
              {table.columns.map(({ name }) => (
                <td key={name} className="vigie-number">
                  <FigureCell figure={cells.get(name)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function FigureCell({ figure }: { figure: Figure | undefined }) {
  if (figure === undefined) return DASH;
  const address = addressOfSource(figure.source);
  const text = formatFigure(figure.value, figure.unit);
  return address === null ? text : <Link to={address}>{text}</Link>;
}
