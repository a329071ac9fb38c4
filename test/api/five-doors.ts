// One firm and its five doors: the page (a session, as a browser holds it), the command line, the API (a key), Slack
// (signed requests) and MCP (the official client). The model is one script for all of them, on the loopback: what
// differs from a door to another is the doors' own.

import { randomUUID } from 'node:crypto';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { io } from 'socket.io-client';
import type { Answer, TurnEvent } from '../../agents/turn.ts';
import { answerTurn } from '../../api/assistant/answer-turn.ts';
import { openConfiguredAssistant } from '../../api/assistant/assistant.ts';
import { run as runAsk } from '../../api/cli/ask.ts';
import type { CommandContext, CommandModule } from '../../api/cli/command-context.ts';
import { run as runReport } from '../../api/cli/report.ts';
import { CHAT_EVENT, FOLLOW_CHAT } from '../../api/contract/chats.ts';
import { LIVE_PATH } from '../../api/live.ts';
import { openSlack, type Slack } from '../../api/slack/open-slack.ts';
import { readConfig } from '../../config.ts';
import { readReport } from '../../db/reports/read-report.ts';
import type { Role } from '../../domain/roles.ts';
import { openLoopbackModel, type ChatRequest, type Reply } from '../agents/loopback-model.ts';
import { readExample } from '../db/firm-files.ts';
import { loadFirm } from '../db/load-firm.ts';
import { openFakeSlack, sign, SIGNING_SECRET, until, writeCommand } from './fake-slack.ts';
import { openTestApi, readCookie, type TestApi } from './test-api.ts';

export const TODAY = '2026-10-31';

export const SEATS = {
  direction: ['direction@esn.fr', 'direction'],
  daf: ['daf@esn.fr', 'daf'],
  adv: ['adv@esn.fr', 'adv'],
  commercial: ['commercial@esn-exemple.fr', 'commercial'],
  responsable: ['etienne.nguyen1@esn-exemple.fr', 'responsable'],
  consultant: ['yann.bonnet2@esn-exemple.fr', 'consultant'],
} as const satisfies Record<string, readonly [string, Role]>;
export type Seat = keyof typeof SEATS;

/** What a door answers to a question: the answer, or the refusal of the door itself. */
export type Asked = { readonly answer: Answer } | { readonly code: string };
/** What a door answers to a report: its document, or the refusal. */
export type Read = { readonly document: Record<string, unknown> } | { readonly code: string };

/** Turns of one conversation; the last answer counts. */
export type Conversation = readonly string[];

export type Doors = {
  /** What the page was told on the live channel while the last turn was made. */
  web(seat: Seat, turns: Conversation): Promise<Asked & { heard: readonly TurnEvent[] }>;
  cli(seat: Seat, turns: Conversation): Promise<Asked>;
  rest(seat: Seat, turns: Conversation): Promise<Asked>;
  /** The answer kept, and what was posted in Slack. */
  slack(seat: Seat, turns: Conversation): Promise<Asked & { posted: Record<string, unknown> }>;
  mcp(seat: Seat, tool: string, args: unknown): Promise<Record<string, unknown>>;
  report: Record<'web' | 'cli' | 'rest', (seat: Seat, name: string, options: Record<string, string>) => Promise<Read>>;
  publicUrl: string;
  countProposals(): Promise<number>;
  close(): Promise<void>;
};

/**
 * The firm, its people, linked to Slack, with a key and a session each.
 * @param script what the model says; null: the built-in model.
 */
export async function openFiveDoors(script: ((request: ChatRequest) => Reply) | null): Promise<Doors> {
  const model = script === null ? null : await openLoopbackModel(script);
  const settings = model === null ? {} : { AI_BASE_URL: model.baseUrl, AI_API_KEY: 'essai', AI_MODEL: 'boucle' };
  const config = readConfig({ ...settings, VIGIE_TODAY: TODAY });
  const assistant = openConfiguredAssistant(config);
  const fake = await openFakeSlack();
  const opened: { slack: Slack | null } = { slack: null };
  const api = await openTestApi({
    readReport,
    assistant,
    live: true,
    slack: ({ database, url, log }) => {
      const { app: appSql, reader: readerSql } = database;
      const process = { appSql, readerSql, readReport, today: () => TODAY, assistant, publicUrl: url, log };
      opened.slack = openSlack({
        ...process,
        settings: { botToken: 'xoxb-essai', signingSecret: SIGNING_SECRET, appToken: null, apiUrl: fake.apiUrl },
        ask: ({ person, ...turn }) => answerTurn(process, { asker: person, channel: 'slack', ...turn }),
        noticeIntervalMs: 60_000,
      });
      return opened.slack.router;
    },
  });
  const { app, reader } = api.database;
  await loadFirm(app, readExample());
  const people = await seatPeople(api);
  const of = (seat: Seat): SeatedPerson => {
    const found = people.get(seat);
    if (found === undefined) throw new Error(`no ${seat}`);
    return found;
  };

  const http = async (path: string, headers: Record<string, string>, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${api.url}/api${path}`, {
      headers,
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    });
    return answer.json();
  };
  const session = (seat: Seat) => ({ cookie: of(seat).cookie, origin: api.url });
  const bearer = (seat: Seat) => ({ authorization: `Bearer ${of(seat).key}` });
  const converse = async (headers: Record<string, string>, turns: Conversation, id: string): Promise<Asked> => {
    let asked: Asked = { code: 'nothing_asked' };
    for (const text of turns) asked = toAsked(await http(`/chats/${id}/turns`, headers, { text, asOf: TODAY }));
    return asked;
  };
  const openChat = async (headers: Record<string, string>): Promise<string> =>
    ((await http('/chats', headers, {})) as { id: string }).id;
  const atTheTerminal = async ({ run }: CommandModule, args: string[]): Promise<unknown> => {
    const printed: string[] = [];
    const instance = { app, reader };
    await run(args, {
      config,
      today: TODAY,
      print: (text) => printed.push(text),
      tell: () => {},
      openInstance: async () => instance as unknown as Awaited<ReturnType<CommandContext['openInstance']>>,
    });
    return JSON.parse(printed.join('\n'));
  };
  const type = async (seat: Seat, text: string): Promise<Record<string, unknown>> => {
    const name = randomUUID();
    const body = writeCommand(text, { user: of(seat).slackUser }, fake.responseUrl(name));
    await fetch(`${api.url}/api/slack/events`, { method: 'POST', ...sign(body, 'application/x-www-form-urlencoded') });
    const [posted = {}] = await until(
      () => fake.answers(name),
      (answers) => answers.length > 0,
    );
    return posted;
  };
  const queryOf = (options: Record<string, string>) => new URLSearchParams(options).toString();
  return {
    web: async (seat, turns) => {
      const id = await openChat(session(seat));
      await converse(session(seat), turns.slice(0, -1), id);
      const page = io(api.url, { path: LIVE_PATH, transports: ['websocket'], extraHeaders: session(seat) });
      const heard: TurnEvent[] = [];
      page.on(CHAT_EVENT, ({ chat, event }: { chat: string; event: TurnEvent }) => {
        if (chat === id) heard.push(event);
      });
      await page.emitWithAck(FOLLOW_CHAT, id);
      const asked = await converse(session(seat), turns.slice(-1), id);
      await until(() => heard.some((event) => event.type === 'done' || event.type === 'failed'));
      page.disconnect();
      return { ...asked, heard };
    },
    rest: async (seat, turns) => converse(bearer(seat), turns, await openChat(bearer(seat))),
    cli: async (seat, turns) => {
      let asked: Asked = { code: 'nothing_asked' };
      for (const text of turns) {
        const chat = 'answer' in asked ? ['--chat', asked.answer.chat] : [];
        const args = [text, ...chat, '--as', of(seat).email, '--as-of', TODAY, '--json'];
        asked = toAsked(await atTheTerminal({ run: runAsk }, args));
      }
      return asked;
    },
    slack: async (seat, turns) => {
      await app`delete from slack_chats`;
      let posted: Record<string, unknown> = {};
      for (const text of turns) posted = await type(seat, text);
      const [kept] = await app<{ reply: unknown }[]>`
        select t.reply from slack_chats s join chat_turns t on t.chat_id = s.chat_id
        where s.slack_user = ${of(seat).slackUser} order by t.turn desc limit 1`;
      return { ...toAsked(kept?.reply), posted };
    },
    mcp: async (seat, tool, args) => {
      const called = await of(seat).client.callTool({ name: tool, arguments: args as Record<string, unknown> });
      return (called as { structuredContent?: Record<string, unknown> }).structuredContent ?? {};
    },
    report: {
      web: async (seat, name, options) => toRead(await http(`/reports/${name}?${queryOf(options)}`, session(seat))),
      rest: async (seat, name, options) => toRead(await http(`/reports/${name}?${queryOf(options)}`, bearer(seat))),
      cli: async (seat, name, options) => {
        const given = Object.entries(options).flatMap(([option, value]) => [`--${option}`, value]);
        return toRead(await atTheTerminal({ run: runReport }, [name, ...given, '--as', of(seat).email, '--json']));
      },
    },
    publicUrl: api.url,
    countProposals: async () => (await app`select 1 from proposals`).length,
    close: async () => {
      await Promise.all([...people.values()].map(({ client }) => client.close()));
      await opened.slack?.close();
      await api.close();
      await Promise.all([fake.close(), model?.close()]);
    },
  };
}

type SeatedPerson = { email: string; key: string; cookie: string; slackUser: string; client: Client };

async function seatPeople(api: TestApi): Promise<Map<Seat, SeatedPerson>> {
  const people = new Map<Seat, SeatedPerson>();
  const admin = (await api.addPerson('admin@esn.fr', ['admin'])).key;
  for (const [seat, [email, role]] of Object.entries(SEATS) as [Seat, readonly [string, Role]][]) {
    const { userId, key } = await api.addPerson(email, [role]);
    const cookie = readCookie(await fetch(await api.invite(userId), { redirect: 'manual' }));
    const client = new Client({ name: 'essai', version: '1' });
    const headers = { authorization: `Bearer ${key}` };
    const transport = new StreamableHTTPClientTransport(new URL(`${api.url}/api/mcp`), { requestInit: { headers } });
    await client.connect(transport as Parameters<Client['connect']>[0]);
    const slackUser = `U0${seat.toUpperCase()}`;
    const linked = await fetch(`${api.url}/api/commands/link_slack_user`, {
      method: 'POST',
      headers: { authorization: `Bearer ${admin}` },
      body: JSON.stringify({ email, slackUser }),
    });
    if (!linked.ok) throw new Error(await linked.text());
    people.set(seat, { email, key, cookie, slackUser, client });
  }
  return people;
}

function toAsked(body: unknown): Asked {
  const told = body as { code?: string; detail?: string };
  return typeof told.detail === 'string' ? { code: told.code ?? '' } : { answer: body as Answer };
}

function toRead(body: unknown): Read {
  const told = body as { code?: string; detail?: string };
  return typeof told.detail === 'string' ? { code: told.code ?? '' } : { document: body as Record<string, unknown> };
}
