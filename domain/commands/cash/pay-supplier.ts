// What the firm paid of a supplier's invoice, or was paid back: noted, never ordered; the money moves at the bank.
import { sayEurosAndCents } from '../../french.ts';
import { refuse, type Refusal, type RowChange } from '../command.ts';
import { leftOfBill, paidOfBill, type SupplierAccount } from '../purchases/supplier-account.ts';

type SupplierPayment = {
  readonly amountCents: number;
  readonly paidOn: string;
  readonly reference: string | null;
  readonly acceptOverpayment: boolean;
};

/** The payment's row, the n-th of its invoice and day; or why it cannot be. It may precede the invoice: an advance. */
export function paySupplier(
  account: SupplierAccount,
  { amountCents, paidOn, reference, acceptOverpayment }: SupplierPayment,
): RowChange<'supplierPayment'> | Refusal {
  const { consultant, number } = account.invoice;
  const left = leftOfBill(account);
  if (amountCents > left && amountCents > 0 && !acceptOverpayment)
    return refuse(
      'overpayment',
      `Il reste ${sayEurosAndCents(Math.max(0, left) / 100)} à payer sur ${number} de ${consultant} : ${sayEurosAndCents((amountCents - Math.max(0, left)) / 100)} seraient payés en trop, à accepter comme avance.`,
    );
  const paid = paidOfBill(account);
  if (paid + amountCents < 0)
    return refuse(
      'refund_over_paid',
      `${consultant} n'a reçu que ${sayEurosAndCents(paid / 100)} sur ${number} : on ne lui reprend pas plus.`,
    );
  const sameDay = account.payments.filter((known) => known.paidOn === paidOn).map(({ occurrence }) => occurrence);
  return {
    entity: 'supplierPayment',
    before: null,
    after: {
      consultant,
      number,
      paidOn,
      occurrence: Math.max(0, ...sameDay) + 1,
      grossCents: amountCents,
      reference,
    },
  };
}
