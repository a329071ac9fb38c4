// What a statement says, whatever its format.
import type { CivilDate } from '../civil-dates.ts';

export type StatementLine = {
  readonly bookedOn: CivilDate;
  /** All that the bank tells: who, why. */
  readonly label: string;
  /** Negative: money that left. */
  readonly amountCents: number;
  readonly reference: string | null;
  /** The bank's own reference of the movement on the account, where the format has one. */
  readonly transactionId: string | null;
};

/** What an account held at the end of a day. */
export type StatementBalance = {
  /** IBAN, or the numbers of bank, branch and account. */
  readonly account: string;
  readonly balancedOn: CivilDate;
  readonly balanceCents: number;
};

/** Why a statement is not taken; codes of refusals. */
export const STATEMENT_PROBLEMS = [
  'statement_unreadable',
  'statement_encoding',
  'statement_cut',
  'statement_unbalanced',
  'foreign_currency',
] as const;
export type StatementProblemCode = (typeof STATEMENT_PROBLEMS)[number];

/** Lines count from 1. */
export type StatementProblem = {
  readonly code: StatementProblemCode;
  readonly line: number;
  readonly problem: string;
};

export type Statement = {
  readonly lines: readonly StatementLine[];
  readonly balances: readonly StatementBalance[];
  readonly problems: readonly StatementProblem[];
};
