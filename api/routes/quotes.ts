// GET /api/quotes: for who follows the pipeline; a salesperson's own deals (COMMANDS.md, roles).

import type { Role } from '../../domain/roles.ts';
import { showQuotes } from '../../db/show-quotes.ts';
import type { Person } from '../../db/users.ts';
import type { CommandProcess } from './commands.ts';
import { refuse } from './problems.ts';

const READ_ALL: readonly Role[] = ['direction', 'daf'];

/** @returns whose deals' quotes alone; null: all. */
export function findQuoteReach(person: Person): Person | null {
  if (person.roles.some((role) => READ_ALL.includes(role))) return null;
  if (person.roles.includes('commercial')) return person;
  throw refuse(403, 'right_refused', 'Votre rôle ne permet pas de lire les devis.');
}

export async function listQuotes({ appSql }: CommandProcess, person: Person) {
  return showQuotes(appSql, findQuoteReach(person));
}
