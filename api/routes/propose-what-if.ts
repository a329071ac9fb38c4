// A supposition made into proposals: each change that it takes waits for a decision.
import type { Sql } from '../../db/connection.ts';
import type { Person } from '../../db/users.ts';
import { what_if } from '../contract/staffing-outputs.ts';
import { fileProposals, type FiledChange, type ProposalDoor } from './file-proposals.ts';
import { askReport, type ReadReport } from './reports.ts';

type WhatIfDoor = ProposalDoor & { readonly readerSql: Sql; readonly readReport: ReadReport };

/** @param options of the report `what_if`. @throws a refusal when the person may not read it. */
export async function proposeWhatIf(
  door: WhatIfDoor,
  person: Person,
  options: Readonly<Record<string, string>>,
): Promise<{ supposed: string[]; proposals: FiledChange[]; left_out: number }> {
  const request = askReport(person, 'what_if', options, door.today());
  const report = what_if.parse(JSON.parse(await door.readReport(door.readerSql, request)));
  const proposals = await fileProposals(door, person, report.ready, `Et si : ${report.supposed.join(' ')}`);
  return { supposed: report.supposed, proposals, left_out: report.ready_left_out };
}
