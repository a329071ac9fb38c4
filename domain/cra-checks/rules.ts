// What a CRA is checked for before it is billed: the 23 rules of the trade (DOMAIN.md, 4), each under stable codes. The
// twelve codes of the anomalies report (domain/anomalies.ts) are the rules 1 to 6, 8 to 10 and 22: they are taken from
// there, never judged twice.
import { ANOMALY_RULES, type AnomalyRule } from '../anomalies.ts';

/** What is checked on top of the anomalies report. */
export const ADDED_CHECKS = [
  'over_quota',
  'order_closed',
  'billed_twice',
  'working_time',
  'padding',
  'exact_fit',
  'above_plan',
  'below_plan',
  'bench_while_assigned',
  'task_done',
  'raf_unchanged',
  'subcontractor_days',
  'changed_after_validation',
  'client_days_differ',
  'sickness_paper',
  'leave_balance',
  'days_contract',
  'on_call_unplanned',
  'expense_on_day_off',
  'rate_differs',
  'billable_outlier',
] as const;
export type AddedCheck = (typeof ADDED_CHECKS)[number];

export type CraCheckCode = AnomalyRule | AddedCheck;

/** block: what it is about is not invoiced before it is settled. */
export const CRA_CHECK_SEVERITIES = ['error', 'block', 'warning', 'info'] as const;
export type CraCheckSeverity = (typeof CRA_CHECK_SEVERITIES)[number];

type CraCheck = {
  /** Its number in DOMAIN.md, 4. */
  readonly rule: number;
  readonly severity: CraCheckSeverity;
  /**
   * It watches how a person works, not what is billed: off until direction turns it on (set_policy, `watchPeopleRules`),
   * once the people and their representatives were told (Code du travail, art. L1222-4 and L2312-38; GDPR, art. 5 and 13).
   */
  readonly watchesPeople?: true;
};

export const CRA_CHECKS: Readonly<Record<CraCheckCode, CraCheck>> = {
  holiday: { rule: 1, severity: 'error' },
  leave: { rule: 2, severity: 'error' },
  overfull: { rule: 3, severity: 'error' },
  over_quota: { rule: 3, severity: 'error' },
  closed: { rule: 4, severity: 'error' },
  unassigned: { rule: 5, severity: 'error' },
  po: { rule: 6, severity: 'block' },
  order_closed: { rule: 7, severity: 'block' },
  missing: { rule: 8, severity: 'error' },
  no_timesheet: { rule: 8, severity: 'error' },
  duplicate: { rule: 9, severity: 'error' },
  billed_twice: { rule: 9, severity: 'error' },
  employment: { rule: 10, severity: 'error' },
  working_time: { rule: 11, severity: 'error', watchesPeople: true },
  padding: { rule: 12, severity: 'info', watchesPeople: true },
  exact_fit: { rule: 13, severity: 'warning', watchesPeople: true },
  above_plan: { rule: 14, severity: 'warning' },
  below_plan: { rule: 14, severity: 'warning' },
  bench_while_assigned: { rule: 15, severity: 'warning' },
  task_done: { rule: 16, severity: 'warning' },
  raf_unchanged: { rule: 16, severity: 'warning' },
  subcontractor_days: { rule: 17, severity: 'error' },
  changed_after_validation: { rule: 18, severity: 'block' },
  client_days_differ: { rule: 18, severity: 'block' },
  sickness_paper: { rule: 19, severity: 'warning' },
  leave_balance: { rule: 19, severity: 'warning' },
  days_contract: { rule: 20, severity: 'warning' },
  on_call_unplanned: { rule: 21, severity: 'warning' },
  expense_on_day_off: { rule: 21, severity: 'warning' },
  no_rate: { rule: 22, severity: 'block' },
  rate_differs: { rule: 22, severity: 'block' },
  negative_margin: { rule: 22, severity: 'warning' },
  billable_outlier: { rule: 23, severity: 'info', watchesPeople: true },
};

export const CRA_CHECK_CODES: readonly CraCheckCode[] = [...ANOMALY_RULES, ...ADDED_CHECKS];
