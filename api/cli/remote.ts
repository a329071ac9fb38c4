// A Vigie elsewhere (VIGIE_URL, VIGIE_TOKEN): the same reports, over HTTP, by the key's rights.

import { PlainError } from '../../db/plain-error.ts';

export type Remote = { readonly url: string; readonly token: string };

// A report takes a second at most; a server that has not answered by then is away.
const ANSWER_WITHIN_MS = 30_000;

/** @throws PlainError with the sentence of the remote's refusal, or what keeps it from answering. */
export async function readRemoteReport(
  remote: Remote,
  name: string,
  args: Readonly<Record<string, string>>,
): Promise<string> {
  const address = new URL(`/api/reports/${name}`, remote.url);
  for (const [option, value] of Object.entries(args)) address.searchParams.set(option, value);
  let response: Response;
  try {
    response = await fetch(address, {
      headers: { authorization: `Bearer ${remote.token}` },
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
  } catch (error) {
    throw new PlainError(
      'remote_away',
      `${remote.url} ne répond pas : ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
  const body = await response.text();
  if (response.ok) return body;
  const problem: unknown = response.headers.get('content-type')?.includes('json') ? JSON.parse(body) : {};
  const detail =
    problem !== null && typeof problem === 'object' && 'detail' in problem
      ? String(problem.detail)
      : `réponse ${response.status}`;
  throw new PlainError('remote_refused', `${remote.url} refuse : ${detail}`);
}
