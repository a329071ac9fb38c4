// A need heard at a client's: the first thing of a deal.
import { z } from 'zod';
import { CONTRACT_KINDS } from '../../contract/kinds.ts';
import { sayEuros } from '../../french.ts';
import { defineCommand, NOT_FOUND, refuse, type RowChange } from '../command.ts';
import { civilDate, code, days, decimal, euros, shortText } from '../inputs.ts';
import { ownsClient } from '../ownership.ts';
import type { ClientRow, OpportunityRow } from '../rows.ts';
import { OPPORTUNITY_RIGHTS } from './facts.ts';

export const opportunityFields = {
  title: shortText.nullable(),
  probability: decimal
    .refine((percent) => Number(percent) <= 100, 'une probabilité de 0 à 100 est attendue')
    .nullable(),
  expectedCloseOn: civilDate.nullable(),
  contractKind: z.enum(CONTRACT_KINDS).exclude(['interne']).nullable(),
  amount: euros.nullable(),
  plannedStartOn: civilDate.nullable(),
  plannedEndOn: civilDate.nullable(),
  ownerEmail: z.email('une adresse de courriel est attendue').nullable(),
};

/** Days wanted of a profile. */
export const need = z.strictObject({ profile: code, days });

const input = z.strictObject({
  /** Given when empty: the next of the series. */
  code: code.optional(),
  client: code,
  title: opportunityFields.title.default(null),
  stage: z.enum(['piste', 'qualifiee', 'proposition', 'negociation']).default('piste'),
  probability: opportunityFields.probability.default(null),
  expectedCloseOn: opportunityFields.expectedCloseOn.default(null),
  contractKind: opportunityFields.contractKind.default(null),
  amount: opportunityFields.amount.default(null),
  plannedStartOn: opportunityFields.plannedStartOn.default(null),
  plannedEndOn: opportunityFields.plannedEndOn.default(null),
  needs: z.array(need).max(50).default([]),
  ownerEmail: opportunityFields.ownerEmail.optional(),
});

type Facts = {
  readonly client: ClientRow | null;
  readonly existing: OpportunityRow | null;
  readonly unknownProfile: string | null;
  readonly nextCode: string;
};

export function refuseDates(row: Pick<OpportunityRow, 'plannedStartOn' | 'plannedEndOn'>) {
  if (row.plannedStartOn === null || row.plannedEndOn === null || row.plannedEndOn >= row.plannedStartOn) return null;
  return refuse('end_before_start', 'La fin prévue précède le début prévu.');
}

export const createOpportunity = defineCommand({
  name: 'create_opportunity',
  label: 'Créer une opportunité',
  input,
  rights: OPPORTUNITY_RIGHTS,
  tier: 1,
  approvers: [],
  locks: async (asked) => [
    { kind: 'firm', key: 'opportunity-codes' },
    { kind: 'client', key: asked.client, shared: true },
  ],
  load: async (asked, read): Promise<Facts> => {
    const profiles = await Promise.all(
      asked.needs.map(async ({ profile }) => ((await read.get('profile', { name: profile })) ? null : profile)),
    );
    return {
      client: await read.get('client', { code: asked.client }),
      existing: asked.code === undefined ? null : await read.get('opportunity', { code: asked.code }),
      unknownProfile: profiles.find((profile) => profile !== null) ?? null,
      nextCode: await read.nextCode('opportunity', 'O', 4),
    };
  },
  owns: (facts, _asked, asker) => ownsClient(facts.client, asker),
  plan: (facts, asked, { today, asker }) => {
    if (!facts.client) return refuse(NOT_FOUND, `Client inconnu : ${asked.client}.`);
    if (facts.existing) return refuse('opportunity_exists', `L'opportunité ${asked.code} existe déjà.`);
    if (facts.unknownProfile !== null) return refuse(NOT_FOUND, `Profil inconnu : ${facts.unknownProfile}.`);
    const opportunity: OpportunityRow = {
      code: asked.code ?? facts.nextCode,
      client: asked.client,
      title: asked.title,
      stage: asked.stage,
      probabilityPercent: asked.probability,
      createdOn: today,
      expectedCloseOn: asked.expectedCloseOn,
      contractKind: asked.contractKind,
      amountCents: asked.amount,
      plannedStartOn: asked.plannedStartOn,
      plannedEndOn: asked.plannedEndOn,
      ownerEmail: asked.ownerEmail === undefined ? asker.email : asked.ownerEmail,
      lostReason: null,
    };
    const wrongDates = refuseDates(opportunity);
    if (wrongDates) return wrongDates;
    const needs = asked.needs.map(({ profile, days: quarterDays }, i): RowChange => ({
      entity: 'opportunityNeed',
      before: null,
      after: { opportunity: opportunity.code, rank: i + 1, profile, quarterDays },
    }));
    const worth = asked.amount === null ? '' : `, ${sayEuros(asked.amount / 100)}`;
    return {
      effect: {
        sentence: `Créer l'opportunité ${opportunity.code} chez ${facts.client.name}${worth}.`,
        rows: [{ entity: 'opportunity', before: null, after: opportunity }, ...needs],
      },
      result: { code: opportunity.code },
    };
  },
});
