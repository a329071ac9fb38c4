// Who somebody is on Slack: what they ask there is asked with their own rights.
import { z } from 'zod';
import { defineCommand, NOT_FOUND, refuse } from '../command.ts';
import { email, USERS_LOCK } from './account.ts';

export const linkSlackUser = defineCommand({
  name: 'link_slack_user',
  label: 'Relier un compte Slack',
  input: z.strictObject({
    email,
    /** A member's id, as Slack shows it in their profile; null: no longer linked. */
    slackUser: z
      .string()
      .regex(/^[UW][A-Z0-9]{2,20}$/, 'un identifiant de membre Slack est attendu (U012AB3CD)')
      .nullable(),
  }),
  rights: { admin: 'all' },
  tier: 1,
  approvers: [],
  locks: async () => [USERS_LOCK],
  load: async (asked, read) => ({
    user: await read.get('user', { email: asked.email }),
    link: await read.get('slackUser', { user: asked.email }),
    holder: asked.slackUser === null ? null : await read.get('slackUser', { slackUser: asked.slackUser }),
  }),
  plan: ({ user, link, holder }, asked) => {
    if (!user) return refuse(NOT_FOUND, `Utilisateur inconnu : ${asked.email}.`);
    if (holder && holder.user !== asked.email)
      return refuse('slack_user_exists', `${holder.slackUser} est déjà ${holder.user}.`);
    if ((link?.slackUser ?? null) === asked.slackUser) return refuse('nothing_changes', 'Ce lien est déjà celui-là.');
    const after = asked.slackUser === null ? null : { user: asked.email, slackUser: asked.slackUser };
    return {
      effect: {
        sentence: after
          ? `${after.user} est ${after.slackUser} sur Slack.`
          : `${asked.email} n'est plus relié à Slack.`,
        rows: [{ entity: 'slackUser', before: link, after }],
      },
    };
  },
});
