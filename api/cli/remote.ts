// A Vigie elsewhere (VIGIE_URL, VIGIE_TOKEN): the same reports and changes, over HTTP, by the key's rights.

import type { Config } from '../../config.ts';
import { PlainError } from '../../db/plain-error.ts';

export type Remote = { readonly url: string; readonly token: string };

export type RemoteAnswer = { readonly ok: boolean; readonly text: string };

// A report takes a second at most; a server that has not answered by then is away.
const ANSWER_WITHIN_MS = 30_000;

/** The Vigie that the settings name; null: this machine's own. @throws PlainError `no_token`. */
export function findRemote({ remoteUrl: url, remoteToken: token }: Config): Remote | null {
  if (url === null) return null;
  if (token === null)
    throw new PlainError('no_token', "VIGIE_URL est réglé sans VIGIE_TOKEN : il faut la clé d'API de cette instance.");
  return { url, token };
}

/** @param path under /api. @throws PlainError when the remote does not answer. */
export async function callRemote(
  remote: Remote,
  path: string,
  options: { query?: Readonly<Record<string, string>>; body?: string } = {},
): Promise<RemoteAnswer> {
  const address = new URL(`/api${path}`, remote.url);
  for (const [name, value] of Object.entries(options.query ?? {})) address.searchParams.set(name, value);
  try {
    const response = await fetch(address, {
      headers: { authorization: `Bearer ${remote.token}` },
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      ...(options.body !== undefined && { method: 'POST', body: options.body }),
    });
    return { ok: response.ok, text: await response.text() };
  } catch (error) {
    throw new PlainError(
      'remote_away',
      `${remote.url} ne répond pas : ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}

/** The sentence of a refusal; what stands in front of Vigie (a proxy) answers in its own way. */
export function readRefusal(text: string): { code: string; detail: string } {
  const unread = { code: 'remote_refused', detail: `réponse illisible : ${text.slice(0, 200)}` };
  try {
    const told: unknown = JSON.parse(text);
    if (told === null || typeof told !== 'object' || !('detail' in told)) return unread;
    return { code: 'code' in told ? String(told.code) : unread.code, detail: String(told.detail) };
  } catch {
    // Not JSON: not ours.
    return unread;
  }
}

/** @throws PlainError with the sentence of the remote's refusal, or what keeps it from answering. */
export async function readRemoteReport(
  remote: Remote,
  name: string,
  args: Readonly<Record<string, string>>,
): Promise<string> {
  const { ok, text } = await callRemote(remote, `/reports/${name}`, { query: args });
  if (ok) return text;
  throw new PlainError('remote_refused', `${remote.url} refuse : ${readRefusal(text).detail}`);
}
