// The desk of a test firm: its people, what each may ask for, and two of them to decide.
import { randomUUID } from 'node:crypto';
import type { Sql, Transaction } from '../../db/connection.ts';
import { executeCommand } from '../../db/execute-command.ts';
import type { ExecutionOutcome } from '../../db/execution.ts';
import { decide } from '../../db/proposals/decide.ts';
import { executeApproved } from '../../db/proposals/execute-approved.ts';
import { propose } from '../../db/proposals/propose.ts';
import { readItems, readProposalRow, readRevision } from '../../db/proposals/rows.ts';
import { readReport } from '../../db/reports/read-report.ts';
import type { ReportName } from '../../domain/report-names.ts';
import { readExample } from './firm-files.ts';
import { loadFirm } from './load-firm.ts';
import { addPerson, writeFacts } from './people.ts';
import { commandNamed } from './run-command.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

const TODAY = '2026-10-31';
const PEOPLE = {
  adv: 'adv',
  daf: 'daf',
  direction: 'direction',
  consultant: 'consultant',
  commercial: 'commercial',
  responsable: 'responsable',
} as const;
export type Seat = keyof typeof PEOPLE;

export type Desk = {
  readonly database: TestDatabase;
  readonly app: Sql;
  /** Runs a command at once, as whoever sits there. */
  run(name: string, input: unknown, as?: Seat, today?: string): Promise<ExecutionOutcome>;
  /** Files it as the adv, has it approved, carries it out: the state and outcome of its one item. */
  decided(name: string, input: unknown, options?: { approver?: Seat; today?: string }): Promise<unknown>;
  report(name: ReportName, args?: Readonly<Record<string, string>>): Promise<Record<string, never>>;
  /** Writes facts that the test needs, under an act. */
  write(change: (tx: Transaction) => Promise<unknown>): Promise<void>;
};

/** The example firm at the end of October, or other files. */
export async function openDesk(files: ReadonlyMap<string, string> = readExample()): Promise<Desk> {
  const database = await createTestDatabase();
  const { app } = database;
  await loadFirm(app, files);
  const seats = {} as Record<Seat, string>;
  for (const [seat, role] of Object.entries(PEOPLE))
    seats[seat as Seat] = await addPerson(app, `${seat}@esn-bureau.fr`, [role]);
  const commandOf = (name: string) => {
    const command = commandNamed(name);
    return command;
  };
  return {
    database,
    app,
    run: (name, input, as = 'adv', today = TODAY) =>
      executeCommand(app, {
        actId: randomUUID(),
        command: commandOf(name),
        input,
        askerId: seats[as],
        actorKind: 'person',
        channel: 'api',
        today,
      }),
    decided: async (name, input, { approver = 'direction', today = TODAY } = {}) => {
      const wish = {
        command: commandOf(name),
        askerId: seats.adv,
        askerKind: 'person',
        channel: 'api',
        today,
      } as const;
      const filed = await propose(app, { ...wish, input });
      if (filed.state === 'refused') return filed;
      const { id } = filed.proposal;
      const { revision } = (await readProposalRow(app, id)) ?? filed.proposal;
      const { sha } = await readRevision(app, id, revision);
      const decision = await decide(app, { proposalId: id, decision: 'approve', sha, person: seats[approver], today });
      if (decision.state === 'refused') return decision;
      await executeApproved(app, id, today);
      const [item] = await readItems(app, id, revision);
      return item;
    },
    report: async (name, args = { 'as-of': TODAY }) =>
      JSON.parse(await readReport(database.reader, { name, args, today: TODAY, costs: 'real' })),
    write: (change) => writeFacts(app, change),
  };
}
