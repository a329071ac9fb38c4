// How an answer goes back to Slack: by the request's own address (only who asked sees it), in a direct conversation, or
// in a channel for the eyes of who asked: what a person may read, their neighbours may not.

import { setTimeout as wait } from 'node:timers/promises';
import type { types, webApi } from '@slack/bolt';
import type { Reply } from './door.ts';
import { UNFOLD_NOTHING, type Message } from './message.ts';

/** A request's address takes five answers, for half an hour. */
const TRIES = 4;
const FIRST_PAUSE_MS = 500;
/** What Slack asks for when it is hurried; more than this, and the person has asked again. */
const LONGEST_PAUSE_MS = 30_000;
const ANSWERS_WITHIN_MS = 10_000;

function body(message: Message) {
  return { text: message.text, blocks: [...message.blocks], ...UNFOLD_NOTHING };
}

/** @throws Error when Slack does not take it. */
export function replyTo(address: string): Reply {
  return async (message, { replace = false } = {}) => {
    const content = JSON.stringify({
      ...body(message),
      ...(replace ? { replace_original: true } : { response_type: 'ephemeral', replace_original: false }),
    });
    for (let tried = 1; ; tried += 1) {
      const answer = await fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: content,
        redirect: 'error',
        signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
      }).catch((error: unknown) => error as Error);
      if (!(answer instanceof Error) && answer.ok) return;
      const status = answer instanceof Error ? 0 : answer.status;
      const passing = status === 0 || status === 429 || status >= 500;
      if (!passing || tried === TRIES) {
        throw new Error(`Slack did not take an answer: ${answer instanceof Error ? answer.message : status}`);
      }
      const asked = answer instanceof Error ? 0 : Number(answer.headers.get('retry-after')) * 1000;
      await wait(Math.min(Math.max(asked, FIRST_PAUSE_MS * 2 ** (tried - 1)), LONGEST_PAUSE_MS));
    }
  };
}

/** Posts in a conversation. @returns Slack's own id of the message, its time stamp. */
export async function post(
  client: webApi.WebClient,
  channel: string,
  content: Message,
  more: { thread_ts?: string; metadata?: types.MessageMetadata } = {},
): Promise<string> {
  const answer = await client.apiCall('chat.postMessage', { channel, ...body(content), ...more });
  return (answer as { ts?: string }).ts ?? '';
}

/** In a direct conversation. */
export function replyDirectly(client: webApi.WebClient, channel: string, thread: string | undefined): Reply {
  return async (message) => {
    await post(client, channel, message, thread === undefined ? {} : { thread_ts: thread });
  };
}

/** In a channel, seen by one person alone. */
export function replyAside(client: webApi.WebClient, channel: string, user: string, thread: string | undefined): Reply {
  return async (message) => {
    await client.chat.postEphemeral({
      channel,
      user,
      ...body(message),
      ...(thread !== undefined && { thread_ts: thread }),
    });
  };
}
