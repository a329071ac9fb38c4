// The reports there are: each is one implementation, on every door (REPORTS.md).

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
] as const;

export type ReportName = (typeof REPORT_NAMES)[number];
