// GET /api/month-end/YYYY-MM: for who drives it (COMMANDS.md, month).

import type { Role } from '../../domain/roles.ts';
import { showMonthEnd } from '../../db/show-month-end.ts';
import type { Person } from '../../db/users.ts';
import type { CommandProcess } from './commands.ts';
import { refuse } from './problems.ts';

const DRIVES: readonly Role[] = ['adv', 'daf', 'direction'];
const READ_MARGINS: readonly Role[] = ['daf', 'direction'];

export async function findMonthEnd({ appSql, today }: CommandProcess, person: Person, month: string) {
  if (!person.roles.some((role) => DRIVES.includes(role)))
    throw refuse(403, 'right_refused', 'Votre rôle ne permet pas de suivre la fin de mois.');
  const seesMargins = person.roles.some((role) => READ_MARGINS.includes(role));
  const shown = await showMonthEnd(appSql, month, today(), seesMargins);
  if (shown === null) throw refuse(404, 'not_found', `Personne n’a travaillé en ${month}.`);
  return shown;
}
