// What the prompt holds: the question, what the tools of this turn have answered, and the turns before.

import type { LanguageModelV4Prompt } from '@ai-sdk/provider';
import type { FoundSubjects, ReadResult } from '../turn.ts';
import { isRead, type Call, type Outcome } from './plan.ts';
import { readShown, type Shown } from './shown.ts';

export type EarlierTurn = {
  readonly question: string;
  /** What was found in its words, when the prompt still holds it. */
  readonly found: FoundSubjects | null;
  readonly answer: string;
  /** What was offered when it asked back. */
  readonly choices: readonly string[];
  readonly calls: readonly Call[];
  readonly shown: Shown;
};

export type PromptRead = {
  readonly question: string;
  readonly earlier: readonly EarlierTurn[];
  readonly outcomes: readonly Outcome[];
};

type Message = LanguageModelV4Prompt[number];
type Open = {
  question: string;
  found: FoundSubjects | null;
  answer: string;
  choices: string[];
  calls: Call[];
  results: ReadResult[];
};

function textOf(message: Message): string {
  if (typeof message.content === 'string') return message.content;
  return message.content.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

/** What a tool answered, as JSON; a tool that threw answers nothing that can be read. */
function outcomeOf(output: unknown): Outcome {
  const { type, value } = output as { type: string; value?: unknown };
  if (type === 'json' && typeof value === 'object' && value !== null) return value as Outcome;
  return { state: 'refused', code: 'tool_failed', sentence: 'Cette donnée n’a pas pu être lue.', rights: false };
}

function noteCalls(turn: Open, message: Message & { role: 'assistant' }): void {
  turn.answer += textOf(message);
  for (const part of message.content) {
    if (typeof part === 'string' || part.type !== 'tool-call') continue;
    const args = (typeof part.input === 'string' ? JSON.parse(part.input) : part.input) as Record<string, unknown>;
    const { choices } = args;
    turn.calls.push({ tool: part.toolName, args });
    if (part.toolName === 'ask_back' && Array.isArray(choices)) turn.choices = choices.map(String);
  }
}

function noteResults(turn: Open, message: Message & { role: 'tool' }): void {
  for (const part of message.content) {
    if (part.type !== 'tool-result') continue;
    const outcome = outcomeOf(part.output);
    if (part.toolName === 'find_subjects' && 'mentions' in outcome) turn.found ??= outcome;
    if (isRead(outcome)) turn.results.push(outcome);
  }
}

function openTurn(question: string): Open {
  return { question, found: null, answer: '', choices: [], calls: [], results: [] };
}

function closeTurn({ results, ...turn }: Open): EarlierTurn {
  return { ...turn, shown: readShown(results, turn.answer) };
}

export function readPrompt(prompt: LanguageModelV4Prompt): PromptRead {
  const turns: Open[] = [];
  let outcomes: Outcome[] = [];
  for (const message of prompt) {
    if (message.role === 'user') {
      turns.push(openTurn(textOf(message).normalize('NFC')));
      outcomes = [];
      continue;
    }
    const turn = turns.at(-1);
    if (!turn) continue;
    if (message.role === 'assistant') noteCalls(turn, message);
    if (message.role === 'tool') {
      noteResults(turn, message);
      outcomes.push(
        ...message.content.flatMap((part) => (part.type === 'tool-result' ? [outcomeOf(part.output)] : [])),
      );
    }
  }
  return { question: turns.at(-1)?.question ?? '', earlier: turns.slice(0, -1).map(closeTurn), outcomes };
}
