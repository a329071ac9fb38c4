// What is asked of an execution, and what it answers: the same words for the one that carries a command out and for the
// claim that remembers its answer.
import type { AnyCommand, Effect, RefusedField } from '../domain/commands/command.ts';
import type { Role } from '../domain/roles.ts';
import type { ActChannel, ActorKind } from './acts.ts';
import type { Approval } from './proposals/check-approval.ts';

export type ExecutionRequest = {
  /** Fixed before the first attempt: the same id carries the same change, once. */
  readonly actId: string;
  readonly command: AnyCommand;
  /** As asked; parsed by the command's own shape. */
  readonly input: unknown;
  /** The person's user id; of an automation, its name. */
  readonly askerId: string;
  readonly actorKind: ActorKind;
  readonly channel: ActChannel;
  /** The system's user beside the person, on the command line. */
  readonly operator?: string;
  readonly today: string;
  readonly approval?: Approval;
};

export type ExecutionOutcome =
  | {
      readonly state: 'done';
      readonly actId: string;
      readonly effect: Effect;
      readonly result: Readonly<Record<string, string | number>>;
    }
  | {
      readonly state: 'refused';
      readonly code: string;
      readonly sentence: string;
      readonly errors?: readonly RefusedField[];
    }
  /** Tier 2 without an approval: to be proposed. */
  | { readonly state: 'needs_approval'; readonly effect: Effect; readonly approvers: readonly Role[] }
  /** The facts changed since the approval: nothing was applied. */
  | { readonly state: 'stale'; readonly effect: Effect; readonly effectSha: string };
