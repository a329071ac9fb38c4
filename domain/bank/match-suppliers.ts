// Which suppliers' invoices a line that left the account paid: by their numbers, or by the supplier's name and the
// amount. Rent, salaries and taxes leave by the same account and are no matter of Vigie: an amount alone proves nothing,
// and what names no supplier is not told.
import { sayEurosAndCents } from '../french.ts';
import { proposeMatches, type BankMatchState, type OwedInvoice, type ReceivedLine } from './match.ts';
import type { CivilDate } from '../civil-dates.ts';

export type OwedBill = {
  readonly supplier: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly number: string;
  /** The first day that it tells of: nobody is paid before. */
  readonly since: CivilDate;
  readonly dueOn: CivilDate;
  /** TTC; nothing or less: settled. */
  readonly leftCents: number;
};

export type BillPart = { readonly supplier: string; readonly number: string; readonly amountCents: number };

export type SupplierProposal<Line> = {
  readonly line: Line;
  readonly state: BankMatchState;
  readonly parts: readonly BillPart[];
  /** Whom the line pays, where one alone is meant. */
  readonly supplier: string | null;
  readonly excessCents: number;
};

/** Numbers are each supplier's own: two may bear the same. */
function toOwed(bill: OwedBill): OwedInvoice {
  const { supplier, firstName, lastName, number, since, dueOn, leftCents } = bill;
  return {
    number: `${supplier}/${number}`,
    cited: number,
    client: supplier,
    clientName: `${firstName} ${lastName}`,
    alias: `${lastName} ${firstName}`,
    issuedOn: since,
    dueOn,
    leftCents,
  };
}

/** @param lines those that left the account, their amounts negative. */
export function proposeSupplierMatches<Line extends ReceivedLine>(
  lines: readonly Line[],
  bills: readonly OwedBill[],
  acceptOverpayment: boolean,
): SupplierProposal<Line>[] {
  const billOf = new Map(bills.map((bill) => [`${bill.supplier}/${bill.number}`, bill]));
  const paid = lines.map((line) => ({ ...line, amountCents: -line.amountCents, told: line }));
  return proposeMatches(paid, bills.map(toOwed), acceptOverpayment, { namedOnly: true })
    .filter(({ state }) => state !== 'unknown_payer')
    .map(({ line, state, parts, client, excessCents }) => ({
      line: line.told,
      state,
      parts: parts.flatMap(({ invoice, amountCents }) => {
        const bill = billOf.get(invoice);
        return bill ? [{ supplier: bill.supplier, number: bill.number, amountCents }] : [];
      }),
      supplier: client,
      excessCents,
    }));
}

/** « −1 000,00 € « VIR MARTIN » : C008, factures à choisir. » */
export function sayOpenDebit({ line, state, parts, supplier, excessCents }: SupplierProposal<ReceivedLine>): string {
  const what = `${sayEurosAndCents(line.amountCents / 100)} « ${line.label} »`;
  if (state === 'overpayment') {
    const numbers = parts.map(({ number }) => number).join(', ');
    return `${what} : ${sayEurosAndCents(excessCents / 100)} payés en trop à ${supplier ?? 'plusieurs'} sur ${numbers}.`;
  }
  return supplier === null
    ? `${what} : plusieurs factures de fournisseurs possibles.`
    : `${what} : ${supplier}, facture à choisir ou à enregistrer.`;
}
