// Sales: invoices, deposits and credit notes (journal VE). A deposit is no revenue: it waits in 4191 until the invoice
// that takes it (PCG, art. 944-41; DOMAIN §3.5).
import type { CivilDate } from '../civil-dates.ts';
import { compareCodes } from '../codes.ts';
import type { AccountUse } from './chart.ts';
import { credit, debit, writeEntry, type Auxiliary, type Entry } from './entry.ts';

export type VatOfRate = { readonly percent: string; readonly baseCents: number; readonly vatCents: number };

export type SalesDocument = {
  readonly number: string;
  readonly kind: 'facture' | 'avoir' | 'acompte';
  readonly client: Auxiliary;
  readonly project: string | null;
  readonly issuedOn: CivilDate;
  readonly netCents: number;
  readonly grossCents: number;
  readonly vatPercent: string;
  /** What it bears by rate, where a line has a VAT of its own; null: all of it at `vatPercent`. */
  readonly vat: readonly VatOfRate[] | null;
  /** Of the net, what is rebilled of purchases (708). */
  readonly rebilledCents: number;
  /** Of the net, sums advanced in the client's name: a debt that they pay back, no revenue (467). */
  readonly disbursedCents: number;
  /** Of the net, what pays accepted milestones: those of its lines, or all of an imported one without period. */
  readonly acceptanceCents: number;
  /** Of a credit note: what it takes back. */
  readonly credited: { readonly number: string; readonly kind: 'facture' | 'acompte' } | null;
  /** Whether its VAT is due as it is paid, or as it is invoiced. */
  readonly vatOnReceipts: boolean;
};

export type Acceptance = { readonly project: string; readonly acceptedOn: CivilDate; readonly amountCents: number };

/** By day, then by number: invoices are numbered in the order of their days. */
function inOrder(a: SalesDocument, b: SalesDocument): number {
  return compareCodes(a.issuedOn, b.issuedOn) || compareCodes(a.number, b.number);
}

/** What a project's deposits have become. */
type DepositAccount = { paidCents: number; takenCents: number; acceptancesPaidCents: number };

/**
 * What each document takes of the deposits of its project, in cents (negative: gives back). Deposits pay the oldest
 * acceptances (REPORTS.md, billing): what was accepted and no invoice asks for was paid by them.
 */
export function imputeDeposits(
  documents: readonly SalesDocument[],
  acceptances: readonly Acceptance[],
): Map<string, number> {
  const accounts = new Map<string, DepositAccount>();
  const accepted = Map.groupBy(acceptances, ({ project }) => project);
  const taken = new Map<string, number>();
  for (const document of documents.toSorted(inOrder)) {
    const { project, kind, credited } = document;
    if (project === null) continue;
    const account = accounts.get(project) ?? { paidCents: 0, takenCents: 0, acceptancesPaidCents: 0 };
    accounts.set(project, account);
    if (kind === 'acompte') account.paidCents += document.netCents;
    else if (credited?.kind === 'acompte') account.paidCents -= document.netCents;
    else account.acceptancesPaidCents += (kind === 'avoir' ? -1 : 1) * document.acceptanceCents;
    const acceptedCents = (accepted.get(project) ?? [])
      .filter(({ acceptedOn }) => acceptedOn <= document.issuedOn)
      .reduce((total, { amountCents }) => total + amountCents, 0);
    const dueCents = Math.max(0, Math.min(account.paidCents, acceptedCents - account.acceptancesPaidCents));
    // An invoice takes; only a deposit that is itself credited takes back what it had become.
    const step =
      kind === 'facture'
        ? Math.max(0, dueCents - account.takenCents)
        : Math.min(0, Math.max(0, account.paidCents) - account.takenCents);
    if (step === 0) continue;
    account.takenCents += step;
    taken.set(document.number, step);
  }
  return taken;
}

/** A document's VAT by rate. */
export function ratesOf({ vat, vatPercent, netCents, grossCents }: SalesDocument): readonly VatOfRate[] {
  return vat ?? [{ percent: vatPercent, baseCents: netCents, vatCents: grossCents - netCents }];
}

/** What it is of revenue, deposits aside: without the sums advanced in the client's name. */
export function soldCents({ netCents, disbursedCents }: SalesDocument): number {
  return netCents - disbursedCents;
}

/** 44574 until the client pays, when VAT is due on receipts (CGI, art. 269, 2-c). */
function vatAccountOf({ vatOnReceipts }: SalesDocument): AccountUse {
  return vatOnReceipts ? 'vatPending' : 'vatCollected';
}

const LABELS = { facture: 'Facture', avoir: 'Avoir', acompte: 'Acompte' } as const;

/** @param depositCents what it takes of the project's deposits. */
export function postSale(document: SalesDocument, depositCents: number): Entry[] {
  const { number, kind, client, project, grossCents, credited, disbursedCents } = document;
  // A credit note is its document the other way round.
  const sign = kind === 'avoir' ? -1 : 1;
  const isDeposit = kind === 'acompte' || credited?.kind === 'acompte';
  const rebilledCents = isDeposit ? 0 : document.rebilledCents;
  return writeEntry({
    journal: 'VE',
    date: document.issuedOn,
    piece: number,
    pieceDate: document.issuedOn,
    label: `${LABELS[kind]} ${number} ${client.name}`,
    source: { entity: 'invoice', key: number },
    lines: [
      debit('client', sign * grossCents, { auxiliary: client, openItem: credited?.number ?? number }),
      debit('deposit', depositCents, { project }),
      credit(
        isDeposit ? 'deposit' : 'services',
        sign * (soldCents(document) - rebilledCents) + (isDeposit ? 0 : depositCents),
        { project },
      ),
      ...(isDeposit ? [credit('services', depositCents, { project })] : []),
      credit('rebilledCosts', sign * rebilledCents, { project }),
      credit('disbursement', sign * disbursedCents),
      ...ratesOf(document).map(({ percent, baseCents, vatCents }) =>
        credit(vatAccountOf(document), sign * vatCents, { vat: { percent, baseCents: sign * baseCents } }),
      ),
    ],
  });
}

/** What a project was invoiced as revenue by a day: invoices less credit notes, with the deposits that they took. */
export function invoicedRevenue(
  documents: readonly SalesDocument[],
  taken: ReadonlyMap<string, number>,
  asOf: CivilDate,
): Map<string, number> {
  const byProject = new Map<string, number>();
  for (const document of documents) {
    const { project, kind, credited } = document;
    if (project === null || document.issuedOn > asOf) continue;
    const isDeposit = kind === 'acompte' || credited?.kind === 'acompte';
    const saleCents = isDeposit ? 0 : (kind === 'avoir' ? -1 : 1) * soldCents(document);
    byProject.set(project, (byProject.get(project) ?? 0) + saleCents + (taken.get(document.number) ?? 0));
  }
  return byProject;
}
