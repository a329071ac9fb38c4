// What somebody may do: all their roles at once. Always two people's decision.
import { z } from 'zod';
import { defineCommand, NOT_FOUND, refuse } from '../command.ts';
import { changeRoles, email, loadAccount, refuseLastAdmin, roleList, sayRoles, USERS_LOCK } from './account.ts';

export const setRoles = defineCommand({
  name: 'set_roles',
  label: 'Changer les rôles',
  input: z.strictObject({ email, roles: roleList }),
  rights: { admin: 'all' },
  tier: 2,
  approvers: ['admin', 'direction'],
  locks: async () => [USERS_LOCK],
  load: (asked, read) => loadAccount(asked.email, read),
  plan: (facts, asked) => {
    if (!facts.user || facts.disabled) return refuse(NOT_FOUND, `${asked.email} n'a pas accès à Vigie.`);
    const lastAdmin = asked.roles.includes('admin') ? null : refuseLastAdmin(facts);
    if (lastAdmin) return lastAdmin;
    const before = facts.roles.map(({ role }) => role);
    const rows = changeRoles(asked.email, facts.roles, asked.roles);
    if (rows.length === 0) return refuse('nothing_changes', `${asked.email} a déjà : ${sayRoles(before)}.`);
    return {
      effect: {
        sentence: `Rôles de ${asked.email} : ${sayRoles(before)} → ${sayRoles(asked.roles)}.`,
        rows,
      },
    };
  },
});
