// What a person approves is compared by fingerprint: of what is asked, and of its effect without the clock, the numbers
// and the generated codes, so that waiting a day or another change's code does not make an approval stale.
import type { Effect, RowChange } from '../domain/commands/command.ts';
import { canonicalJson, sha256 } from './acts.ts';

/** What the effect owes to the moment of its plan, and not to the facts or to the person. */
export type Moment = {
  readonly today: string;
  /** Codes that the plan took as the next of their series. */
  readonly generatedCodes: readonly string[];
  /** Dates and codes that the person wrote themselves are frozen. */
  readonly input: unknown;
};

function collectTexts(value: unknown, texts: Set<string>): Set<string> {
  if (typeof value === 'string') texts.add(value);
  else if (value !== null && typeof value === 'object')
    for (const entry of Object.values(value)) collectTexts(entry, texts);
  return texts;
}

function replaceTexts(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return names.get(value) ?? value;
  if (Array.isArray(value)) return value.map((entry) => replaceTexts(entry, names));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, replaceTexts(entry, names)]));
}

/** An invoice dated by the day of its issue: the due date follows from the client's terms, and moves with it. */
function withoutIssueDates(change: RowChange, today: string, frozen: ReadonlySet<string>): unknown {
  if (change.entity !== 'invoice' || change.after === null) return change;
  if (change.after.issuedOn !== today || frozen.has(today)) return change;
  return { ...change, after: { ...change.after, issuedOn: 'day of issue', dueOn: 'by the terms' } };
}

export function fingerprintEffect(command: string, effect: Effect, moment: Moment): string {
  const frozen = collectTexts(moment.input, new Set());
  const names = new Map(moment.generatedCodes.map((code, index) => [code, `generated ${index}`]));
  names.set(moment.today, 'today');
  for (const text of frozen) names.delete(text);
  // Of an invoice only its own dates follow the day of issue: the days that it bills do not.
  const rows = effect.rows.map((change) =>
    change.entity === 'invoice' ? withoutIssueDates(change, moment.today, frozen) : replaceTexts(change, names),
  );
  return sha256(canonicalJson({ command, rows, euros: replaceTexts(effect.euros ?? [], names) }));
}

export function fingerprintInput(command: string, input: unknown): string {
  return sha256(canonicalJson({ command, input }));
}
