// A report in a terminal: one table a list, French headings, figures aligned to the right.

import { wordOf } from '../contract/report-values.ts';
import { EUROS, headingOf, HEADINGS, RATES } from '../contract/report-words.ts';

const euros = new Intl.NumberFormat('fr-FR', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const rates = new Intl.NumberFormat('fr-FR', { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 });
const plain = new Intl.NumberFormat('fr-FR', { maximumFractionDigits: 2 });

type Row = Record<string, unknown>;

function isRow(value: unknown): value is Row {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function showNumber(column: string, value: number): string {
  if (RATES.has(column)) return rates.format(value);
  return (EUROS.has(column) ? euros : plain).format(value);
}

function showText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** One of a list in one cell: the code of a signal, the reason of a block, the days of an absence. */
function showItem(column: string, value: unknown): string {
  if (!isRow(value)) return showText(value);
  const { code, reason, kind, label, days, amount } = value;
  const figure =
    typeof days === 'number'
      ? ` ${showNumber('days', days)}`
      : typeof amount === 'number'
        ? ` ${showNumber('amount', amount)}`
        : '';
  return code === undefined && reason === undefined
    ? `${showText(kind ?? label ?? '')}${figure}`
    : wordOf(column, showText(code ?? reason));
}

/** More would not fit in a line of a terminal: `--json` has them all. */
const ITEMS_SHOWN = 4;

function showList(column: string, values: readonly unknown[]): string {
  const shown = values
    .slice(0, ITEMS_SHOWN)
    .map((value) => showItem(column, value))
    .join(', ');
  return values.length > ITEMS_SHOWN ? `${shown}… (${values.length})` : shown;
}

function showCell(column: string, value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'number') return showNumber(column, value);
  if (Array.isArray(value)) return showList(column, value);
  return wordOf(column, showText(value));
}

function isTable(value: unknown): value is Row[] {
  return Array.isArray(value) && value.every(isRow);
}

/** Lists that are worth a table of their own; the others fit in one cell. */
const OWN_TABLES = new Set(['consultants', 'profiles', 'lines']);

function renderTable(rows: readonly Row[], footer?: Row): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((column) => !OWN_TABLES.has(column));
  const cells = rows.map((row) => columns.map((column) => showCell(column, row[column])));
  if (footer)
    cells.push(
      columns.map((column, i) => (i === 0 ? 'Total' : column in footer ? showCell(column, footer[column]) : '')),
    );
  const headings = columns.map((column) => HEADINGS[column] ?? column);
  const numeric = columns.map((column) => rows.some((row) => typeof row[column] === 'number'));
  const widths = columns.map((_, i) => Math.max(...[headings, ...cells].map((line) => (line[i] ?? '').length)));
  const line = (texts: readonly string[]) =>
    texts
      .map((text, i) => (numeric[i] ? text.padStart(widths[i] ?? 0) : text.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  const body = cells.map(line);
  if (footer) body.splice(-1, 0, rule);
  return [line(headings), rule, ...body].join('\n');
}

/** Tables inside the rows of a table (the consultants of a month, the lines of an invoice), each under its heading. */
function renderRows(rows: readonly Row[]): string[] {
  const nested = [...OWN_TABLES].find((name) => rows.some((row) => isTable(row[name])));
  if (nested === undefined) return [renderTable(rows)];
  return rows.flatMap((row) => {
    const list = row[nested];
    const heading = showText(row['month'] ?? row['code'] ?? '');
    if (!isTable(list) || list.length === 0) return [`${heading}\n${renderTable([row])}`];
    return [`${heading}\n${renderTable(list, isRow(row['total']) ? row['total'] : undefined)}`];
  });
}

/** Is the total that of the columns, or does it stand by itself? */
function footsColumns(total: Row, rows: readonly Row[]): boolean {
  const hasTables = rows.some((row) => [...OWN_TABLES].some((nested) => isTable(row[nested])));
  return !hasTables && Object.keys(total).some((key) => rows.some((row) => key in row));
}

function showFigures(name: string, figures: Row): string {
  return Object.entries(figures)
    .map(([key, value]) => `${headingOf(name, key)} : ${showCell(key, value)}`)
    .join('   ');
}

export function renderReport(name: string, report: unknown): string {
  if (!isRow(report)) throw new Error(`the report ${name} is a JSON object`);
  const parts: string[] = [];
  const total = isRow(report['total']) ? report['total'] : undefined;
  const hasSeveral = Object.values(report).filter(isTable).length > 1;
  for (const [key, value] of Object.entries(report)) {
    if (!isTable(value)) continue;
    const title = hasSeveral ? [headingOf(name, key)] : [];
    if (value.length === 0) parts.push([...title, 'Rien à signaler.'].join(' : '));
    else if (total && footsColumns(total, value)) parts.push([...title, renderTable(value, total)].join('\n'));
    else parts.push(...title, ...renderRows(value));
    if (key === 'projects' && name === 'drift') parts.push(...renderSignals(value));
  }
  for (const [key, value] of Object.entries(report)) {
    if (key !== 'total' && isRow(value)) parts.push(`${headingOf(name, key)} : ${showFigures(name, value)}`);
  }
  const lists = Object.values(report).filter(isTable);
  // A figure of the total that no column has stands alone.
  const inColumns = new Set(
    lists.filter((rows) => total && footsColumns(total, rows)).flatMap((rows) => rows.flatMap(Object.keys)),
  );
  const alone = Object.fromEntries(Object.entries(total ?? {}).filter(([key]) => !inColumns.has(key)));
  const figures = Object.entries({ ...alone, ...report }).filter(([, value]) => !Array.isArray(value) && !isRow(value));
  if (figures.length > 0) parts.push(showFigures(name, Object.fromEntries(figures)));
  return parts.join('\n\n');
}

/** Why each project drifts, in its sentences. */
function renderSignals(projects: readonly Row[]): string[] {
  return projects.map((project) => {
    const signals = isTable(project['signals']) ? project['signals'] : [];
    return [`${String(project['code'])} :`, ...signals.map((signal) => `  • ${String(signal['detail'])}`)].join('\n');
  });
}
