// The quotes: where each stands with the client, what it comes to, and what it says.

import { oc } from '@orpc/contract';
import { z } from 'zod';
import { CONTRACT_KINDS } from '../../domain/contract/kinds.ts';
import { OPPORTUNITY_STAGES } from '../../domain/pipeline.ts';

const euros = z.number().describe('Euros, to the cent.');
const day = z.string().describe('YYYY-MM-DD');
const code = z.string();

const deal = {
  opportunity: code,
  title: z.string().nullable(),
  client: code,
  owner: z.string().nullable().describe('Its own salesperson; null: the client’s.'),
  stage: z.enum(OPPORTUNITY_STAGES),
  open: z.boolean(),
};

/** As create_quote and revise_quote take them. */
const terms = z.object({
  contractKind: z.enum(CONTRACT_KINDS),
  startsOn: day,
  endsOn: day,
  validUntil: day.nullable().describe('The last day of the offer; null: it does not say.'),
  fixedPrice: euros.nullable(),
  ceiling: euros.nullable(),
  monthlyFee: euros.nullable(),
  includedUnits: z.number().nullable(),
  unitPrice: euros.nullable(),
  carryOverMonths: z.number().int().nullable(),
  plannedPurchases: euros,
  lines: z.array(
    z.object({
      profile: z.string(),
      days: z.number(),
      dailyRate: euros.nullable(),
      plannedDailyCost: euros.nullable(),
    }),
  ),
  milestones: z.array(z.object({ code, label: z.string().nullable(), plannedOn: day.nullable(), amount: euros })),
});

export const shownQuotes = z.object({
  quotes: z.array(
    z.object({
      code,
      ...deal,
      version: z.number().int().describe('The last one.'),
      status: z.enum(['brouillon', 'envoye', 'signe', 'remplace']),
      amount: euros.describe('Euros excluding VAT: what the contract sells.'),
      sentOn: day.nullable(),
      signedOn: day.nullable(),
      evidence: z.string().nullable().describe('Of the client’s signature.'),
      terms,
    }),
  ),
  deals: z.array(z.object(deal)).describe('The opportunities: a quote is made for one that is not lost.'),
});

export const quotes = {
  list: oc
    .route({ method: 'GET', path: '/quotes', summary: 'Quotes, by the last version of each', tags: ['firm'] })
    .output(shownQuotes),
};
