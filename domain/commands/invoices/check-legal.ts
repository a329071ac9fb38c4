// Whether a document about to be issued would be a legal one: asked before it takes its number.
import type { CivilDate } from '../../civil-dates.ts';
import { checkLegalInvoice, type LegalPoint } from '../../legal-invoice/check.ts';
import { composeLegalInvoice } from '../../legal-invoice/legal-invoice.ts';
import { isPresented, readSeller } from '../../legal-invoice/parties.ts';
import { refuse, type IndicatorEffect, type Refusal } from '../command.ts';
import type { ClientRow, FirmRow, InvoiceCommandRow } from '../rows.ts';

/** Nothing is asked of a firm that has not presented itself yet, but it is told so: its papers are made elsewhere. */
export function checkBeforeNumber(
  invoice: InvoiceCommandRow,
  client: ClientRow,
  firm: FirmRow | null,
  credited: { readonly number: string; readonly issuedOn: CivilDate } | null = null,
): LegalPoint[] {
  const seller = readSeller(firm);
  if (!isPresented(seller)) return [NOT_PRESENTED];
  const lines = invoice.lines.map((line) => ({
    ...line,
    deposits: (line.deposits ?? []).map(({ deposit, ...rest }) => ({ ...rest, number: deposit })),
  }));
  return checkLegalInvoice(
    composeLegalInvoice({ ...invoice, acceptedOn: null, lines, credited, seller, buyer: client }),
  );
}

const NOT_PRESENTED: LegalPoint = {
  code: 'seller_not_presented',
  blocks: false,
  sentence:
    'L’entreprise n’a pas donné ses mentions (adresse, TVA, forme juridique…) : rien n’est vérifié, le papier ne portera pas de Factur-X ; à compléter par la direction (set_firm).',
};

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

/** What is said to who decides, and keeps nothing from leaving; what is of the firm itself, once for all documents. */
export function listWarnings(
  documents: readonly { readonly subject: string; readonly points: readonly LegalPoint[] }[],
): IndicatorEffect[] {
  const said = documents.flatMap(({ subject, points }) =>
    points
      .filter(({ blocks }) => !blocks)
      .map(({ code, sentence }) => ({ subject: code.startsWith('seller_') ? 'entreprise' : subject, sentence })),
  );
  const once = new Map(said.map((one) => [`${one.subject} ${one.sentence}`, one]));
  return [...once.values()].map(({ subject, sentence }) => ({
    label: 'À compléter',
    subject,
    before: null,
    after: sentence,
    unit: 'text' as const,
  }));
}
