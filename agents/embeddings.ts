// What a text means, as a vector: any endpoint that speaks OpenAI's embeddings protocol, on this machine or elsewhere.
import { createOpenAI } from '@ai-sdk/openai';
import { embedMany } from 'ai';

export type EmbeddingEndpoint = {
  /** `http://127.0.0.1:8000/v1` */
  readonly baseUrl: string;
  readonly model: string;
};

/** What is searched, and what is found: models of the E5 family read them differently. */
export type EmbeddedAs = 'query' | 'passage';

/** A page of passages takes a second on a small machine; an endpoint that is silent for this long is away. */
const PATIENCE_MS = 20_000;

/** One vector a text, in the order of the texts. @throws when the endpoint is away or answers something else. */
export type EmbedTexts = (texts: readonly string[], as: EmbeddedAs) => Promise<number[][]>;

export function openEmbeddings({ baseUrl, model }: EmbeddingEndpoint): EmbedTexts {
  // OpenAI's own endpoint refuses the word; the servers of asymmetric models need it.
  const asymmetric = /e5|bge|nv-embed/iu.test(model);
  return async (texts, as) => {
    const provider = createOpenAI({
      baseURL: baseUrl,
      apiKey: 'aucune',
      name: 'vigie',
      fetch: (address, init) => {
        if (!asymmetric || typeof init?.body !== 'string') return fetch(address, init);
        const body = JSON.stringify({ ...(JSON.parse(init.body) as object), input_type: as });
        return fetch(address, { ...init, body });
      },
    });
    const { embeddings } = await embedMany({
      model: provider.embedding(model),
      values: [...texts],
      abortSignal: AbortSignal.timeout(PATIENCE_MS),
    });
    return embeddings;
  };
}
