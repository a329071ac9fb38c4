// A client that keeps its connection, as a browser or a program does. Node's own http: lighter than fetch, for the
// client shares the processors with what it measures.

import { Agent, request } from 'node:http';

export type Answer = { status: number; text: string };

export type Client = {
  get: (path: string) => Promise<Answer>;
  post: (path: string, body: unknown) => Promise<Answer>;
  close: () => void;
};

/** @param key an API key. */
export function openClient(url: string, key: string): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const call = (method: string, path: string, body?: string): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${key}`,
        ...(body !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      };
      const asked = request(`${url}${path}`, { method, agent, headers }, (answer) => {
        const pieces: Buffer[] = [];
        answer.on('data', (piece: Buffer) => void pieces.push(piece));
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(pieces).toString('utf8') }),
        );
        answer.on('error', reject);
      });
      asked.on('error', reject);
      asked.end(body);
    });
  return {
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, JSON.stringify(body)),
    close: () => agent.destroy(),
  };
}

/** @throws when the answer is not a 2xx: a refusal is fast, and no figure. */
export function requireDone({ status, text }: Answer): string {
  if (status < 200 || status > 299) throw new Error(`HTTP ${status}: ${text.slice(0, 500)}`);
  return text;
}
