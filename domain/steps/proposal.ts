// A proposal waits for the person who may decide: reminded after two working days, then their delegates, until it
// expires. Once decided it is carried out.
import { addDays, daysBetween, type CivilDate } from '../civil-dates.ts';
import { isExpired, type ProposalState } from '../proposals.ts';
import type { Role } from '../roles.ts';
import { sayDate } from '../french.ts';
import { addWorkingDays, type Recipients, type Reminder, type Step } from './step.ts';

export const PROPOSAL_STEPS = {
  decision: 'En attente de décision',
  execution: 'Décidée, en cours d’exécution',
  done: 'Terminée',
} as const;
export type ProposalStepName = keyof typeof PROPOSAL_STEPS;

/** A day to see it, a day to think. */
const REMINDER_WORKING_DAYS = 2;
/** Then who is away is away: the delegates are asked. */
const DELEGATE_WORKING_DAYS = 4;

export type ProposalFacts = {
  readonly id: string;
  /** The command's name on screen. */
  readonly label: string;
  readonly state: ProposalState;
  readonly revision: number;
  /** The day in France on which this revision was asked. */
  readonly askedOn: CivilDate;
  /** The last day for a decision. */
  readonly expiresOn: CivilDate;
  /** Roles that may decide. */
  readonly approvers: readonly Role[];
  /** Mails of who may decide: holders of the roles, less who asked. */
  readonly deciders: readonly string[];
  /** Mails of those to whom a decider has given this right for today. */
  readonly delegates: readonly string[];
};

export type ProposalStep = Step<ProposalStepName> & {
  /** Approved: to be carried out now. */
  readonly execute: boolean;
  /** Its time is over and nobody decided. */
  readonly expire: boolean;
};

export function nextProposalStep(proposal: ProposalFacts, today: CivilDate): ProposalStep {
  const { state, askedOn, expiresOn } = proposal;
  const nothing = { blockedOn: null, since: null, next: null, reminders: [], changesOn: null };
  if (state === 'approved') {
    return {
      ...nothing,
      step: 'execution',
      since: today,
      next: 'Exécution.',
      done: false,
      execute: true,
      expire: false,
    };
  }
  if (state !== 'pending') return { ...nothing, step: 'done', done: true, execute: false, expire: false };
  return {
    step: 'decision',
    blockedOn: proposal.deciders.join(', ') || `un rôle ${proposal.approvers.join(' ou ')}`,
    since: askedOn,
    next: `Décision d’ici au ${sayDate(expiresOn)}.`,
    reminders: remindDeciders(proposal),
    changesOn: addDays(expiresOn, 1),
    done: false,
    execute: false,
    expire: isExpired(expiresOn, today),
  };
}

function remindDeciders(proposal: ProposalFacts): Reminder[] {
  const { id, label, revision, askedOn, expiresOn } = proposal;
  const left = daysBetween(askedOn, expiresOn);
  const about = {
    text: `« ${label} » attend une décision d’ici au ${sayDate(expiresOn)}.`,
    link: `/propositions/${id}`,
  };
  const deciders: Recipients = { emails: proposal.deciders, roles: proposal.approvers };
  const reminders: Reminder[] = [
    { key: `asked:${revision}`, dueOn: null, to: deciders, ...about },
    { key: `reminder:${revision}`, dueOn: addWorkingDays(askedOn, REMINDER_WORKING_DAYS), to: deciders, ...about },
    ...(proposal.delegates.length === 0
      ? []
      : [
          {
            key: `delegates:${revision}`,
            dueOn: addWorkingDays(askedOn, DELEGATE_WORKING_DAYS),
            to: { emails: proposal.delegates, roles: [] },
            ...about,
          },
        ]),
  ];
  // A short-lived proposal says it once: its expiry comes before the reminders would.
  return left <= 0 ? reminders.slice(0, 1) : reminders;
}
