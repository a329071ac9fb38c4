// A question from Slack: put to the assistant with the person's rights, in the chat that the conversation goes on in,
// and answered with its figures and the cards of what was proposed.

import { ORPCError } from '@orpc/server';
import { findSlackChat, keepSlackChat } from '../../db/slack.ts';
import type { Person } from '../../db/users.ts';
import { sayDate } from '../../domain/french.ts';
import { showProposal, showProposals } from '../routes/proposals.ts';
import { showWhere } from '../routes/where.ts';
import type { Reply, SlackDoor } from './door.ts';
import { context, message, sentence, type Block } from './message.ts';
import { cardBlocks, showCard } from './proposal-card.ts';
import { showAnswer } from './show-answer.ts';
import { escapeText, linkTo, showText } from './text.ts';

export type Question = {
  readonly slackUser: string;
  /** The conversation that it belongs to: a channel, a thread. */
  readonly conversation: string;
  readonly text: string;
  /** It follows nothing that was said before. */
  readonly begins?: boolean;
  /** Told under the answer; escaped. */
  readonly aside?: string | null;
};

/** Cards shown at once; the page shows them all. */
const CARDS_AT_MOST = 5;

/** A chat takes one turn at a time: what is asked meanwhile waits for the answer before it. */
const underWay = new Map<string, Promise<unknown>>();

async function inTurn<T>(conversation: string, work: () => Promise<T>): Promise<T> {
  const before = underWay.get(conversation) ?? Promise.resolve();
  const mine = before.then(work, work);
  underWay.set(conversation, mine);
  try {
    return await mine;
  } finally {
    if (underWay.get(conversation) === mine) underWay.delete(conversation);
  }
}

export function answerQuestion(door: SlackDoor, person: Person, question: Question, reply: Reply): Promise<void> {
  const { slackUser, conversation, text, begins = false, aside = null } = question;
  const { userId } = person;
  return inTurn(`${slackUser} ${conversation}`, async () => {
    const chatId = begins ? null : await findSlackChat(door.appSql, { slackUser, userId, conversation });
    const answer = await door.ask({ person, chatId, text });
    await keepSlackChat(door.appSql, slackUser, conversation, answer.chat);
    const shown = showAnswer(answer, door.publicUrl);
    const cards: Block[] = [];
    for (const { id } of answer.proposals.slice(0, CARDS_AT_MOST)) {
      cards.push({ type: 'divider' }, ...cardBlocks(await showProposal(door, person, id), door.publicUrl));
    }
    const own = aside === null ? [] : [context(aside)];
    await reply(message(shown.text, [...shown.blocks, ...own, ...cards]));
  });
}

const DEALS = { opportunity: 'Opportunité', project: 'Projet', invoice: 'Facture' } as const;

/** /vigie ou CODE: where a deal stands, on whom, since when, what next. @returns false: nothing of this code is theirs. */
export async function showDeal(door: SlackDoor, person: Person, code: string, reply: Reply): Promise<boolean> {
  const where = await showWhere(door, person, code).catch((error: unknown) => {
    if (error instanceof ORPCError && error.status === 404) return null;
    throw error;
  });
  if (where === null) return false;
  const { kind, label, blockedOn, since, next, nextOn, done } = where;
  const waits = `Attend : ${blockedOn ?? 'personne'}${since === null ? '' : `, depuis le ${sayDate(since)}`}`;
  const lines = [
    `*${DEALS[kind]} ${showText(code)} : ${showText(label)}*`,
    ...(done ? [] : [showText(waits)]),
    ...(done || next === null ? [] : [`Ensuite : ${showText(next)}`]),
    ...(done || nextOn === null ? [] : [`Prochain rendez-vous : le ${sayDate(nextOn)}`]),
    ...(kind === 'project' ? [linkTo(door.publicUrl, `/projets/${code}`, 'Ouvrir')] : []),
  ];
  await reply(sentence(lines.join('\n')));
  return true;
}

/** /vigie decider: what waits for this person's decision, a card each. */
export async function showWaiting(door: SlackDoor, person: Person, reply: Reply): Promise<void> {
  const waiting = (await showProposals(door, person, 'pending')).filter(({ mayDecide }) => mayDecide);
  if (waiting.length === 0) return reply(sentence('Rien n’attend votre décision.'));
  const cards: Block[] = [];
  for (const { id } of waiting.slice(0, CARDS_AT_MOST)) {
    cards.push({ type: 'divider' }, ...cardBlocks(await showProposal(door, person, id), door.publicUrl));
  }
  const count = waiting.length === 1 ? '1 proposition attend' : `${waiting.length} propositions attendent`;
  const more = waiting.length > CARDS_AT_MOST ? ` Les ${CARDS_AT_MOST} plus récentes :` : '';
  const said = escapeText(`${count} votre décision.${more}`);
  return reply(message(said, [...sentence(said).blocks, ...cards]));
}

/** One proposal, as it stands now. */
export async function replyWithCard(
  door: SlackDoor,
  person: Person,
  id: string,
  note: { note: string; confirm?: boolean },
  reply: Reply,
): Promise<void> {
  await reply(showCard(await showProposal(door, person, id), door.publicUrl, note), { replace: true });
}
