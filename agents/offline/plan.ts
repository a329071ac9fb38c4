// A plan is what the model does in a turn: calls of tools, then a word. It is a generator, played again from its start
// at each step of the turn with what the tools have answered so far: the model itself remembers nothing.

import type { FoundSubjects, ProposeResult, ReadResult, Selection, ToolRefusal } from '../turn.ts';
import type { Language } from '../say-figure.ts';

export type Call = { readonly tool: string; readonly args: Readonly<Record<string, unknown>> };

export type Outcome = ReadResult | ToolRefusal | ProposeResult | FoundSubjects;

/** How a turn ends: with a text, or with a tool that ends it (ask_back, abstain). */
export type End = { readonly text: string } | { readonly call: Call };

export type Plan<Result = End> = Generator<readonly Call[], Result, readonly Outcome[]>;

export type Asking = {
  readonly asOf: string;
  readonly person: { readonly roles: readonly string[]; readonly consultantCode: string | null; readonly name: string };
  readonly language: Language;
  /** The tools of this turn. */
  readonly tools: ReadonlySet<string>;
};

export function isRead(outcome: Outcome | undefined): outcome is ReadResult {
  return outcome !== undefined && 'state' in outcome && outcome.state === 'ok';
}

export function isRefused(outcome: Outcome | undefined): outcome is ToolRefusal {
  return outcome !== undefined && 'state' in outcome && outcome.state === 'refused';
}

export function isProposed(outcome: Outcome | undefined): outcome is ProposeResult {
  return outcome !== undefined && 'state' in outcome && outcome.state === 'proposed';
}

export function say(text: string): End {
  return { text };
}

export function abstain(reason: 'outside_ground' | 'no_data', sentence: string): End {
  return { call: { tool: 'abstain', args: { reason, sentence } } };
}

/** A plan that reads nothing. */
export function* endWith(end: End): Plan {
  yield* [];
  return end;
}

/** A question back takes two choices at least, and more than twelve are a list. */
export const CHOICES_AT_LEAST = 2;
const CHOICES_AT_MOST = 12;

export function askBack(question: string, choices: readonly string[]): End {
  return { call: { tool: 'ask_back', args: { question, choices: choices.slice(0, CHOICES_AT_MOST) } } };
}

export function inLanguage(language: Language, french: string, english: string): string {
  return language === 'fr' ? french : english;
}

/** Reads one table; a refusal comes back as it is. */
export function* readTable(
  tool: string,
  options: Readonly<Record<string, unknown>>,
  select?: Selection,
): Plan<ReadResult | ToolRefusal> {
  const [outcome] = yield [{ tool, args: select === undefined ? options : { ...options, select } }];
  if (isRead(outcome) || isRefused(outcome)) return outcome;
  return { state: 'refused', code: 'unreadable', sentence: 'Cet outil n’a pas répondu.', rights: false };
}
