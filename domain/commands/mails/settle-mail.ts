// A client's mail whose sending was cut, or that was refused: a person looked whether it arrived, and says so, or has it leave
// again. Nothing is ever sent twice by itself.
import { z } from 'zod';
import { defineCommand, NOT_FOUND, refuse } from '../command.ts';

const OUTCOMES = ['arrived', 'resend'] as const;

export const settleMail = defineCommand({
  name: 'settle_mail',
  label: 'Trancher un courrier à vérifier',
  input: z.strictObject({
    mail: z.string().min(1).max(500),
    /** arrived: the client has it; resend: it leaves again, to the same address. */
    outcome: z.enum(OUTCOMES),
  }),
  rights: { adv: 'all', daf: 'all', direction: 'all' },
  tier: 1,
  approvers: [],
  locks: async (asked) => [{ kind: 'firm', key: `mail ${asked.mail}` }],
  load: (asked, read) => read.get('mail', { key: asked.mail }),
  plan: (mail, asked) => {
    if (!mail) return refuse(NOT_FOUND, `Courrier inconnu : ${asked.mail}.`);
    const arrived = asked.outcome === 'arrived';
    // One that was refused for good never arrived; it may leave again once what was wrong is put right.
    if (mail.state !== 'to_check' && (arrived || mail.state !== 'failed'))
      return refuse('mail_not_to_check', `« ${mail.subject} » n’attend pas de vérification.`);
    return {
      effect: {
        sentence: arrived
          ? `Noter que « ${mail.subject} » est bien arrivé à ${mail.to}.`
          : `Renvoyer « ${mail.subject} » à ${mail.to}.`,
        rows: [
          {
            entity: 'mail',
            before: mail,
            after: arrived ? { ...mail, state: 'sent' } : { ...mail, state: 'pending', tries: 0 },
          },
        ],
      },
    };
  },
});
