// Tells in Slack, once, what stands unread in a person's mailbox: a proposal that waits, a drift found, a CRA missing.
// Marked before it is sent and after (db/slack-notices.ts). Slack gives no key against repetition, so each message
// carries the notice's number: whether it arrived is asked of the conversation before it is said again.

import { webApi } from '@slack/bolt';
import {
  dropSlackNotice,
  keepSlackChannel,
  markSlackNoticeSent,
  putOffSlackNotice,
  queueSlackNotices,
  takeSlackNotices,
  type DueNotice,
} from '../../db/slack-notices.ts';
import { clearSlackRequests } from '../../db/slack.ts';
import { findPerson } from '../../db/users.ts';
import { findProposal } from '../../db/proposals/show.ts';
import { repeatPasses, restFor, type Passes } from '../passes.ts';
import type { SlackDoor, SlackSettings } from './door.ts';
import { message, sections, type Message } from './message.ts';
import { cardBlocks } from './proposal-card.ts';
import { post } from './replies.ts';
import { makeSlackLog } from './slack-log.ts';
import { linkTo, showText } from './text.ts';

/** A notice is read within minutes, not within a second. */
const INTERVAL_MS = 2_000;
/** Slack takes about a message a second: what a pass holds is sent well before its lease ends. */
const NOTICES_A_PASS = 20;
const CALL_TIMEOUT_MS = 5_000;

const FIRST_PAUSE_SECONDS = 2;
/** A repaired cause is noticed within ten minutes. */
const LONGEST_PAUSE_SECONDS = 600;
/** With these pauses, two days: then the mailbox alone keeps it. */
const MAX_TRIES = 300;

/** Slack will not take it tomorrow either: nobody to tell. */
const NOBODY = new Set([
  'cannot_dm_bot',
  'channel_not_found',
  'is_archived',
  'user_disabled',
  'user_not_found',
  'user_not_visible',
]);

/** How a message says which notice it is. */
const EVENT_TYPE = 'vigie_notice';

export type NoticesParts = SlackDoor & { settings: SlackSettings; intervalMs?: number };

export function startNotices(parts: NoticesParts): Passes {
  // Its own: what Slack puts off is put off in the database, and seen there.
  const client = new webApi.WebClient(parts.settings.botToken, {
    slackApiUrl: parts.settings.apiUrl,
    logger: makeSlackLog(parts.log),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: CALL_TIMEOUT_MS,
  });
  let clearedAt = 0;
  return repeatPasses({
    log: parts.log,
    failure: 'notices cannot be told in Slack, and are tried again',
    pass: async (stopped) => {
      if (Date.now() - clearedAt > 3_600_000) {
        await clearSlackRequests(parts.appSql);
        clearedAt = Date.now();
      }
      await passNotices({ ...parts, client }, stopped);
    },
    rest: restFor(parts.intervalMs ?? INTERVAL_MS),
  });
}

async function passNotices(door: SlackDoor, stopping: AbortSignal): Promise<void> {
  await queueSlackNotices(door.appSql);
  for (;;) {
    const due = await takeSlackNotices(door.appSql, NOTICES_A_PASS);
    for (const notice of due) {
      if (stopping.aborted) return;
      await tell(door, notice);
    }
    if (due.length < NOTICES_A_PASS) return;
  }
}

async function tell(door: SlackDoor, notice: DueNotice): Promise<void> {
  const { appSql, client, log } = door;
  if (notice.slackUser === null) return dropSlackNotice(appSql, notice.id, 'nobody to tell');
  let asked = false;
  try {
    const channel = notice.channel ?? (await openConversation(client, notice.slackUser));
    if (notice.channel === null) await keepSlackChannel(appSql, notice.id, channel);
    const arrived = notice.uncertain ? await findArrived(client, channel, notice) : null;
    if (arrived !== null) return await markSlackNoticeSent(appSql, notice.id, arrived);
    if (notice.read) return await dropSlackNotice(appSql, notice.id, 'read elsewhere');
    const content = await writeNotice(door, notice);
    asked = true;
    const metadata = { event_type: EVENT_TYPE, event_payload: { notice: notice.id } };
    await markSlackNoticeSent(appSql, notice.id, await post(client, channel, content, { metadata }));
  } catch (error) {
    await putOff(door, notice, error, asked);
    log.warn({ err: error, notice: notice.id }, 'a notice could not be told in Slack');
  }
}

async function openConversation(client: webApi.WebClient, user: string): Promise<string> {
  const { channel } = await client.conversations.open({ users: user });
  if (channel?.id === undefined) throw new Error('Slack opened a conversation without an id');
  return channel.id;
}

/** A message of a minute before is looked at too: two clocks never agree. */
const CLOCKS_APART_SECONDS = 60;

/** The message that carries this notice, if it arrived; null: it did not. */
async function findArrived(client: webApi.WebClient, channel: string, notice: DueNotice): Promise<string | null> {
  const since = Date.parse(notice.sendingSince ?? '') / 1000 - CLOCKS_APART_SECONDS;
  let cursor: string | undefined;
  do {
    const page = await client.conversations.history({
      channel,
      oldest: since.toFixed(6),
      include_all_metadata: true,
      limit: 200,
      ...(cursor !== undefined && { cursor }),
    });
    for (const { ts, metadata } of page.messages ?? []) {
      const payload = metadata?.event_payload as { notice?: unknown } | undefined;
      if (metadata?.event_type === EVENT_TYPE && Number(payload?.notice) === notice.id) return ts ?? '';
    }
    cursor = page.response_metadata?.next_cursor || undefined;
  } while (cursor !== undefined);
  return null;
}

/** @param asked the message had left: unless Slack said no, nobody knows whether it arrived. */
async function putOff({ appSql }: SlackDoor, notice: DueNotice, error: unknown, asked: boolean): Promise<void> {
  const told = error instanceof Error ? error.message : String(error);
  const refused = error instanceof webApi.WebAPIPlatformError ? error.data.error : null;
  if ((refused !== null && NOBODY.has(refused)) || notice.tries + 1 >= MAX_TRIES)
    return dropSlackNotice(appSql, notice.id, told);
  const backoff = Math.min(FIRST_PAUSE_SECONDS * 2 ** Math.min(notice.tries, 20), LONGEST_PAUSE_SECONDS);
  const hurried = error instanceof webApi.WebAPIRateLimitedError ? error.retryAfter : null;
  const saidNo = refused !== null || hurried !== null;
  const arrived = asked ? (saidNo ? 'no' : 'unknown') : notice.uncertain ? 'unknown' : 'no';
  await putOffSlackNotice(appSql, notice.id, { error: told, seconds: hurried ?? backoff, arrived });
}

/** The words of the notice; of a proposal that the person may see, its card too. */
async function writeNotice(door: SlackDoor, notice: DueNotice): Promise<Message> {
  const { appSql, publicUrl } = door;
  const text = showText(notice.text);
  const card = /^\/(?:a-decider|propositions)\/([0-9a-f-]{36})$/.exec(notice.link ?? '');
  const person = card === null ? null : await findPerson(appSql, notice.userId);
  const proposal = person === null ? null : await findProposal(appSql, person, door.today(), card?.[1] ?? '');
  if (proposal !== null) return message(text, [...sections(text), ...cardBlocks(proposal, publicUrl)]);
  const link = notice.link?.startsWith('/') === true ? `\n${linkTo(publicUrl, notice.link, 'Ouvrir')}` : '';
  return message(text, sections(`${text}${link}`));
}
