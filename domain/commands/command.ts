// What a change of the firm is: a name, an input, who may run it, at which tier, what it must know, and a pure
// plan that answers with the rows to write and their effect, or with a refusal. There is no other way to write.
import type { z } from 'zod';
import type { CivilDate } from '../civil-dates.ts';
import type { ClientMail } from '../client-mails.ts';
import type { Role } from '../roles.ts';
import type { FirmReader } from './firm-reader.ts';
import type { EntityName, EntityRow } from './rows.ts';

/** all: the firm's rows; own: those that are theirs (COMMANDS.md, "Own"); self: about the person alone. */
export const COMMAND_REACHES = ['all', 'own', 'self'] as const;
export type CommandReach = (typeof COMMAND_REACHES)[number];

/** 1: run directly by who has the role. 2: a second person approves. */
export const COMMAND_TIERS = [1, 2] as const;
export type CommandTier = (typeof COMMAND_TIERS)[number];

/** Who asks: a person, as of this moment. */
export type Asker = {
  readonly userId: string;
  readonly email: string;
  readonly roles: readonly Role[];
  /** Those of the roles that the firm's policy gives the real costs; absent: none. */
  readonly realCostRoles?: readonly Role[];
  readonly consultantCode: string | null;
};

/** The rule says no: a stable code and a French sentence. Never thrown: returned. */
export type Refusal = {
  readonly refused: true;
  readonly code: string;
  readonly sentence: string;
  /** What is wrong one by one, where a sentence cannot hold it all: `temps.csv:118:jours`. */
  readonly errors?: readonly RefusedField[];
};

export type RefusedField = { readonly field: string; readonly detail: string };

export function refuse(code: string, sentence: string): Refusal {
  return { refused: true, code, sentence };
}

export function isRefusal(answer: object): answer is Refusal {
  return 'refused' in answer;
}

/** One row of the firm, before and after; before null: made; after null: removed. */
export type RowChange<E extends EntityName = EntityName> = {
  [N in E]: { readonly entity: N; readonly before: EntityRow[N] | null; readonly after: EntityRow[N] | null };
}[E];

/** An amount that the change moves, in cents. */
export type EuroEffect = {
  readonly label: string;
  readonly beforeCents: number | null;
  readonly afterCents: number | null;
};

/** A figure that a person decides on: margin, load, end date, total. */
export type IndicatorEffect = {
  readonly label: string;
  readonly subject: string;
  readonly before: number | string | null;
  readonly after: number | string | null;
  readonly unit: 'EUR' | 'days' | 'ratio' | 'date' | 'text';
};

/** What is shown before a person decides, and what the fingerprint covers. */
export type Effect = {
  /** One French sentence with numbers. */
  readonly sentence: string;
  readonly rows: readonly RowChange[];
  readonly euros?: readonly EuroEffect[];
  readonly indicators?: readonly IndicatorEffect[];
};

/** Time whose value a change moves: rebuilt in the same transaction. Codes; none given: all. */
export type Revaluation = {
  readonly consultants?: readonly string[];
  readonly projects?: readonly string[];
  readonly from?: CivilDate;
};

/** A word in a person's mailbox, once under its key; who has no account gets none. */
export type PersonalNotice = {
  readonly consultant: string;
  readonly key: string;
  readonly text: string;
  readonly link?: string;
};

export type Plan = {
  readonly effect: Effect;
  /** Raises the command's own tier: a TJM below the quote's, a quote under the margin floor. */
  readonly tier?: CommandTier;
  readonly approvers?: readonly Role[];
  readonly revalues?: readonly Revaluation[];
  /**
   * A batch: decided as one, then carried out one by one, each in its own transaction; what the facts have overtaken
   * meanwhile is set aside alone. Each input, as it would be asked by itself, with the effect that it would then have.
   */
  readonly items?: readonly { readonly input: unknown; readonly effect: Effect }[];
  /** The firm's files that were compared are written with it (import_firm). */
  readonly importsFiles?: boolean;
  readonly notices?: readonly PersonalNotice[];
  /** What leaves to clients once the change is made. */
  readonly mails?: readonly ClientMail[];
  /** What a person is told once it is done: { number: 'F2026-00021' } is filled by the execution. */
  readonly result?: Readonly<Record<string, string | number>>;
};

export type PlanContext = { readonly today: CivilDate; readonly asker: Asker };

/** Locks and facts are asked for before it is known who asks; a command that needs to know waits for the answer. */
export type FactContext = {
  readonly today: CivilDate;
  /** Rejects when the person has no access any more: the change is then refused. */
  asker(): Promise<Asker>;
};

/** Taken in (kind, key) order, all before any fact is read; shared for the month by writers of dated facts. */
export const LOCK_KINDS = [
  'client',
  'consultant',
  'firm',
  'invoice',
  'month',
  'opportunity',
  'order',
  'project',
] as const;
export type LockKind = (typeof LOCK_KINDS)[number];
export type LockKey = { readonly kind: LockKind; readonly key: string; readonly shared?: boolean };

export type Command<Name extends string = string, Input = never, Facts = never> = {
  readonly name: Name;
  /** What it is called on screen: « Affecter un consultant ». */
  readonly label: string;
  readonly input: z.ZodType<Input>;
  readonly rights: Readonly<Partial<Record<Role, CommandReach>>>;
  /** Everyone may do it about themselves, whatever their roles (expenses, leave, own CRA). */
  readonly everyoneForSelf?: boolean;
  readonly tier: CommandTier;
  /** Who is the second person at tier 2. */
  readonly approvers: readonly Role[];
  locks(input: NoInfer<Input>, read: FirmReader, context: FactContext): Promise<readonly LockKey[]>;
  load(input: NoInfer<Input>, read: FirmReader, context: FactContext): Promise<Facts>;
  /** Whether what the command touches is the asker's own, in that role; absent: nothing is. */
  owns?(facts: NoInfer<Facts>, input: NoInfer<Input>, asker: Asker, role: Role | 'self'): boolean;
  plan(facts: NoInfer<Facts>, input: NoInfer<Input>, context: PlanContext): Plan | Refusal;
};

// Input and facts are known to each command alone; the registry holds them all under one type.
export type AnyCommand = Command<string, unknown, unknown>;

/** Declares a command with its own types, kept under the registry's one. */
export function defineCommand<Name extends string, Input, Facts>(
  command: Command<Name, Input, Facts>,
): AnyCommand & { readonly name: Name } {
  return command;
}

/** Refused as if absent: a row out of reach is not told to exist (COMMANDS.md). */
export const NOT_FOUND = 'not_found';
export const RIGHT_REFUSED = 'right_refused';

/**
 * May this person run the command on what it touches?
 * @returns null: yes. A refusal otherwise: without any role for it `right_refused`; with one, but out of reach, `not_found`.
 */
export function refuseWithoutRight(command: AnyCommand, facts: unknown, input: unknown, asker: Asker): Refusal | null {
  let hasRole = false;
  for (const role of asker.roles) {
    const reach = command.rights[role];
    if (reach === undefined) continue;
    hasRole = true;
    if (reach === 'all' || command.owns?.(facts, input, asker, role) === true) return null;
  }
  if (command.everyoneForSelf === true) {
    hasRole = true;
    if (command.owns?.(facts, input, asker, 'self') === true) return null;
  }
  return hasRole
    ? refuse(NOT_FOUND, 'Introuvable, ou hors de votre périmètre.')
    : refuse(RIGHT_REFUSED, `Votre rôle ne permet pas : ${command.label}.`);
}
