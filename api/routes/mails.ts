// GET /api/mails: for who sends them (COMMANDS.md, invoices and cash).

import type { Role } from '../../domain/roles.ts';
import { listMails } from '../../db/mails.ts';
import type { Person } from '../../db/users.ts';
import type { CommandProcess } from './commands.ts';
import { refuse } from './problems.ts';

const SENDS: readonly Role[] = ['adv', 'daf', 'direction'];
/** A few months of a firm's letters. */
const MAILS_SHOWN = 200;

export async function showMails({ appSql }: CommandProcess, person: Person) {
  if (!person.roles.some((role) => SENDS.includes(role)))
    throw refuse(403, 'right_refused', 'Votre rôle ne permet pas de lire les courriers aux clients.');
  return { mails: await listMails(appSql, MAILS_SHOWN) };
}
