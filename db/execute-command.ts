// The one function that carries out a command, for everyone: claim, locks, facts, plan, act, rows, sums, outbox, in
// one transaction. Called at once for what a person may do directly, by the proposal's workflow after an approval.
import { z } from 'zod';
import {
  isRefusal,
  refuse,
  refuseWithoutRight,
  type AnyCommand,
  type Asker,
  type Effect,
  type Plan,
  type Refusal,
  type RefusedField,
  type RowChange,
} from '../domain/commands/command.ts';
import type { FirmReader } from '../domain/commands/firm-reader.ts';
import type { Role } from '../domain/roles.ts';
import type { ActChannel, ActorKind } from './acts.ts';
import { insertAct } from './acts.ts';
import type { Sql, Transaction } from './connection.ts';
import { fingerprintEffect, fingerprintInput } from './fingerprint.ts';
import { readFirmThrough } from './firm-reader.ts';
import { takeLocks, LocksMoved } from './locks.ts';
import { writeFirmImport } from './import/import-as-command.ts';
import { enqueueSweep } from './knocks.ts';
import { hintRelay } from './outbox.ts';
import { announceChanges, tellPeople } from './announce.ts';
import { revalueTime } from './time-sums.ts';
import { limitChange, type TransactionLimit } from './transaction-limit.ts';
import { checkApproval, type Approval } from './proposals/check-approval.ts';
import { postMails } from './mails.ts';
import { findPerson, type Person } from './users.ts';
import { InvoiceDateRefused, issueInvoices } from './write-invoices.ts';
import { writeRow } from './write-rows.ts';
import { writeTimeRows } from './write-time-rows.ts';

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

/** The same act id asked with another input: two different wishes under one key. */
export const IDEMPOTENCY_CONFLICT = 'idempotency_conflict';

const storedResult = z.object({ input_sha: z.string(), result: z.unknown() });

/** Claims the act, or returns what the first attempt answered. */
async function claim(tx: Transaction, actId: string, inputSha: string): Promise<ExecutionOutcome | null> {
  const [claimed] = await tx`
    insert into executions (act_id, input_sha) values (${actId}, ${inputSha}) on conflict do nothing returning act_id`;
  if (claimed) return null;
  const [row] = await tx`select input_sha, result from executions where act_id = ${actId}`;
  const stored = storedResult.parse(row);
  if (stored.input_sha !== inputSha) {
    return { state: 'refused', code: IDEMPOTENCY_CONFLICT, sentence: 'Cette clé a déjà servi à une autre demande.' };
  }
  return stored.result as ExecutionOutcome;
}

async function keepResult(tx: Transaction, actId: string, outcome: ExecutionOutcome): Promise<void> {
  const state = outcome.state === 'done' ? 'done' : 'refused';
  await tx`update executions set outcome = ${state}, result = ${tx.json(outcome as never)} where act_id = ${actId}`;
}

export type Planned = {
  readonly plan: Plan;
  readonly asker: Asker;
  readonly effectSha: string;
  /** Of a batch, each with its own fingerprint; else empty. */
  readonly items: readonly FrozenItem[];
};

/** One change of a proposal, with the effect that was shown. */
export type FrozenItem = { readonly input: unknown; readonly effect: Effect; readonly sha: string };

type PlanRequest = Pick<ExecutionRequest, 'command' | 'input' | 'askerId' | 'today'> & {
  readonly actorKind?: ActorKind;
};

function askAs(person: Person): Asker {
  const { userId, email, roles, realCostRoles, consultantCode } = person;
  return { userId, email, roles, realCostRoles, consultantCode };
}

/** A person as they are now. An automation asks for the firm: it reaches what direction reaches, and only proposes. */
async function findAsker(tx: Transaction, request: PlanRequest): Promise<Asker | null> {
  if (request.actorKind === 'automation')
    return { userId: request.askerId, email: '', roles: ['direction'], consultantCode: null };
  const person = await findPerson(tx, request.askerId);
  return person && askAs(person);
}

/**
 * Reads the facts and plans, for a person as they are now. Locks, where the caller wants them, come first.
 * @param options.approver at tier 1, who approves must be able to run the command themselves.
 */
async function planCommand(
  tx: Transaction,
  request: PlanRequest,
  asker: Asker | null,
  options: { locked: boolean; approver?: Person },
): Promise<Planned | Refusal> {
  const { command, today } = request;
  const parsed = command.input.safeParse(request.input);
  if (!parsed.success) return { ...refuse('input_invalid', describeIssues(parsed.error)) };
  if (!asker) return refuse('person_unknown', "Cette personne n'a plus accès à Vigie.");
  const context = { today, asker };
  const generatedCodes: string[] = [];
  const firm = readFirmThrough(tx);
  const reader: FirmReader = {
    ...firm,
    nextCode: async (...series) => {
      const code = await firm.nextCode(...series);
      generatedCodes.push(code);
      return code;
    },
  };
  if (options.locked) await takeLocks(tx, () => command.locks(parsed.data, firm, context));
  const facts = await command.load(parsed.data, reader, context);
  const forbidden = refuseWithoutRight(command, facts, parsed.data, asker);
  if (forbidden) return forbidden;
  if (options.approver && refuseWithoutRight(command, facts, parsed.data, askAs(options.approver)))
    return refuse('approver_not_entitled', `${options.approver.email} n’a plus le droit d’approuver ce changement.`);
  const plan = command.plan(facts, parsed.data, context);
  if (isRefusal(plan)) return plan;
  const fingerprint = (input: unknown, effect: Effect): string =>
    fingerprintEffect(command.name, effect, { today, generatedCodes, input });
  return {
    plan,
    asker,
    effectSha: fingerprint(request.input, plan.effect),
    items: (plan.items ?? []).map(({ input, effect }) => ({ input, effect, sha: fingerprint(input, effect) })),
  };
}

function describeIssues(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.') || 'demande'} : ${issue.message}`).join(' ; ');
}

function tellRefusal({ code, sentence, errors }: Refusal): Extract<ExecutionOutcome, { state: 'refused' }> {
  return { state: 'refused', code, sentence, ...(errors && { errors }) };
}

export function tierOf(command: AnyCommand, plan: Plan): 1 | 2 {
  return plan.tier ?? command.tier;
}

/** An agent or an automation only proposes, at any tier. */
function needsApproval({ command, actorKind }: ExecutionRequest, plan: Plan): boolean {
  return tierOf(command, plan) === 2 || actorKind === 'agent' || actorKind === 'automation';
}

function changesOf<E extends RowChange['entity']>(effect: Effect, entity: E): RowChange<E>[] {
  return effect.rows.filter((row): row is RowChange<E> & RowChange => row.entity === entity);
}

/** Rows, sums, then numbers: the counter's lock is taken after all others. */
async function writeEffect(tx: Transaction, plan: Plan): Promise<Record<string, string>> {
  const { effect } = plan;
  for (const change of effect.rows) {
    if (change.entity !== 'time' && change.entity !== 'invoice') await writeRow(tx, change);
  }
  if (plan.importsFiles === true) {
    await writeFirmImport(tx);
    // What came in already under way gets its workflows at today's step.
    await enqueueSweep(tx);
  }
  await writeTimeRows(tx, changesOf(effect, 'time'));
  for (const scope of plan.revalues ?? []) await revalueTime(tx, scope);
  const invoices = changesOf(effect, 'invoice');
  if (invoices.length === 0) return {};
  const { numbers, projectIds } = await issueInvoices(tx, invoices);
  if (projectIds.length > 0) await revalueTime(tx, { projectIds });
  return { number: numbers.join(', ') };
}

/** Plans on fresh facts under the locks, once the approval, if there is one, was found to hold. */
async function planApproved(
  tx: Transaction,
  request: ExecutionRequest,
  asker: Asker | null,
): Promise<Planned | Refusal> {
  if (!request.approval) return planCommand(tx, request, asker, { locked: true });
  const checked = await checkApproval(tx, request.approval, request.today);
  if (checked.state === 'missing') {
    const { code, sentence } = checked.refusal;
    throw new NothingApplied({ state: 'refused', code, sentence });
  }
  if (checked.state === 'refused') return checked.refusal;
  return planCommand(tx, request, asker, {
    locked: true,
    ...(checked.mustBeAbleToRun && { approver: checked.approver }),
  });
}

async function carryOut(
  tx: Transaction,
  request: ExecutionRequest,
  limit: TransactionLimit,
): Promise<ExecutionOutcome> {
  const { command, actId } = request;
  const inputSha = fingerprintInput(command.name, request.input);
  // The claim is the first statement; the limit and who asks follow it in the same round trip.
  const [known, , asker] = await Promise.all([claim(tx, actId, inputSha), limit.start(tx), findAsker(tx, request)]);
  if (known) return known;
  const planned = await planApproved(tx, request, asker);
  if (isRefusal(planned)) {
    const refusal = tellRefusal(planned);
    await keepResult(tx, actId, refusal);
    return refusal;
  }
  const { plan, effectSha } = planned;
  if (request.approval ? request.approval.effectSha !== effectSha : needsApproval(request, plan)) {
    // Nothing of it stays, the claim neither: it is asked again with an approval, or with the new effect.
    const outcome: ExecutionOutcome = request.approval
      ? { state: 'stale', effect: plan.effect, effectSha }
      : { state: 'needs_approval', effect: plan.effect, approvers: plan.approvers ?? command.approvers };
    throw new NothingApplied(outcome);
  }
  // Sent with what writes the rows reads, and before it: the guard finds the act.
  const acted = insertAct(tx, {
    actId,
    command: command.name,
    actorKind: request.actorKind,
    actor: planned.asker.userId,
    channel: request.channel,
    ...(request.operator !== undefined && { onBehalfOf: request.operator }),
    ...(request.approval && {
      proposalId: request.approval.proposalId,
      revision: request.approval.revision,
      decisionId: request.approval.decisionId,
      singleApprover: request.approval.singleApprover,
    }),
    inputSha,
    effectSha,
    payload: { input: request.input, effect: plan.effect },
  });
  const [given] = await Promise.all([writeEffect(tx, plan), acted]);
  await tellPeople(tx, plan.notices ?? []);
  await postMails(tx, plan.mails ?? []);
  const outcome: ExecutionOutcome = { state: 'done', actId, effect: plan.effect, result: { ...plan.result, ...given } };
  await Promise.all([
    announceChanges(tx, actId, plan.effect, given['number']?.split(', ')),
    keepResult(tx, actId, outcome),
  ]);
  return outcome;
}

/** Rolls the transaction back and carries the answer out of it. */
class NothingApplied extends Error {
  readonly outcome: ExecutionOutcome;
  constructor(outcome: ExecutionOutcome) {
    super('nothing applied');
    this.outcome = outcome;
  }
}

// Deadlock (40P01) and serialization failure (40001): PostgreSQL asks for the transaction again. Five times is more
// than any pair of commands needs; beyond, something else is wrong and is told.
const TRIES_AT_MOST = 5;
const RETRIED = new Set(['40P01', '40001']);

/**
 * Carries out a command once, whatever the number of attempts under the same act id.
 * @param ownLimit another limit on its length than the server's usual one.
 */
export async function executeCommand(
  app: Sql,
  request: ExecutionRequest,
  ownLimit?: TransactionLimit,
): Promise<ExecutionOutcome> {
  const limit = ownLimit ?? (await limitChange(app));
  for (let attempt = 1; ; attempt += 1) {
    try {
      const outcome = await app.begin((tx): Promise<ExecutionOutcome> => carryOut(tx, request, limit));
      hintRelay(app);
      return outcome;
    } catch (error) {
      if (error instanceof NothingApplied) return error.outcome;
      if (error instanceof InvoiceDateRefused) return { state: 'refused', code: error.code, sentence: error.message };
      const again = error instanceof LocksMoved || RETRIED.has(String((error as { code?: unknown }).code));
      if (!again || attempt === TRIES_AT_MOST) throw error;
    } finally {
      limit.end();
    }
  }
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

/** The effect that the command would have now; nothing is locked or written. */
export async function previewCommand(app: Sql, request: PlanRequest): Promise<Preview> {
  const planned = await app.begin('isolation level repeatable read read only', (tx): Promise<Planned | Refusal> =>
    findAsker(tx, request).then((asker) => planCommand(tx, request, asker, { locked: false })),
  );
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
