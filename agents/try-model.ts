// Trying a model: does it answer, does it call a tool when asked, does it stream? What `vigie doctor` and the settings
// page say of it.

import { generateText, jsonSchema, streamText, tool, type LanguageModel } from 'ai';
import { ModelFailure } from './model-failure.ts';

export type ModelTrial = {
  readonly answers: boolean;
  readonly toolCalls: boolean;
  readonly streaming: boolean;
  /** Why it does not answer; null: it does. */
  readonly failure: string | null;
};

/** A model that takes longer to say a word is no use at a screen. */
const TRIAL_SECONDS = 20;

async function callsTools(model: LanguageModel, abortSignal: AbortSignal): Promise<boolean> {
  const { toolCalls } = await generateText({
    model,
    abortSignal,
    maxRetries: 0,
    prompt: 'Quelle heure est-il ? Réponds en appelant l’outil read_clock.',
    tools: {
      read_clock: tool({
        description: 'Donne l’heure. / Tells the time.',
        inputSchema: jsonSchema({ type: 'object', properties: {}, additionalProperties: false }),
      }),
    },
  });
  return toolCalls.some(({ toolName }) => toolName === 'read_clock');
}

async function streams(model: LanguageModel, abortSignal: AbortSignal): Promise<boolean> {
  let pieces = 0;
  const result = streamText({
    model,
    abortSignal,
    maxRetries: 0,
    prompt: 'Compte de un à dix en toutes lettres.',
    // Told by the stream itself.
    onError: () => {},
  });
  for await (const part of result.stream) {
    if (part.type === 'error') throw part.error;
    if (part.type === 'text-delta' && part.text !== '') pieces += 1;
  }
  return pieces > 1;
}

export async function tryModel(model: LanguageModel): Promise<ModelTrial> {
  const signal = AbortSignal.timeout(TRIAL_SECONDS * 1000);
  const [calling, streaming] = await Promise.allSettled([callsTools(model, signal), streams(model, signal)]);
  const failed = [calling, streaming].find((settled) => settled.status === 'rejected');
  const both = calling.status === 'rejected' && streaming.status === 'rejected';
  return {
    answers: !both,
    toolCalls: calling.status === 'fulfilled' && calling.value,
    streaming: streaming.status === 'fulfilled' && streaming.value,
    failure: both && failed?.status === 'rejected' ? new ModelFailure(failed.reason).message : null,
  };
}
