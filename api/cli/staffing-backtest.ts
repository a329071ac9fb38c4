// `vigie staffing backtest`: the forecasts of load of the past year, made again with what was known then, against what
// came; was the range worth more than « probability × load »?

import { parseArgs } from 'node:util';
import type { z } from 'zod';
import { isCivilDate } from '../../domain/civil-dates.ts';
import { sayDate, sayNumber, sayPercent } from '../../domain/french.ts';
import { wordOf } from '../contract/report-values.ts';
import { capacity_backtest } from '../contract/staffing-outputs.ts';
import { EXIT, usageError, type CommandContext } from './command-context.ts';
import { askForReport } from './report.ts';
import { printRefusal } from './through-door.ts';

type Backtest = z.infer<typeof capacity_backtest>;

function sayLosses({ range_loss, simple_loss, gain, inside, verdict }: Backtest['horizons'][number]): string {
  if (range_loss === null || simple_loss === null || inside === null) return wordOf('verdict', verdict);
  const part = gain === null ? '' : ` (${sayPercent(gain)})`;
  return `${wordOf('verdict', verdict)}${part}, ${sayNumber(range_loss)} j contre ${sayNumber(simple_loss)} j ; ${sayPercent(inside)} dans la fourchette`;
}

function* tell(report: Backtest): Generator<string> {
  yield report.sentence;
  for (const one of report.horizons)
    yield `  ${one.horizon} semaines d’avance, ${sayNumber(one.points)} jugées : ${sayLosses(one)}`;
  for (const one of report.days) {
    const losses =
      one.range_loss === null || one.simple_loss === null
        ? 'rien à juger'
        : `${sayNumber(one.range_loss)} j contre ${sayNumber(one.simple_loss)} j`;
    yield `  le ${sayDate(one.day)} : ${one.deals} affaires ouvertes, dont ${one.chances_told} avec leur chance du jour, taux de succès ${sayPercent(one.win_rate)} ; ${losses}`;
  }
  yield `CRA comptés jusqu’au ${sayDate(report.worked_until)}.`;
  if (report.undated_deals > 0)
    yield `${report.undated_deals} affaires ne disent pas quand elles ont été créées ou décidées : laissées de côté.`;
}

/** @param args without the word `backtest`. */
export async function runBacktest(args: string[], context: CommandContext): Promise<number> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ args, options: { 'as-of': text, as: text, json: { type: 'boolean' } } });
  const asOf = values['as-of'];
  if (asOf !== undefined && !isCivilDate(asOf)) throw usageError(`--as-of : « ${asOf} » n'est pas un jour AAAA-MM-JJ.`);
  const json = values.json === true;
  const answer = await askForReport(context, {
    name: 'capacity_backtest',
    args: asOf === undefined ? {} : { 'as-of': asOf },
    as: values.as,
    json,
  });
  if (!answer.ok) return printRefusal(context, answer, json);
  context.print(json ? answer.text : [...tell(capacity_backtest.parse(JSON.parse(answer.text)))].join('\n'));
  return EXIT.done;
}
