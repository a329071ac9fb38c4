// Somebody is forgotten: a consultant who left, or a client's contact (RGPD, art. 17). The effect names them by code
// alone, so that the act that erases keeps nothing of them; db/migrations/0015-erasure.sql says what goes and what stays.
import { z } from 'zod';
import { sayCount, sayDate } from '../../french.ts';
import { defineCommand, NOT_FOUND, refuse } from '../command.ts';
import { code } from '../inputs.ts';
import { ownsClient } from '../ownership.ts';
import { loadAccount, refuseLastAdmin, USERS_LOCK } from '../users/account.ts';

const input = z
  .strictObject({
    consultant: code.nullable().default(null),
    /** Number of a client's contact. */
    contact: z.number().int().positive().nullable().default(null),
  })
  .refine(
    (asked) => (asked.consultant === null) !== (asked.contact === null),
    'un consultant ou un contact, et un seul',
  );

export const erasePerson = defineCommand({
  name: 'erase_person',
  label: 'Effacer une personne',
  input,
  rights: { commercial: 'own', direction: 'all' },
  tier: 2,
  approvers: ['admin'],
  locks: async (asked, read) => {
    if (asked.consultant !== null)
      return [{ kind: 'consultant', key: asked.consultant }, USERS_LOCK, { kind: 'firm', key: 'people' }];
    const contact = await read.get('contact', { id: asked.contact });
    return contact ? [{ kind: 'client', key: contact.client }] : [];
  },
  load: async (asked, read) => {
    const consultant = asked.consultant === null ? null : await read.get('consultant', { code: asked.consultant });
    const contact = asked.contact === null ? null : await read.get('contact', { id: asked.contact });
    const link = consultant ? await read.get('userLink', { consultant: consultant.code }) : null;
    return {
      consultant,
      contact,
      client: contact ? await read.get('client', { code: contact.client }) : null,
      account: link ? await loadAccount(link.user, read) : null,
      skills: consultant ? await read.find('skill', { consultant: consultant.code }) : [],
      bookings: consultant ? await read.find('assignment', { consultant: consultant.code }) : [],
      erased: await read.find('erasure', { consultant: asked.consultant, contact: asked.contact }),
    };
  },
  // A commercial forgets the contacts of their clients.
  owns: ({ contact, client }, _asked, asker, role) =>
    role === 'commercial' && contact !== null && ownsClient(client, asker),
  plan: ({ consultant, contact, account, skills, bookings, erased }, asked, { today }) => {
    const who = asked.consultant ?? `contact ${asked.contact}`;
    if (!consultant && !contact) return refuse(NOT_FOUND, `Personne inconnue : ${who}.`);
    if (erased[0]) return refuse('already_erased', `${who} est effacé depuis le ${sayDate(erased[0].erasedOn)}.`);
    if (consultant && (consultant.leftOn === null || consultant.leftOn >= today))
      return refuse('still_employed', `${who} est encore dans l'entreprise : seul qui l'a quittée est effacé.`);
    const lastAdmin = account ? refuseLastAdmin(account) : null;
    if (lastAdmin) return lastAdmin;
    const gone = consultant
      ? `nom, adresse, accès, ${sayCount(skills.length, 'compétence')} et le contenu des actes qui le nomment ; ses jours, ${sayCount(bookings.length, 'affectation')} et les factures restent sous son matricule`
      : 'nom, adresse, téléphone, fonction et le contenu des actes qui le nomment';
    return {
      effect: {
        sentence: `Effacer ${who}, sans retour : ${gone}.`,
        rows: [
          {
            entity: 'erasure',
            before: null,
            after: { id: null, consultant: asked.consultant, contact: asked.contact, erasedOn: today },
          },
        ],
      },
    };
  },
});
