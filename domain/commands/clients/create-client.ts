// A new client of the firm, with its terms of payment. The terms stay under the legal maximum
// (Code de commerce, art. L441-10: 60 days from the invoice, or 45 days end of month).
import { z } from 'zod';
import { defineCommand, refuse } from '../command.ts';
import { code, shortText } from '../inputs.ts';
import type { ClientRow } from '../rows.ts';
import { isSiren } from '../../siren.ts';

export const LONGEST_TERM_DAYS = 60;
export const LONGEST_END_OF_MONTH_TERM_DAYS = 45;

export const clientFields = {
  name: shortText,
  siren: z.string().refine(isSiren, 'un SIREN de 9 chiffres à la clé juste est attendu').nullable(),
  vatNumber: z.string().trim().max(20).nullable(),
  address: z.string().max(500).nullable(),
  postalCode: z.string().trim().max(20).nullable(),
  city: z.string().trim().max(200).nullable(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'un pays en deux lettres est attendu')
    .nullable(),
  paymentDays: z.number().int().nonnegative().max(365).nullable(),
  endOfMonth: z.boolean(),
  billingEmail: z.email('une adresse de courriel est attendue').nullable(),
  orderRequired: z.boolean(),
  ownerEmail: z.email('une adresse de courriel est attendue').nullable(),
};

const input = z.strictObject({
  code,
  name: clientFields.name,
  siren: clientFields.siren.default(null),
  vatNumber: clientFields.vatNumber.default(null),
  address: clientFields.address.default(null),
  postalCode: clientFields.postalCode.default(null),
  city: clientFields.city.default(null),
  country: clientFields.country.default('FR'),
  paymentDays: clientFields.paymentDays.default(30),
  endOfMonth: clientFields.endOfMonth.default(false),
  billingEmail: clientFields.billingEmail.default(null),
  orderRequired: clientFields.orderRequired.default(false),
  ownerEmail: clientFields.ownerEmail.default(null),
});

/** The legal maximum of a term, refused beyond. Null: within it. */
export function refuseLongTerm({ paymentDays, endOfMonth }: Pick<ClientRow, 'paymentDays' | 'endOfMonth'>) {
  const longest = endOfMonth ? LONGEST_END_OF_MONTH_TERM_DAYS : LONGEST_TERM_DAYS;
  if (paymentDays === null || paymentDays <= longest) return null;
  const kind = endOfMonth ? 'jours fin de mois' : 'jours';
  return refuse(
    'term_too_long',
    `Le délai de paiement légal est de ${longest} ${kind} au plus (C. com., art. L441-10).`,
  );
}

export const createClient = defineCommand({
  name: 'create_client',
  label: 'Créer un client',
  input,
  rights: { commercial: 'all', adv: 'all', direction: 'all' },
  tier: 1,
  approvers: [],
  locks: async (asked) => [{ kind: 'client', key: asked.code }],
  load: (asked, read) => read.get('client', { code: asked.code }),
  plan: (existing, asked) => {
    if (existing) return refuse('client_exists', `Le client ${asked.code} existe déjà : ${existing.name}.`);
    const tooLong = refuseLongTerm(asked);
    if (tooLong) return tooLong;
    return {
      effect: {
        sentence: `Créer le client ${asked.code}, ${asked.name}.`,
        rows: [{ entity: 'client', before: null, after: asked }],
      },
      result: { code: asked.code },
    };
  },
});
