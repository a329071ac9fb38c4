// Whether a document about to be issued would be a legal one: asked before it takes its number.
import type { CivilDate } from '../../civil-dates.ts';
import { checkLegalInvoice, type LegalPoint } from '../../legal-invoice/check.ts';
import { composeLegalInvoice } from '../../legal-invoice/legal-invoice.ts';
import { isPresented, readSeller } from '../../legal-invoice/parties.ts';
import { refuse, type IndicatorEffect, type Refusal } from '../command.ts';
import type { ClientRow, FirmRow, InvoiceCommandRow } from '../rows.ts';

/** A firm that has not presented itself yet issues nothing of its own: its papers are made elsewhere. */
export function checkBeforeNumber(
  invoice: InvoiceCommandRow,
  client: ClientRow,
  firm: FirmRow | null,
  credited: { readonly number: string; readonly issuedOn: CivilDate } | null = null,
): LegalPoint[] {
  const seller = readSeller(firm);
  if (!isPresented(seller)) return [];
  const lines = invoice.lines.map((line) => ({
    ...line,
    deposits: (line.deposits ?? []).map(({ deposit, ...rest }) => ({ ...rest, number: deposit })),
  }));
  return checkLegalInvoice(composeLegalInvoice({ ...invoice, acceptedOn: null, lines, credited, seller, buyer: client }));
}

export function sayPoints(points: readonly LegalPoint[]): string {
  return points.map(({ sentence }) => sentence.replace(/\.$/, '')).join(' ; ');
}

/** Null: nothing keeps the document from being issued. */
export function refuseIllegal(points: readonly LegalPoint[]): Refusal | null {
  const blocking = points.filter(({ blocks }) => blocks);
  if (blocking.length === 0) return null;
  const isSellers = blocking.every(({ code }) => code.startsWith('seller_'));
  return refuse(
    isSellers ? 'firm_incomplete' : 'invoice_not_legal',
    `Rien ne prend de numéro : ${sayPoints(blocking)}.`,
  );
}

/** What is said to who decides, and keeps nothing from leaving. */
export function listWarnings(points: readonly LegalPoint[], subject: string): IndicatorEffect[] {
  return points
    .filter(({ blocks }) => !blocks)
    .map(({ sentence }) => ({ label: 'À compléter', subject, before: null, after: sentence, unit: 'text' as const }));
}
