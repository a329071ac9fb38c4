// What was done with a client, and what is to be done next: the memory of a deal.
import { z } from 'zod';
import { defineCommand, NOT_FOUND, refuse } from '../command.ts';
import { civilDate, code, shortText } from '../inputs.ts';
import { sayDate } from '../../french.ts';
import type { ClientRow, OpportunityRow } from '../rows.ts';
import type { FirmReader } from '../firm-reader.ts';

const ACTION_KINDS = ['note', 'appel', 'rendez_vous', 'mail', 'relance'] as const;
const rights = { commercial: 'all', adv: 'all', direction: 'all' } as const;
const shape = {
  client: code,
  opportunity: code.nullable().default(null),
  kind: z.enum(ACTION_KINDS),
  label: shortText,
};

type Facts = { readonly client: ClientRow | null; readonly opportunity: OpportunityRow | null };

async function load(asked: { client: string; opportunity: string | null }, read: FirmReader): Promise<Facts> {
  return {
    client: await read.get('client', { code: asked.client }),
    opportunity: asked.opportunity === null ? null : await read.get('opportunity', { code: asked.opportunity }),
  };
}

/** Null: the client is known, and the opportunity, if any, is theirs. */
function refuseUnknown({ client, opportunity }: Facts, asked: { client: string; opportunity: string | null }) {
  if (!client) return refuse(NOT_FOUND, `Client inconnu : ${asked.client}.`);
  if (asked.opportunity === null) return null;
  if (!opportunity || opportunity.client !== client.code)
    return refuse(NOT_FOUND, `${client.name} n'a pas d'opportunité ${asked.opportunity}.`);
  return null;
}

export const logAction = defineCommand({
  name: 'log_action',
  label: 'Noter une action',
  input: z.strictObject({ ...shape, doneOn: civilDate.optional() }),
  rights,
  tier: 1,
  approvers: [],
  locks: async (asked) => [{ kind: 'client', key: asked.client }],
  load: (asked, read) => load(asked, read),
  plan: (facts, asked, { today, asker }) => {
    const unknown = refuseUnknown(facts, asked);
    if (unknown) return unknown;
    const doneOn = asked.doneOn ?? today;
    if (doneOn > today)
      return refuse('action_in_future', 'Une action faite ne peut pas être dans le futur : planifiez une relance.');
    const { client, opportunity, kind, label } = asked;
    const after = { id: null, client, opportunity, kind, label, plannedOn: null, doneOn, author: asker.email };
    return {
      effect: { sentence: `Noter chez ${client} : ${label}.`, rows: [{ entity: 'clientAction', before: null, after }] },
    };
  },
});

export const planFollowUp = defineCommand({
  name: 'plan_follow_up',
  label: 'Planifier une relance',
  input: z.strictObject({ ...shape, kind: z.enum(ACTION_KINDS).default('relance'), plannedOn: civilDate }),
  rights,
  tier: 1,
  approvers: [],
  locks: async (asked) => [{ kind: 'client', key: asked.client }],
  load: (asked, read) => load(asked, read),
  plan: (facts, asked, { today, asker }) => {
    const unknown = refuseUnknown(facts, asked);
    if (unknown) return unknown;
    if (asked.plannedOn < today)
      return refuse('follow_up_in_past', 'Une relance se planifie aujourd’hui ou plus tard.');
    const { client, opportunity, kind, label, plannedOn } = asked;
    const after = { id: null, client, opportunity, kind, label, plannedOn, doneOn: null, author: asker.email };
    return {
      effect: {
        sentence: `Relancer ${client} le ${sayDate(plannedOn)} : ${label}.`,
        rows: [{ entity: 'clientAction', before: null, after }],
      },
    };
  },
});
