// What stands before every answer in Slack. A request is acknowledged first, whatever the model, the database or Slack
// does next (Slack waits three seconds); then it is handled once, for a known person of the firm's own workspace.

import type { webApi } from '@slack/bolt';
import type { Logger } from 'pino';
import type { Answer } from '../../agents/turn.ts';
import { sha256 } from '../../db/acts.ts';
import type { Person } from '../../db/users.ts';
import { findSlackPerson, takeSlackRequest } from '../../db/slack.ts';
import type { CommandProcess } from '../routes/commands.ts';
import { toProblem } from '../routes/problems.ts';
import { sentence, type Message } from './message.ts';
import { escapeText } from './text.ts';

export type SlackSettings = {
  botToken: string;
  /** Null: no HTTP. */
  signingSecret: string | null;
  /** Null: no Socket Mode. */
  appToken: string | null;
  apiUrl: string;
};

/** One turn of a conversation, as every door has it made (api/assistant/answer-turn.ts). */
export type AskAssistant = (turn: { person: Person; chatId: string | null; text: string }) => Promise<Answer>;

export type SlackDoor = CommandProcess & {
  publicUrl: string;
  client: webApi.WebClient;
  ask: AskAssistant;
  log: Logger;
};

/** Where an answer goes. `replace`: in place of the message whose button was pressed. */
export type Reply = (message: Message, options?: { replace?: boolean }) => Promise<void>;

export type Incoming = {
  /** Slack's own id of what it delivers: the same, however often it is delivered. */
  readonly key: string;
  readonly team: string;
  readonly slackUser: string;
  readonly reply: Reply;
};

/** What tells one delivery from another: Slack's own id; without one, all that it says. */
export function keyOf(kind: 'action' | 'command' | 'event' | 'view', id: string | undefined, body: unknown): string {
  return `${kind}:${id ?? sha256(JSON.stringify(body))}`;
}

export type Receiver = {
  /** Handles what was acknowledged; never throws. */
  receive(incoming: Incoming, handle: (person: Person) => Promise<void>): void;
  /** Waits for what is under way. */
  close(): Promise<void>;
};

const STRANGE_WORKSPACE = 'Cet espace Slack n’est pas celui de la firme : Vigie n’y répond pas.';

function sayUnlinked(slackUser: string): string {
  return `Votre compte Slack n’est relié à personne dans Vigie. Donnez cet identifiant à un administrateur : ${slackUser}. Il fait : vigie do link_slack_user --json '{"email":"votre adresse","slackUser":"${slackUser}"}' --as son-adresse.`;
}

/** The workspace of the bot's token, asked of Slack once; a failure is asked again. */
export function findWorkspace(client: webApi.WebClient): () => Promise<string> {
  let known: Promise<string> | null = null;
  return () => {
    known ??= client.auth.test().then(
      ({ team_id }) => team_id ?? '',
      (error: unknown) => {
        known = null;
        throw error;
      },
    );
    return known;
  };
}

export function openReceiver(door: SlackDoor, workspace: () => Promise<string>): Receiver {
  const underWay = new Set<Promise<void>>();

  async function handleOnce({ key, team, slackUser, reply }: Incoming, handle: (person: Person) => Promise<void>) {
    if (!(await takeSlackRequest(door.appSql, key))) return;
    if (team !== (await workspace())) {
      door.log.warn({ team }, 'a request of another Slack workspace');
      return reply(sentence(escapeText(STRANGE_WORKSPACE)));
    }
    const person = await findSlackPerson(door.appSql, slackUser);
    return person === null ? reply(sentence(escapeText(sayUnlinked(slackUser)))) : handle(person);
  }

  async function receiveOne(incoming: Incoming, handle: (person: Person) => Promise<void>): Promise<void> {
    try {
      await handleOnce(incoming, handle);
    } catch (error) {
      const reference = Math.trunc(performance.timeOrigin + performance.now()).toString(36);
      const problem = toProblem(error, reference);
      if (problem.status >= 500) door.log.error({ err: error, reference }, 'a request of Slack failed');
      await incoming.reply(sentence(escapeText(problem.detail))).catch((failed: unknown) => {
        door.log.warn({ err: failed }, 'Slack could not be told of a failure');
      });
    }
  }

  return {
    receive: (incoming, handle) => {
      const work = receiveOne(incoming, handle).finally(() => underWay.delete(work));
      underWay.add(work);
    },
    close: async () => {
      await Promise.all(underWay);
    },
  };
}
