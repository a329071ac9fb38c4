// The people to call at a client's.
import { z } from 'zod';
import { defineCommand, NOT_FOUND, refuse } from '../command.ts';
import { code, shortText } from '../inputs.ts';
import { withFields } from './update-client.ts';

const fields = {
  name: shortText,
  email: z.email('une adresse de courriel est attendue').nullable(),
  phone: z.string().trim().max(40).nullable(),
  position: z.string().trim().max(200).nullable(),
};
const rights = { commercial: 'all', adv: 'all', direction: 'all' } as const;

export const createContact = defineCommand({
  name: 'create_contact',
  label: 'Ajouter un contact',
  input: z.strictObject({
    client: code,
    name: fields.name,
    email: fields.email.default(null),
    phone: fields.phone.default(null),
    position: fields.position.default(null),
  }),
  rights,
  tier: 1,
  approvers: [],
  locks: async (asked) => [{ kind: 'client', key: asked.client }],
  load: (asked, read) => read.get('client', { code: asked.client }),
  plan: (client, asked) => {
    if (!client) return refuse(NOT_FOUND, `Client inconnu : ${asked.client}.`);
    return {
      effect: {
        sentence: `Ajouter ${asked.name} aux contacts de ${client.name}.`,
        rows: [{ entity: 'contact', before: null, after: { id: null, ...asked } }],
      },
    };
  },
});

export const updateContact = defineCommand({
  name: 'update_contact',
  label: 'Modifier un contact',
  input: z.strictObject({
    id: z.number().int().positive(),
    name: fields.name.optional(),
    email: fields.email.optional(),
    phone: fields.phone.optional(),
    position: fields.position.optional(),
  }),
  rights,
  tier: 1,
  approvers: [],
  locks: async (asked, read) => {
    const contact = await read.get('contact', { id: asked.id });
    return contact ? [{ kind: 'client', key: contact.client }] : [];
  },
  load: (asked, read) => read.get('contact', { id: asked.id }),
  plan: (contact, asked) => {
    if (!contact) return refuse(NOT_FOUND, `Contact inconnu : ${asked.id}.`);
    return {
      effect: {
        sentence: `Modifier le contact ${contact.name}.`,
        rows: [{ entity: 'contact', before: contact, after: withFields(contact, asked) }],
      },
    };
  },
});
