// `vigie month-end 2026-10`: each stage with its counts, what blocks it, who holds it, since when.

import { parseArgs } from 'node:util';
import { sayDate, sayEurosAndCents, sayMonth } from '../../domain/french.ts';
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
  const shown = await showMonthEnd(app, month, today, true);
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

function describe({ month, stages, label, blockedOn, since, report }: ShownMonthEnd): string {
  const waits =
    blockedOn === null ? '' : `, attend ${blockedOn}${since === null ? '' : ` depuis le ${sayDate(since)}`}`;
  return [
    `Fin de mois, ${sayMonth(month)} : ${label}${waits}`,
    ...stages.flatMap(({ state, label: name, done, total, note, holdings }) => [
      `${STATES[state]} ${name.padEnd(22)} ${done}/${total}${note === null ? '' : `  ${note}`}`,
      ...listHoldings(holdings),
    ]),
    ...(report === null ? [] : describeReport(report)),
  ].join('\n');
}

function listHoldings(holdings: ShownMonthEnd['stages'][number]['holdings']): string[] {
  const shown = holdings
    .slice(0, HOLDINGS_SHOWN)
    .map(
      ({ subject, who, reason, since }) =>
        `    ${subject} : ${reason} (${who}${since === null ? '' : `, depuis le ${sayDate(since)}`})`,
    );
  return holdings.length > HOLDINGS_SHOWN ? [...shown, `    … et ${holdings.length - HOLDINGS_SHOWN} autre(s)`] : shown;
}

function describeReport({
  invoices,
  invoicedNet,
  revenue,
  margin,
  left,
}: NonNullable<ShownMonthEnd['report']>): string[] {
  const figures = [
    ...(revenue === null ? [] : [`production ${sayEurosAndCents(revenue)}`]),
    ...(margin === null ? [] : [`marge ${sayEurosAndCents(margin)}`]),
  ];
  return [
    `Facturé : ${invoices} facture(s), ${sayEurosAndCents(invoicedNet)} HT${figures.length === 0 ? '' : ` ; ${figures.join(', ')}`}`,
    ...(left.length === 0
      ? ['Rien ne reste en attente.']
      : [`Restent en attente : ${left.length}`, ...listHoldings(left)]),
  ];
}
