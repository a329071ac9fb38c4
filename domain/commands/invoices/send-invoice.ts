// An invoice went to the client: when, and to which address.
import { z } from 'zod';
import { sayEurosAndCents } from '../../french.ts';
import { defineCommand, NOT_FOUND, refuse } from '../command.ts';
import { code } from '../inputs.ts';
import type { ClientRow, InvoiceCommandRow, InvoiceSendingRow } from '../rows.ts';

const input = z.strictObject({
  invoice: code,
  /** The client's billing address by default. */
  to: z.email().max(254).optional(),
});

type Facts = {
  readonly invoice: InvoiceCommandRow | null;
  readonly client: ClientRow | null;
  readonly sendings: readonly InvoiceSendingRow[];
};

export const sendInvoice = defineCommand({
  name: 'send_invoice',
  label: 'Envoyer une facture',
  input,
  rights: { adv: 'all', daf: 'all', direction: 'all' },
  tier: 1,
  approvers: [],
  locks: async (asked) => [{ kind: 'invoice', key: asked.invoice }],
  load: async (asked, read): Promise<Facts> => {
    const invoice = await read.get('invoice', { number: asked.invoice });
    return {
      invoice,
      client: invoice && (await read.get('client', { code: invoice.client })),
      sendings: await read.find('invoiceSending', { invoice: asked.invoice }),
    };
  },
  plan: (facts, asked, { today }) => {
    const { invoice, client } = facts;
    if (!invoice || !client) return refuse(NOT_FOUND, `Facture inconnue : ${asked.invoice}.`);
    const sentTo = asked.to ?? client.billingEmail;
    if (sentTo === null)
      return refuse('billing_address_missing', `${client.name} n'a pas d'adresse de facturation : donnez-la ici.`);
    if (facts.sendings.some((known) => known.sentOn === today && known.sentTo === sentTo))
      return refuse('already_sent', `${asked.invoice} est déjà partie aujourd'hui à ${sentTo}.`);
    return {
      effect: {
        sentence: `Noter l'envoi de ${asked.invoice} (${sayEurosAndCents(invoice.grossCents / 100)} TTC) à ${sentTo}.`,
        rows: [{ entity: 'invoiceSending', before: null, after: { invoice: asked.invoice, sentOn: today, sentTo } }],
      },
      result: { sentTo },
    };
  },
});
