// Changes over HTTP: which commands there are, and what one answers. The input of each is the command's own
// (domain/commands); the OpenAPI document spells them out, one by one (api/routes/openapi.ts).

import { oc } from '@orpc/contract';
import { z } from 'zod';
import { COMMAND_REACHES, COMMAND_TIERS } from '../../domain/commands/command.ts';
import { PROPOSAL_STATES } from '../../domain/proposals.ts';
import { ROLES } from '../../domain/roles.ts';

const cell = z.union([z.string(), z.number()]).nullable();

export const effect = z.object({
  sentence: z.string().describe('One French sentence with numbers.'),
  rows: z
    .array(
      z.object({
        entity: z.string(),
        before: z.record(z.string(), z.unknown()).nullable().describe('null: the row is made.'),
        after: z.record(z.string(), z.unknown()).nullable().describe('null: the row is removed.'),
      }),
    )
    .readonly()
    .describe('Rows of the firm before and after: cents, quarter days, YYYY-MM-DD.'),
  euros: z
    .array(z.object({ label: z.string(), beforeCents: z.number().nullable(), afterCents: z.number().nullable() }))
    .readonly()
    .optional(),
  indicators: z
    .array(
      z.object({
        label: z.string(),
        subject: z.string(),
        before: cell,
        after: cell,
        unit: z.enum(['EUR', 'days', 'ratio', 'date', 'text']),
      }),
    )
    .readonly()
    .optional(),
  withheld: z.array(z.string()).readonly().optional().describe('What your roles do not see of it.'),
});

const tier = z.literal(COMMAND_TIERS).describe('1: done directly; 2: a second person approves.');
const approvers = z.array(z.enum(ROLES)).describe('The roles of the second person.');

export const commandDone = z.object({
  actId: z.string(),
  effect,
  result: z.record(z.string(), z.union([z.string(), z.number()])).describe('Codes and numbers given.'),
});

export const commandProposed = z.object({
  proposal: z.object({
    id: z.string(),
    state: z.enum(PROPOSAL_STATES),
    revision: z.number().int(),
    sha: z.string().describe('To be given back with the decision.'),
    expiresOn: z.string(),
    approvers,
    effect,
  }),
});

export const commandPreviewed = z.object({ preview: z.literal(true), effect, sha: z.string(), tier, approvers });

const describedCommand = z.object({
  name: z.string(),
  label: z.string(),
  tier,
  approvers,
  rights: z
    .partialRecord(z.enum(ROLES), z.enum(COMMAND_REACHES))
    .describe('all: on every row; own: on what is theirs; self: about themselves.'),
  everyone_for_self: z.boolean().describe('Everyone may, about themselves.'),
  allowed: z.boolean().describe('One of your roles may run it, at least on what is yours.'),
  input: z.record(z.string(), z.unknown()).describe('JSON Schema of the body.'),
});

export const commands = {
  list: oc
    .route({ method: 'GET', path: '/commands', summary: 'Every change that there is', tags: ['commands'] })
    .output(z.object({ commands: z.array(describedCommand) })),
};
