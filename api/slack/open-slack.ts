// Slack's door: by HTTP on Vigie's own server, by Socket Mode from inside, or both. The library checks signatures (and
// refuses those older than five minutes), reads the bodies, and sorts them; what they lead to is here in a line each.

import { App, ExpressReceiver, SocketModeReceiver, webApi, type Receiver as BoltReceiver } from '@slack/bolt';
import type { Router } from 'express';
import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import { answerTurn, type AssistantProcess } from '../assistant/answer-turn.ts';
import type { CommandProcess } from '../routes/commands.ts';
import { pressButton, readRefusal, refuseProposal, REFUSAL_WINDOW } from './decisions.ts';
import {
  findWorkspace,
  keyOf,
  openReceiver,
  type AskAssistant,
  type Receiver,
  type SlackDoor,
  type SlackSettings,
} from './door.ts';
import { sentence } from './message.ts';
import { startNotices } from './notices.ts';
import { sayOwnCra } from './own-cra.ts';
import { BUTTONS, type ButtonName } from './proposal-card.ts';
import { answerQuestion, showDeal, showWaiting } from './questions.ts';
import { replyAside, replyDirectly, replyTo } from './replies.ts';
import { readShortcut, sayHelp } from './shortcuts.ts';
import { makeSlackLog } from './slack-log.ts';
import { readText } from './text.ts';

/** Where Slack posts events, commands and buttons alike. */
export const SLACK_PATH = '/api/slack/events';
const COMMAND = '/vigie';

/** A call to Slack that takes longer has failed; Slack answers within a second as a rule. */
const CALL_TIMEOUT_MS = 10_000;
/** The longest question is a page; Slack's own bodies are a few kilobytes. */
const BODY_LIMIT = '256kb';

export type SlackParts = CommandProcess & {
  settings: SlackSettings;
  publicUrl: string;
  ask: AskAssistant;
  log: Logger;
  /** How often notices are looked for. */
  noticeIntervalMs?: number;
};

export type Slack = {
  /** To be mounted before what reads bodies; null: no HTTP. */
  router: Router | null;
  close(): Promise<void>;
};

/** By the settings SLACK_…; null: no Slack. */
export function openConfiguredSlack(config: Config, process: AssistantProcess & Omit<SlackParts, 'settings' | 'ask'>) {
  const { slackBotToken: botToken, slackSigningSecret: signingSecret, slackAppToken: appToken } = config;
  const given = [botToken, signingSecret, appToken].filter((setting) => setting !== null).length;
  if (botToken === null || given < 2) {
    if (given > 0) process.log.warn('Slack needs SLACK_BOT_TOKEN, and SLACK_SIGNING_SECRET or SLACK_APP_TOKEN');
    return null;
  }
  return openSlack({
    ...process,
    settings: { botToken, signingSecret, appToken, apiUrl: config.slackApiUrl },
    ask: ({ person, ...turn }) => answerTurn(process, { asker: person, channel: 'slack', ...turn }),
  });
}

export function openSlack(parts: SlackParts): Slack {
  const { settings, log, appSql, today, temporal, publicUrl, ask } = parts;
  const logger = makeSlackLog(log);
  const clientOptions = { slackApiUrl: settings.apiUrl, logger, timeout: CALL_TIMEOUT_MS };
  const client = new webApi.WebClient(settings.botToken, {
    ...clientOptions,
    // A person waits for the answer: five tries in half a minute, or they ask again.
    retryConfig: { retries: 4, factor: 2, minTimeout: 500, maxTimeout: 10_000 },
  });
  const door: SlackDoor = { appSql, today, temporal: temporal ?? null, publicUrl, client, ask, log };
  const receiver = openReceiver(door, findWorkspace(client));
  const listen = (bolt: BoltReceiver): App => {
    const app = new App({
      receiver: bolt,
      // The workspace is judged after the acknowledgement (door.ts): nothing is asked of Slack before.
      authorize: async ({ teamId }) => ({ botToken: settings.botToken, ...(teamId !== undefined && { teamId }) }),
      ignoreSelf: false,
      convoStore: false,
      clientOptions,
      logger,
    });
    listenTo(app, door, receiver);
    return app;
  };
  const router = openHttp(settings, logger, listen);
  const socket = openSocket(settings, clientOptions, logger, listen, log);
  const notices = startNotices({
    ...door,
    settings,
    ...(parts.noticeIntervalMs && { intervalMs: parts.noticeIntervalMs }),
  });
  return {
    router,
    close: async () => {
      await socket?.stop();
      await Promise.all([notices.stop(), receiver.close()]);
    },
  };
}

type Listen = (bolt: BoltReceiver) => App;

function openHttp(
  { signingSecret }: SlackSettings,
  logger: ReturnType<typeof makeSlackLog>,
  listen: Listen,
): Router | null {
  if (signingSecret === null) return null;
  const http = new ExpressReceiver({ signingSecret, logger, endpoints: SLACK_PATH, bodyLimit: BODY_LIMIT });
  listen(http);
  // Mounted on Vigie's server, not on one of its own.
  return http.router as unknown as Router;
}

/** The library connects again by itself; only the first connection is tried here until it holds. */
function openSocket(
  { appToken }: SlackSettings,
  clientOptions: webApi.WebClientOptions,
  logger: ReturnType<typeof makeSlackLog>,
  listen: Listen,
  log: Logger,
): { stop(): Promise<void> } | null {
  if (appToken === null) return null;
  const app = listen(new SocketModeReceiver({ appToken, logger, installerOptions: { clientOptions } }));
  const started = app.start().then(
    () => log.info('Slack is heard by Socket Mode'),
    (error: unknown) => log.error({ err: error }, 'Slack cannot be heard by Socket Mode'),
  );
  return {
    stop: async () => {
      await started;
      await app.stop().catch((error: unknown) => log.warn({ err: error }, 'Socket Mode did not end in order'));
    },
  };
}

function listenTo(app: App, door: SlackDoor, receiver: Receiver): void {
  listenToCommands(app, door, receiver);
  listenToMessages(app, door, receiver);
  listenToButtons(app, door, receiver);
  app.error(async (error) => door.log.warn({ err: error }, 'a request of Slack could not be read'));
}

function listenToCommands(app: App, door: SlackDoor, receiver: Receiver): void {
  app.command(COMMAND, async ({ ack, body }) => {
    await ack();
    const { team_id: team, user_id: slackUser, channel_id: channel, response_url: address } = body;
    const reply = replyTo(address);
    const key = keyOf('command', body.trigger_id, body);
    receiver.receive({ key, team, slackUser, reply }, async (person) => {
      const wanted = readShortcut(readText(body.text ?? ''));
      if (wanted.kind === 'help') return reply(sentence(sayHelp()));
      if (wanted.kind === 'decide') return showWaiting(door, person, reply);
      const conversation = `${channel}:command`;
      if (wanted.kind === 'where' && (await showDeal(door, person, wanted.code, reply))) return;
      const { text } = wanted;
      const begins = wanted.kind === 'where' || wanted.begins;
      const aside = wanted.kind === 'question' && wanted.ownCra === true ? await sayOwnCra(door, person) : null;
      return answerQuestion(door, person, { slackUser, conversation, text, begins, aside }, reply);
    });
  });
}

/** What a message event tells; the library types some of its fields by kind of message. */
type Said = {
  channel: string;
  channel_type?: string;
  user?: string;
  text?: string;
  ts: string;
  thread_ts?: string;
  bot_id?: string;
  subtype?: string;
};

function listenToMessages(app: App, door: SlackDoor, receiver: Receiver): void {
  const hear = (event: Said, envelope: { event_id: string; team_id: string }): void => {
    const text = readText(event.text ?? '');
    // Bots (this one too), joins and edits ask nothing.
    if (event.user === undefined || event.bot_id !== undefined || event.subtype !== undefined || text === '') return;
    const { channel, user: slackUser } = event;
    const direct = event.channel_type === 'im' || channel.startsWith('D');
    const reply = direct
      ? replyDirectly(door.client, channel, event.thread_ts)
      : replyAside(door.client, channel, slackUser, event.thread_ts);
    const incoming = { key: keyOf('event', envelope.event_id, envelope), team: envelope.team_id, slackUser, reply };
    const conversation = direct ? `${channel}:${event.thread_ts ?? ''}` : `${channel}:${event.thread_ts ?? event.ts}`;
    receiver.receive(incoming, (person) => answerQuestion(door, person, { slackUser, conversation, text }, reply));
  };
  app.event('app_mention', async ({ event, body }) => hear(event as Said, body));
  app.event('message', async ({ event, body }) => {
    // In a channel it is heard when it is named (app_mention).
    if (event.channel_type === 'im') hear(event as Said, body);
  });
}

function isButton(name: string): name is ButtonName {
  return (BUTTONS as readonly string[]).includes(name);
}

function listenToButtons(app: App, door: SlackDoor, receiver: Receiver): void {
  app.action({ type: 'block_actions' }, async ({ ack, body, action }) => {
    await ack();
    const name = action.action_id;
    if (!isButton(name)) return;
    const address = body.response_url ?? null;
    const slackUser = body.user.id;
    const reply = address === null ? replyByMail(door, slackUser) : replyTo(address);
    const value = 'value' in action ? action.value : null;
    const press = { button: name, value, trigger: body.trigger_id, address };
    const team = body.team?.id ?? '';
    const key = keyOf('action', body.trigger_id, body);
    receiver.receive({ key, team, slackUser, reply }, (person) => pressButton(door, person, press, reply));
  });
  app.view({ callback_id: REFUSAL_WINDOW, type: 'view_submission' }, async ({ ack, body, view }) => {
    await ack();
    const refusal = readRefusal(view);
    if (refusal === null) return;
    const slackUser = body.user.id;
    const reply = refusal.address === null ? replyByMail(door, slackUser) : replyTo(refusal.address);
    const key = keyOf('view', `${view.id}:${view.hash}`, view);
    receiver.receive({ key, team: body.team?.id ?? '', slackUser, reply }, (person) =>
      refuseProposal(door, person, refusal, reply),
    );
  });
}

/** Where Slack gives no address for the answer: in the person's own conversation with Vigie. */
function replyByMail(door: SlackDoor, slackUser: string) {
  return replyDirectly(door.client, slackUser, undefined);
}
