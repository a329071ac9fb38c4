// Changes that wait for a person: what is asked, and the decision on it.

import { oc } from '@orpc/contract';
import { z } from 'zod';
import { COMMAND_TIERS } from '../../domain/commands/command.ts';
import { ITEM_STATES, PROPOSAL_STATES, VERDICTS } from '../../domain/proposals.ts';
import { ROLES } from '../../domain/roles.ts';
import { effect } from './commands.ts';

export const shownProposal = z.object({
  id: z.string(),
  command: z.string(),
  label: z.string(),
  state: z.enum(PROPOSAL_STATES),
  tier: z.literal(COMMAND_TIERS),
  revision: z.number().int(),
  sha: z.string().describe('What is decided on: given back with the decision.'),
  askedBy: z.string(),
  askerKind: z.enum(['person', 'operator', 'agent', 'automation']),
  channel: z.string(),
  reason: z.string().nullable(),
  createdAt: z.string(),
  expiresOn: z.string().describe('The last day for a decision.'),
  approvers: z.array(z.enum(ROLES)),
  mayDecide: z.boolean().describe('You may approve or refuse it.'),
  effect,
});

/** Why it is proposed, and what else could be: what a proposal rests on, as its author filed it. */
const evidence = z.looseObject({
  kind: z.string().describe('figure, source, passage, note… or alternative: another input of the same command.'),
  label: z.string().optional(),
  sentence: z.string().optional(),
  source: z.string().optional().describe('What it is read from: report:drift?as-of=2026-10-31#P014'),
  input: z.unknown().optional().describe('Of an alternative: what an edit of the proposal is given to choose it.'),
});

export const proposalDetail = shownProposal.extend({
  evidence: z.array(evidence),
  items: z.array(
    z.object({
      item: z.number().int(),
      state: z.enum(ITEM_STATES),
      input: z.unknown(),
      effect,
      actId: z.string().nullable(),
      outcome: z.unknown(),
    }),
  ),
  counts: z.record(z.string(), z.number().int()),
  decisions: z.array(
    z.object({
      revision: z.number().int(),
      by: z.string(),
      verdict: z.enum(VERDICTS),
      reason: z.string().nullable(),
      at: z.string(),
      singleApprover: z.boolean(),
    }),
  ),
  revisions: z.array(
    z.object({
      revision: z.number().int(),
      askedBy: z.string(),
      sha: z.string(),
      createdAt: z.string(),
      effect: effect.describe('What was shown then: the difference to the current one is what the facts changed.'),
    }),
  ),
});

const id = z.string().describe('Id of the proposal.');

/** What became of changes that were asked for, one by one. */
export const filedChanges = z.array(
  z.object({
    command: z.string(),
    state: z.enum(['proposed', 'refused']),
    id: z.string().nullable().describe('Of the proposal; the one that waited already, where it did.'),
    code: z.string().nullable().describe('Of the refusal.'),
    sentence: z.string(),
  }),
);

/** A list that a person reads before they decide on it. */
const MOST_CHANGES = 50;
/** Other people for one need: more is a list to look up, not a choice. */
const MOST_ALTERNATIVES = 20;

export const proposals = {
  list: oc
    .route({ method: 'GET', path: '/proposals', summary: 'Changes that wait, or waited', tags: ['proposals'] })
    .input(z.strictObject({ state: z.enum(PROPOSAL_STATES).optional() }))
    .output(z.object({ proposals: z.array(shownProposal) })),
  file: oc
    .route({
      method: 'POST',
      path: '/proposals',
      summary: 'Ask for changes, even those that you could make yourself: each waits for a decision',
      tags: ['proposals'],
    })
    .input(
      z.strictObject({
        reason: z.string().trim().max(10_000).optional(),
        changes: z
          .array(
            z.strictObject({
              command: z.string().max(60),
              input: z.unknown().describe('As the command takes it (GET /commands).'),
              alternatives: z
                .array(z.unknown())
                .max(MOST_ALTERNATIVES)
                .optional()
                .describe('Other inputs of the same command: to choose one is an edit.'),
            }),
          )
          .min(1)
          .max(MOST_CHANGES),
      }),
    )
    .output(z.object({ proposals: filedChanges })),
  find: oc
    .route({ method: 'GET', path: '/proposals/{id}', summary: 'One of them, with its items', tags: ['proposals'] })
    .input(z.strictObject({ id }))
    .output(proposalDetail),
  decide: oc
    .route({
      method: 'POST',
      path: '/proposals/{id}/decision',
      summary: 'Approve, refuse, edit or withdraw',
      description: 'What is approved is carried out at once; the answer tells its state.',
      tags: ['proposals'],
    })
    .input(
      z.strictObject({
        id,
        decision: z.enum(['approve', 'refuse', 'edit', 'withdraw']),
        sha: z.string().max(64).describe('The sha of the revision that you were shown.'),
        reason: z.string().max(10_000).optional().describe('Needed to refuse.'),
        input: z.unknown().optional().describe('Of an edit: the whole input; of a batch, the list of them.'),
        exclude: z
          .array(z.number().int().min(0))
          .max(5000)
          .optional()
          .describe('Of a batch that you approve: the items that are left out.'),
        confirm: z.boolean().optional().describe('A firm with one approver: you confirm what you asked yourself.'),
      }),
    )
    .output(
      z.object({
        verdict: z.enum(VERDICTS),
        proposal: proposalDetail,
        stale_proposal: z.string().nullable().describe('Where the items wait whose effect has changed meanwhile.'),
      }),
    ),
};
