// `vigie month-end 2026-10`: each stage with its counts, what blocks it, who holds it, since when.

import { parseArgs } from 'node:util';
import { nameCodes, sayCount, sayDate, sayEurosAndCents, sayMonth } from '../../domain/french.ts';
import { isMonth, monthOf } from '../../domain/periods.ts';
import { readNames } from '../../db/names.ts';
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
  if (values.json) print(JSON.stringify(shown, null, 2));
  else {
    const { consultants, projects, clients } = await readNames(app, ALL_NAMES);
    print(describe(shown, (text) => nameCodes(text, [consultants, projects, clients])));
  }
  return EXIT.done;
}

/** The machine's operator reads the whole month. */
const ALL_NAMES = { all: true, ownerEmail: null, consultantId: null, allDeals: true };

/** A text with its codes by their names. */
type Name = (text: string) => string;

const STATES = { done: '✓', running: '→', waiting: '·' } as const;
/** More are told by their number: the list is `--json`'s. */
const HOLDINGS_SHOWN = 8;

function describe({ month, stages, label, blockedOn, since, report }: ShownMonthEnd, name: Name): string {
  const waits =
    blockedOn === null ? '' : `, attend ${name(blockedOn)}${since === null ? '' : ` depuis le ${sayDate(since)}`}`;
  return [
    `Fin de mois, ${sayMonth(month)} : ${label}${waits}`,
    ...stages.flatMap(({ state, label: stage, done, total, note, holdings }) => [
      `${STATES[state]} ${stage.padEnd(22)} ${done}/${total}${note === null ? '' : `  ${note}`}`,
      ...listHoldings(holdings, name),
    ]),
    ...(report === null ? [] : describeReport(report, name)),
  ].join('\n');
}

function listHoldings(holdings: ShownMonthEnd['stages'][number]['holdings'], name: Name): string[] {
  const shown = holdings
    .slice(0, HOLDINGS_SHOWN)
    .map(
      ({ subject, who, reason, since }) =>
        `    ${name(subject)} : ${reason} (${name(who)}${since === null ? '' : `, depuis le ${sayDate(since)}`})`,
    );
  return holdings.length > HOLDINGS_SHOWN
    ? [...shown, `    … et ${sayCount(holdings.length - HOLDINGS_SHOWN, 'autre')}`]
    : shown;
}

function describeReport(
  { invoices, invoicedNet, revenue, margin, left }: NonNullable<ShownMonthEnd['report']>,
  name: Name,
): string[] {
  const figures = [
    ...(revenue === null ? [] : [`production ${sayEurosAndCents(revenue)}`]),
    ...(margin === null ? [] : [`marge ${sayEurosAndCents(margin)}`]),
  ];
  return [
    `Facturé : ${sayCount(invoices, 'facture')}, ${sayEurosAndCents(invoicedNet)} HT${figures.length === 0 ? '' : ` ; ${figures.join(', ')}`}`,
    ...(left.length === 0
      ? ['Rien ne reste en attente.']
      : [`Restent en attente : ${left.length}`, ...listHoldings(left, name)]),
  ];
}
