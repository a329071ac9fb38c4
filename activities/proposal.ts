// What the proposal's workflow asks of the world.

import type { ProposalState } from '../domain/proposals.ts';
import { nextProposalStep as nextStep, type ProposalStep } from '../domain/steps/proposal.ts';
import type { Sql } from '../db/connection.ts';
import { expireProposal, readProposalFacts } from '../db/steps/proposal.ts';
import { workflowId } from '../workflows/messages.ts';
import { answerStep, readDay, sayDue, type StepAnswer, type World } from './step-answer.ts';

export type ProposalAnswer = StepAnswer & {
  /** 'absent': there is no such proposal (any more). */
  readonly state: ProposalState | 'absent';
  readonly execute: boolean;
  readonly expire: boolean;
};

export type ProposalActivities = {
  nextProposalStep(id: string, now: string): Promise<ProposalAnswer>;
  remindOfProposal(id: string, reminders: readonly string[], now: string): Promise<void>;
  /**
   * Carries out what was approved, or a part of a batch; each item once, whatever the number of attempts. Of what is
   * not approved, nothing. Answers what is next.
   */
  executeApproved(id: string, now: string): Promise<ProposalAnswer>;
  /** Answers what is next. */
  expireProposal(id: string, now: string): Promise<ProposalAnswer>;
};

/** Carries out a part of an approved proposal (db/proposals); null: there is no such proposal. */
export type CarryOut = (
  app: Sql,
  id: string,
  today: string,
) => Promise<{ readonly state: string; readonly remaining: number } | null>;

export function proposalActivities(world: World, carryOut: CarryOut): ProposalActivities {
  const read = async (id: string, now: string): Promise<{ state: ProposalState; step: ProposalStep } | null> => {
    const today = readDay(world, now);
    const facts = await readProposalFacts(world.app, id, today);
    return facts === null ? null : { state: facts.state, step: nextStep(facts, today) };
  };
  const nextProposalStep = async (id: string, now: string): Promise<ProposalAnswer> => {
    const found = await read(id, now);
    const answer = await answerStep(world, workflowId('proposal', id), found?.step ?? null, now, false);
    const { execute = false, expire = false } = found?.step ?? {};
    return { ...answer, state: found?.state ?? 'absent', execute, expire };
  };
  return {
    nextProposalStep,
    remindOfProposal: async (id, reminders, now) =>
      sayDue(world, workflowId('proposal', id), (await read(id, now))?.step ?? null, reminders, now),
    executeApproved: async (id, now) => {
      const progress = await carryOut(world.app, id, readDay(world, now));
      // Else the workflow would ask for it again at once, for ever: the activity's retries wait longer and longer.
      if (progress?.state === 'approved' && progress.remaining === 0) {
        throw new Error(`the approved proposal ${id} was not carried out`);
      }
      return nextProposalStep(id, now);
    },
    expireProposal: async (id, now) => {
      await expireProposal(world.app, id, readDay(world, now));
      return nextProposalStep(id, now);
    },
  };
}
