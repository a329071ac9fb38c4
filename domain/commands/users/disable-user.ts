// Somebody no longer comes in: sessions and keys end at once, what is lent to or by them is no longer worth anything.
// Their name stays on what they decided.
import { z } from 'zod';
import { defineCommand, NOT_FOUND, refuse } from '../command.ts';
import { email, loadAccount, refuseLastAdmin, USERS_LOCK } from './account.ts';

export const disableUser = defineCommand({
  name: 'disable_user',
  label: "Retirer l'accès",
  input: z.strictObject({ email }),
  rights: { admin: 'all' },
  tier: 1,
  approvers: [],
  locks: async () => [USERS_LOCK],
  load: (asked, read) => loadAccount(asked.email, read),
  plan: (facts, asked, { today }) => {
    if (!facts.user) return refuse(NOT_FOUND, `Utilisateur inconnu : ${asked.email}.`);
    if (facts.disabled) return refuse('already_disabled', `${asked.email} n'a déjà plus accès à Vigie.`);
    const lastAdmin = refuseLastAdmin(facts);
    if (lastAdmin) return lastAdmin;
    return {
      effect: {
        sentence: `Retirer l'accès de ${asked.email} : ses sessions et ses clés s'arrêtent.`,
        rows: [{ entity: 'disabledUser', before: null, after: { user: asked.email, disabledOn: today } }],
      },
    };
  },
});
