// One turn of the assistant: the model calls tools and writes, within a budget; what it wrote becomes the answer. The
// same loop drives the offline model and any other.

import {
  AISDKError,
  hasToolCall,
  isStepCount,
  ToolLoopAgent,
  type LanguageModel,
  type ModelMessage,
  type ToolSet,
} from 'ai';
import { cleanText } from './clean-text.ts';
import { ModelFailure, STREAM_CUT } from './model-failure.ts';
import type { Language } from './say-figure.ts';
import { ABSTAIN, ASK_BACK, listProposed, listTold, type Shown, type TurnRecord } from './tools/turn-tools.ts';
import type { Answer, TurnEvent, TurnOutcome } from './turn.ts';
import { openAnswerWriter, type AnswerWriter } from './write-answer.ts';

export type Budget = {
  /** Calls of the model. */
  readonly steps: number;
  /** Read and written, over all the steps. */
  readonly tokens: number;
  readonly seconds: number;
};

/**
 * Why each: a plan of the trade (drift → why → propose) takes six steps; ten tables of a hundred rows are some 100,000
 * tokens; a person waits a minute at most for an answer that streams.
 */
export const TURN_BUDGET: Budget = { steps: 12, tokens: 200_000, seconds: 60 };

export type TurnRequest = {
  readonly model: LanguageModel;
  readonly instructions: string;
  /** Earlier turns of the chat, and the question. */
  readonly messages: ModelMessage[];
  readonly question: string;
  /** The questions before it: their numbers may be said again. */
  readonly earlierQuestions: readonly string[];
  readonly language: Language;
  readonly tools: ToolSet;
  /** What the model is shown of the tools; absent: all. */
  readonly shown?: Shown;
  readonly record: TurnRecord;
  readonly budget: Budget;
  readonly signal: AbortSignal;
  readonly onEvent: (event: TurnEvent) => void;
};

export type TurnEnd = {
  readonly answer: Omit<Answer, 'chat'>;
  /** What the model said and was told, kept for the turns that follow. */
  readonly messages: ModelMessage[];
  readonly stopped: boolean;
};

export async function runTurn(request: TurnRequest): Promise<TurnEnd> {
  const { record, onEvent, language } = request;
  const writer = openAnswerWriter({
    results: record.results,
    told: () => listTold(record),
    said: [request.question, ...request.earlierQuestions],
    language,
    onText: (text) => onEvent({ type: 'text', text }),
  });
  const { messages, spent } = await followModel(request, writer);
  if (record.ending !== null && writer.read().answer === '') writer.push(record.ending.sentence);
  writer.end();
  if (writer.read().answer === '') writer.push(sayNothing(request, spent));
  writer.end();
  const { answer, figures } = writer.read();
  return {
    answer: {
      answer,
      figures,
      tools: record.calls,
      proposals: listProposed(record),
      outcome: judgeOutcome(record),
      choices: record.ending?.how === 'asked_back' ? record.ending.choices.map(cleanText) : [],
    },
    messages,
    stopped: request.signal.aborted,
  };
}

type Spent = 'steps' | 'tokens' | 'seconds' | 'stopped' | null;

/** A model that never ends its text is cut: four times the longest answer. */
const WRITTEN_AT_MOST = 32_000;

async function followModel(
  request: TurnRequest,
  writer: AnswerWriter,
): Promise<{ messages: ModelMessage[]; spent: Spent }> {
  const { budget, signal } = request;
  const spending = { tokens: 0, steps: 0, written: 0 };
  const cut = new AbortController();
  const timeout = AbortSignal.timeout(budget.seconds * 1000);
  const agent = openAgent(request, () => spending.tokens >= budget.tokens);
  const isCut = (): boolean => signal.aborted || timeout.aborted || cut.signal.aborted;
  const result = await agent.stream({
    messages: request.messages,
    abortSignal: AbortSignal.any([signal, timeout, cut.signal]),
  });
  // What is not read when the turn is cut fails by itself: nobody waits for it.
  const answered = Promise.resolve(result.responseMessages);
  answered.catch(() => {});
  let finished = false;
  try {
    for await (const part of result.stream) {
      if (part.type === 'start-step') {
        spending.steps += 1;
        // What was written before a call of a tool stands apart from what follows it.
        if (spending.written > 0) writer.push('\n');
      } else if (part.type === 'text-delta') {
        spending.written += part.text.length;
        writer.push(part.text);
        if (spending.written > WRITTEN_AT_MOST) cut.abort();
      } else if (part.type === 'finish-step') {
        spending.tokens += part.usage.totalTokens ?? 0;
        // A stream that ends without saying why was cut: what was read of it is no answer.
        finished = part.rawFinishReason !== undefined;
      } else if (part.type === 'tool-error' && part.error instanceof Error && !AISDKError.isInstance(part.error)) {
        // A wrong call is told to the model; the database away, or a bug, is not.
        throw new ToolCrash(part.error);
      } else if (part.type === 'error') {
        throw part.error;
      }
    }
  } catch (error) {
    if (error instanceof ToolCrash) throw error.cause;
    if (!isCut()) throw new ModelFailure(error);
  }
  if (signal.aborted) return { messages: [], spent: 'stopped' };
  if (timeout.aborted) return { messages: [], spent: 'seconds' };
  if (cut.signal.aborted) return { messages: [], spent: 'tokens' };
  if (!finished) throw new ModelFailure(new Error(STREAM_CUT));
  const spent = spending.tokens >= budget.tokens ? 'tokens' : spending.steps >= budget.steps ? 'steps' : null;
  return { messages: await answered, spent };
}

/** A tool failed for a reason that is not the model's. */
class ToolCrash extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause });
  }
}

function openAgent(request: TurnRequest, isSpent: () => boolean) {
  const { model, instructions, tools, shown, budget } = request;
  return new ToolLoopAgent({
    model,
    instructions,
    tools,
    prepareStep: () => (shown === undefined ? {} : { activeTools: [...shown.active] }),
    // Nobody listens: events would be copied for nothing, prompts in them.
    telemetry: { isEnabled: false },
    // One by one: the number of a call is its place in the turn.
    toolCallConcurrency: 1,
    // A turn is at a screen: one more try, not three.
    maxRetries: 1,
    // Told by the stream itself; by default the whole prompt would go to the terminal.
    onError: () => {},
    stopWhen: [isStepCount(budget.steps), hasToolCall(ASK_BACK, ABSTAIN), isSpent],
  });
}

/** What the turn came to, by what its tools did (agents/turn.ts). */
function judgeOutcome({ ending, proposals, refusals, results }: TurnRecord): TurnOutcome {
  if (ending !== null) return ending.how;
  if (proposals.size > 0) return 'proposed';
  if (results.size === 0 && refusals.some(({ rights }) => rights)) return 'refused';
  return 'answered';
}

const SPENT: Readonly<Record<Exclude<Spent, null>, Readonly<Record<Language, string>>>> = {
  steps: {
    fr: 'Je n’ai pas abouti : la question demande trop d’étapes. Posez-la en plusieurs fois.',
    en: 'I did not get there: the question takes too many steps. Please ask it in parts.',
  },
  tokens: {
    fr: 'Je n’ai pas abouti : la question lit trop de données. Restreignez-la à un projet, un client ou un mois.',
    en: 'I did not get there: the question reads too much data. Please narrow it down.',
  },
  seconds: {
    fr: 'Je n’ai pas abouti à temps. Reposez la question, ou restreignez-la.',
    en: 'I ran out of time. Please ask again, or narrow it down.',
  },
  stopped: { fr: 'Réponse interrompue.', en: 'Answer stopped.' },
};

/** A turn without a word: what was refused, or that it was not understood. */
function sayNothing({ record, language }: TurnRequest, spent: Spent): string {
  if (spent !== null) return SPENT[spent][language];
  const refused = record.refusals.find(({ rights }) => rights) ?? record.refusals.at(-1);
  if (record.results.size === 0 && record.proposals.size === 0 && refused) return refused.sentence;
  const proposed = [...record.proposals.values()];
  if (proposed.length > 0) return proposed.map(({ effect }) => effect).join('\n');
  return language === 'fr' ? 'Je n’ai pas de réponse à cette question.' : 'I have no answer to this question.';
}
