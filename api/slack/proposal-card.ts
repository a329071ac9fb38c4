// A proposal in Slack: the sentence with its euros, what it moves before → after, who decides and until when, and the
// buttons. A button carries the proposal's id and the sha of what is shown, nothing else: what it does is decided here,
// by the right of who presses it, on the facts of that moment.

import type { types } from '@slack/bolt';
import { z } from 'zod';
import type { ProposalDetail } from '../../db/proposals/show.ts';
import { sayDate } from '../../domain/french.ts';
import type { ProposalState } from '../../domain/proposals.ts';
import { context, message, sections, type Block, type Message } from './message.ts';
import { showIndicators, showRows } from './row-lines.ts';
import { escapeText, showText } from './text.ts';

/** What a button asks; `proposal_open` is a link. */
export const BUTTONS = ['proposal_approve', 'proposal_confirm', 'proposal_refuse', 'proposal_open'] as const;
export type ButtonName = (typeof BUTTONS)[number];

/** What a button stands for: a proposal, as it was shown. */
export type Pressed = { readonly id: string; readonly sha: string };

export function writePressed({ id, sha }: Pressed): string {
  return `${id}:${sha}`;
}

const pressed = z.tuple([z.uuid(), z.string().regex(/^[0-9a-f]{64}$/)]);

/** Null: no value of ours. */
export function readPressed(value: unknown): Pressed | null {
  const parsed = pressed.safeParse(typeof value === 'string' ? value.split(':') : null);
  return parsed.success ? { id: parsed.data[0], sha: parsed.data[1] } : null;
}

/** How a proposal that waits for nobody is told. */
const STATE_WORDS: Readonly<Record<ProposalState, string>> = {
  pending: 'En attente de décision.',
  approved: 'Approuvée, en cours d’exécution.',
  executed: 'Approuvée et exécutée.',
  failed: 'Approuvée, mais ne peut plus être exécutée.',
  refused: 'Refusée.',
  expired: 'Expirée.',
  withdrawn: 'Retirée.',
  superseded: 'Remplacée par une autre proposition.',
};

function button(name: ButtonName, label: string, value: string, style?: 'primary' | 'danger'): types.Button {
  return {
    type: 'button',
    action_id: name,
    text: { type: 'plain_text', text: label, emoji: false },
    value,
    ...(style && { style }),
  };
}

/** Approuver, Refuser, Ouvrir; who may not decide only opens. @param confirm a firm with one approver confirms. */
function buttons(proposal: ProposalDetail, publicUrl: string, confirm: boolean): Block {
  const value = writePressed(proposal);
  const open: types.Button = {
    ...button('proposal_open', 'Ouvrir', value),
    url: `${publicUrl}/a-decider/${proposal.id}`,
  };
  const decide = confirm
    ? button('proposal_confirm', 'Confirmer seul', value, 'primary')
    : button('proposal_approve', 'Approuver', value, 'primary');
  return {
    type: 'actions',
    elements: proposal.mayDecide ? [decide, button('proposal_refuse', 'Refuser', value, 'danger'), open] : [open],
  };
}

function smallPrint({ tier, approvers, expiresOn, askedBy, channel, state, effect }: ProposalDetail): string {
  const who = tier === 2 ? `décision de : ${approvers.join(', ')}` : 'décision de qui peut l’exécuter';
  return [
    `Niveau ${tier}`,
    who,
    ...(state === 'pending' ? [`jusqu’au ${sayDate(expiresOn)}`] : []),
    `demandée par ${askedBy} (${channel})`,
    ...(effect.withheld === undefined ? [] : ['certains montants ne vous sont pas montrés']),
  ].join('  ·  ');
}

export type CardNote = {
  /** What just happened, above the card. */
  readonly note?: string;
  readonly confirm?: boolean;
};

export function cardBlocks(
  proposal: ProposalDetail,
  publicUrl: string,
  { note, confirm = false }: CardNote = {},
): Block[] {
  const { label, effect, state, reason, items, evidence } = proposal;
  const moves = showIndicators(effect);
  const rows = showRows(effect);
  const alternatives = evidence.filter(({ kind }) => kind === 'alternative').length;
  return [
    ...(note === undefined ? [] : sections(`*${showText(note)}*`)),
    ...sections(`*${showText(label)}*\n${showText(effect.sentence)}`),
    ...(moves.length === 0 ? [] : sections(moves.join('\n'))),
    ...(rows.length === 0 ? [] : sections(rows.join('\n'))),
    ...(reason === null ? [] : sections(`Pourquoi : ${showText(reason)}`)),
    ...(items.length > 1 ? [context(`${items.length} éléments, décidés ensemble.`)] : []),
    ...(alternatives > 0 ? [context(`${alternatives} autres choix sur la page.`)] : []),
    ...(state === 'pending' ? [] : sections(STATE_WORDS[state])),
    context(escapeText(smallPrint(proposal))),
    buttons(proposal, publicUrl, confirm),
  ];
}

export function showCard(proposal: ProposalDetail, publicUrl: string, note: CardNote = {}): Message {
  const told = note.note ?? `${proposal.label} : ${proposal.effect.sentence}`;
  return message(showText(told), cardBlocks(proposal, publicUrl, note));
}
