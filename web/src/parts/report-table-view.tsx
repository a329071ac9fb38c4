// One table of a report: French headings, figures to the right, names beside codes, totals at the foot.

import { Checkbox } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { wordOf } from '../../../api/contract/report-values.ts';
import { headingOf } from '../../../api/contract/report-words.ts';
import { BILLING_BLOCK_LABELS } from '../../../domain/billing.ts';
import type { Names } from '../api-client.ts';
import { sayCount } from '../../../domain/french.ts';
import {
  DASH,
  formatColumnDay,
  formatDays,
  formatExactEuros,
  formatMonth,
  formatNumber,
  formatRate,
} from '../format.ts';
import { sortRows, unitOf, type ReportRow, type ReportTable } from '../report-rows.ts';
import { keepInSight } from './keep-in-sight.ts';

/** What is said of a list's row in one cell, by the first of these that it has. */
const TELLING = ['detail', 'message', 'sentence', 'name', 'label', 'reason', 'skill', 'profile', 'code'];
/** More lines of a cell are opened on demand. */
const SHOWN_LINES = 4;

const REASON_WORDS: Readonly<Record<string, string>> = BILLING_BLOCK_LABELS;

function formatNumberOf(report: string, column: string, value: number): string {
  const unit = unitOf(column, report);
  if (unit === 'EUR') return formatExactEuros(value);
  if (unit === 'ratio') return formatRate(value);
  return unit === 'days' ? formatDays(value) : formatNumber(value);
}

const isDay = (value: unknown): boolean => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);

function sayText(column: string, text: string): string {
  const word = wordOf(column, text);
  if (word !== text) return word;
  if (isDay(text)) return formatColumnDay(text);
  return /^\d{4}-\d{2}$/.test(text) ? formatMonth(text) : (REASON_WORDS[text] ?? text);
}

/** A cell as a French reader reads it. */
export function formatCell(report: string, column: string, value: unknown): string {
  if (value === null || value === undefined) return DASH;
  if (typeof value === 'number') return formatNumberOf(report, column, value);
  if (typeof value === 'boolean') return value ? 'oui' : 'non';
  if (Array.isArray(value)) return value.map((one) => formatCell(report, column, one)).join(', ');
  return typeof value === 'string' ? sayText(column, value) : JSON.stringify(value);
}

/** A deal and an invoice have a page of their own. */
function pageOf(report: string, column: string, value: string): string | null {
  const code = encodeURIComponent(value);
  if (column === 'opportunity' || (report === 'list_opportunities' && column === 'code'))
    return `/opportunites/${code}`;
  return column === 'invoice' || (report === 'list_invoices' && column === 'number') ? `/factures/${code}` : null;
}

/** The name behind a code, by the column that holds it. */
function findName(names: Names | undefined, column: string, code: string): string | undefined {
  if (names === undefined) return undefined;
  const { projects, clients, consultants } = names;
  if (column === 'project') return projects[code];
  if (column === 'client') return clients[code];
  if (column === 'consultant' || column === 'manager') return consultants[code];
  return column === 'code' ? (projects[code] ?? clients[code] ?? consultants[code]) : undefined;
}

/** What stands in a cell, as a person reads it: a name over its code, a figure in its unit, a list line by line. */
export function ReportCell({
  report,
  column,
  value,
  names,
}: {
  report: string;
  column: string;
  value: unknown;
  names: Names | undefined;
}) {
  if (Array.isArray(value)) return <ListCell report={report} values={value} names={names} />;
  if (typeof value !== 'string') return formatCell(report, column, value);
  const page = pageOf(report, column, value);
  if (page !== null) {
    const title = names?.opportunities[value];
    return title === undefined || title === value ? (
      <Link to={page} className="vigie-day">
        {value}
      </Link>
    ) : (
      <>
        <Link to={page} className="vigie-project-link">
          {title}
        </Link>
        <div className="vigie-quiet vigie-small">{value}</div>
      </>
    );
  }
  const name = findName(names, column, value);
  if (name === undefined || name === value) return formatCell(report, column, value);
  const isProject = (column === 'code' || column === 'project') && names?.projects[value] !== undefined;
  return (
    <>
      {isProject ? (
        <Link to="/projets/$code" params={{ code: value }} className="vigie-project-link">
          {name}
        </Link>
      ) : (
        name
      )}
      <div className="vigie-quiet vigie-small">{value}</div>
    </>
  );
}

/** Of a list in a list, how many: its lines are another report's. */
const sayList = (values: readonly unknown[]): string =>
  values.every((value) => typeof value === 'string') ? values.join(', ') : '';

/** A row that a figure comes from, `temps/C001/2026-10-01/P001/1`, as a person names it; other texts as they are. */
function sayRow(text: string, names: Names | undefined): string {
  const [table, first = '', second = ''] = text.split('/');
  if (table === 'temps' && isDay(second)) return `${names?.consultants[first] ?? first}, ${formatColumnDay(second)}`;
  if (table === 'mois' && /^\d{4}-\d{2}$/.test(second)) return formatMonth(second);
  if (table === 'jalon') return `jalon ${second}`;
  if (table === 'facture') return `facture ${first}`;
  return table === 'commande' ? `commande ${first}` : text;
}

/** What explains the row: its signals, its lines, what blocks it. */
function ListCell({ report, values, names }: { report: string; values: unknown[]; names: Names | undefined }) {
  if (values.length === 0) return DASH;
  const said = values.map((value) => {
    if (value === null || typeof value !== 'object') return sayRow(String(value), names);
    const row = value as Record<string, unknown>;
    const telling = TELLING.find((column) => typeof row[column] === 'string');
    const figures = Object.entries(row).filter(([, figure]) => typeof figure === 'number' || Array.isArray(figure));
    const text = telling === undefined ? '' : formatCell(report, telling, row[telling]);
    if (telling === 'detail' || telling === 'message' || telling === 'sentence') return text;
    const consultant =
      typeof row['consultant'] === 'string' ? findName(names, 'consultant', row['consultant']) : undefined;
    const told = figures.map(([column, figure]) =>
      Array.isArray(figure) ? sayList(figure) : formatCell(report, column, figure),
    );
    return [consultant ?? text, ...told].filter((part) => part !== '').join(' · ');
  });
  const rest = said.slice(SHOWN_LINES);
  return (
    <>
      <Lines lines={said.slice(0, SHOWN_LINES)} />
      {rest.length > 0 && (
        <details className="vigie-rows">
          <summary>{sayCount(rest.length, 'autre', 'autres')}</summary>
          <Lines lines={rest} />
        </details>
      )}
    </>
  );
}

function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <ul className="vigie-signals vigie-small">
      {lines.map((line, at) => (
        <li key={`${at} ${line}`}>{line}</li>
      ))}
    </ul>
  );
}

/** On a phone a line has no room for what it does not hold. */
const isBlank = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/** A sentence needs the width that figures do not. */
const isTelling = (column: string): boolean => ['detail', 'message', 'sentence', 'basis', 'effect'].includes(column);

/** Rows that are chosen, for what is done of them. */
export type Picking = {
  readonly picked: ReadonlySet<string>;
  readonly onPick: (key: string, isPicked: boolean) => void;
  /** What choosing the row is called, for who does not see where the box stands. */
  readonly say: (row: ReportRow) => string;
};

type TableProps = {
  report: string;
  table: ReportTable;
  names: Names | undefined;
  picking?: Picking | undefined;
  /** `margin`, or `-margin` from the largest. */
  sort: string | undefined;
  /** The key of the row that a figure came from. */
  wanted: string;
};

/** `2026-10/C001` is also looked for as `C001`; `P003/loss`, a signal, stands in the row of P003. */
function isWanted(row: ReportRow, wanted: string): boolean {
  if (wanted === '') return false;
  return row.key === wanted || row.key.split('/').includes(wanted) || wanted.startsWith(`${row.key}/`);
}

export function ReportTableView({ report, table, names, picking, sort, wanted }: TableProps) {
  const column = sort?.replace(/^-/, '');
  const rows = column === undefined ? table.rows : sortRows(table.rows, column, sort?.startsWith('-') === true);
  const isNumeric = (name: string): boolean => table.rows.some(({ cells }) => typeof cells[name] === 'number');
  return (
    // Wider than the screen, it scrolls by itself; its heads are buttons, which the keyboard reaches.
    <div className="vigie-sheet vigie-scroll">
      <table className="vigie-table vigie-stacked">
        <thead>
          <tr>
            {table.columns.map((name) => (
              <SortableHead
                key={name}
                name={name}
                heading={headingOf(report, name)}
                numeric={isNumeric(name)}
                sort={sort}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, rank) => (
            <tr
              // Two lines may bear one code (the invoices of a VAT box).
              key={`${rank} ${row.key}`}
              ref={isWanted(row, wanted) ? keepInSight : null}
              data-total={row.isTotal || undefined}
              data-wanted={isWanted(row, wanted) || undefined}
              aria-current={isWanted(row, wanted) || undefined}
            >
              {table.columns.map((name, at) => (
                <td
                  key={name}
                  className={isNumeric(name) ? 'vigie-number' : isDay(row.cells[name]) ? 'vigie-day' : undefined}
                  data-label={headingOf(report, name)}
                  data-empty={isBlank(row.cells[name]) || undefined}
                  data-telling={isTelling(name) || undefined}
                  data-list={Array.isArray(row.cells[name]) || undefined}
                >
                  {at === 0 && !row.isTotal && picking !== undefined && <PickBox row={row} picking={picking} />}
                  <div>
                    {at === 0 && row.isTotal && row.cells[name] === undefined ? (
                      'Total'
                    ) : row.isTotal && row.cells[name] === undefined ? null : (
                      <ReportCell report={report} column={name} value={row.cells[name]} names={names} />
                    )}
                  </div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function PickBox({ row, picking: { picked, onPick, say } }: { row: ReportRow; picking: Picking }) {
  return (
    <Checkbox
      size="xs"
      className="vigie-pick"
      aria-label={say(row)}
      checked={picked.has(row.key)}
      onChange={({ currentTarget }) => onPick(row.key, currentTarget.checked)}
    />
  );
}

type HeadProps = { name: string; heading: string; numeric: boolean; sort: string | undefined };

function SortableHead({ name, heading, numeric, sort }: HeadProps) {
  const navigate = useNavigate();
  const isSorted = sort?.replace(/^-/, '') === name;
  const descending = isSorted && sort?.startsWith('-') === true;
  // Figures are looked at from the largest, names from the first.
  const next = isSorted ? (descending ? name : `-${name}`) : numeric ? `-${name}` : name;
  return (
    <th
      scope="col"
      className={numeric ? 'vigie-number' : undefined}
      aria-sort={isSorted ? (descending ? 'descending' : 'ascending') : undefined}
    >
      <button
        type="button"
        className="vigie-sort"
        onClick={() =>
          void navigate({ to: '.', search: (before) => ({ ...before, tri: next }), hash: true, replace: true })
        }
      >
        {heading}
        {isSorted && <span aria-hidden>{descending ? ' ↓' : ' ↑'}</span>}
      </button>
    </th>
  );
}
