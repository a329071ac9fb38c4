// One attempt at a change, in a process of its own that the crash matrix kills: what a door or an activity does.
import { openDatabase } from '../../db/connection.ts';
import { askCommand } from '../../db/proposals/ask.ts';
import { executeApproved } from '../../db/proposals/execute-approved.ts';
import { commandNamed } from '../db/run-command.ts';

export type Attempt =
  | { readonly name: string; readonly input: unknown; readonly askerId: string; readonly key: string }
  | { readonly proposalId: string };

const [url, text, today] = process.argv.slice(2) as [string, string, string];
const attempt = JSON.parse(text) as Attempt;
const app = openDatabase(url, { max: 1, name: 'vigie attempt' });
if ('proposalId' in attempt) {
  console.log(JSON.stringify(await executeApproved(app, attempt.proposalId, today)));
} else {
  const command = commandNamed(attempt.name);
  console.log(JSON.stringify(await askCommand(app, { ...attempt, command, channel: 'api', today })));
}
await app.end({ timeout: 5 });
