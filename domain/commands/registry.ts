// Every change there is, once. Web, command line, REST, chat, Slack, MCP, import and workflows all look here.
import type { AnyCommand } from './command.ts';
import { CLIENT_COMMANDS } from './clients/commands.ts';
import { CASH_COMMANDS } from './cash/commands.ts';
import { CRA_COMMANDS } from './cra/commands.ts';
import { DOCUMENT_COMMANDS } from './documents/commands.ts';
import { FIRM_COMMANDS } from './firm/commands.ts';
import { defineSetDelegation } from './firm/set-delegation.ts';
import { settleMail } from './mails/settle-mail.ts';
import { LEAVE_COMMANDS } from './leave/commands.ts';
import { INVOICE_COMMANDS } from './invoices/commands.ts';
import { MONTH_COMMANDS } from './month/commands.ts';
import { OPPORTUNITY_COMMANDS } from './opportunities/commands.ts';
import { PEOPLE_COMMANDS } from './people/commands.ts';
import { PROJECT_COMMANDS } from './projects/commands.ts';
import { PURCHASE_COMMANDS } from './purchases/commands.ts';
import { QUOTE_COMMANDS } from './quotes/commands.ts';
import { STAFFING_COMMANDS } from './staffing/commands.ts';
import { USER_COMMANDS } from './users/commands.ts';

export const COMMANDS: readonly AnyCommand[] = [
  ...CLIENT_COMMANDS,
  ...OPPORTUNITY_COMMANDS,
  ...QUOTE_COMMANDS,
  ...PROJECT_COMMANDS,
  ...PURCHASE_COMMANDS,
  ...PEOPLE_COMMANDS,
  ...STAFFING_COMMANDS,
  ...LEAVE_COMMANDS,
  ...CRA_COMMANDS,
  ...INVOICE_COMMANDS,
  settleMail,
  ...CASH_COMMANDS,
  ...MONTH_COMMANDS,
  ...FIRM_COMMANDS,
  defineSetDelegation((name) => byName.get(name)?.label ?? null),
  ...USER_COMMANDS,
  ...DOCUMENT_COMMANDS,
];

const byName = new Map(COMMANDS.map((command) => [command.name, command]));

export function findCommand(name: string): AnyCommand | null {
  return byName.get(name) ?? null;
}
