// How the API speaks to Temporal: it knocks at workflows (which start if they do not live) and carries decisions.
// Temporal may be away: then nothing here is lost, the outbox waits.

import {
  Client,
  Connection,
  isGrpcServiceError,
  WithStartWorkflowOperation,
  type ConnectionOptions,
} from '@temporalio/client';
import type { Knock } from '../../domain/steps/knocks.ts';
import { DECIDE, KNOCK, TASK_QUEUE, WORKFLOWS, workflowId, type DecisionOutcome } from '../../workflows/messages.ts';

export type TemporalSettings = { address: string; namespace: string; apiKey: string | null };

export type Temporal = {
  /** Within two seconds. */
  isThere(): Promise<boolean>;
  /** @throws TemporalAway, or the error of this workflow alone. */
  knock(knock: Knock): Promise<void>;
  /**
   * Tells the proposal's workflow of a decision that is already a row, and waits until it was carried out.
   * @returns null when Temporal is away, refuses or takes longer than `withinMs`: the relay carries it later.
   */
  decide(proposalId: string, decisionId: string, withinMs?: number): Promise<DecisionOutcome | null>;
  close(): Promise<void>;
};

/** The server does not answer: everything waits, nothing is counted as a failure. */
export class TemporalAway extends Error {
  constructor(cause: unknown) {
    super('Temporal does not answer', { cause });
  }
}

/** A healthy server answers in milliseconds. */
const THERE_TIMEOUT_MS = 2_000;
/** A busy one, with a disk to wait for. */
const KNOCK_TIMEOUT_MS = 10_000;
/** A person waits at the screen; an approval takes a third of a second as a rule. */
const DECISION_TIMEOUT_MS = 10_000;

/** gRPC: cancelled, deadline exceeded, resource exhausted, unavailable. */
const AWAY_CODES = new Set([1, 4, 8, 14]);

export function openTemporal({ address, namespace, apiKey }: TemporalSettings): Temporal {
  const options: ConnectionOptions = apiKey === null ? { address } : { address, apiKey, tls: true };
  const connection = Connection.lazy(options);
  const { workflow } = new Client({ connection, namespace });
  const within = <T>(timeoutMs: number, call: () => Promise<T>): Promise<T> =>
    connection.withDeadline(Date.now() + timeoutMs, call);
  return {
    isThere: async () => {
      try {
        await within(THERE_TIMEOUT_MS, () => connection.workflowService.describeNamespace({ namespace }));
        return true;
      } catch (error) {
        if (isAway(error)) return false;
        throw error;
      }
    },
    knock: async ({ workflow: name, id }) => {
      try {
        await within(KNOCK_TIMEOUT_MS, () =>
          workflow.signalWithStart(WORKFLOWS[name], {
            workflowId: workflowId(name, id),
            taskQueue: TASK_QUEUE,
            args: [id],
            signal: KNOCK,
            workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          }),
        );
      } catch (error) {
        throw isAway(error) ? new TemporalAway(error) : error;
      }
    },
    decide: async (proposalId, decisionId, withinMs = DECISION_TIMEOUT_MS) => {
      const startWorkflowOperation = new WithStartWorkflowOperation('proposal', {
        workflowId: workflowId('proposal', proposalId),
        taskQueue: TASK_QUEUE,
        args: [proposalId],
        workflowIdConflictPolicy: 'USE_EXISTING',
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      });
      try {
        return await within(withinMs, () =>
          workflow.executeUpdateWithStart<() => Promise<void>, DecisionOutcome, [string]>(DECIDE, {
            startWorkflowOperation,
            updateId: decisionId,
            args: [decisionId],
          }),
        );
      } catch (error) {
        // Whatever the server says against it, the decision is kept, and the relay's knock meets the same and shows it.
        if (isAway(error) || findGrpcCode(error) !== null) return null;
        throw error;
      }
    },
    close: () => connection.close(),
  };
}

function isAway(error: unknown): boolean {
  const code = findGrpcCode(error);
  if (code !== null) return AWAY_CODES.has(code);
  return error instanceof Error && error.name === 'WorkflowUpdateRPCTimeoutOrCancelledError';
}

/** The client wraps the transport's errors, more or less deeply. */
function findGrpcCode(error: unknown): number | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (isGrpcServiceError(cause)) return cause.code;
  }
  return null;
}
