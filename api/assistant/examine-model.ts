// What `vigie doctor` says of the assistant's model: which one answers, and what it can do.

import { openModel } from '../../agents/model.ts';
import { tryModel, type ModelTrial } from '../../agents/try-model.ts';
import type { Config } from '../../config.ts';

type Finding = { level: 'ok' | 'remark' | 'problem'; sentence: string };

function describeTrial(name: string, { answers, toolCalls, streaming, failure }: ModelTrial): Finding {
  if (!answers)
    return {
      level: 'problem',
      sentence: `L’assistant ne répondra pas par ${name} : ${failure ?? 'il ne répond pas.'}`,
    };
  if (!toolCalls) {
    return {
      level: 'problem',
      sentence: `${name} répond mais n’appelle pas d’outils : l’assistant ne pourrait rien lire. Choisissez un autre AI_MODEL, ou retirez AI_BASE_URL.`,
    };
  }
  return streaming
    ? { level: 'ok', sentence: `L’assistant répond par ${name} : il appelle des outils et écrit au fil de l’eau.` }
    : {
        level: 'remark',
        sentence: `L’assistant répond par ${name}, qui appelle des outils mais n’écrit pas au fil de l’eau.`,
      };
}

export async function examineModel({
  aiBaseUrl,
  aiApiKey,
  aiModel,
}: Pick<Config, 'aiBaseUrl' | 'aiApiKey' | 'aiModel'>): Promise<Finding> {
  if (aiBaseUrl === null && aiModel === null)
    return { level: 'ok', sentence: 'L’assistant répond par le modèle intégré (hors ligne).' };
  if (aiBaseUrl === null || aiModel === null) {
    const missing = aiBaseUrl === null ? 'AI_BASE_URL' : 'AI_MODEL';
    return { level: 'remark', sentence: `Il manque ${missing} : l’assistant répond par le modèle intégré.` };
  }
  return describeTrial(aiModel, await tryModel(openModel({ baseUrl: aiBaseUrl, apiKey: aiApiKey, model: aiModel })));
}
