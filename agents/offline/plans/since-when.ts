// « depuis quand ? »: of people without a mission it is the bench; of a client that owes, its oldest delay; of anything
// else Vigie does not tell it, and nobody's bench is an answer.

import { chooseMeasure } from '../choose-measure.ts';
import { abstain, endWith, inLanguage, type Asking, type End, type Plan } from '../plan.ts';
import { makeQuery } from '../query.ts';
import { has, namesOf, type Reading } from '../reading.ts';
import { readReport } from './read-plan.ts';

const SINCE_WHEN = /(?<!\p{L})(?:depuis quand|since when)(?!\p{L})/iu;
const BENCH = /(?<!\p{L})(?:inter-?contrats?|interco|bench|banc|sans mission|inoccupée?s?|idle)(?!\p{L})/iu;
const OWED: ReadonlySet<string> = new Set(['receivables', 'late']);

/** Null: the question does not ask since when, or asks it of the bench. */
export function planSinceWhen(reading: Reading, before: Reading | null, asking: Asking): Plan | null {
  const { text, measures } = reading;
  if (!SINCE_WHEN.test(text) || BENCH.test(text)) return null;
  const earlier = before === null ? null : (chooseMeasure(before)?.report ?? null);
  if (earlier === 'bench') return null;
  const others = measures.filter(({ report }) => report !== 'bench');
  const owes = others.some(({ report }) => OWED.has(report)) || (others.length === 0 && OWED.has(earlier ?? ''));
  const clients = namesOf(reading, 'client').length > 0 ? reading.names : (before?.names ?? []);
  const owing = clients.filter(({ candidates }) => candidates[0]?.kind === 'client');
  if (owes && owing.length > 0) {
    const asked: Reading = { ...reading, names: owing, measures: [{ report: 'late', field: 'days', weight: 1 }] };
    const query = makeQuery({ ...asked, periods: [] }, asking);
    return query && readReport(query, asking);
  }
  const told = chooseMeasure(reading)?.report ?? 'bench';
  if (told !== 'bench' || has(reading, '@who') || reading.kinds.includes('consultant')) return null;
  return endWith(sayNotTold(asking));
}

function sayNotTold({ language }: Asking): End {
  return abstain(
    'no_data',
    inLanguage(
      language,
      'Je ne sais pas dire depuis quand : je lis où en sont les choses, et leurs chiffres d’un jour ou d’une période.',
      'I cannot tell since when: I read how things stand, and their figures of a day or a period.',
    ),
  );
}
