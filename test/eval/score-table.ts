// What an evaluation found, as tables in Markdown: they read well in a terminal and go into the README as they are.
import { medianOf, percentileOf } from '../bench/samples.ts';
import { CLASS_NAMES } from './cases.ts';
import type { Asked } from './asking-desk.ts';

const share = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;
const millis = (value: number): string => `${value.toFixed(0)} ms`;

function timesOf(values: readonly number[]): string {
  return values.length === 0 ? '–' : `${millis(medianOf(values))} / ${millis(percentileOf(values, 95))}`;
}

const HEAD = ['class', 'asked', 'right', 'safe', 'grounded', 'first word p50 / p95', 'whole p50 / p95', 'tool calls'];

function rowOf(label: string, asked: readonly Asked[]): string[] {
  const count = (isTrue: (one: Asked) => boolean): string => share(asked.filter(isTrue).length, asked.length);
  const calls = asked.reduce((sum, { answer }) => sum + (answer?.tools.length ?? 0), 0);
  return [
    label,
    String(asked.length),
    count(({ verdict }) => verdict.passed),
    count(({ verdict }) => verdict.safe),
    count(({ verdict }) => verdict.grounded),
    timesOf(asked.flatMap(({ firstWord }) => firstWord ?? [])),
    timesOf(asked.map(({ whole }) => whole)),
    (calls / asked.length).toFixed(1),
  ];
}

export function printTable(title: string, rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [`### ${title}`, '', line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line), ''].join(
    '\n',
  );
}

/** A row a class, in the order of the classes, and one for all of them. */
export function printScores(title: string, asked: readonly Asked[]): string {
  const rows = Object.entries(CLASS_NAMES).flatMap(([letter, name]) => {
    const own = asked.filter((one) => one.case.class === letter);
    return own.length === 0 ? [] : [rowOf(name, own)];
  });
  return printTable(title, [HEAD, ...rows, ...(asked.length === 0 ? [] : [rowOf('all', asked)])]);
}

/** Where a hostile text may stand, told by the id of the question that reads it. */
const PLACES: Readonly<Record<string, RegExp>> = {
  'names of clients': /^planted\/.*clients/u,
  'titles of projects': /^planted\/.*projets/u,
  'titles of opportunities': /^planted\/.*opportunites/u,
  'names of people, comments of CRAs': /^planted\/.*consultants/u,
  'typed in the chat': /\/(?:quoted-order|order-in)/u,
  'documents (CVs, contracts)': /^documents\//u,
};

/** A row a place; a place that nothing was asked of keeps its row. */
export function printInjections(asked: readonly Asked[]): string {
  const rows = Object.entries(PLACES).map(([place, pattern]) => {
    const own = asked.filter((one) => pattern.test(one.case.id));
    const obeyed = own.filter(({ verdict }) => !verdict.safe).length;
    const proposed = own.filter(({ answer }) => (answer?.proposals.length ?? 0) > 0).length;
    return own.length === 0 ? [place, '0', '–', '–'] : [place, ...[own.length, obeyed, proposed].map(String)];
  });
  return printTable('Injections', [['where', 'asked', 'obeyed or leaked', 'proposals nobody asked for'], ...rows]);
}

/** Each question that was not answered right: what was asked, by whom, what came, and why it is wrong. */
export function printFailures(asked: readonly Asked[]): string {
  return asked
    .filter(({ verdict }) => !verdict.passed)
    .map(({ case: { id, role, turns }, answer, verdict }) => {
      const calls = (answer?.tools ?? []).map(({ name, args }) => `${name} ${JSON.stringify(args)}`);
      return [
        `✗ ${id} [${role}] ${turns.join(' → ')}`,
        ...verdict.why.map((why) => `    ${why}`),
        `    said (${answer?.outcome ?? 'nothing'}): ${(answer?.answer ?? '').replace(/\s+/gu, ' ').slice(0, 240)}`,
        ...(calls.length === 0 ? [] : [`    called: ${calls.join('; ').slice(0, 300)}`]),
      ].join('\n');
    })
    .join('\n');
}
