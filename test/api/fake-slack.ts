// Slack, played on the loopback: its Web API and the addresses of answers, which keep what they are told; and requests
// signed as Slack signs them.

import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

export const TEAM = 'T0VIGIE';
export const SIGNING_SECRET = '8f742231b10e8888abcd99yyyzzz85a5';

export type Call = { readonly method: string; readonly args: Readonly<Record<string, unknown>> };
/** How Slack behaves once: an HTTP status, or an error of its own; `delivered`: it did it, and said otherwise. */
export type Mishap = { status?: number; retryAfter?: number; error?: string; delivered?: boolean; afterMs?: number };

type Posted = { ts: string; metadata?: unknown; text?: unknown };

export type FakeSlack = {
  apiUrl: string;
  /** Where an answer to a request goes; each name its own. */
  responseUrl(name: string): string;
  calls: Call[];
  /** What was posted in a conversation. */
  history: Map<string, Posted[]>;
  callsOf(method: string): Call[];
  /** Answers posted to a response address, oldest first. */
  answers(name: string): Record<string, unknown>[];
  /** The next calls of a method go wrong. */
  mishap(method: string, ...mishaps: Mishap[]): void;
  close(): Promise<void>;
};

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

/** Slack's clients send forms, whose objects are JSON. */
function readArgs(type: string, body: string): Record<string, unknown> {
  if (type.startsWith('application/json')) return JSON.parse(body) as Record<string, unknown>;
  return Object.fromEntries(
    [...new URLSearchParams(body)].map(([name, value]) => [
      name,
      /^[[{]/.test(value) ? (JSON.parse(value) as unknown) : value,
    ]),
  );
}

export async function openFakeSlack(more: Record<string, (args: Record<string, unknown>) => object> = {}) {
  const calls: Call[] = [];
  const history = new Map<string, Posted[]>();
  const mishaps = new Map<string, Mishap[]>();
  let clock = Math.trunc(Date.now() / 1000);

  const post = (args: Record<string, unknown>): object => {
    clock += 1;
    const ts = `${clock}.000100`;
    const channel = String(args['channel']);
    history.set(channel, [...(history.get(channel) ?? []), { ts, metadata: args['metadata'], text: args['text'] }]);
    return { channel, ts };
  };
  const methods: Record<string, (args: Record<string, unknown>) => object> = {
    'auth.test': () => ({ team_id: TEAM, user_id: 'U0BOT', bot_id: 'B0BOT' }),
    'conversations.open': ({ users }) => ({ channel: { id: `D${String(users)}` } }),
    'conversations.history': ({ channel }) => ({ messages: history.get(String(channel)) ?? [] }),
    'chat.postMessage': post,
    'chat.postEphemeral': () => ({ message_ts: '1.1' }),
    'views.open': () => ({ view: { id: 'V1' } }),
    ...more,
  };

  const server = createServer((request, response) => {
    void (async () => {
      const method = (request.url ?? '').replace(/^\/api\//, '').replace(/\?.*$/, '');
      const args = readArgs(request.headers['content-type'] ?? '', await readBody(request));
      calls.push({ method, args });
      const mishap = mishaps.get(method)?.shift();
      if (mishap?.afterMs !== undefined) await wait(mishap.afterMs);
      const done = mishap === undefined || mishap.delivered === true ? methods[method]?.(args) : {};
      const status = mishap?.status ?? 200;
      if (mishap?.retryAfter !== undefined) response.setHeader('retry-after', String(mishap.retryAfter));
      response.writeHead(status, { 'content-type': 'application/json' });
      if (mishap?.error !== undefined) response.end(JSON.stringify({ ok: false, error: mishap.error }));
      else response.end(JSON.stringify({ ok: true, ...done }));
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const fake: FakeSlack = {
    apiUrl: `${url}/api/`,
    responseUrl: (name) => `${url}/respond/${name}`,
    calls,
    history,
    callsOf: (method) => calls.filter((call) => call.method === method),
    answers: (name) => calls.filter((call) => call.method === `/respond/${name}`).map(({ args }) => ({ ...args })),
    mishap: (method, ...next) => void mishaps.set(method, [...(mishaps.get(method) ?? []), ...next]),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return fake;
}

export type SlackRequest = { readonly body: string; readonly headers: Record<string, string> };

/** Signed as Slack signs: HMAC-SHA256 of version, time stamp and body. */
export function sign(
  body: string,
  type: 'application/json' | 'application/x-www-form-urlencoded',
  { secret = SIGNING_SECRET, at = Math.trunc(Date.now() / 1000) } = {},
): SlackRequest {
  const signature = createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex');
  return {
    body,
    headers: {
      'content-type': type,
      'x-slack-request-timestamp': String(at),
      'x-slack-signature': `v0=${signature}`,
    },
  };
}

let trigger = 0;
const nextTrigger = (): string => `${(trigger += 1)}.13345224609.${process.pid}`;

export type Member = { user: string; team?: string };

/** What Slack posts when somebody types a command. */
export function writeCommand(text: string, who: Member, responseUrl: string): string {
  return new URLSearchParams({
    token: 'gIkuvaNzQIHg97ATvDxqgjtO',
    team_id: who.team ?? TEAM,
    team_domain: 'firme',
    channel_id: 'C0GENERAL',
    channel_name: 'general',
    user_id: who.user,
    user_name: 'quelquun',
    command: '/vigie',
    text,
    api_app_id: 'A0VIGIE',
    response_url: responseUrl,
    trigger_id: nextTrigger(),
  }).toString();
}

let event = 0;
/** What Slack posts when somebody writes to the bot, or names it. */
export function writeEvent(
  said: { type: 'message' | 'app_mention'; text: string; channel: string } & Record<string, unknown>,
  who: Member,
): string {
  event += 1;
  return JSON.stringify({
    token: 'gIkuvaNzQIHg97ATvDxqgjtO',
    team_id: who.team ?? TEAM,
    api_app_id: 'A0VIGIE',
    event: {
      user: who.user,
      ts: `${1_700_000_000 + event}.000100`,
      event_ts: `${1_700_000_000 + event}.000100`,
      ...(said.channel.startsWith('D') && { channel_type: 'im' }),
      ...said,
    },
    type: 'event_callback',
    event_id: `Ev${process.pid}${event}`,
    event_time: 1_700_000_000 + event,
    authorizations: [{ enterprise_id: null, team_id: who.team ?? TEAM, user_id: 'U0BOT', is_bot: true }],
  });
}

/** What Slack posts when a button is pressed. */
export function writePress(button: { action_id: string; value: string }, who: Member, responseUrl: string): string {
  const payload = {
    type: 'block_actions',
    user: { id: who.user, username: 'quelquun', team_id: who.team ?? TEAM },
    api_app_id: 'A0VIGIE',
    token: 'gIkuvaNzQIHg97ATvDxqgjtO',
    container: { type: 'message', message_ts: '1.1', channel_id: 'C0GENERAL', is_ephemeral: true },
    trigger_id: nextTrigger(),
    team: { id: who.team ?? TEAM, domain: 'firme' },
    channel: { id: 'C0GENERAL', name: 'general' },
    response_url: responseUrl,
    actions: [{ block_id: 'b', type: 'button', text: { type: 'plain_text', text: 'x' }, action_ts: '1.1', ...button }],
  };
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}

/** What Slack posts when the window of a refusal is sent. */
export function writeSubmission(view: Record<string, unknown>, reason: string, who: Member): string {
  const payload = {
    type: 'view_submission',
    team: { id: who.team ?? TEAM, domain: 'firme' },
    user: { id: who.user, team_id: who.team ?? TEAM },
    api_app_id: 'A0VIGIE',
    token: 'gIkuvaNzQIHg97ATvDxqgjtO',
    trigger_id: nextTrigger(),
    view: {
      ...view,
      id: `V${(event += 1)}`,
      hash: '1.abc',
      state: { values: { reason: { reason: { type: 'plain_text_input', value: reason } } } },
    },
  };
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}

/** Waits until something is so; the tests' own limit is longer. */
export async function until<T>(look: () => T | Promise<T>, so: (seen: T) => boolean = Boolean): Promise<T> {
  const deadline = performance.now() + 8_000;
  for (;;) {
    const seen = await look();
    if (so(seen)) return seen;
    if (performance.now() > deadline) throw new Error(`still not so: ${JSON.stringify(seen).slice(0, 2_000)}`);
    await wait(10);
  }
}
