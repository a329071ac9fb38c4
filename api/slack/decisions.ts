// A button of a proposal, pressed. The decision goes through the same function as the web's (api/routes/proposals.ts):
// rights, revision, expiry and the first decision are judged there; here is only what the person is then shown.

import { ORPCError } from '@orpc/server';
import type { types } from '@slack/bolt';
import { z } from 'zod';
import type { Person } from '../../db/users.ts';
import type { ProposalState } from '../../domain/proposals.ts';
import { decideProposal, type DecisionBody } from '../routes/proposals.ts';
import { toProblem } from '../routes/problems.ts';
import type { Reply, SlackDoor } from './door.ts';
import { sentence } from './message.ts';
import { readPressed, writePressed, type ButtonName, type Pressed } from './proposal-card.ts';
import { replyWithCard } from './questions.ts';
import { escapeText } from './text.ts';

/** The window that asks why. */
export const REFUSAL_WINDOW = 'refuse_proposal';
const REASON = 'reason';

/** As long as the API takes. */
const LONGEST_REASON = 3_000;

/** After these the proposal is shown as it now stands, in place of the card that was pressed. */
const SHOWN_AGAIN = new Set([
  'already_decided',
  'confirmation_missing',
  'proposal_changed',
  'proposal_closed',
  'proposal_expired',
]);

function sayDecided(verdict: string, state: ProposalState): string {
  if (verdict === 'refused') return 'Vous avez refusé cette proposition.';
  if (state === 'executed') return 'Approuvée : c’est fait.';
  if (state === 'pending') return 'Les faits ont changé depuis : rien n’a été fait, relisez le nouvel effet.';
  return 'Vous avez approuvé cette proposition.';
}

async function decide(door: SlackDoor, person: Person, decision: DecisionBody, reply: Reply): Promise<void> {
  const { id } = decision;
  try {
    const { verdict, proposal, stale_proposal: stale } = await decideProposal(door, person, decision);
    // What the facts have overtaken waits under a new card.
    const shown = stale ?? id;
    const note =
      stale !== null && stale !== id
        ? 'Une partie n’a pas été faite : les faits ont changé. Voici ce qui attend.'
        : sayDecided(verdict, proposal.state);
    await replyWithCard(door, person, shown, { note }, reply);
  } catch (error) {
    if (!(error instanceof ORPCError)) throw error;
    const { code, detail } = toProblem(error, '');
    if (!SHOWN_AGAIN.has(code)) return reply(sentence(escapeText(detail)));
    await replyWithCard(door, person, id, { note: detail, confirm: code === 'confirmation_missing' }, reply);
  }
}

export type Press = {
  readonly button: ButtonName;
  readonly value: unknown;
  /** Opens a window, for three seconds. */
  readonly trigger: string;
  /** The request's own address, null where Slack gives none. */
  readonly address: string | null;
};

/** What the window of a refusal keeps until it comes back: what was pressed, and where the card is. */
const kept = z.object({ pressed: z.string(), address: z.string().nullable() });

function refusalWindow(press: Press, pressed: Pressed): types.ModalView {
  return {
    type: 'modal',
    callback_id: REFUSAL_WINDOW,
    private_metadata: JSON.stringify({ pressed: writePressed(pressed), address: press.address }),
    title: { type: 'plain_text', text: 'Refuser' },
    submit: { type: 'plain_text', text: 'Refuser' },
    close: { type: 'plain_text', text: 'Annuler' },
    blocks: [
      {
        type: 'input',
        block_id: REASON,
        label: { type: 'plain_text', text: 'Pourquoi ?' },
        element: {
          type: 'plain_text_input',
          action_id: REASON,
          multiline: true,
          min_length: 1,
          max_length: LONGEST_REASON,
        },
      },
    ],
  };
}

async function openRefusal(door: SlackDoor, press: Press, pressed: Pressed, reply: Reply): Promise<void> {
  try {
    await door.client.views.open({ trigger_id: press.trigger, view: refusalWindow(press, pressed) });
  } catch (error) {
    // Three seconds have passed, or Slack is away: the person presses again.
    door.log.warn({ err: error }, 'Slack did not open the window of a refusal');
    await reply(sentence('Slack n’a pas ouvert la fenêtre : pressez encore « Refuser ».'));
  }
}

export async function pressButton(door: SlackDoor, person: Person, press: Press, reply: Reply): Promise<void> {
  const pressed = readPressed(press.value);
  if (pressed === null) return reply(sentence('Ce bouton n’est plus valable : demandez `/vigie decider`.'));
  switch (press.button) {
    case 'proposal_approve':
      return decide(door, person, { ...pressed, decision: 'approve' }, reply);
    case 'proposal_confirm':
      return decide(door, person, { ...pressed, decision: 'approve', confirm: true }, reply);
    case 'proposal_refuse':
      return openRefusal(door, press, pressed, reply);
    case 'proposal_open':
      // A link: the browser has opened it.
      return;
  }
}

/** What came back in the window. */
export type Submitted = {
  readonly private_metadata: string;
  readonly state: { readonly values: Record<string, Record<string, { value?: string | null }>> };
};

/** Null: no window of ours. */
export function readRefusal(view: Submitted): { pressed: Pressed; reason: string; address: string | null } | null {
  const window = kept.safeParse(parseJson(view.private_metadata));
  const pressed = window.success ? readPressed(window.data.pressed) : null;
  if (!window.success || pressed === null) return null;
  return { pressed, address: window.data.address, reason: view.state.values[REASON]?.[REASON]?.value ?? '' };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export function refuseProposal(
  door: SlackDoor,
  person: Person,
  refusal: { pressed: Pressed; reason: string },
  reply: Reply,
): Promise<void> {
  return decide(door, person, { ...refusal.pressed, decision: 'refuse', reason: refusal.reason }, reply);
}
