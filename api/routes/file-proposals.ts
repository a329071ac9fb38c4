// Changes asked for, each through the door of its command, in the name of who asks, to wait for a decision: even what
// they could do themselves. What may not be proposed is told beside.
import type { ActChannel } from '../../db/acts.ts';
import type { Sql } from '../../db/connection.ts';
import { hintRelay } from '../../db/outbox.ts';
import { writeAlternatives } from '../../db/proposals/alternatives.ts';
import { propose } from '../../db/proposals/propose.ts';
import { readRevision } from '../../db/proposals/rows.ts';
import type { Person } from '../../db/users.ts';
import { costRolesOf, withholdCosts } from '../../domain/withheld-costs.ts';
import { requireCommand } from './commands.ts';

export type ProposalDoor = {
  readonly appSql: Sql;
  /** The firm's civil day. */
  readonly today: () => string;
  readonly channel: ActChannel;
  /** The system's user, on the command line. */
  readonly operator?: string;
};

export type AskedChange = {
  readonly command: string;
  readonly input: unknown;
  /** Other inputs of the same command. */
  readonly alternatives: readonly unknown[];
};

export type FiledChange = {
  readonly command: string;
  readonly state: 'proposed' | 'refused';
  readonly id: string | null;
  readonly code: string | null;
  readonly sentence: string;
};

async function fileOne(
  door: ProposalDoor,
  person: Person,
  asked: AskedChange,
  reason: string | undefined,
): Promise<FiledChange> {
  const command = requireCommand(asked.command);
  const filed = await propose(door.appSql, {
    command,
    input: asked.input,
    askerId: person.userId,
    askerKind: 'person',
    channel: door.channel,
    today: door.today(),
    evidence: writeAlternatives(asked.alternatives),
    ...(reason !== undefined && reason !== '' && { reason }),
    ...(door.operator !== undefined && { operator: door.operator }),
  });
  if (filed.state === 'refused')
    return { command: command.name, state: 'refused', id: null, code: filed.code, sentence: filed.sentence };
  if (filed.filed) hintRelay(door.appSql);
  const { effect } = await readRevision(door.appSql, filed.proposal.id, filed.proposal.revision);
  const { sentence } = withholdCosts(effect, costRolesOf(person));
  return { command: command.name, state: 'proposed', id: filed.proposal.id, code: null, sentence };
}

/** @throws a refusal when one of the commands does not exist: then none is filed. */
export async function fileProposals(
  door: ProposalDoor,
  person: Person,
  changes: readonly AskedChange[],
  reason: string | undefined,
): Promise<FiledChange[]> {
  for (const { command } of changes) requireCommand(command);
  const filed: FiledChange[] = [];
  // One after the other: a code of the next assignment is taken by one at a time.
  for (const change of changes) filed.push(await fileOne(door, person, change, reason));
  return filed;
}
