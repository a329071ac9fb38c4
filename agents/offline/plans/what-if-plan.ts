// « Et si Léa part ? », « si Renault décale d'un mois », « si les TJM baissent de 5 % »: the report that supposes it, and
// what it takes, proposed when the person says so.

import type { Language } from '../../say-figure.ts';
import type { ReadResult } from '../../turn.ts';
import { abstain, endWith, inLanguage, isRead, isRefused, say, type Asking, type End, type Plan } from '../plan.ts';
import { lastPeriod } from '../query.ts';
import { has, namesOf, type Reading } from '../reading.ts';
import { sayNoRight, sayProposed } from './propose.ts';
import { sayNoTool } from './read-plan.ts';
import { readAlternatives, readReady } from './ready-commands.ts';

export function planWhatIf(reading: Reading, asking: Asking): Plan | null {
  if (supposesLoss(reading) || supposesProjectSlips(reading)) return endWith(sayNotSupposed(asking));
  if (!isSupposed(reading)) return null;
  const supposed = scenarioOf(reading);
  if (supposed === null) return null;
  const proposes = has(reading, '!propose', '!file', '!replace', '!find');
  return readWhatIf({ ...supposed, ...startOf(reading, asking) }, proposes, asking);
}

/** « et si on perd Renault ? »: a loss is not among what the report supposes. */
function supposesLoss(reading: Reading): boolean {
  const lost = has(reading, '@lost', '@leaves') || LOSES.test(reading.text);
  return (
    has(reading, '@what_if') && lost && namesOf(reading, 'client', 'project').length > 0 && scenarioOf(reading) === null
  );
}

/** A client slips with all its work; how a project stands today is no answer to what it would be a month later. */
function supposesProjectSlips(reading: Reading): boolean {
  return (
    has(reading, '@what_if') &&
    has(reading, '@slips') &&
    namesOf(reading, 'project', 'opportunity').length > 0 &&
    scenarioOf(reading) === null
  );
}

/** « TJM -5 % : quel effet ? », « impact d'une baisse de 3 % des TJM »: supposed without an « if ». */
function supposesRates(reading: Reading): boolean {
  const { text, numbers, measures } = reading;
  const share = numbers.plain.find(({ unit }) => unit === 'ratio');
  if (share === undefined || !EFFECT.test(text) || !measures.some(({ report }) => report === 'rates')) return false;
  return share.value < 0 || text[share.start - 1] === '+' || has(reading, '@fell', '@rise');
}

const EFFECT =
  /(?<!\p{L})(?:effets?|effects?|impacts?|conséquences?|consequences?|ça fait quoi|ca fait quoi)(?!\p{L})/iu;

const LOSES = /(?<!\p{L})(?:perd|perdait|perdions|perdre|lose|loses|lost|arrête|arrete|stoppe|stops)(?!\p{L})/iu;

function sayNotSupposed({ language }: Asking): End {
  return abstain(
    'no_data',
    inLanguage(
      language,
      'Je simule un départ, un client qui décale, une affaire gagnée ou un changement de TJM ; la perte d’un client ou d’un projet, ou le décalage d’un seul projet, non.',
      'I simulate a departure, a client that slips, a deal won or a change of rates; not the loss of a client or a project, nor one project that slips.',
    ),
  );
}

/** Something is supposed, and it is no order to replace somebody first: « remplace Léa si elle part ». */
export function isSupposed(reading: Reading): boolean {
  const supposed = reading.places.get('@what_if');
  if (supposesRates(reading)) return scenarioOf(reading) !== null;
  if (!has(reading, '@what_if') || scenarioOf(reading) === null) return false;
  const replaced = reading.places.get('!replace');
  return supposed === undefined || replaced === undefined || supposed < replaced || has(reading, '!propose');
}

/** What is supposed, as the report takes it. */
function scenarioOf(reading: Reading): Record<string, string> | null {
  const [person] = namesOf(reading, 'consultant');
  const [client] = namesOf(reading, 'client');
  const [project] = namesOf(reading, 'project');
  const [deal] = namesOf(reading, 'opportunity');
  if (person && has(reading, '@leaves')) return { leaves: person.code };
  if (deal && has(reading, '@won', '@wins')) return { wins: deal.code };
  const rate = reading.numbers.plain.find(({ unit }) => unit === 'ratio')?.value;
  const signed = supposesRates(reading);
  const told = has(reading, '@fell', '@rise') || LOSES.test(reading.text) || signed;
  const moves = told && reading.measures.some(({ report }) => report === 'rates');
  if (rate !== undefined && moves) {
    const percent = Math.round(Math.abs(rate) * 10_000) / 100;
    const falls = has(reading, '@fell') || LOSES.test(reading.text);
    const down = falls && !has(reading, '@rise');
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

const LISTS = ['open_needs', 'ready', 'alternatives'] as const;

/** A turn files ten changes at most; half of them are told with their sentence: an answer is read at a glance. */
const CHANGES_FILED = 10;
const LINES_TOLD = 5;

function* readWhatIf(scenario: Readonly<Record<string, string>>, proposes: boolean, asking: Asking): Plan {
  const { language } = asking;
  const tool = 'report_what_if';
  if (!asking.tools.has(tool)) return sayNoTool(asking);
  const outcomes = yield [
    ...LISTS.map((list) => ({
      tool,
      args: { ...scenario, select: { where: [{ field: 'list', op: '=', value: list }] } },
    })),
    { tool, args: { ...scenario, select: { subjects: ['total'], limit: 200 } } },
  ];
  const refused = outcomes.find(isRefused);
  const [needs, ready, others, totals] = outcomes.filter(isRead);
  if (!needs || !ready || !others || !totals) return say(refused?.sentence ?? 'Cet outil n’a pas répondu.');
  const figures = TOLD.filter(([field]) => typeof needs.total[`before_${field}`] === 'number').map(
    ([field, french, english]) =>
      `- ${inLanguage(language, french, english)} : [[${needs.ref}:total.before_${field}]] → [[${needs.ref}:total.after_${field}]]`,
  );
  const text = [
    `${inLanguage(language, 'Avant et après', 'Before and after')} :`,
    ...figures,
    ...sayOpened(needs, totals, language),
    ...(proposes ? [] : sayReady(ready, language)),
  ].join('\n');
  const changes = readReady(ready.rows, totals).slice(0, CHANGES_FILED);
  if (!proposes) return say(text);
  if (changes.length === 0) return say(`${text}\n${sayNothingReady(language)}`);
  const calls = changes.map(({ command, input }, i) => {
    const row = ready.rows[i];
    const alternatives = row ? readAlternatives(row, others.rows) : [];
    return {
      tool: `propose_${command}`,
      args: { ...input, ...(alternatives.length > 0 && { alternatives }) },
    };
  });
  if (!calls.every((call) => asking.tools.has(call.tool))) return sayNoRight(asking);
  return sayProposed(yield calls, asking, text);
}

/** The needs that the supposition opens, each with who could take it best. */
function sayOpened(needs: ReadResult, totals: ReadResult, language: Language): string[] {
  if (needs.rows.length === 0) return [];
  return [
    `${inLanguage(language, 'Besoins ouverts', 'Needs opened')} :`,
    ...needs.rows.slice(0, LINES_TOLD).map((row) => {
      const best = totals.rows.find(({ key }) => key === `${row.key}/total`);
      const place = String(row.fields['project'] ?? row.fields['opportunity'] ?? row.fields['id'] ?? '');
      const what = `${place}, ${String(row.fields['profile'] ?? '')} (${at(needs, row, 'days')})`;
      if (best && typeof best.fields['name'] === 'string')
        return `- ${what} : ${inLanguage(language, 'au mieux', 'at best')} ${best.fields['name']} (${String(best.fields['code'])})`;
      const why = typeof row.fields['message'] === 'string' ? at(needs, row, 'message') : '';
      return `- ${what} : ${why}`;
    }),
  ];
}

/** What could be proposed; a person asks for it. */
function sayReady(ready: ReadResult, language: Language): string[] {
  if (ready.rows.length === 0) return [];
  return [
    `${inLanguage(language, 'Changements prêts (dites « propose » pour les déposer)', 'Changes ready (say “propose” to file them)')} :`,
    ...ready.rows.slice(0, LINES_TOLD).map((row) => `- ${at(ready, row, 'sentence')}`),
  ];
}

function sayNothingReady(language: Language): string {
  return inLanguage(
    language,
    'Rien à proposer : cette supposition n’ouvre aucun besoin que quelqu’un puisse prendre.',
    'Nothing to propose: this opens no need that anybody could take.',
  );
}

function at(result: ReadResult, row: ReadResult['rows'][number], field: string): string {
  return `[[${result.ref}:${row.key}.${field}]]`;
}
