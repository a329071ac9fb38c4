// One thing to settle in a month's CRAs: which rule, who, where, the rows that show it, and the change that settles it.
import type { CivilDate } from '../civil-dates.ts';
import type { CheckedRow } from './facts.ts';
import { CRA_CHECKS, type CraCheckCode, type CraCheckSeverity } from './rules.ts';

/** The commands that settle a finding. */
export const FIX_COMMANDS = [
  'accept_anomaly',
  'approve_expense',
  'assign_consultant',
  'correct_time',
  'declare_raf',
  'enter_time',
  'extend_purchase_order',
  'override_po_block',
  'remind_timesheets',
] as const;
export type FixCommand = (typeof FIX_COMMANDS)[number];

/** Ready to be proposed as it is: a command and its whole input. */
export type Fix = { readonly command: FixCommand; readonly input: Readonly<Record<string, unknown>> };

export type CraFinding = {
  readonly rule: number;
  readonly code: CraCheckCode;
  readonly severity: CraCheckSeverity;
  readonly consultant: string;
  readonly project: string | null;
  readonly date: CivilDate | null;
  readonly days: number;
  readonly sentence: string;
  /** Keys of the rows that show it. */
  readonly evidence: readonly string[];
  readonly fix: Fix | null;
};

type About = {
  readonly consultant: string;
  readonly project?: string | null;
  readonly date?: CivilDate | null;
  readonly quarterDays: number;
  readonly sentence: string;
  readonly evidence: readonly string[];
  readonly fix: Fix | null;
};

export function makeFinding(code: CraCheckCode, about: About): CraFinding {
  const { rule, severity } = CRA_CHECKS[code];
  return {
    rule,
    code,
    severity,
    consultant: about.consultant,
    project: about.project ?? null,
    date: about.date ?? null,
    days: about.quarterDays / 4,
    sentence: about.sentence,
    evidence: about.evidence,
    fix: about.fix,
  };
}

/** The key of a row of time, as the other reports write it. */
export function timeKey(row: Pick<CheckedRow, 'consultant' | 'date' | 'project' | 'occurrence'>): string {
  return `temps/${row.consultant}/${row.date}/${row.project}/${row.occurrence}`;
}

export function quartersOf(rows: readonly { readonly quarterDays: number }[]): number {
  return rows.reduce((total, row) => total + row.quarterDays, 0);
}

/** A row becomes so many quarter days, 0 takes it away; what is billed is corrected by a credit note only. */
export function correctRow(row: CheckedRow | undefined, quarterDays: number, reason: string): Fix | null {
  if (!row || row.billedRateCents !== null || row.quarterDays === quarterDays) return null;
  const { consultant, date, project, occurrence } = row;
  return {
    command: 'correct_time',
    input: { consultant, date, project, occurrence, days: quarterDays / 4, reason },
  };
}
