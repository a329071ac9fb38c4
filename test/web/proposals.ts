// Proposals for the screens' tests, checked against the contract.

import { commandPreviewed } from '../../api/contract/commands.ts';
import { proposalDetail, shownProposal } from '../../api/contract/proposals.ts';
import type { ProposalDetail, ShownEffect } from '../../web/src/api-client.ts';
import type { Answer } from './fake-api.ts';

export const BOOKING: ShownEffect = {
  sentence: 'Affecter Léa Martin sur P003 du 03/11/2026, à 50 %.',
  rows: [
    {
      entity: 'assignment',
      before: null,
      after: {
        code: 'A0017',
        consultant: 'C001',
        project: 'P003',
        startsOn: '2026-11-03',
        quota: '0.5',
        dailyRateCents: 62_000,
      },
    },
  ],
  euros: [{ label: 'TJM', beforeCents: 64_000, afterCents: 62_000 }],
  indicators: [
    { label: 'Marge', subject: 'P003', before: -640.05, after: 1200, unit: 'EUR' },
    { label: 'Charge', subject: 'C001', before: 0.5, after: 1, unit: 'ratio' },
  ],
};

const PROPOSAL: ProposalDetail = {
  id: 'a1a1a1a1-0000-4000-8000-000000000001',
  command: 'assign_consultant',
  label: 'Affecter un consultant',
  state: 'pending',
  tier: 1,
  revision: 1,
  sha: 'sha-1',
  askedBy: 'anne@esn.fr',
  askerKind: 'agent',
  channel: 'chat',
  reason: 'P003 dérive : il manque un développeur.',
  createdAt: '2026-10-30T09:00:00.000Z',
  expiresOn: '2026-11-13',
  approvers: ['direction', 'responsable'],
  mayDecide: true,
  effect: BOOKING,
  evidence: [],
  items: [],
  counts: { pending: 1 },
  decisions: [],
  revisions: [],
};

export function makeProposal(change: Partial<ProposalDetail> = {}): ProposalDetail {
  const proposal = { ...PROPOSAL, ...change };
  const { effect, sha, revision, createdAt, askedBy } = proposal;
  const input = { consultant: 'C001', project: 'P003', startsOn: '2026-11-03', quota: 0.5, dailyRate: 620 };
  return {
    ...proposal,
    items: change.items ?? [{ item: 0, state: 'pending', input, effect, actId: null, outcome: null }],
    revisions: change.revisions ?? [{ revision, askedBy, sha, createdAt, effect }],
  };
}

export const ok = (body: unknown): Answer => ({ status: 200, body });

export function listed(...proposals: ProposalDetail[]): Answer {
  return ok({ proposals: proposals.map((proposal) => shownProposal.parse(proposal)) });
}

export function detailed(proposal: ProposalDetail): Answer {
  return ok(proposalDetail.parse(proposal));
}

/** What a decision answers. */
export function decided(verdict: 'approved' | 'refused' | 'edited' | 'withdrawn', proposal: ProposalDetail): Answer {
  return ok({ verdict, proposal: proposalDetail.parse(proposal), stale_proposal: null });
}

export function previewed(effect: ShownEffect): Answer {
  return ok(commandPreviewed.parse({ preview: true, effect, sha: 'p', tier: 1, approvers: [] }));
}
