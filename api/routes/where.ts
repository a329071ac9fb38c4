// GET /api/where/CODE: where a deal stands, for who may see it (COMMANDS.md, "Own"); out of reach, it is as if absent.

import { readDealOwners, readWhere, type DealOwners, type Where } from '../../db/where.ts';
import type { Person } from '../../db/users.ts';
import type { CommandProcess } from './commands.ts';
import { refuse } from './problems.ts';

const SEES_ALL = ['direction', 'daf', 'adv'] as const;

function mayFollow(person: Person, owners: DealOwners): boolean {
  if (SEES_ALL.some((role) => person.roles.includes(role))) return true;
  const owner = owners.ownerEmail ?? owners.clientOwnerEmail;
  if (person.roles.includes('commercial') && (owner === null || owner === person.email)) return true;
  return person.roles.includes('responsable') && owners.manager !== null && owners.manager === person.consultantCode;
}

export async function showWhere(door: CommandProcess, person: Person, code: string): Promise<Where> {
  const owners = await readDealOwners(door.appSql, code);
  const where = owners !== null && mayFollow(person, owners) ? await readWhere(door.appSql, code, door.today()) : null;
  if (where === null)
    throw refuse(
      404,
      'not_found',
      `« ${code} » n’est ni une opportunité, ni un projet, ni une facture que vous suivez.`,
    );
  return where;
}
