// A supposition made into proposals: each change that it takes goes through the door of its command, in the name of who
// supposes, and waits for a decision. What may not be proposed is told beside.
import type { ActChannel } from '../../db/acts.ts';
import type { Sql } from '../../db/connection.ts';
import { hintRelay } from '../../db/outbox.ts';
import { writeAlternatives } from '../../db/proposals/alternatives.ts';
import { propose } from '../../db/proposals/propose.ts';
import { readRevision } from '../../db/proposals/rows.ts';
import type { Person } from '../../db/users.ts';
import { findCommand } from '../../domain/commands/registry.ts';
import { what_if } from '../contract/staffing-outputs.ts';
import { askReport, type ReadReport } from './reports.ts';

export type WhatIfDoor = {
  readonly appSql: Sql;
  readonly readerSql: Sql;
  readonly readReport: ReadReport;
  /** The firm's civil day. */
  readonly today: () => string;
  readonly channel: ActChannel;
  /** The system's user, on the command line. */
  readonly operator?: string;
};

export type ProposedChange = {
  readonly command: string;
  readonly state: 'proposed' | 'refused';
  readonly id: string | null;
  readonly code: string | null;
  readonly sentence: string;
};

type Ready = { readonly command: string; readonly input: unknown; readonly alternatives: readonly unknown[] };

async function proposeOne(door: WhatIfDoor, person: Person, ready: Ready, reason: string): Promise<ProposedChange> {
  const command = findCommand(ready.command);
  if (!command) throw new Error(`the supposition names an unknown command ${ready.command}`);
  const filed = await propose(door.appSql, {
    command,
    input: ready.input,
    askerId: person.userId,
    askerKind: 'person',
    channel: door.channel,
    today: door.today(),
    reason,
    evidence: writeAlternatives(ready.alternatives),
    ...(door.operator !== undefined && { operator: door.operator }),
  });
  if (filed.state === 'refused')
    return { command: command.name, state: 'refused', id: null, code: filed.code, sentence: filed.sentence };
  if (filed.filed) hintRelay(door.appSql);
  const { effect } = await readRevision(door.appSql, filed.proposal.id, filed.proposal.revision);
  return { command: command.name, state: 'proposed', id: filed.proposal.id, code: null, sentence: effect.sentence };
}

/** @param options of the report `what_if`. @throws a refusal when the person may not read it. */
export async function proposeWhatIf(
  door: WhatIfDoor,
  person: Person,
  options: Readonly<Record<string, string>>,
): Promise<{ supposed: string[]; proposals: ProposedChange[]; left_out: number }> {
  const request = askReport(person, 'what_if', options, door.today());
  const report = what_if.parse(JSON.parse(await door.readReport(door.readerSql, request)));
  const reason = `Et si : ${report.supposed.join(' ')}`;
  const proposals: ProposedChange[] = [];
  // One after the other: a code of the next assignment is taken by one at a time.
  for (const ready of report.ready) proposals.push(await proposeOne(door, person, ready, reason));
  return { supposed: report.supposed, proposals, left_out: report.ready_left_out };
}
