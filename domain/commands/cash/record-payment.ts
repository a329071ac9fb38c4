// What a client paid of an invoice, or was refunded; what the firm paid of a supplier's.
import { z } from 'zod';
import { sayDate, sayEurosAndCents } from '../../french.ts';
import { monthOf } from '../../periods.ts';
import { defineCommand, isRefusal, NOT_FOUND, refuse, type Plan, type Refusal, type RowChange } from '../command.ts';
import { civilDate, code, shortText } from '../inputs.ts';
import { leftOf, loadAccount, nextOccurrence, paidOf, type InvoiceAccount } from '../invoices/account.ts';
import { leftOfBill, loadSupplierAccount, type SupplierAccount } from '../purchases/supplier-account.ts';
import { paySupplier } from './pay-supplier.ts';

/** Euros, negative for a refund → cents. */
const signedEuros = z
  .number()
  .min(-1e11)
  .max(1e11)
  .refine((value) => Number.isInteger(Math.round(value * 1e6) / 1e4), 'au plus deux décimales')
  .transform((value) => Math.round(value * 100));

const input = z.strictObject({
  /** The code of who sent the invoice: it is a supplier's, and the firm paid. Left out: a client paid. */
  supplier: code.optional(),
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
      `Il reste ${sayEurosAndCents(Math.max(0, left) / 100)} dus sur ${number} : ${sayEurosAndCents((amountCents - Math.max(0, left)) / 100)} seraient un trop-perçu, à accepter pour le laisser au crédit du client.`,
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

type Facts = {
  readonly account: InvoiceAccount | null;
  readonly supplierAccount: SupplierAccount | null;
  readonly monthClosed: boolean;
};

type Noted = {
  readonly row: RowChange;
  /** Left to pay before it. */
  readonly left: number;
  readonly whose: string;
  /** « dû », « à payer ». */
  readonly what: string;
};

/** The row of the payment, on the invoice of a client or of a supplier. */
function note({ account, supplierAccount }: Facts, payment: Payment, invoice: string): Noted | Refusal {
  if (supplierAccount) {
    const row = paySupplier(supplierAccount, payment);
    const whose = `${invoice} de ${supplierAccount.invoice.consultant}`;
    return isRefusal(row) ? row : { row, left: leftOfBill(supplierAccount), whose, what: 'à payer' };
  }
  if (!account) return refuse(NOT_FOUND, `Facture inconnue : ${invoice}.`);
  const row = payInvoice(account, payment);
  return isRefusal(row) ? row : { row, left: leftOf(account), whose: invoice, what: 'dû' };
}

function tellNoted({ row, left, whose, what }: Noted, amountCents: number, paidOn: string): Plan {
  const rest = left - amountCents;
  const kind = amountCents < 0 ? 'un remboursement' : 'un paiement';
  return {
    effect: {
      sentence: `Noter ${kind} de ${sayEurosAndCents(Math.abs(amountCents) / 100)} TTC du ${sayDate(paidOn)} sur ${whose} : reste ${what} ${sayEurosAndCents(rest / 100)}.`,
      rows: [row],
      euros: [{ label: `Reste ${what} TTC`, beforeCents: left, afterCents: rest }],
    },
    result: { left: rest / 100 },
  };
}

export const recordPayment = defineCommand({
  name: 'record_payment',
  label: 'Noter un paiement',
  input,
  rights: { adv: 'all', daf: 'all', direction: 'all' },
  tier: 1,
  approvers: [],
  locks: async (asked, _read, { today }) => [
    asked.supplier === undefined
      ? { kind: 'invoice', key: asked.invoice }
      : { kind: 'consultant', key: asked.supplier },
    { kind: 'month', key: monthOf(asked.paidOn ?? today), shared: true },
  ],
  load: async ({ supplier, invoice, paidOn }, read, { today }): Promise<Facts> => ({
    account: supplier === undefined ? await loadAccount(invoice, read) : null,
    supplierAccount: supplier === undefined ? null : await loadSupplierAccount(supplier, invoice, read),
    monthClosed: await read.isMonthClosed(monthOf(paidOn ?? today)),
  }),
  plan: (facts, asked, { today }) => {
    const { supplier, invoice, amount: amountCents, reference, acceptOverpayment } = asked;
    if (!facts.account && !facts.supplierAccount)
      return refuse(
        NOT_FOUND,
        supplier === undefined ? `Facture inconnue : ${invoice}.` : `Facture inconnue de ${supplier} : ${invoice}.`,
      );
    const paidOn = asked.paidOn ?? today;
    if (paidOn > today)
      return refuse(
        'date_in_future',
        supplier === undefined
          ? `Un paiement à venir (${sayDate(paidOn)}) est une promesse.`
          : `Un paiement à venir (${sayDate(paidOn)}) se note le jour où il part.`,
      );
    if (facts.monthClosed) return refuse('month_closed', `Le mois ${monthOf(paidOn)} est clos.`);
    const noted = note(facts, { amountCents, paidOn, reference, acceptOverpayment }, invoice);
    return isRefusal(noted) ? noted : tellNoted(noted, amountCents, paidOn);
  },
});
