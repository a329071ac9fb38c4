// Every change there is, once. Web, command line, REST, chat, Slack, MCP, import and workflows all look here.
import type { AnyCommand } from './command.ts';
import { CLIENT_COMMANDS } from './clients/commands.ts';
import { CRA_COMMANDS } from './cra/commands.ts';
import { LEAVE_COMMANDS } from './leave/commands.ts';
import { OPPORTUNITY_COMMANDS } from './opportunities/commands.ts';
import { QUOTE_COMMANDS } from './quotes/commands.ts';
import { STAFFING_COMMANDS } from './staffing/commands.ts';

export const COMMANDS: readonly AnyCommand[] = [
  ...CLIENT_COMMANDS,
  ...OPPORTUNITY_COMMANDS,
  ...QUOTE_COMMANDS,
  ...STAFFING_COMMANDS,
  ...LEAVE_COMMANDS,
  ...CRA_COMMANDS,
];

const byName = new Map(COMMANDS.map((command) => [command.name, command]));

export function findCommand(name: string): AnyCommand | null {
  return byName.get(name) ?? null;
}
