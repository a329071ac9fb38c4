// `vigie staffing solve`: the best plans for all open needs, in the terminal or as one JSON document. Nothing is written
// but by `vigie staffing propose`.

import { parseArgs } from 'node:util';
import { isCivilDate } from '../../domain/civil-dates.ts';
import { sayDate, sayDays, sayEuros, sayPercent } from '../../domain/french.ts';
import { STAFFING_AIMS, type StaffingAim } from '../../domain/staffing/alternatives.ts';
import { DEFAULT_PLAN_SETTINGS } from '../../domain/staffing/plan-problem.ts';
import { readFactsToStaff, type ReportRequest } from '../../db/reports/read-report.ts';
import { askReport } from '../routes/reports.ts';
import { solveStaffing } from '../staffing/solve-staffing.ts';
import { EXIT, usageError, type CommandContext } from './command-context.ts';
import { requireLocal } from './local-only.ts';
import { runBacktest } from './staffing-backtest.ts';
import { runPropose } from './staffing-propose.ts';
import { answerHere, printRefusal, requireNamed } from './through-door.ts';

const AIM_LABELS: Readonly<Record<StaffingAim, string>> = {
  balance: 'Équilibre',
  margin: 'Marge',
  stability: 'Stabilité',
};

type Call = {
  readonly aims: readonly StaffingAim[];
  readonly weeks: number;
  readonly seconds: number;
  readonly asOf: string | null;
  readonly as: string | undefined;
  readonly json: boolean;
};

function readNumber(text: string | undefined, usual: number, most: number, option: string): number {
  if (text === undefined) return usual;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > most)
    throw usageError(`--${option} : « ${text} » n'est pas compris ; attendu un nombre entier de 1 à ${most}.`);
  return value;
}

function readCall(args: string[]): Call {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { weeks: text, aim: text, seconds: text, 'as-of': text, as: text, json: { type: 'boolean' } },
  });
  if (positionals.length !== 1 || positionals[0] !== 'solve')
    throw usageError('Il faut dire quoi : « staffing solve », « staffing propose » ou « staffing backtest ».');
  const aim = STAFFING_AIMS.find((one) => one === values.aim);
  if (values.aim !== undefined && !aim) throw usageError(`--aim : ${STAFFING_AIMS.join(', ')}.`);
  const asOf = values['as-of'] ?? null;
  if (asOf !== null && !isCivilDate(asOf)) throw usageError(`--as-of : « ${asOf} » n'est pas un jour AAAA-MM-JJ.`);
  return {
    aims: aim ? [aim] : STAFFING_AIMS,
    // A year: beyond, what is planned is not known. Five minutes: beyond, it is not waited for.
    weeks: readNumber(values.weeks, DEFAULT_PLAN_SETTINGS.weeks, 52, 'weeks'),
    seconds: readNumber(values.seconds, 20, 300, 'seconds'),
    asOf,
    as: values.as,
    json: values.json === true,
  };
}

type Plans = Awaited<ReturnType<typeof solveStaffing>>;

function* tellPlans(plans: Plans): Generator<string> {
  yield `Du ${sayDate(plans.from)} au ${sayDate(plans.to)} : ${plans.needs} besoins, ${plans.people} personnes.`;
  if (plans.left_out > 0) yield `${plans.left_out} besoins de moindre valeur sont laissés de côté.`;
  for (const plan of plans.alternatives) {
    const proof = plan.gap === null ? 'sans preuve' : plan.gap === 0 ? 'optimal' : `à ${sayPercent(plan.gap)} du mieux`;
    yield `\n${AIM_LABELS[plan.aim]} (${proof}) : ${sayDays(plan.served_days)} servis, marge ${sayEuros(plan.margin)}, intercontrat ${sayDays(plan.bench_days)} (${sayEuros(plan.bench_cost)}), ${sayEuros(plan.difference.result)} par rapport au plan du jour.`;
    for (const one of plan.assignments)
      yield `  ${one.consultant} → ${one.need ?? ''} : ${sayDays(one.days)} du ${sayDate(one.starts_on)} au ${sayDate(one.ends_on)} à ${sayPercent(one.share)}`;
    for (const one of plan.displaced)
      yield `  déplacé : ${one.consultant}, ${one.assignment} sur ${one.target} (${sayDays(one.days)})`;
    for (const one of plan.unserved) yield `  manque ${sayDays(one.days)} à ${one.need} : ${one.detail}`;
  }
}

export async function run(args: string[], context: CommandContext): Promise<number> {
  const [action, ...rest] = args;
  if (action === 'propose') return runPropose(rest, context);
  if (action === 'backtest') return runBacktest(rest, context);
  const call = readCall(args);
  requireLocal(context, 'staffing');
  const instance = await context.openInstance();
  const { today } = context;
  const options = call.asOf === null ? {} : { 'as-of': call.asOf };
  const solve = async (request: ReportRequest): Promise<Plans> => {
    const facts = await readFactsToStaff(instance.reader, request);
    return solveStaffing(facts, { ...DEFAULT_PLAN_SETTINGS, weeks: call.weeks }, call.aims, call.seconds);
  };
  if (call.as !== undefined) {
    const person = await requireNamed({ appSql: instance.app, today: () => today }, call.as);
    const answer = await answerHere(
      async () => solve(askReport(person, 'staffing', options, today)),
      (plans) => (call.json ? JSON.stringify(plans) : [...tellPlans(plans)].join('\n')),
    );
    if (!answer.ok) return printRefusal(context, answer, call.json);
    context.print(answer.text);
    return EXIT.done;
  }
  const plans = await solve({ name: 'staffing', args: options, today, costs: 'real' });
  context.print(call.json ? JSON.stringify(plans) : [...tellPlans(plans)].join('\n'));
  return EXIT.done;
}
