// The reports of the firm: their names on every door, and the options each takes.

export const REPORT_NAMES = [
  'margin',
  'drift',
  'occupancy',
  'anomalies',
  'billing',
  'receivables',
  'billing-lag',
  'capacity',
  'pipeline',
  'rates',
  'missions',
  'bench',
  'available',
  'orders',
  'late',
  'landing',
  'changes',
  'staffing',
  'what_if',
  'skills_map',
  'found_money',
  'vat',
  'payroll',
  'accounts',
] as const;
export type ReportName = (typeof REPORT_NAMES)[number];

export const REPORT_OPTIONS = [
  'as-of',
  'from',
  'to',
  'by',
  'month',
  'months',
  'costs',
  'profile',
  'period',
  'since',
  'opportunity',
  'project',
  'replace',
  'share',
  'skills',
  'tjm',
  'leaves',
  'slips',
  'rate',
  'client',
  'wins',
] as const;
export type ReportOption = (typeof REPORT_OPTIONS)[number];

/** Options of each report beside `as-of`; all are optional but those of `changes` (since). */
export const OPTIONS_OF_REPORT: Record<ReportName, readonly ReportOption[]> = {
  margin: ['from', 'by', 'costs'],
  drift: ['costs'],
  occupancy: ['month', 'from', 'to'],
  anomalies: ['month', 'costs'],
  billing: ['month'],
  receivables: [],
  'billing-lag': [],
  capacity: ['months'],
  pipeline: [],
  rates: ['by', 'costs'],
  missions: [],
  bench: ['costs'],
  available: ['profile', 'from', 'to'],
  orders: [],
  late: [],
  landing: ['period', 'costs'],
  changes: ['since', 'costs'],
  staffing: ['opportunity', 'project', 'replace', 'profile', 'from', 'to', 'share', 'skills', 'tjm', 'costs'],
  what_if: ['leaves', 'slips', 'months', 'rate', 'client', 'project', 'wins', 'from', 'costs'],
  skills_map: [],
  found_money: [],
  vat: ['month'],
  payroll: ['month'],
  accounts: ['month'],
};

export function isReportName(text: string): text is ReportName {
  return (REPORT_NAMES as readonly string[]).includes(text);
}
