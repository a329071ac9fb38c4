// Whose names a person is told: the firm's, for who sees all of its projects; else those that are their own.

import type { NamesReach } from '../../db/names.ts';
import type { Person } from '../../db/users.ts';
import type { Role } from '../../domain/roles.ts';

const SEES_ALL_NAMES: readonly Role[] = ['direction', 'daf', 'adv'];

const SEES_ALL_DEALS: readonly Role[] = ['direction', 'daf'];

/** Whose opportunities are named, as the pipeline's report shows them. */
export function seesAllDeals(person: Person): boolean {
  return person.roles.some((role) => SEES_ALL_DEALS.includes(role));
}

export function namesWithin(person: Person): NamesReach {
  return {
    all: person.roles.some((role) => SEES_ALL_NAMES.includes(role)),
    ownerEmail: person.roles.includes('commercial') ? person.email : null,
    consultantId: person.consultantId,
  };
}
