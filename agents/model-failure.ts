// What went wrong with the model's endpoint, told plainly: who reads it can do something about it.

import { APICallError, RetryError } from 'ai';

export const STREAM_CUT = 'stream_cut';

function causeOf(error: unknown): unknown {
  return RetryError.isInstance(error) ? error.lastError : error;
}

function explainStatus(status: number): string {
  if (status === 401 || status === 403) return 'le service du modèle refuse la clé : vérifiez AI_API_KEY.';
  if (status === 404) return 'le service ne connaît pas ce modèle à cette adresse : vérifiez AI_BASE_URL et AI_MODEL.';
  if (status === 429) return 'le service du modèle est saturé, ou le quota est atteint : réessayez dans un instant.';
  if (status >= 500) return `le service du modèle est en panne (code ${status}) : réessayez dans un instant.`;
  return `le service du modèle refuse la demande (code ${status}) : vérifiez que ce modèle sait appeler des outils.`;
}

/** A French sentence, without a key, an address or what the endpoint wrote. */
function explainFailure(error: unknown): string {
  const cause = causeOf(error);
  if (APICallError.isInstance(cause) && cause.statusCode !== undefined && cause.statusCode >= 400)
    return explainStatus(cause.statusCode);
  if (cause instanceof Error && cause.message === STREAM_CUT)
    return 'le modèle s’est interrompu au milieu de sa réponse : reposez la question.';
  const text = cause instanceof Error ? `${cause.name} ${cause.message} ${String(cause.cause)}` : String(cause);
  if (/JSON|parse|validation/i.test(text)) return 'le service du modèle a répondu autre chose que ce qui est attendu.';
  if (/timeout|abort/i.test(text)) return 'le modèle n’a pas répondu à temps : réessayez dans un instant.';
  return 'le service du modèle est injoignable, ou s’est interrompu : réessayez dans un instant.';
}

/** The endpoint failed: `message` is the sentence, `cause` is for the log. */
export class ModelFailure extends Error {
  constructor(cause: unknown) {
    super(explainFailure(cause), { cause });
  }
}
