// « Et si Léa part ? », « si Renault décale d'un mois », « si les TJM baissent de 5 % »: the report that supposes it.

import { inLanguage, isRefused, readTable, say, type Asking, type Plan } from '../plan.ts';
import { lastPeriod } from '../query.ts';
import { has, namesOf, type Reading } from '../reading.ts';
import { sayNoTool } from './read-plan.ts';

export function planWhatIf(reading: Reading, asking: Asking): Plan | null {
  if (!has(reading, '@what_if')) return null;
  const supposed = scenarioOf(reading);
  return supposed === null ? null : readWhatIf({ ...supposed, ...startOf(reading, asking) }, asking);
}

/** What is supposed, as the report takes it. */
function scenarioOf(reading: Reading): Record<string, string> | null {
  const [person] = namesOf(reading, 'consultant');
  const [client] = namesOf(reading, 'client');
  const [project] = namesOf(reading, 'project');
  const [deal] = namesOf(reading, 'opportunity');
  if (person && has(reading, '@leaves')) return { leaves: person.code };
  if (deal && has(reading, '@won')) return { wins: deal.code };
  const rate = reading.numbers.plain.find(({ unit }) => unit === 'ratio')?.value;
  const moves = has(reading, '@fell', '@rise') && reading.measures.some(({ report }) => report === 'rates');
  if (rate !== undefined && moves) {
    const percent = Math.round(Math.abs(rate) * 10_000) / 100;
    const down = has(reading, '@fell') && !has(reading, '@rise');
    const of = client ? { client: client.code } : project ? { project: project.code } : {};
    return { rate: `${down || rate < 0 ? '-' : ''}${percent}`, ...of };
  }
  if (!client || !has(reading, '@slips')) return null;
  const months = reading.numbers.plain.find(({ unit }) => unit === 'months')?.value ?? 1;
  return { slips: client.code, months: String(months) };
}

function startOf(reading: Reading, { asOf }: Asking): Record<string, string> {
  const from = lastPeriod(reading)?.from ?? null;
  return from === null || from <= asOf ? {} : { from };
}

const TOLD: readonly (readonly [field: string, french: string, english: string])[] = [
  ['revenue', 'CA', 'revenue'],
  ['margin', 'marge', 'margin'],
  ['margin_rate', 'taux de marge', 'margin rate'],
  ['occupancy', 'occupation', 'occupancy'],
  ['bench_cost', 'coût de l’intercontrat', 'bench cost'],
];

function* readWhatIf(scenario: Readonly<Record<string, string>>, asking: Asking): Plan {
  const { language } = asking;
  if (!asking.tools.has('report_what_if')) return sayNoTool(asking);
  const result = yield* readTable('report_what_if', scenario);
  if (isRefused(result)) return say(result.sentence);
  const lines = TOLD.filter(([field]) => typeof result.total[`before_${field}`] === 'number').map(
    ([field, french, english]) =>
      `- ${inLanguage(language, french, english)} : [[${result.ref}:total.before_${field}]] → [[${result.ref}:total.after_${field}]]`,
  );
  const title = inLanguage(language, 'Avant et après', 'Before and after');
  return say(`${title} :\n${lines.join('\n')}`);
}
