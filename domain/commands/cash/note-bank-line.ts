// One line of the bank over the invoices that it pays: the whole line and no more, on clients' invoices or on suppliers'.
import { sayDate, sayEurosAndCents } from '../../french.ts';
import { monthOf } from '../../periods.ts';
import { isRefusal, NOT_FOUND, refuse, type IndicatorEffect, type Refusal, type RowChange } from '../command.ts';
import type { FirmReader } from '../firm-reader.ts';
import { leftOf, loadAccount, type InvoiceAccount } from '../invoices/account.ts';
import { leftOfBill, loadSupplierAccount, type SupplierAccount } from '../purchases/supplier-account.ts';
import type { BankLineRow } from '../rows.ts';
import { paySupplier } from './pay-supplier.ts';
import { payInvoice } from './record-payment.ts';

/** Of an invoice of a client (no supplier), or of a supplier. */
export type WantedPart = {
  readonly supplier: string | null;
  readonly invoice: string;
  readonly amountCents: number | null;
};
/** A line and what it pays; a null line: unknown, matched already, or set aside. */
export type Wanted = {
  readonly line: BankLineRow | null;
  readonly asked: number;
  readonly parts: readonly WantedPart[];
};
export function keyOf({ supplier, invoice }: Pick<WantedPart, 'supplier' | 'invoice'>): string {
  return JSON.stringify([supplier, invoice]);
}

/** An invoice and what was paid of it: a client's, or a supplier's. */
export type Account =
  | { readonly kind: 'client'; readonly account: InvoiceAccount }
  | { readonly kind: 'supplier'; readonly account: SupplierAccount };

export async function loadOf({ supplier, invoice }: WantedPart, read: FirmReader): Promise<Account | null> {
  if (supplier === null) {
    const account = await loadAccount(invoice, read);
    return account && { kind: 'client', account };
  }
  const account = await loadSupplierAccount(supplier, invoice, read);
  return account && { kind: 'supplier', account };
}

function leftIn({ kind, account }: Account): number {
  return kind === 'client' ? leftOf(account) : leftOfBill(account);
}

/** What each invoice of a line gets, in cents; together the whole line, never more. */
function spreadLine(
  line: BankLineRow,
  parts: readonly WantedPart[],
  leftOfPart: (part: WantedPart) => number,
  acceptOverpayment: boolean,
): number[] | Refusal {
  const told = `La ligne ${line.id} est de ${sayEurosAndCents(line.amountCents / 100)}`;
  if (line.amountCents < 0 && (parts.length > 1 || parts[0]?.amountCents !== null))
    return refuse('refund_of_several', `${told} : un remboursement se note sur une seule facture, en entier.`);
  if (new Set(parts.map(keyOf)).size < parts.length)
    return refuse('invoice_twice', `${told} : une facture y est citée deux fois.`);
  let restCents = line.amountCents;
  const spread = parts.map((part, i) => {
    const isLast = i === parts.length - 1;
    const cents = part.amountCents ?? (isLast ? restCents : Math.min(restCents, Math.max(0, leftOfPart(part))));
    restCents -= cents;
    return cents;
  });
  const settled = parts[spread.findIndex((part) => part === 0)];
  if (settled)
    return refuse('nothing_left', `${told} : il n’en reste rien pour ${settled.invoice}, ou elle est soldée.`);
  if (restCents < 0 || (line.amountCents > 0 && spread.some((part) => part < 0))) {
    const spent = sayEurosAndCents((line.amountCents - restCents) / 100);
    return refuse('line_exceeded', `${told} : on ne peut pas en répartir ${spent}.`);
  }
  if (restCents > 0 && !acceptOverpayment)
    return refuse(
      'line_not_spent',
      `${told} : ${sayEurosAndCents(restCents / 100)} ne sont affectés à aucune facture.`,
    );
  return spread.map((part, i) => (i === spread.length - 1 ? part + restCents : part));
}

type Payment = Parameters<typeof payInvoice>[1];
/** The rows of one payment by the line, and the account as it then is. */
type Paid = { readonly rows: readonly RowChange[]; readonly grown: Account };

function payPart(wanted: Account, line: number, invoice: string, payment: Payment): Paid | Refusal {
  const { amountCents: grossCents } = payment;
  if (wanted.kind === 'client') {
    const { account } = wanted;
    const paid = payInvoice(account, payment);
    if (isRefusal(paid)) return paid;
    const match: RowChange = { entity: 'bankLineMatch', before: null, after: { line, invoice, grossCents } };
    const payments = [...account.payments, ...(paid.after ? [paid.after] : [])];
    return { rows: [paid, match], grown: { kind: 'client', account: { ...account, payments } } };
  }
  const { account } = wanted;
  const paid = paySupplier(account, payment);
  if (isRefusal(paid)) return paid;
  const { consultant, number } = account.invoice;
  const match: RowChange = {
    entity: 'supplierLineMatch',
    before: null,
    after: { line, consultant, number, grossCents },
  };
  const payments = [...account.payments, ...(paid.after ? [paid.after] : [])];
  return { rows: [paid, match], grown: { kind: 'supplier', account: { ...account, payments } } };
}

export type Noted = { readonly rows: readonly RowChange[]; readonly credits: readonly IndicatorEffect[] };

/** What a payment leaves beyond what was owed. */
function tellExcess(before: Account, after: Account, subject: string): IndicatorEffect[] {
  if (leftIn(after) >= 0) return [];
  const label =
    after.kind === 'client'
      ? `Trop-perçu laissé au crédit de ${after.account.invoice.client}`
      : `Payé d’avance à ${after.account.invoice.consultant}`;
  return [{ label, subject, before: Math.max(0, -leftIn(before)) / 100, after: -leftIn(after) / 100, unit: 'EUR' }];
}

export type LineFacts = {
  readonly accounts: ReadonlyMap<string, Account>;
  readonly closedMonths: ReadonlySet<string>;
  readonly today: string;
};

/** Why no payment of that day can be noted, now. */
export function findHindrance(
  { bookedOn }: Pick<BankLineRow, 'bookedOn'>,
  { closedMonths, today }: Pick<LineFacts, 'closedMonths' | 'today'>,
): { readonly code: string; readonly why: string } | null {
  if (bookedOn > today) return { code: 'date_in_future', why: `elle est datée du ${sayDate(bookedOn)}, à venir` };
  const month = monthOf(bookedOn);
  return closedMonths.has(month) ? { code: 'month_closed', why: `le mois ${month} est clos` } : null;
}

/** Why the line cannot be spread over these invoices at all. */
function refuseParts(wanted: Wanted, facts: LineFacts): Refusal | null {
  const { line, asked, parts } = wanted;
  if (!line) return refuse(NOT_FOUND, `Ligne de relevé inconnue, déjà rapprochée ou écartée : ${asked}.`);
  const unknown = parts.find((part) => !facts.accounts.has(keyOf(part)));
  if (unknown)
    return refuse(
      NOT_FOUND,
      `Facture inconnue${unknown.supplier === null ? '' : ` de ${unknown.supplier}`} : ${unknown.invoice}.`,
    );
  if (new Set(parts.map(({ supplier }) => supplier === null)).size > 1)
    return refuse('line_mixed', `La ligne ${asked} ne paie pas à la fois un client et un fournisseur.`);
  const hindrance = findHindrance(line, facts);
  return hindrance && refuse(hindrance.code, `La ligne ${asked} ne se note pas : ${hindrance.why}.`);
}

/** The payments of one line, and what they leave to a client's credit or with a supplier. */
export function noteLine(
  wanted: Wanted,
  facts: LineFacts & { readonly accounts: Map<string, Account> },
  acceptOverpayment: boolean,
): Noted | Refusal {
  const { accounts } = facts;
  const refusal = refuseParts(wanted, facts);
  const { line, asked, parts } = wanted;
  if (refusal || !line) return refusal ?? refuse(NOT_FOUND, `Ligne de relevé inconnue : ${asked}.`);
  const supplier = parts[0]?.supplier ?? null;
  // What left the account is a payment to the supplier; what came from them, a refund.
  const moved = supplier === null ? line : { ...line, amountCents: -line.amountCents };
  const accountOf = (part: WantedPart) => accounts.get(keyOf(part)) as Account;
  const spread = spreadLine(moved, parts, (part) => leftIn(accountOf(part)), acceptOverpayment);
  if (isRefusal(spread)) return spread;
  const rows: RowChange[] = [];
  const credits: IndicatorEffect[] = [];
  for (const [i, part] of parts.entries()) {
    const amountCents = spread[i] ?? 0;
    const account = accountOf(part);
    const reference = line.reference ?? line.label;
    const paid = payPart(account, asked, part.invoice, {
      amountCents,
      paidOn: line.bookedOn,
      reference,
      acceptOverpayment,
    });
    if (isRefusal(paid)) return paid;
    accounts.set(keyOf(part), paid.grown);
    if (amountCents > 0) credits.push(...tellExcess(account, paid.grown, part.invoice));
    rows.push(...paid.rows);
  }
  const invoice = supplier === null ? (parts[0]?.invoice ?? null) : null;
  rows.push({ entity: 'bankLine', before: line, after: { ...line, invoice, supplier } });
  return { rows, credits };
}
