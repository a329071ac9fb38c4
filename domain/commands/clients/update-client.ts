// A client's card is corrected: address, terms, who owns it, whether an order is required.
import { z } from 'zod';
import { defineCommand, NOT_FOUND, refuse } from '../command.ts';
import { code } from '../inputs.ts';
import { clientFields, refuseLongTerm } from './create-client.ts';

const input = z.strictObject({
  code,
  name: clientFields.name.optional(),
  siren: clientFields.siren.optional(),
  vatNumber: clientFields.vatNumber.optional(),
  address: clientFields.address.optional(),
  postalCode: clientFields.postalCode.optional(),
  city: clientFields.city.optional(),
  country: clientFields.country.optional(),
  paymentDays: clientFields.paymentDays.optional(),
  endOfMonth: clientFields.endOfMonth.optional(),
  billingEmail: clientFields.billingEmail.optional(),
  orderRequired: clientFields.orderRequired.optional(),
  ownerEmail: clientFields.ownerEmail.optional(),
});

/** The row with the given fields in place of its own. */
export function withFields<Row extends object>(
  row: Row,
  given: { readonly [F in keyof Row]?: Row[F] | undefined },
): Row {
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...row, ...(Object.fromEntries(set) as Partial<Row>) };
}

export const updateClient = defineCommand({
  name: 'update_client',
  label: 'Modifier un client',
  input,
  rights: { commercial: 'all', adv: 'all', direction: 'all' },
  tier: 1,
  approvers: [],
  locks: async (asked) => [{ kind: 'client', key: asked.code }],
  load: (asked, read) => read.get('client', { code: asked.code }),
  plan: (client, asked) => {
    if (!client) return refuse(NOT_FOUND, `Client inconnu : ${asked.code}.`);
    const after = withFields(client, asked);
    // A term that came with an import stands until somebody changes it.
    const changesTerm = after.paymentDays !== client.paymentDays || after.endOfMonth !== client.endOfMonth;
    const tooLong = changesTerm ? refuseLongTerm(after) : null;
    if (tooLong) return tooLong;
    return {
      effect: {
        sentence: `Modifier le client ${client.code}, ${client.name}.`,
        rows: [{ entity: 'client', before: client, after }],
      },
    };
  },
});
