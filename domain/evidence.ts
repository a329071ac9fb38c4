// What proves a bill: for each person's month the client's validation, for a milestone its signed acceptance record (PV), for a
// month of TMA its statement of units, and the order (CGI, art. 289-VII: the reliable audit trail from order to payment).
import { CLIENT_VALIDATION_LABELS, type ClientValidationState } from './client-validation.ts';
import type { CivilDate } from './civil-dates.ts';
import { sayMonth } from './french.ts';
import type { Month } from './periods.ts';

export const EVIDENCE_KINDS = ['client_validation', 'acceptance', 'units_statement', 'order'] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

export const EVIDENCE_LABELS: Readonly<Record<EvidenceKind, string>> = {
  client_validation: 'CRA validé par le client',
  acceptance: 'PV de recette',
  units_statement: 'relevé d’unités',
  order: 'bon de commande',
};

export const EVIDENCE_STATES = ['proven', 'missing', 'contested', 'changed'] as const;
export type EvidenceState = (typeof EVIDENCE_STATES)[number];

/** One thing that proves a bill, or should. */
export type Proof = {
  readonly kind: EvidenceKind;
  readonly project: string;
  /** The milestone, or the number of the order; null: a month. */
  readonly subject: string | null;
  /** Whose CRA. */
  readonly consultant: string | null;
  readonly month: Month | null;
  readonly state: EvidenceState;
  /** Who signed; null: nobody, or not told. */
  readonly by: string | null;
  readonly on: CivilDate | null;
  /** A link, a title, an amount. */
  readonly reference: string | null;
  /** Digest of the document that shows it. */
  readonly document: string | null;
};

/** What a bill is made of, and so what has to be proven. */
export type EvidenceNeeds = {
  readonly project: string;
  readonly sheets: readonly { readonly consultant: string; readonly month: Month }[];
  readonly milestones: readonly string[];
  readonly serviceMonths: readonly Month[];
  readonly order: string | null;
};

/** Only the days as they stand, signed by the client, prove a CRA. */
export function stateOfProof(state: ClientValidationState): EvidenceState {
  if (state === 'accepted') return 'proven';
  return state === 'contested' || state === 'changed' ? state : 'missing';
}

/** What is missing, of whom: told with the block that it makes. */
export type MissingEvidence = { readonly consultant: string | null; readonly subject: string; readonly what: string };

export function listMissing(proofs: readonly Proof[]): MissingEvidence[] {
  return proofs
    .filter(({ state }) => state !== 'proven')
    .map(({ kind, consultant, subject, month, state }) => ({
      consultant,
      subject: subject ?? month ?? '',
      what: sayMissing(kind, state),
    }));
}

function sayMissing(kind: EvidenceKind, state: EvidenceState): string {
  if (kind !== 'client_validation') return `${EVIDENCE_LABELS[kind]} absent`;
  if (state === 'contested') return `CRA ${CLIENT_VALIDATION_LABELS.contested} par le client`;
  return state === 'changed' ? 'CRA changé depuis la validation du client' : 'CRA non validé par le client';
}

/** « CRA non validé par le client (C003, octobre 2026) ». */
export function sayMissingEvidence({ consultant, subject, what }: MissingEvidence): string {
  const when = /^\d{4}-\d{2}$/u.test(subject) ? sayMonth(subject) : subject;
  return `${what} (${consultant === null ? when : `${consultant}, ${when}`})`;
}

/** The firm's rule « pas de facture sans preuve » (set_policy): for every client, for some of them, or none. */
export function needsEvidence(settings: Readonly<Record<string, unknown>>, client: string | null): boolean {
  const rule = settings[EVIDENCE_SETTING];
  return rule === true || (Array.isArray(rule) && client !== null && rule.includes(client));
}

export const EVIDENCE_SETTING = 'evidence_required';
