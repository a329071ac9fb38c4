// The one function that carries out a command, for everyone: claim, locks, facts, plan, act, rows, sums, outbox, in
// one transaction. Called at once for what a person may do directly, by the proposal's workflow after an approval.
import type { z } from 'zod';
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
import { insertAct, type Act } from './acts.ts';
import { askAs, askForFirm, claim, keepResult } from './claim.ts';
import type { Sql, Transaction } from './connection.ts';
import { fingerprintEffect, fingerprintInput } from './fingerprint.ts';
import { readFirmThrough } from './firm-reader.ts';
import { takeLocks, LocksMoved } from './locks.ts';
import { writeFirmImport } from './import/import-as-command.ts';
import { enqueueSweep } from './knocks.ts';
import { hintRelay } from './outbox.ts';
import { listAnnouncements, tellPeople } from './announce.ts';
import type { TimeTerms } from './time-entry.ts';
import { revalueTime } from './time-sums.ts';
import { limitChange, type TransactionLimit } from './transaction-limit.ts';
import { checkApproval, type Approval } from './proposals/check-approval.ts';
import { postMails } from './mails.ts';
import { findPerson, type Person } from './users.ts';
import { InvoiceDateRefused, issueInvoices } from './write-invoices.ts';
import { writeRows } from './write-rows.ts';
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

function readInput({ command, input }: Pick<ExecutionRequest, 'command' | 'input'>): Asked {
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

/** The locks of what is asked; an input that cannot be read has none, and is refused by the plan. */
async function lockFacts(
  tx: Transaction,
  { command, today }: PlanRequest,
  asked: Asked,
  asker: () => Promise<Asker | null>,
): Promise<void> {
  if (isRefusal(asked)) return;
  const firm = readFirmThrough(tx);
  await takeLocks(tx, () => command.locks(asked.data, firm, { today, asker }));
}

/**
 * Reads the facts and plans, for a person as they are now; the caller holds the locks, where it wants them.
 * @param approver at tier 1, who approves must be able to run the command themselves.
 */
async function planCommand(
  tx: Transaction,
  request: PlanRequest,
  asked: Asked,
  asker: Asker | null,
  approver?: Person,
): Promise<Planned | Refusal> {
  const { command, today } = request;
  if (isRefusal(asked)) return asked;
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
  const facts = await command.load(asked.data, reader, context);
  const forbidden = refuseWithoutRight(command, facts, asked.data, asker);
  if (forbidden) return forbidden;
  if (approver && refuseWithoutRight(command, facts, asked.data, askAs(approver)))
    return refuse('approver_not_entitled', `${approver.email} n’a plus le droit d’approuver ce changement.`);
  const plan = command.plan(facts, asked.data, context);
  if (isRefusal(plan)) return plan;
  const fingerprint = (input: unknown, effect: Effect): string =>
    fingerprintEffect(command.name, effect, { today, generatedCodes, input });
  return {
    plan,
    asker,
    effectSha: fingerprint(request.input, plan.effect),
    items: (plan.items ?? []).map(({ input, effect }) => ({ input, effect, sha: fingerprint(input, effect) })),
    timeTerms: firm.timeTerms(),
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
 * The claim, then the locks, then the plan on fresh facts. What needs no answer of another is sent with it: PostgreSQL
 * carries statements out in the order they were sent in. An approval is held before the locks.
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
  const lock = () => lockFacts(tx, request, asked, async () => (await claiming).asker);
  const [{ known, asker }] = await Promise.all([claiming, approval ? null : lock()]);
  if (known) return { known };
  if (!approval) return planCommand(tx, request, asked, asker);
  const approved = await requireApproval(tx, approval, today);
  if (isRefusal(approved)) return approved;
  await lock();
  return planCommand(tx, request, asked, asker, approved.approver);
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
    findAsker(tx, request).then((asker) => planCommand(tx, request, readInput(request), asker)),
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
