// The model that needs nobody: a program that reads the question, calls the same tools and writes the same references
// as any other model, in the same loop. It knows the trade's words, and says so when it does not know.

import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Content,
  LanguageModelV4FinishReason,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
} from '@ai-sdk/provider';
import { detectLanguage } from '../language.ts';
import { planTurn } from './turn-plan.ts';
import type { Asking, Call, End, Outcome, Plan } from './plan.ts';
import { readPrompt } from './read-prompt.ts';

export type OfflineModelSettings = {
  /** The day that the question looks at, 'YYYY-MM-DD'. */
  readonly asOf: string;
  readonly person: Asking['person'];
};

const MODEL_ID = 'vigie-hors-ligne';

/** It reads and writes words, not tokens; nothing is spent. */
const NOTHING_SPENT: LanguageModelV4Usage = {
  inputTokens: { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 0, text: 0, reasoning: 0 },
};

export function makeOfflineModel({ asOf, person }: OfflineModelSettings): LanguageModelV4 {
  const act = (options: LanguageModelV4CallOptions): { step: Step; content: LanguageModelV4Content[] } => {
    const read = readPrompt(options.prompt);
    const tools = new Set((options.tools ?? []).map(({ name }) => name));
    const asking: Asking = { asOf, person, language: detectLanguage(read.question), tools };
    const step = takeStep(planTurn(read, asking), read.outcomes);
    return { step, content: contentOf(step, read.outcomes.length) };
  };
  return {
    specificationVersion: 'v4',
    provider: 'vigie',
    modelId: MODEL_ID,
    supportedUrls: {},
    doGenerate: async (options) => {
      const { step, content } = act(options);
      return { content, finishReason: finishOf(step), usage: NOTHING_SPENT, warnings: [] };
    },
    doStream: async (options) => {
      const { step, content } = act(options);
      return { stream: streamOf(content, finishOf(step)) };
    },
  };
}

type Step = { readonly calls: readonly Call[] } | End;

/** The plan is played again with what the tools answered, up to what it does next. */
function takeStep(plan: Plan, outcomes: readonly Outcome[]): Step {
  let used = 0;
  let turn = plan.next();
  while (turn.done !== true) {
    const calls = turn.value;
    const answered = outcomes.slice(used, used + calls.length);
    if (answered.length < calls.length) return { calls: calls.slice(answered.length) };
    used += calls.length;
    turn = plan.next(answered);
  }
  return turn.value;
}

function contentOf(step: Step, before: number): LanguageModelV4Content[] {
  if ('text' in step) return [{ type: 'text', text: step.text }];
  const calls = 'calls' in step ? step.calls : [step.call];
  return calls.map(({ tool, args }, at) => ({
    type: 'tool-call',
    toolCallId: `call-${before + at + 1}`,
    toolName: tool,
    input: JSON.stringify(args),
  }));
}

function finishOf(step: Step): LanguageModelV4FinishReason {
  return 'text' in step ? { unified: 'stop', raw: 'stop' } : { unified: 'tool-calls', raw: 'tool_calls' };
}

/** A line at a time: what is known is shown. */
function partsOf(content: LanguageModelV4Content, at: number): LanguageModelV4StreamPart[] {
  if (content.type !== 'text') return content.type === 'tool-call' ? [content] : [];
  const id = `text-${at + 1}`;
  const lines = content.text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  return [
    { type: 'text-start', id },
    ...lines.map((delta): LanguageModelV4StreamPart => ({ type: 'text-delta', id, delta })),
    { type: 'text-end', id },
  ];
}

function streamOf(
  content: readonly LanguageModelV4Content[],
  finishReason: LanguageModelV4FinishReason,
): ReadableStream<LanguageModelV4StreamPart> {
  const parts: LanguageModelV4StreamPart[] = [
    { type: 'stream-start', warnings: [] },
    ...content.flatMap(partsOf),
    { type: 'finish', usage: NOTHING_SPENT, finishReason },
  ];
  return new ReadableStream({
    start: (controller) => {
      for (const part of parts) controller.enqueue(part);
      controller.close();
    },
  });
}
