// A model that says what the test wrote, step by step: calls of tools, then words.

import { simulateReadableStream } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';

export type ScriptedStep =
  | { readonly text: string }
  | { readonly calls: readonly { readonly name: string; readonly args: unknown }[] };

type Part =
  ReturnType<MockLanguageModelV4['doStream']> extends PromiseLike<{ stream: ReadableStream<infer P> }> ? P : never;

const USAGE = {
  inputTokens: { total: 10, noCache: 10, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: 10, text: 10, reasoning: undefined },
};

function partsOf(step: ScriptedStep, number: number): Part[] {
  const start: Part = { type: 'stream-start', warnings: [] };
  if ('text' in step) {
    // Word by word, as a model writes.
    const words = step.text.split(/(?<= )/);
    return [
      start,
      { type: 'text-start', id: 't' },
      ...words.map((delta): Part => ({ type: 'text-delta', id: 't', delta })),
      { type: 'text-end', id: 't' },
      { type: 'finish', usage: USAGE, finishReason: { unified: 'stop', raw: 'stop' } },
    ];
  }
  return [
    start,
    ...step.calls.map(({ name, args }, index): Part => ({
      type: 'tool-call',
      toolCallId: `call-${number}-${index}`,
      toolName: name,
      input: JSON.stringify(args),
    })),
    { type: 'finish', usage: USAGE, finishReason: { unified: 'tool-calls', raw: 'tool_calls' } },
  ];
}

/** @param nextStep from what the model was told; after the last step of a list it says nothing more. */
export function scriptModel(
  steps:
    | readonly ScriptedStep[]
    | ((prompt: MockLanguageModelV4['doStreamCalls'][number]['prompt'], step: number) => ScriptedStep),
): MockLanguageModelV4 {
  let number = 0;
  return new MockLanguageModelV4({
    doStream: async ({ prompt }) => {
      const step = typeof steps === 'function' ? steps(prompt, number) : (steps[number] ?? { text: '' });
      number += 1;
      return {
        stream: simulateReadableStream<Part>({
          chunks: partsOf(step, number),
          initialDelayInMs: null,
          chunkDelayInMs: null,
        }),
      };
    },
  });
}
