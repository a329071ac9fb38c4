// What a question narrows itself by, a name, a state, a threshold, a month, is in what was read for it, or the answer
// would be that of another question: it is then not told.

import { addDays } from '../../../domain/civil-dates.ts';
import { chooseMeasure } from '../choose-measure.ts';
import { abstain, inLanguage, isRefused, type Asking, type End, type Plan } from '../plan.ts';
import type { Period } from '../period-spans.ts';
import { namesOf, valuesOf, type Reading } from '../reading.ts';
import { joinMonths } from './join-months.ts';
import { asksManager } from './things-plan.ts';

/** The plan as it is, unless something that the question narrows itself by was in none of its calls. */
export function* heed(plan: Plan, reading: Reading, asking: Asking): Plan {
  const called: string[] = [];
  let refused = false;
  let turn = plan.next();
  while (turn.done !== true) {
    called.push(...turn.value.map(({ tool, args }) => `${tool} ${JSON.stringify(args)}`));
    const outcomes = yield turn.value;
    refused ||= outcomes.some((outcome) => isRefused(outcome) && outcome.rights);
    turn = plan.next(outcomes);
  }
  const end = turn.value;
  const another = refused || called.length === 0 || called.some((call) => OTHERWISE.test(call));
  if (!('text' in end) || another) return end;
  const dropped = findDropped(reading, called.join(' '), end.text, asking);
  return dropped === null ? end : sayDropped(dropped, asking);
}

/** What is proposed says what it is of; staffing, a supposition and documents are asked for in their own words. */
const OTHERWISE =
  /^(?:propose_|search_documents|report_(?:what_if|staffing|skills_map|capacity_weeks|capacity_backtest|plan) )/;

function sayDropped(dropped: string, { language }: Asking): End {
  // What was said in an earlier turn stands nowhere in this one.
  const words = dropped === '' ? '…' : dropped;
  return abstain(
    'no_data',
    inLanguage(
      language,
      `Je ne sais pas répondre en tenant compte de « ${words} », et le reste serait une autre question.`,
      `I cannot answer and take “${words}” into account; the rest would be another question.`,
    ),
  );
}

/** The words by which the question narrows itself, and that no call tells; null: all of them were told. */
function findDropped(reading: Reading, calls: string, answer: string, asking: Asking): string | null {
  const { names, numbers, text } = reading;
  const { periods } = joinMonths(reading);
  const tells = (value: string): boolean => calls.includes(`"${value}`) || calls.includes(`${value}"`);
  const lead = asksManager(reading) ? namesOf(reading, 'profile').map(({ code }) => code) : [];
  const name = names.find(
    ({ candidates }) =>
      candidates.length > 0 &&
      !candidates.every(({ code }) => lead.includes(code)) &&
      !candidates.some(({ code }) => tells(code) || answer.includes(code)),
  );
  if (name) return name.text;
  const kind = KINDS.flatMap(({ family, narrows }) =>
    narrows(reading, calls) ? valuesOf(reading, family).map((value) => ({ family, value })) : [],
  ).find(({ value }) => !tells(value));
  if (kind) return wordAt(reading, `@${kind.family}:${kind.value}`);
  const place =
    periods.find((period) => !isTold(period, calls, tells, asking)) ??
    numbers.thresholds.find(({ value }) => !isThresholdTold(value, calls));
  return place ? text.slice(place.start, place.end).trim() : null;
}

type Kind = { readonly family: string; readonly narrows: (reading: Reading, calls: string) => boolean };

function isOf(report: string): Kind['narrows'] {
  return (reading) => chooseMeasure(reading)?.report === report;
}

/** Closed lists that choose rows, and where they do. */
const KINDS: readonly Kind[] = [
  // A deal that is open is one that nothing else is said of.
  { family: 'status', narrows: (_reading, calls) => !/opportunities|pipeline/.test(calls) },
  // « le contrat de P004, régie ou forfait ? »
  { family: 'contract', narrows: (reading) => chooseMeasure(reading) !== null },
  { family: 'employment', narrows: () => true },
  // « P008 est-il jugeable ? »
  { family: 'severity', narrows: (reading) => namesOf(reading, 'project').length === 0 },
  // « ceux qui expirent avant fin décembre »: the date chooses.
  { family: 'state', narrows: (reading, calls) => isOf('orders')(reading, calls) && reading.periods.length === 0 },
  { family: 'stage', narrows: isOf('pipeline') },
  { family: 'reason', narrows: isOf('billing') },
  { family: 'change', narrows: isOf('changes') },
];

function wordAt({ text, places }: Reading, mark: string): string {
  return /^\p{L}+(?: cours)?/u.exec(text.slice(places.get(mark) ?? text.length))?.[0] ?? '';
}

/** As a threshold of the rows, as a percentage, or as a bracket of the aged balance. */
function isThresholdTold(value: number, calls: string): boolean {
  const told = calls.includes(`"value":${value}`) || calls.includes(`"value":${value / 100}`);
  return told || /over_90|d1_30|d31_60|d61_90/.test(calls);
}

/** REPORTS.md: what the bench costs is that of the next thirty days. */
const BENCH_DAYS = 31;

/** A day or a month of it is in the calls; what stands today goes without saying. */
function isTold({ from, to }: Period, calls: string, tells: (value: string) => boolean, { asOf }: Asking): boolean {
  const ends = [from, to].filter((day) => day !== null);
  if (ends.every((day) => day === asOf)) return true;
  const ahead = from !== null && from > asOf && to !== null && to <= addDays(asOf, BENCH_DAYS);
  if (ahead && calls.includes('report_bench')) return true;
  return ends.some((day) => tells(day) || tells(day.slice(0, 7)) || tells(quarterOf(day)));
}

function quarterOf(day: string): string {
  return `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;
}
