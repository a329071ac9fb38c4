// What the model is told of the turns before: the questions, what was called, and the answers as they were shown.

import type { ModelMessage } from 'ai';
import type { ChatTurn } from '../../db/chats.ts';

/** A follow-up looks a few turns back; the rest of a long chat would fill the prompt. */
export const TURNS_REMEMBERED = 8;
/** Of an earlier table, the first lines: who needs the others asks again. */
const ROWS_REMEMBERED = 20;

/** A result without its number: references to it ended with its turn. */
function shorten(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { ref: _ended, rows, ...rest } = value as { ref?: unknown; rows?: unknown };
  return Array.isArray(rows) ? { ...rest, rows: rows.slice(0, ROWS_REMEMBERED) } : rest;
}

function shortenMessage(message: ModelMessage): ModelMessage {
  if (message.role !== 'tool') return message;
  return {
    ...message,
    content: message.content.map((part) =>
      part.type === 'tool-result' && part.output.type === 'json'
        ? { ...part, output: { ...part.output, value: shorten(part.output.value) as never } }
        : part,
    ),
  };
}

/** What the model called and was told, then the answer as the person read it: references became figures. */
export function keepMessages(messages: readonly ModelMessage[], answer: string): ModelMessage[] {
  const calls = messages.flatMap((message): ModelMessage[] => {
    if (message.role === 'tool') return [shortenMessage(message)];
    if (message.role !== 'assistant' || typeof message.content === 'string') return [];
    const content = message.content.filter(({ type }) => type === 'tool-call');
    return content.length === 0 ? [] : [{ ...message, content }];
  });
  return [...calls, { role: 'assistant', content: answer }];
}

/** @param rights now: what was read under other rights is not told again. */
export function tellHistory(turns: readonly ChatTurn[], rights: string): ModelMessage[] {
  return turns.flatMap((turn): ModelMessage[] => {
    if (turn.rights !== rights || turn.state === 'running' || turn.state === 'failed') return [];
    return [{ role: 'user', content: turn.question }, ...(turn.messages as ModelMessage[])];
  });
}

/** The tools that were called in these messages. */
export function listCalled(messages: readonly ModelMessage[]): string[] {
  const names = messages.flatMap(({ role, content }) =>
    role === 'assistant' && Array.isArray(content)
      ? content.flatMap((part) => (part.type === 'tool-call' ? part.toolName : []))
      : [],
  );
  return [...new Set(names)];
}
