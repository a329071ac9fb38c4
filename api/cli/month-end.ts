// `vigie month-end 2026-10`: each stage with its counts, what blocks it, who holds it, since when.

import { parseArgs } from 'node:util';
import { sayDate, sayMonth } from '../../domain/french.ts';
import { isMonth, monthOf } from '../../domain/periods.ts';
import { showMonthEnd } from '../../db/show-month-end.ts';
import type { ShownMonthEnd } from '../contract/month-end.ts';
import { EXIT, usageError, type CommandContext } from './command-context.ts';

export async function run(args: string[], { print, tell, today, openInstance }: CommandContext): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: { json: { type: 'boolean', default: false } },
    allowPositionals: true,
    strict: true,
  });
  const [month = monthOf(today), ...rest] = positionals;
  if (!isMonth(month) || rest.length > 0) throw usageError('Il faut un mois, AAAA-MM.');
  const { app } = await openInstance();
  const shown = await showMonthEnd(app, month, today);
  if (shown === null) {
    tell(`Personne n’a travaillé en ${sayMonth(month)}.`);
    return EXIT.failed;
  }
  print(values.json ? JSON.stringify(shown, null, 2) : describe(shown));
  return EXIT.done;
}

const STATES = { done: '✓', running: '→', waiting: '·' } as const;
/** More are told by their number: the list is `--json`'s. */
const HOLDINGS_SHOWN = 8;

function describe({ month, stages, label, blockedOn }: ShownMonthEnd): string {
  const head = `Fin de mois, ${sayMonth(month)} : ${label}${blockedOn === null ? '' : `, attend ${blockedOn}`}`;
  return [
    head,
    ...stages.flatMap(({ state, label: name, done, total, holdings }) => [
      `${STATES[state]} ${name.padEnd(22)} ${done}/${total}`,
      ...holdings
        .slice(0, HOLDINGS_SHOWN)
        .map(
          ({ subject, who, reason, since }) =>
            `    ${subject} : ${reason} (${who}${since === null ? '' : `, depuis le ${sayDate(since)}`})`,
        ),
      ...(holdings.length > HOLDINGS_SHOWN ? [`    … et ${holdings.length - HOLDINGS_SHOWN} autre(s)`] : []),
    ]),
  ].join('\n');
}
