// What a command would do now: its facts, read under its locks or in a snapshot, and its plan on them, for a person as
// they are now.
import type { z } from 'zod';
import {
  isRefusal,
  refuse,
  refuseWithoutRight,
  type AnyCommand,
  type Asker,
  type Effect,
  type FactContext,
  type Plan,
  type Refusal,
} from '../domain/commands/command.ts';
import type { FirmReader } from '../domain/commands/firm-reader.ts';
import type { Role } from '../domain/roles.ts';
import type { ActorKind } from './acts.ts';
import { askAs, askForFirm } from './claim.ts';
import type { Sql, Transaction } from './connection.ts';
import type { ExecutionOutcome, ExecutionRequest } from './execution.ts';
import { fingerprintEffect } from './fingerprint.ts';
import { readFirmThrough, type TransactionReader } from './firm-reader.ts';
import { sendForLocks } from './locks.ts';
import type { TimeTerms } from './time-entry.ts';
import { findPerson, type Person } from './users.ts';

export type Planned = {
  readonly plan: Plan;
  readonly asker: Asker;
  readonly effectSha: string;
  /** Of a batch, each with its own fingerprint; else empty. */
  readonly items: readonly FrozenItem[];
  /** By what terms time is written, where the facts told. */
  readonly timeTerms: TimeTerms | null;
};

/** One change of a proposal, with the effect that was shown. */
export type FrozenItem = { readonly input: unknown; readonly effect: Effect; readonly sha: string };

/** An input by its command's own shape, or what is wrong with it. */
type Asked = { readonly data: unknown } | Refusal;

export function readInput({ command, input }: Pick<ExecutionRequest, 'command' | 'input'>): Asked {
  const parsed = command.input.safeParse(input);
  return parsed.success ? { data: parsed.data } : refuse('input_invalid', describeIssues(parsed.error));
}

type PlanRequest = Pick<ExecutionRequest, 'command' | 'input' | 'askerId' | 'today'> & {
  readonly actorKind?: ActorKind;
};

async function findAsker(tx: Transaction, { actorKind, askerId }: PlanRequest): Promise<Asker | null> {
  if (actorKind === 'automation') return askForFirm(askerId);
  const person = await findPerson(tx, askerId);
  return person && askAs(person);
}

/** What a command is judged on, the codes that were made for it, and by what terms time is written. */
type Loaded = {
  readonly facts: unknown;
  readonly generatedCodes: readonly string[];
  readonly timeTerms: TimeTerms | null;
};

async function loadFacts(
  firm: TransactionReader,
  { command }: PlanRequest,
  data: unknown,
  context: FactContext,
): Promise<Loaded> {
  const generatedCodes: string[] = [];
  const reader: FirmReader = {
    ...firm,
    nextCode: async (...series) => {
      const code = await firm.nextCode(...series);
      generatedCodes.push(code);
      return code;
    },
  };
  const facts = await command.load(data, reader, context);
  return { facts, generatedCodes, timeTerms: firm.timeTerms() };
}

/** The facts are asked for behind the locks, which PostgreSQL waits for first: they are read once all are held. */
export async function loadUnderLocks(
  tx: Transaction,
  request: PlanRequest,
  data: unknown,
  asker: () => Promise<Asker>,
): Promise<Loaded> {
  const context = { today: request.today, asker };
  const firm = readFirmThrough(tx);
  const { held } = await sendForLocks(tx, () => request.command.locks(data, firm, context));
  const loading = loadFacts(firm, request, data, context);
  // Whichever fails, the other one is over before the transaction is.
  await Promise.allSettled([held, loading]);
  await held;
  return loading;
}

/**
 * Plans on the facts, for a person as they are now.
 * @param approver at tier 1, who approves must be able to run the command themselves.
 */
export function planCommand(
  { command, input: asIs, today }: PlanRequest,
  data: unknown,
  { facts, generatedCodes, timeTerms }: Loaded,
  asker: Asker,
  approver?: Person,
): Planned | Refusal {
  const forbidden = refuseWithoutRight(command, facts, data, asker);
  if (forbidden) return forbidden;
  if (approver && refuseWithoutRight(command, facts, data, askAs(approver)))
    return refuse('approver_not_entitled', `${approver.email} n’a plus le droit d’approuver ce changement.`);
  const plan = command.plan(facts, data, { today, asker });
  if (isRefusal(plan)) return plan;
  const fingerprint = (input: unknown, effect: Effect): string =>
    fingerprintEffect(command.name, effect, { today, generatedCodes, input });
  return {
    plan,
    asker,
    effectSha: fingerprint(asIs, plan.effect),
    items: (plan.items ?? []).map(({ input, effect }) => ({ input, effect, sha: fingerprint(input, effect) })),
    timeTerms,
  };
}

/** Who asked has no access any more: what asks who it is gets no answer, and the change is refused. */
export class NobodyAsks extends Error {}

export function refusePerson(): Refusal {
  return refuse('person_unknown', "Cette personne n'a plus accès à Vigie.");
}

function describeIssues(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.') || 'demande'} : ${issue.message}`).join(' ; ');
}

export function tellRefusal({ code, sentence, errors }: Refusal): Extract<ExecutionOutcome, { state: 'refused' }> {
  return { state: 'refused', code, sentence, ...(errors && { errors }) };
}

export function tierOf(command: AnyCommand, plan: Plan): 1 | 2 {
  return plan.tier ?? command.tier;
}

export type Preview =
  | {
      readonly state: 'previewed';
      readonly effect: Effect;
      readonly effectSha: string;
      readonly tier: 1 | 2;
      readonly approvers: readonly Role[];
      readonly items: readonly FrozenItem[];
    }
  | Extract<ExecutionOutcome, { state: 'refused' }>;

async function planUnlocked(tx: Transaction, request: PlanRequest): Promise<Planned | Refusal> {
  const asked = readInput(request);
  const asker = await findAsker(tx, request);
  if (isRefusal(asked)) return asked;
  if (!asker) return refusePerson();
  const context = { today: request.today, asker: async () => asker };
  const loaded = await loadFacts(readFirmThrough(tx), request, asked.data, context);
  return planCommand(request, asked.data, loaded, asker);
}

/** The effect that the command would have now; nothing is locked or written. */
export async function previewCommand(app: Sql, request: PlanRequest): Promise<Preview> {
  const planned = await app.begin('isolation level repeatable read read only', (tx) => planUnlocked(tx, request));
  if (isRefusal(planned)) return tellRefusal(planned);
  const { plan, effectSha, items } = planned;
  const { command } = request;
  return {
    state: 'previewed',
    effect: plan.effect,
    effectSha,
    tier: tierOf(command, plan),
    approvers: plan.approvers ?? command.approvers,
    items,
  };
}
