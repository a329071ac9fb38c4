// What reads and finds documents, as the settings say: a model beside the rules, vectors beside the words.
import type { LanguageModel } from 'ai';
import type { Config } from '../../config.ts';
import { openEmbeddings } from '../../agents/embeddings.ts';
import { openModel } from '../../agents/model.ts';
import type { Meaning } from './search-passages.ts';

export function openConfiguredReading(config: Config): { documentModel: LanguageModel | null; meaning: Meaning } {
  const { aiBaseUrl, aiApiKey, aiModel, embedBaseUrl, embedModel } = config;
  return {
    documentModel:
      aiBaseUrl !== null && aiModel !== null
        ? openModel({ baseUrl: aiBaseUrl, apiKey: aiApiKey, model: aiModel })
        : null,
    meaning:
      embedBaseUrl !== null && embedModel !== null
        ? { embed: openEmbeddings({ baseUrl: embedBaseUrl, model: embedModel }), model: embedModel }
        : null,
  };
}
