// An answer of the assistant in Slack: its text, tables in fixed width, its figures as links to the rows that they are
// read from, what it asks back.

import { sayFigure } from '../../agents/say-figure.ts';
import type { Answer, Figure } from '../../agents/turn.ts';
import { isReportName } from '../../domain/report-names.ts';
import { headingOf } from '../contract/report-words.ts';
import { context, message, sections, type Block, type Message } from './message.ts';
import { linkTo, showText } from './text.ts';

/** Figures shown below an answer; the others are in the web page of the chat. */
const FIGURES_AT_MOST = 10;

/** `report:drift?as-of=2026-10-31#P014` → drift, `?as-of=2026-10-31`, P014. */
function readSource(source: string): { report: string; query: string; row: string } | null {
  const match = /^report:([a-z-]+)(\?[^#]*)?(?:#(.*))?$/s.exec(source);
  const report = match?.[1] ?? '';
  return isReportName(report) ? { report, query: match?.[2] ?? '', row: match?.[3] ?? '' } : null;
}

/** The page of Vigie that shows the row of a figure, from its root; null: no page shows it. */
function pageOfFigure({ source }: Pick<Figure, 'source'>): string | null {
  const read = readSource(source);
  return read === null
    ? null
    : `/rapports/${read.report}${read.query}${read.row === '' ? '' : `#${encodeURIComponent(read.row)}`}`;
}

function showFigure(figure: Figure, publicUrl: string): string {
  const report = readSource(figure.source)?.report ?? '';
  const name = figure.name === 'count' ? 'Nombre' : headingOf(report, figure.name);
  const about = figure.subject === 'total' ? '' : ` (${figure.subject})`;
  const label = `${name}${about} : ${sayFigure(figure.name, figure.value, figure.unit, 'fr')}`;
  const page = pageOfFigure(figure);
  return page === null ? showText(label) : linkTo(publicUrl, page, label);
}

/** The lines of a table of Markdown, which Slack would show as they are written. */
const TABLE = /(?:^\|.*\|[ \t]*\n?)+/gm;

function fixTables(text: string): string {
  return text.replaceAll(TABLE, (table) => {
    const rows = table
      .trim()
      .split('\n')
      .map((line) => line.trim().slice(1, -1).split('|'))
      .filter((cells) => !cells.every((cell) => /^\s*:?-{2,}:?\s*$/.test(cell)))
      .map((cells) => cells.map((cell) => cell.trim()));
    const widths = rows.reduce<number[]>(
      (widest, cells) => cells.map((cell, at) => Math.max(cell.length, widest[at] ?? 0)),
      [],
    );
    const lines = rows.map((cells) => cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  '));
    return `\`\`\`\n${lines.join('\n')}\n\`\`\`\n`;
  });
}

/** Markdown's bold is written with one star in Slack. */
function showMarkdown(text: string): string {
  return fixTables(text).replaceAll(/\*\*([^*\n]+)\*\*/g, '*$1*');
}

export function showAnswer(answer: Answer, publicUrl: string): Message {
  const text = showText(showMarkdown(answer.answer));
  const blocks: Block[] = sections(text);
  if (answer.choices.length > 0)
    blocks.push(...sections(answer.choices.map((choice) => `• ${showText(choice)}`).join('\n')));
  const figures = new Set(answer.figures.map((figure) => showFigure(figure, publicUrl)));
  const shown = [...figures].slice(0, FIGURES_AT_MOST);
  if (shown.length > 0) {
    const more = figures.size > shown.length ? `  ·  et ${figures.size - shown.length} autres` : '';
    blocks.push(context(`${shown.join('  ·  ')}${more}`));
  }
  blocks.push(context(linkTo(publicUrl, `/assistant/${answer.chat}`, 'Suite sur la page')));
  return message(text, blocks);
}
