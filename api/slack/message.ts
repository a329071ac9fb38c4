// A message of Vigie's in Slack: Block Kit, and the same in words for a notification. Nothing is unfolded from an
// address, no name is made a mention.

import type { types } from '@slack/bolt';
import { splitText } from './text.ts';

export type Block = types.KnownBlock;

export type Message = {
  /** What a notification shows; escaped. */
  readonly text: string;
  readonly blocks: readonly Block[];
};

/** Slack refuses a message of more blocks. */
const MOST_BLOCKS = 50;
const LONGEST_NOTIFICATION = 300;

/** @param markup escaped already (showText). `verbatim`: Slack makes no link of what looks like one. */
function section(markup: string): Block {
  return { type: 'section', text: { type: 'mrkdwn', text: markup, verbatim: true } };
}

export function sections(markup: string): Block[] {
  return splitText(markup).map(section);
}

/** Small print. */
export function context(markup: string): Block {
  return { type: 'context', elements: [{ type: 'mrkdwn', text: markup.slice(0, 2_900), verbatim: true }] };
}

/** @param text escaped. */
export function message(text: string, blocks: readonly Block[]): Message {
  return { text: text.slice(0, LONGEST_NOTIFICATION), blocks: blocks.slice(0, MOST_BLOCKS) };
}

/** A sentence alone. @param markup escaped. */
export function sentence(markup: string): Message {
  return message(markup, sections(markup));
}

/** What goes with every message to Slack. */
export const UNFOLD_NOTHING = { unfurl_links: false, unfurl_media: false, parse: 'none', link_names: false } as const;
