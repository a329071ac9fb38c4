// An invoice goes to the client: when, to which address, and the mail that carries it.
import { z } from 'zod';
import { writeInvoiceMail } from '../../client-mails.ts';
import { sayEurosAndCents } from '../../french.ts';
import { defineCommand, NOT_FOUND, refuse } from '../command.ts';
import { code } from '../inputs.ts';
import type { FirmReader } from '../firm-reader.ts';
import type { ClientRow, FirmRow, InvoiceCommandRow, InvoiceSendingRow } from '../rows.ts';

const input = z.strictObject({
  invoice: code,
  /** The client's billing address by default. */
  to: z.email().max(254).optional(),
});

type Facts = {
  readonly invoice: InvoiceCommandRow | null;
  readonly client: ClientRow | null;
  readonly sendings: readonly InvoiceSendingRow[];
  readonly firm: FirmRow | null;
  /** The facture rectificative that took its place, or that of the invoice that it cancels; null: none did. */
  readonly replacedBy: InvoiceCommandRow | null;
};

async function findReplacement(invoice: InvoiceCommandRow, read: FirmReader): Promise<InvoiceCommandRow | null> {
  const replaced = invoice.kind === 'avoir' ? invoice.creditedInvoice : invoice.number;
  if (replaced === null) return null;
  const [replacement] = await read.find('invoice', { rectifies: replaced });
  return replacement ?? null;
}

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
      firm: await read.get('firm', { id: 1 }),
      replacedBy: invoice && (await findReplacement(invoice, read)),
    };
  },
  plan: (facts, asked, { today }) => {
    const { invoice, client } = facts;
    if (!invoice || !client) return refuse(NOT_FOUND, `Facture inconnue : ${asked.invoice}.`);
    const rectifying = facts.replacedBy?.number ?? null;
    if (rectifying !== null) {
      const why =
        invoice.kind === 'avoir'
          ? `${asked.invoice} annule ${invoice.creditedInvoice ?? ''}, que ${rectifying} remplace`
          : `${asked.invoice} est remplacée par ${rectifying}`;
      return refuse('invoice_replaced', `${why} : envoyez ${rectifying}.`);
    }
    const sentTo = asked.to ?? client.billingEmail;
    if (sentTo === null)
      return refuse('billing_address_missing', `${client.name} n'a pas d'adresse de facturation : donnez-la ici.`);
    if (facts.sendings.some((known) => known.sentOn === today && known.sentTo === sentTo))
      return refuse('already_sent', `${asked.invoice} est déjà partie aujourd'hui à ${sentTo}.`);
    return {
      effect: {
        sentence: `Envoyer ${asked.invoice} (${sayEurosAndCents(invoice.grossCents / 100)} TTC) à ${sentTo}.`,
        rows: [{ entity: 'invoiceSending', before: null, after: { invoice: asked.invoice, sentOn: today, sentTo } }],
      },
      mails: [
        writeInvoiceMail({ ...invoice, number: asked.invoice }, facts.firm?.name ?? 'Votre fournisseur', sentTo, today),
      ],
      result: { sentTo },
    };
  },
});
