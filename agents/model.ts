// The model of the firm's choice: any endpoint that speaks OpenAI's chat protocol, on this machine or elsewhere.

import { createOpenAI } from '@ai-sdk/openai';
import type { LanguageModel } from 'ai';

export type ModelEndpoint = {
  /** `http://127.0.0.1:11434/v1` */
  readonly baseUrl: string;
  /** Null: the endpoint asks for none. */
  readonly apiKey: string | null;
  readonly model: string;
};

/** The chat protocol and not the newer one: most compatible servers know only that. */
export function openModel({ baseUrl, apiKey, model }: ModelEndpoint): LanguageModel {
  // Without a key of ours, none of the environment's is sent to that address.
  return createOpenAI({ baseURL: baseUrl, apiKey: apiKey ?? 'aucune', name: 'vigie' }).chat(model);
}
