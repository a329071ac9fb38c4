// GET /api/invoices/NUMBER/lines: for who corrects invoices (COMMANDS.md, invoices).

import { issueCreditNote } from '../../domain/commands/invoices/issue-credit-note.ts';
import { showInvoiceLines } from '../../db/show-invoice-lines.ts';
import type { Person } from '../../db/users.ts';
import type { CommandProcess } from './commands.ts';
import { refuse } from './problems.ts';

export async function readInvoiceLines({ appSql }: CommandProcess, person: Person, number: string) {
  if (!person.roles.some((role) => issueCreditNote.rights[role] !== undefined))
    throw refuse(403, 'right_refused', 'Votre rôle ne permet pas de lire les lignes des factures.');
  const shown = await showInvoiceLines(appSql, number);
  if (shown === null) throw refuse(404, 'not_found', `Aucune facture ne porte le numéro ${number}.`);
  return shown;
}
