// The vigilance file of a subcontractor: what the firm must hold before it has an independent work for 5,000 € HT or
// more, and again every six months while the contract runs (Code du travail, art. L8222-1, R8222-1, D8222-5; the list
// of foreign workers, art. D8254-2). Without it the firm answers for what the subcontractor owes.
import { earlier, type CivilDate } from './civil-dates.ts';
import { addMonths, lastDayOf, monthOf } from './periods.ts';

export const VIGILANCE_PAPER_KINDS = ['urssaf', 'kbis', 'salaries_etrangers'] as const;
export type VigilancePaperKind = (typeof VIGILANCE_PAPER_KINDS)[number];

/** How old a paper may be, in months: an attestation of URSSAF and the list six, the extract of registration three. */
export const PAPER_MONTHS: Readonly<Record<VigilancePaperKind, number>> = {
  urssaf: 6,
  kbis: 3,
  salaries_etrangers: 6,
};

export const PAPER_LABELS: Readonly<Record<VigilancePaperKind, string>> = {
  urssaf: 'attestation de vigilance URSSAF',
  kbis: 'extrait Kbis',
  salaries_etrangers: 'liste nominative des salariés étrangers',
};

/** The last day on which a paper counts: its own day that many months later, or the end of a shorter month. */
export function paperValidUntil(kind: VigilancePaperKind, issuedOn: CivilDate): CivilDate {
  const month = addMonths(monthOf(issuedOn), PAPER_MONTHS[kind]);
  return earlier(`${month}-${issuedOn.slice(8)}`, lastDayOf(month));
}
