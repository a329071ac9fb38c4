// The one function that carries out a command, for everyone: claim, locks, facts, plan, act, rows, sums, outbox, in
// one transaction. Called at once for what a person may do directly, by the proposal's workflow after an approval.
import {
  isRefusal,
  type Asker,
  type Effect,
  type Plan,
  type Refusal,
  type RowChange,
} from '../domain/commands/command.ts';
import { insertAct, type Act } from './acts.ts';
import { claim, keepResult } from './claim.ts';
import type { Sql, Transaction } from './connection.ts';
import type { ExecutionOutcome, ExecutionRequest } from './execution.ts';
import { fingerprintInput } from './fingerprint.ts';
import { LocksMoved } from './locks.ts';
import { writeFirmImport } from './import/import-as-command.ts';
import { enqueueSweep } from './knocks.ts';
import { hintRelay } from './outbox.ts';
import { listAnnouncements, tellPeople } from './announce.ts';
import {
  loadUnderLocks,
  NobodyAsks,
  planCommand,
  readInput,
  refusePerson,
  tellRefusal,
  tierOf,
  type Planned,
} from './plan-command.ts';
import { revalueTime } from './time-sums.ts';
import { limitChange, type TransactionLimit } from './transaction-limit.ts';
import { checkApproval, type Approval } from './proposals/check-approval.ts';
import { postMails } from './mails.ts';
import type { Person } from './users.ts';
import { InvoiceDateRefused, issueInvoices } from './write-invoices.ts';
import { writeRows } from './write-rows.ts';
import { writeTimeRows } from './write-time-rows.ts';

/** An agent or an automation only proposes, at any tier. */
function needsApproval({ command, actorKind }: ExecutionRequest, plan: Plan): boolean {
  return tierOf(command, plan) === 2 || actorKind === 'agent' || actorKind === 'automation';
}

function changesOf<E extends RowChange['entity']>(effect: Effect, entity: E): RowChange<E>[] {
  return effect.rows.filter((row): row is RowChange<E> & RowChange => row.entity === entity);
}

/** Statements that were sent and whose answers nothing follows from; the transaction fails if one of them does. */
type Sent = readonly Promise<unknown>[];

/** Rows, sums, then numbers: the counter's lock is taken after all others. */
async function writeEffect(tx: Transaction, { plan, timeTerms }: Planned): Promise<{ numbers: string[]; sent: Sent }> {
  const { effect } = plan;
  await writeRows(
    tx,
    effect.rows.filter(({ entity }) => entity !== 'time' && entity !== 'invoice'),
  );
  if (plan.importsFiles === true) {
    await writeFirmImport(tx);
    // What came in already under way gets its workflows at today's step.
    await enqueueSweep(tx);
  }
  const sent = await writeTimeRows(tx, changesOf(effect, 'time'), timeTerms);
  for (const scope of plan.revalues ?? []) await revalueTime(tx, scope);
  const invoices = changesOf(effect, 'invoice');
  if (invoices.length === 0) return { numbers: [], sent };
  return { numbers: await issueInvoices(tx, invoices), sent };
}

/** Who approved at tier 1, once the approval was found to hold; a refusal that is kept otherwise. */
async function requireApproval(
  tx: Transaction,
  approval: Approval,
  today: string,
): Promise<{ approver?: Person } | Refusal> {
  const checked = await checkApproval(tx, approval, today);
  if (checked.state === 'missing') {
    const { code, sentence } = checked.refusal;
    throw new NothingApplied({ state: 'refused', code, sentence });
  }
  if (checked.state === 'refused') return checked.refusal;
  return checked.mustBeAbleToRun ? { approver: checked.approver } : {};
}

/**
 * The claim, then the locks, then the facts, then the plan on them. They leave together: PostgreSQL carries statements
 * out in the order they were sent in. An approval is held before the locks.
 * @returns a plan, a refusal, or what the first attempt answered.
 */
async function claimAndPlan(
  tx: Transaction,
  request: ExecutionRequest,
  inputSha: string,
  limit: TransactionLimit,
): Promise<{ known: ExecutionOutcome } | Planned | Refusal> {
  const { approval, today } = request;
  const asked = readInput(request);
  const claiming = claim(tx, request, inputSha, limit);
  const whoAsks = async (): Promise<Asker> => {
    const { asker } = await claiming;
    if (!asker) throw new NobodyAsks();
    return asker;
  };
  const load = (data: unknown) => loadUnderLocks(tx, request, data, whoAsks);
  const ahead = isRefusal(asked) || approval ? null : load(asked.data);
  // Whichever fails, the other one is over before the transaction is.
  await Promise.allSettled([claiming, ahead]);
  const { known, asker } = await claiming;
  if (known) return { known };
  const approved = approval ? await requireApproval(tx, approval, today) : {};
  if (isRefusal(approved)) return approved;
  if (isRefusal(asked)) return asked;
  if (!asker) return refusePerson();
  return planCommand(request, asked.data, await (ahead ?? load(asked.data)), asker, approved.approver);
}

/** @returns the answer, and statements that may leave with the commit. */
async function carryOut(
  tx: Transaction,
  request: ExecutionRequest,
  limit: TransactionLimit,
): Promise<{ outcome: ExecutionOutcome; sent: Sent }> {
  const { command, actId } = request;
  const inputSha = fingerprintInput(command.name, request.input);
  const planned = await claimAndPlan(tx, request, inputSha, limit);
  if ('known' in planned) return { outcome: planned.known, sent: [] };
  if (isRefusal(planned)) {
    const refusal = tellRefusal(planned);
    return { outcome: refusal, sent: [keepResult(tx, actId, refusal)] };
  }
  const { plan, effectSha } = planned;
  if (request.approval ? request.approval.effectSha !== effectSha : needsApproval(request, plan)) {
    // Nothing of it stays, the claim neither: it is asked again with an approval, or with the new effect.
    const outcome: ExecutionOutcome = request.approval
      ? { state: 'stale', effect: plan.effect, effectSha }
      : { state: 'needs_approval', effect: plan.effect, approvers: plan.approvers ?? command.approvers };
    throw new NothingApplied(outcome);
  }
  // Sent before the rows: the guard finds the act.
  const acted = insertAct(tx, describeAct(request, planned, inputSha));
  const { numbers, sent } = await writeEffect(tx, planned);
  await tellPeople(tx, plan.notices ?? []);
  await postMails(tx, plan.mails ?? []);
  const told = await listAnnouncements(tx, plan.effect, numbers);
  const result = { ...plan.result, ...(numbers.length > 0 && { number: numbers.join(', ') }) };
  const outcome: ExecutionOutcome = { state: 'done', actId, effect: plan.effect, result };
  return { outcome, sent: [acted, ...sent, keepResult(tx, actId, outcome, told)] };
}

function describeAct(request: ExecutionRequest, { asker, effectSha, plan }: Planned, inputSha: string): Act {
  return {
    actId: request.actId,
    command: request.command.name,
    actorKind: request.actorKind,
    actor: asker.userId,
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
  };
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
      const { outcome, sent } = await app.begin((tx): ReturnType<typeof carryOut> => carryOut(tx, request, limit));
      // They left together with the commit, which rolls back when one of them failed.
      await Promise.all(sent);
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
