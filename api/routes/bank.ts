// GET /api/bank: for who matches it (COMMANDS.md, cash).

import { matchBankLines } from '../../domain/commands/cash/match-bank-lines.ts';
import { showBank } from '../../db/show-bank.ts';
import type { Person } from '../../db/users.ts';
import type { CommandProcess } from './commands.ts';
import { refuse } from './problems.ts';

export async function readBank({ appSql }: CommandProcess, person: Person) {
  if (!person.roles.some((role) => matchBankLines.rights[role] !== undefined))
    throw refuse(403, 'right_refused', 'Votre rôle ne permet pas de lire la banque.');
  return showBank(appSql);
}
