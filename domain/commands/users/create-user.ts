// Somebody is let in, or let in again: with which roles, and as which consultant. They come in by a one-time link,
// drawn apart for who is to hand it over.
import { z } from 'zod';
import { defineCommand, refuse, type RowChange } from '../command.ts';
import { shortText } from '../inputs.ts';
import { changeRoles, email, loadAccount, roleList, sayRoles, USERS_LOCK, WEIGHTY_ROLES } from './account.ts';

export const createUser = defineCommand({
  name: 'create_user',
  label: 'Créer un utilisateur',
  input: z.strictObject({ email, displayName: shortText.optional(), roles: roleList }),
  rights: { admin: 'all' },
  tier: 1,
  approvers: ['admin', 'direction'],
  locks: async () => [USERS_LOCK, { kind: 'firm', key: 'people' }],
  load: async (asked, read) => ({
    ...(await loadAccount(asked.email, read)),
    people: await read.find('consultant', {}),
    links: await read.find('userLink', {}),
  }),
  plan: (facts, asked) => {
    const { user, disabled, links } = facts;
    if (user && !disabled) return refuse('user_exists', `${asked.email} a déjà accès à Vigie.`);
    // An address that two consultants share names neither of them.
    const namesakes = facts.people.filter((one) => one.email?.toLowerCase() === asked.email);
    const consultant = namesakes.length === 1 ? namesakes[0] : undefined;
    const isFree =
      consultant && !links.some((link) => link.consultant === consultant.code || link.user === asked.email);
    const rows: RowChange[] = [
      user
        ? { entity: 'disabledUser', before: disabled, after: null }
        : {
            entity: 'user',
            before: null,
            after: { email: asked.email, displayName: asked.displayName ?? asked.email },
          },
      ...changeRoles(asked.email, facts.roles, asked.roles),
      ...(isFree
        ? [{ entity: 'userLink' as const, before: null, after: { user: asked.email, consultant: consultant.code } }]
        : []),
    ];
    const as = isFree ? `, consultant ${consultant.code}` : '';
    return {
      effect: { sentence: `Donner accès à ${asked.email} (${sayRoles(asked.roles)})${as}.`, rows },
      tier: asked.roles.some((role) => WEIGHTY_ROLES.includes(role)) ? 2 : 1,
      result: { email: asked.email },
    };
  },
});
