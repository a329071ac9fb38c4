// A firm that is on Slack: its API, Slack played on the loopback, an assistant of the test's choosing, and people linked
// to their Slack accounts.

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Answer } from '../../agents/turn.ts';
import type { Transaction } from '../../db/connection.ts';
import type { Role } from '../../domain/roles.ts';
import type { AskAssistant } from '../../api/slack/door.ts';
import { openSlack, type Slack } from '../../api/slack/open-slack.ts';
import { loadFirm } from '../db/load-firm.ts';
import { readFolder } from '../oracle/read-firm.ts';
import {
  openFakeSlack,
  sign,
  SIGNING_SECRET,
  writeCommand,
  writePress,
  type FakeSlack,
  type SlackRequest,
} from './fake-slack.ts';
import { openTestApi, type TestApi } from './test-api.ts';
import { writeFacts } from '../db/people.ts';

export type SlackFirm = {
  api: TestApi;
  fake: FakeSlack;
  /** What the assistant was asked, in order. */
  turns: Parameters<AskAssistant>[0][];
  /** What the assistant answers, from now on. */
  answerWith(make: () => Partial<Answer> | Promise<Partial<Answer>>): void;
  addMember(slackUser: string, email: string, roles: readonly Role[]): Promise<{ userId: string; key: string }>;
  link(slackUser: string, userId: string): Promise<void>;
  send(request: SlackRequest, headers?: Record<string, string>): Promise<Response>;
  /** Types a command. @returns the name of the address of its answers. */
  type(text: string, user: string, team?: string): Promise<string>;
  press(actionId: string, value: string, user: string): Promise<string>;
  close(): Promise<void>;
};

export function changeFirm(firm: SlackFirm, write: (tx: Transaction) => Promise<unknown>): Promise<void> {
  return writeFacts(firm.api.database.app, write);
}

const NOTHING: Omit<Answer, 'chat'> = {
  answer: 'Voilà.',
  figures: [],
  tools: [],
  proposals: [],
  outcome: 'answered',
  choices: [],
};

export async function openSlackFirm(
  options: {
    ask?: AskAssistant;
    noticeIntervalMs?: number;
    /** False: no firm, only people. */
    firm?: boolean;
    /** Socket Mode in place of HTTP: where Slack would send it. */
    socketUrl?: string;
  } = {},
): Promise<SlackFirm> {
  const { socketUrl = null } = options;
  const fake = await openFakeSlack(socketUrl === null ? {} : { 'apps.connections.open': () => ({ url: socketUrl }) });
  const turns: SlackFirm['turns'] = [];
  let make: () => Partial<Answer> | Promise<Partial<Answer>> = () => ({});
  let slack: Slack | null = null;
  const api = await openTestApi({
    slack: ({ database, url, log }) => {
      const ask: AskAssistant = async (turn) => {
        turns.push(turn);
        const given = await make();
        const chat = turn.chatId ?? randomUUID();
        await database.app`
          insert into chats (id, user_id) values (${chat}, ${turn.person.userId}) on conflict do nothing`;
        return { ...NOTHING, ...given, chat };
      };
      slack = openSlack({
        appSql: database.app,
        today: () => '2026-10-31',
        publicUrl: url,
        settings: {
          botToken: 'xoxb-essai',
          signingSecret: socketUrl === null ? SIGNING_SECRET : null,
          appToken: socketUrl === null ? null : 'xapp-essai',
          apiUrl: fake.apiUrl,
        },
        ask: options.ask ?? ask,
        log,
        noticeIntervalMs: options.noticeIntervalMs ?? 60_000,
      });
      return slack.router;
    },
  });
  if (options.firm !== false)
    await loadFirm(api.database.app, readFolder(join(import.meta.dirname, '../fixtures/example')));

  const link = (slackUser: string, userId: string): Promise<void> =>
    writeFacts(
      api.database.app,
      (tx) => tx`insert into slack_users (user_id, slack_user) values (${userId}, ${slackUser})`,
    );
  const send = ({ body, headers }: SlackRequest, more: Record<string, string> = {}): Promise<Response> =>
    fetch(`${api.url}/api/slack/events`, { method: 'POST', headers: { ...headers, ...more }, body });
  return {
    api,
    fake,
    turns,
    answerWith: (next) => {
      make = next;
    },
    addMember: async (slackUser, email, roles) => {
      const added = await api.addPerson(email, roles);
      await link(slackUser, added.userId);
      return added;
    },
    link,
    send,
    type: async (text, user, team) => {
      const name = randomUUID();
      const body = writeCommand(text, { user, ...(team !== undefined && { team }) }, fake.responseUrl(name));
      await send(sign(body, 'application/x-www-form-urlencoded'));
      return name;
    },
    press: async (actionId, value, user) => {
      const name = randomUUID();
      const body = writePress({ action_id: actionId, value }, { user }, fake.responseUrl(name));
      await send(sign(body, 'application/x-www-form-urlencoded'));
      return name;
    },
    close: async () => {
      await slack?.close();
      await api.close();
      await fake.close();
    },
  };
}
