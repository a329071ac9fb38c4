// What a client paid of an invoice, or was refunded.
import { z } from 'zod';
import { sayDate, sayEurosAndCents } from '../../french.ts';
import { monthOf } from '../../periods.ts';
import { defineCommand, isRefusal, NOT_FOUND, refuse, type Refusal, type RowChange } from '../command.ts';
import { civilDate, code, shortText } from '../inputs.ts';
import { leftOf, loadAccount, nextOccurrence, paidOf, type InvoiceAccount } from '../invoices/account.ts';

/** Euros, negative for a refund → cents. */
const signedEuros = z
  .number()
  .min(-1e11)
  .max(1e11)
  .refine((value) => Number.isInteger(Math.round(value * 1e6) / 1e4), 'au plus deux décimales')
  .transform((value) => Math.round(value * 100));

const input = z.strictObject({
  invoice: code,
  /** TTC; negative: a refund. */
  amount: signedEuros.refine((cents) => cents !== 0, 'un montant est attendu'),
  paidOn: civilDate.optional(),
  reference: shortText.nullable().default(null),
  acceptOverpayment: z.boolean().default(false),
});

type Payment = {
  readonly amountCents: number;
  readonly paidOn: string;
  readonly reference: string | null;
  readonly acceptOverpayment: boolean;
};

/** The payment's row, the n-th of its invoice and day; or why it cannot be. */
export function payInvoice(account: InvoiceAccount, payment: Payment): RowChange<'payment'> | Refusal {
  const { invoice, payments } = account;
  const { amountCents, paidOn, reference } = payment;
  const number = invoice.number ?? '';
  if (invoice.kind === 'avoir')
    return refuse('credit_not_payable', `${number} est un avoir : un remboursement se note sur la facture reprise.`);
  if (paidOn < invoice.issuedOn)
    return refuse('paid_before_issue', `${number} est datée du ${sayDate(invoice.issuedOn)}.`);
  const left = leftOf(account);
  if (amountCents > left && !payment.acceptOverpayment && amountCents > 0) {
    return refuse(
      'overpayment',
      `Il reste ${sayEurosAndCents(left / 100)} dus sur ${number} : ${sayEurosAndCents(amountCents / 100)} est un trop-perçu.`,
    );
  }
  if (paidOf(account) + amountCents < 0) {
    return refuse(
      'refund_over_paid',
      `${number} n'a reçu que ${sayEurosAndCents(paidOf(account) / 100)} : on ne rembourse pas plus.`,
    );
  }
  const occurrence = nextOccurrence(payments, paidOn);
  return {
    entity: 'payment',
    before: null,
    after: { invoice: number, paidOn, occurrence, grossCents: amountCents, reference },
  };
}

type Facts = { readonly account: InvoiceAccount | null; readonly monthClosed: boolean };

export const recordPayment = defineCommand({
  name: 'record_payment',
  label: 'Noter un paiement',
  input,
  rights: { adv: 'all', daf: 'all', direction: 'all' },
  tier: 1,
  approvers: [],
  locks: async (asked, _read, { today }) => [
    { kind: 'invoice', key: asked.invoice },
    { kind: 'month', key: monthOf(asked.paidOn ?? today), shared: true },
  ],
  load: async (asked, read, { today }): Promise<Facts> => ({
    account: await loadAccount(asked.invoice, read),
    monthClosed: await read.isMonthClosed(monthOf(asked.paidOn ?? today)),
  }),
  plan: (facts, asked, { today }) => {
    const { account } = facts;
    if (!account) return refuse(NOT_FOUND, `Facture inconnue : ${asked.invoice}.`);
    const paidOn = asked.paidOn ?? today;
    if (paidOn > today) return refuse('date_in_future', `Un paiement à venir (${sayDate(paidOn)}) est une promesse.`);
    if (facts.monthClosed) return refuse('month_closed', `Le mois ${monthOf(paidOn)} est clos.`);
    const { amount: amountCents, reference, acceptOverpayment } = asked;
    const row = payInvoice(account, { amountCents, paidOn, reference, acceptOverpayment });
    if (isRefusal(row)) return row;
    const left = leftOf(account);
    const what = amountCents < 0 ? 'un remboursement' : 'un paiement';
    return {
      effect: {
        sentence: `Noter ${what} de ${sayEurosAndCents(Math.abs(amountCents) / 100)} TTC du ${sayDate(paidOn)} sur ${asked.invoice} : reste dû ${sayEurosAndCents((left - amountCents) / 100)}.`,
        rows: [row],
        euros: [{ label: 'Reste dû TTC', beforeCents: left, afterCents: left - amountCents }],
      },
      result: { left: (left - amountCents) / 100 },
    };
  },
});
