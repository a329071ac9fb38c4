// What a process gives the assistant: a model, the turns that run, a budget. With `AI_BASE_URL` the model is that of an
// OpenAI-compatible endpoint; else the one built in, which needs nobody.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LanguageModel } from 'ai';
import { TURN_BUDGET, type Budget } from '../../agents/agent.ts';
import { openModel } from '../../agents/model.ts';
import { makeOfflineModel } from '../../agents/offline/model.ts';
import type { Config } from '../../config.ts';
import { openLiveTurns, type LiveTurns } from './live-turns.ts';

/** What the built-in model must know of who asks. */
export type ModelContext = {
  readonly asOf: string;
  readonly person: { readonly roles: readonly string[]; readonly consultantCode: string | null; readonly name: string };
};

export type Assistant = {
  readonly chooseModel: (context: ModelContext) => LanguageModel;
  /** True: the model is shown every tool, and costs nothing. */
  readonly builtIn: boolean;
  /** What `GET /api/model` tries; null: the built-in one needs no trial. */
  readonly endpoint: { readonly name: string; readonly model: LanguageModel } | null;
  readonly prompt: string;
  readonly budget: Budget;
  readonly turns: LiveTurns;
};

const PROMPT = join(import.meta.dirname, '../../agents/prompts/assistant.md');

export function openAssistant(options: {
  chooseModel: Assistant['chooseModel'];
  builtIn: boolean;
  endpoint?: Assistant['endpoint'];
  budget?: Budget;
}): Assistant {
  return {
    chooseModel: options.chooseModel,
    builtIn: options.builtIn,
    endpoint: options.endpoint ?? null,
    prompt: readFileSync(PROMPT, 'utf8'),
    budget: options.budget ?? TURN_BUDGET,
    turns: openLiveTurns(),
  };
}

/** By the settings AI_BASE_URL, AI_API_KEY and AI_MODEL. */
export function openConfiguredAssistant({
  aiBaseUrl,
  aiApiKey,
  aiModel,
}: Pick<Config, 'aiBaseUrl' | 'aiApiKey' | 'aiModel'>): Assistant {
  if (aiBaseUrl === null || aiModel === null) return openBuiltInAssistant();
  const model = openModel({ baseUrl: aiBaseUrl, apiKey: aiApiKey, model: aiModel });
  return openAssistant({ chooseModel: () => model, builtIn: false, endpoint: { name: aiModel, model } });
}

export function openBuiltInAssistant(): Assistant {
  return openAssistant({ builtIn: true, chooseModel: makeOfflineModel });
}
