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

/**
 * A date that this very change sets to today is a rule, "the day it is done". Of an invoice that is its date alone, and
 * the due date that follows from it: the period that it bills may well end today, and stays.
 */
function withoutToday(change: RowChange, today: string): unknown {
  if (change.after === null) return change;
  if (change.entity === 'invoice') {
    if (change.after.issuedOn !== today) return change;
    return { ...change, after: { ...change.after, issuedOn: 'day of issue', dueOn: 'by the terms' } };
  }
  const before = change.before as Readonly<Record<string, unknown>> | null;
  const fields = Object.entries(change.after).map(([name, value]) =>
    value === today && before?.[name] !== today ? [name, 'today'] : [name, value],
  );
  return { ...change, after: Object.fromEntries(fields) };
}

export function fingerprintEffect(command: string, effect: Effect, moment: Moment): string {
  const frozen = collectTexts(moment.input, new Set());
  const names = new Map(moment.generatedCodes.map((code, index) => [code, `generated ${index}`]));
  for (const text of frozen) names.delete(text);
  const rows = frozen.has(moment.today) ? effect.rows : effect.rows.map((change) => withoutToday(change, moment.today));
  const told = { command, rows, euros: effect.euros ?? [] };
  return sha256(canonicalJson(names.size === 0 ? told : replaceTexts(told, names)));
}

export function fingerprintInput(command: string, input: unknown): string {
  return sha256(canonicalJson({ command, input }));
}
