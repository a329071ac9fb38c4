// Words between Slack and Vigie. What leaves is Slack's mark-up made harmless: nothing that stands in the firm's data
// names a person, a channel or an address outside. What comes in is read without Slack's own mark-up.

import { cleanText } from '../../agents/clean-text.ts';

/** Slack's three control characters; every link, mention and command is written with them. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A text of the firm's, of a person's or of a model's, to be shown: without an address, and escaped. */
export function showText(text: string): string {
  return escapeText(cleanText(text));
}

/** A link to a page of Vigie. @param path from its root. */
export function linkTo(publicUrl: string, path: string, label: string): string {
  const address = new URL(`${publicUrl}${path}`).href;
  return `<${escapeText(address).replaceAll('|', '%7C')}|${showText(label)}>`;
}

/**
 * What a person wrote, as they see it: Slack sends `&lt;`, `<@U012|léa>`, `<https://vigie.firme.fr|vigie.firme.fr>`.
 * Mentions of members go: the one of the bot is how it was called.
 */
export function readText(text: string): string {
  return text
    .replaceAll(/<[@!][^>]*>/g, ' ')
    .replaceAll(/<#[A-Z0-9]+\|?([^>]*)>/g, '$1')
    .replaceAll(/<([^|>]+)\|([^>]*)>/g, '$2')
    .replaceAll(/<([^>]+)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** Slack cuts a section at 3,000 characters; cut by us, it ends at a line. */
const LONGEST_SECTION = 2_900;

/** The text in parts that Slack takes, at line ends where there are any; a part is never cut inside an `&amp;`. */
export function splitText(text: string): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > LONGEST_SECTION) {
    const line = rest.lastIndexOf('\n', LONGEST_SECTION);
    const word = rest.lastIndexOf(' ', LONGEST_SECTION);
    const at = line > 0 ? line : word > 0 ? word : LONGEST_SECTION;
    parts.push(rest.slice(0, at));
    rest = rest.slice(at).trimStart();
  }
  if (rest !== '') parts.push(rest);
  return parts;
}
