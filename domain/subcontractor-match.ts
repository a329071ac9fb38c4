// A subcontractor's invoice against what it should be: the days that the client validated, at the price of the order
// (DOMAIN.md §2, "match days: sub CRA = client CRA ± 0", and rule 17 of §4).
import { fraction } from './fraction.ts';
import { sayDays, sayEurosAndCents } from './french.ts';
import { roundToCents } from './money.ts';
import type { Month } from './periods.ts';

export const MATCH_FINDINGS = ['days_differ', 'price_differs', 'client_silent'] as const;
export type MatchFindingKind = (typeof MATCH_FINDINGS)[number];

export type SubcontractedProject = {
  readonly project: string;
  /** Submitted or validated days of the month. */
  readonly quarterDays: number;
  /** Σ quarter days × the price of the day (the mission's, else the person's). */
  readonly costQuarterCents: number;
  /** What the client signed for; null: nothing yet. */
  readonly clientQuarterDays: number | null;
  /** An internal project has nobody to sign. */
  readonly hasClient: boolean;
};

export type SubcontractorBill = { readonly quarterDays: number; readonly netCents: number };

/** All that a subcontractor invoiced of a month, and what the month holds. */
export type BilledMonth = {
  readonly consultant: string;
  readonly month: Month;
  readonly numbers: readonly string[];
  readonly quarterDays: number;
  readonly netCents: number;
  readonly worked: readonly SubcontractedProject[];
};

export type MatchFinding = { readonly kind: MatchFindingKind; readonly sentence: string };

function total(projects: readonly SubcontractedProject[], of: (one: SubcontractedProject) => number): number {
  return projects.reduce((sum, one) => sum + of(one), 0);
}

/** The days to be paid: those that the client signed for, where they did; else those of the CRA. */
export function payableQuarterDays(projects: readonly SubcontractedProject[]): number {
  return total(projects, ({ clientQuarterDays, quarterDays }) => clientQuarterDays ?? quarterDays);
}

/** What these days should be billed, at the mean price of the month's; null: no price was agreed. */
export function expectedNetCents(projects: readonly SubcontractedProject[], quarterDays: number): number | null {
  const counted = total(projects, (one) => one.quarterDays);
  const cost = total(projects, ({ costQuarterCents }) => costQuarterCents);
  if (counted === 0 || cost === 0) return null;
  return roundToCents(fraction(BigInt(cost) * BigInt(quarterDays), BigInt(counted) * 400n));
}

/** @param bill all that was invoiced for the month, this invoice included. */
export function matchSubcontractor(projects: readonly SubcontractedProject[], bill: SubcontractorBill): MatchFinding[] {
  const findings: MatchFinding[] = [];
  const payable = payableQuarterDays(projects);
  if (bill.quarterDays !== payable) {
    const gap = Math.abs(bill.quarterDays - payable) / 4;
    const side = bill.quarterDays > payable ? 'de plus' : 'de moins';
    findings.push({
      kind: 'days_differ',
      sentence: `${sayDays(bill.quarterDays / 4)} facturés pour ${sayDays(payable / 4)} à payer (${sayDays(gap)} ${side})`,
    });
  }
  const expected = expectedNetCents(projects, bill.quarterDays);
  if (expected !== null && expected !== bill.netCents) {
    findings.push({
      kind: 'price_differs',
      sentence: `${sayEurosAndCents(bill.netCents / 100)} HT facturés, ${sayEurosAndCents(Math.abs(bill.netCents - expected) / 100)} ${bill.netCents > expected ? 'au-dessus' : 'au-dessous'} du prix convenu`,
    });
  }
  const silent = projects.filter(({ hasClient, clientQuarterDays }) => hasClient && clientQuarterDays === null);
  if (silent.length > 0) {
    findings.push({
      kind: 'client_silent',
      sentence: `le client n’a pas validé le CRA de ${silent.map(({ project }) => project).join(', ')}`,
    });
  }
  return findings;
}
