// What every command about an opportunity knows: the opportunity, its client, its needs, its quotes.
import type { Asker, LockKey } from '../command.ts';
import type { FirmReader } from '../firm-reader.ts';
import { ownsOpportunity } from '../ownership.ts';
import type { ClientRow, OpportunityNeedRow, OpportunityRow } from '../rows.ts';

export type OpportunityFacts = {
  readonly opportunity: OpportunityRow | null;
  readonly client: ClientRow | null;
  readonly needs: readonly OpportunityNeedRow[];
};

export async function loadOpportunity(code: string, read: FirmReader): Promise<OpportunityFacts> {
  const opportunity = await read.get('opportunity', { code });
  return {
    opportunity,
    client: opportunity ? await read.get('client', { code: opportunity.client }) : null,
    needs: await read.find('opportunityNeed', { opportunity: code }),
  };
}

export function ownsFacts(facts: OpportunityFacts, asker: Asker): boolean {
  return ownsOpportunity(facts.opportunity, facts.client, asker);
}

export function lockOpportunity(code: string): LockKey[] {
  return [{ kind: 'opportunity', key: code }];
}

export const OPPORTUNITY_RIGHTS = { commercial: 'own', direction: 'all' } as const;
