// A proposal is a change that waits for a person: who may decide on it, up to which day, and what then becomes of it.
// COMMANDS.md: "Who is the second person", "Proposals from outside".
import type { CivilDate } from './civil-dates.ts';
import { refuse, RIGHT_REFUSED, type CommandTier, type Effect, type Refusal } from './commands/command.ts';
import type { Role } from './roles.ts';

/**
 * pending → approved (decided, not carried out yet) → executed | failed (the plan now refuses);
 * pending → refused | expired | withdrawn. superseded: all of it was taken up by another proposal or revision.
 */
export const PROPOSAL_STATES = [
  'pending',
  'approved',
  'executed',
  'failed',
  'refused',
  'expired',
  'withdrawn',
  'superseded',
] as const;
export type ProposalState = (typeof PROPOSAL_STATES)[number];

export const PROPOSAL_STATE_LABELS: Readonly<Record<ProposalState, string>> = {
  pending: 'En attente',
  approved: 'Approuvée, en cours',
  executed: 'Exécutée',
  failed: 'En échec',
  refused: 'Refusée',
  expired: 'Expirée',
  withdrawn: 'Retirée',
  superseded: 'Remplacée',
};

export const ITEM_STATES = ['pending', 'excluded', 'stale', 'executed', 'failed'] as const;
export type ItemState = (typeof ITEM_STATES)[number];

export const ITEM_STATE_LABELS: Readonly<Record<ItemState, string>> = {
  pending: 'en attente',
  excluded: 'écarté',
  stale: 'dépassé par les faits',
  executed: 'fait',
  failed: 'refusé par la règle',
};

export const VERDICTS = ['approved', 'refused', 'edited', 'withdrawn'] as const;
export type Verdict = (typeof VERDICTS)[number];

export const VERDICT_LABELS: Readonly<Record<Verdict, string>> = {
  approved: 'approuvée',
  refused: 'refusée',
  edited: 'modifiée',
  withdrawn: 'retirée',
};

/** A proposal waits this long unless its author says otherwise: two weeks outlast most absences of an approver. */
export const PROPOSAL_DAYS = 14;

export function isExpired(expiresOn: CivilDate, today: CivilDate): boolean {
  return today > expiresOn;
}

/** What an approver decides on, apart from the effect itself. */
export type Question = {
  readonly command: string;
  readonly tier: CommandTier;
  readonly approvers: readonly Role[];
  /** User ids: who asked for any of its revisions. */
  readonly askers: readonly string[];
  /** What it moves, in cents; null: no amount is told. */
  readonly amountCents: number | null;
};

export type Decider = { readonly userId: string; readonly roles: readonly Role[] };

/** The powers that somebody lent to the decider. */
export type Delegation = {
  readonly from: Decider;
  readonly commands: readonly string[];
  readonly startsOn: CivilDate;
  readonly endsOn: CivilDate;
  readonly ceilingCents: number | null;
};

/** Why a person may decide. `singleApprover`: they asked for it too, and confirm alone. */
export type Entitlement = { readonly singleApprover: boolean; readonly delegatedFrom: string | null };

/** The euros that effects move: the largest move of each, added up; null when none tells an amount. */
export function amountOf(effects: readonly Effect[]): number | null {
  const moves = effects.flatMap((effect) => {
    const own = (effect.euros ?? []).map(({ beforeCents, afterCents }) =>
      Math.abs((afterCents ?? 0) - (beforeCents ?? 0)),
    );
    return own.length === 0 ? [] : [Math.max(...own)];
  });
  return moves.length === 0 ? null : moves.reduce((total, move) => total + move, 0);
}

function covers(delegation: Delegation, question: Question, today: CivilDate): boolean {
  if (today < delegation.startsOn || today > delegation.endsOn) return false;
  if (!delegation.commands.includes(question.command)) return false;
  // An effect that tells no amount cannot be held to a ceiling: its own approver decides.
  return (
    delegation.ceilingCents === null ||
    (question.amountCents !== null && question.amountCents <= delegation.ceilingCents)
  );
}

function isApprover(question: Question, person: Decider): boolean {
  return question.approvers.some((role) => person.roles.includes(role));
}

/**
 * May this person be the second one, today? Tier 2 alone: at tier 1 decides whoever may run the command.
 * @param setting.singleApprover the firm has one director: who asked may confirm, explicitly.
 */
export function judgeSecondPerson(
  question: Question,
  decider: Decider,
  delegations: readonly Delegation[],
  today: CivilDate,
  setting: { readonly singleApprover: boolean },
): Entitlement | Refusal {
  const asked = question.askers.includes(decider.userId);
  if (asked) {
    if (setting.singleApprover && isApprover(question, decider)) return { singleApprover: true, delegatedFrom: null };
    return refuse('asker_cannot_decide', 'Vous l’avez demandée ou modifiée : une autre personne doit en décider.');
  }
  if (isApprover(question, decider)) return { singleApprover: false, delegatedFrom: null };
  const lent = delegations.find(
    (delegation) =>
      isApprover(question, delegation.from) &&
      // Nobody decides by the right of who asked.
      !question.askers.includes(delegation.from.userId) &&
      covers(delegation, question, today),
  );
  if (lent) return { singleApprover: false, delegatedFrom: lent.from.userId };
  return refuse(RIGHT_REFUSED, `La décision revient à : ${question.approvers.join(', ')}.`);
}

export function isEntitled(judged: Entitlement | Refusal): judged is Entitlement {
  return !('refused' in judged);
}
