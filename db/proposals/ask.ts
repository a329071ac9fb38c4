// A person asks for a change through a door: done at once where their right goes that far, else it becomes a proposal.
import { randomUUID } from 'node:crypto';
import type { AnyCommand } from '../../domain/commands/command.ts';
import { actOfKey } from '../act-ids.ts';
import type { ActChannel } from '../acts.ts';
import type { Sql } from '../connection.ts';
import { executeCommand } from '../execute-command.ts';
import type { ExecutionOutcome, ExecutionRequest } from '../execution.ts';
import { explainOutage } from '../explain-outage.ts';
import { hintRelay } from '../outbox.ts';
import { propose, type ProposalRefusal } from './propose.ts';
import { readProposalRow, type ProposalRow } from './rows.ts';

export type CommandAsked = {
  readonly command: AnyCommand;
  readonly input: unknown;
  /** A user id. */
  readonly askerId: string;
  readonly channel: ActChannel;
  /** The system's user beside the person, on the command line. */
  readonly operator?: string;
  /** The asker's own (Idempotency-Key): twice the same is once. None: drawn. */
  readonly key?: string;
  readonly today: string;
};

export type AskOutcome =
  | Extract<ExecutionOutcome, { state: 'done' }>
  | { readonly state: 'proposed'; readonly proposal: ProposalRow }
  | ProposalRefusal;

/** A connection lost at the commit leaves us without the answer: the act's id finds what came of it. */
async function executeTwiceAtMost(app: Sql, request: ExecutionRequest): Promise<ExecutionOutcome> {
  try {
    return await executeCommand(app, request);
  } catch (error) {
    if (explainOutage(error)?.code !== 'database_away') throw error;
    return executeCommand(app, request);
  }
}

export async function askCommand(app: Sql, asked: CommandAsked): Promise<AskOutcome> {
  const { key, ...request } = asked;
  const id = key === undefined ? randomUUID() : actOfKey(asked.askerId, key);
  // Under a key that filed a proposal, nothing else is done: propose answers for it.
  const filed = key !== undefined && (await readProposalRow(app, id)) !== null;
  if (!filed) {
    const outcome = await executeTwiceAtMost(app, { ...request, actId: id, actorKind: 'person' });
    if (outcome.state === 'done' || outcome.state === 'refused') return outcome;
    if (outcome.state === 'stale') throw new Error('a change without an approval cannot be stale');
  }
  const proposed = await propose(app, { ...request, askerKind: 'person', ...(key !== undefined && { id }) });
  if (proposed.state === 'refused') return proposed;
  if (proposed.filed) hintRelay(app);
  return { state: 'proposed', proposal: proposed.proposal };
}
