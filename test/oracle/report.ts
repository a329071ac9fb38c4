// The oracle's door: any report of REPORTS.md, by its name and the options of the command line.
import { anomaliesReport } from './anomalies.ts';
import { billingReport } from './billing.ts';
import { capacityReport } from './capacity.ts';
import { billingLagReport, receivablesReport } from './cash.ts';
import { changesReport } from './changes.ts';
import { driftReport } from './drift.ts';
import type { View } from './facts.ts';
import { landingReport } from './landing.ts';
import { marginReport } from './margin.ts';
import { occupancyReport } from './occupancy.ts';
import { lateReport, ordersReport } from './orders.ts';
import { pipelineReport, ratesReport } from './pipeline.ts';
import { availableReport, benchReport, missionsReport } from './staffing.ts';
import type { Firm } from './read-firm.ts';

/** Options as on the command line, without their dashes: `as-of`, `by`, `from`, `to`, `month`… */
export type ReportArgs = Readonly<Record<string, string>>;

/** Only the options that were given: an absent one is no key at all. */
function pick<K extends string>(args: ReportArgs, names: readonly K[]): Partial<Record<K, string>> {
  const picked: Partial<Record<K, string>> = {};
  for (const name of names) {
    const value = args[name];
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}

function needed(args: ReportArgs, name: string): string {
  const value = args[name];
  if (value === undefined) throw new Error(`this report needs ${name}`);
  return value;
}

type Compute = (view: View, args: ReportArgs) => object;

const reports: Readonly<Record<string, Compute>> = {
  margin: (view, args) => marginReport(view, pick(args, ['by', 'from'])),
  drift: (view) => driftReport(view),
  occupancy: (view, args) => occupancyReport(view, pick(args, ['month', 'from', 'to'])),
  anomalies: (view, args) => anomaliesReport(view, pick(args, ['month'])),
  billing: (view, args) => billingReport(view, pick(args, ['month'])),
  receivables: (view) => receivablesReport(view),
  'billing-lag': (view) => billingLagReport(view),
  capacity: (view, args) =>
    capacityReport(view, args['months'] === undefined ? {} : { months: Number(args['months']) }),
  pipeline: (view) => pipelineReport(view),
  rates: (view, args) => ratesReport(view, pick(args, ['by'])),
  missions: (view) => missionsReport(view),
  bench: (view) => benchReport(view),
  available: (view, args) => availableReport(view, pick(args, ['profile', 'from', 'to'])),
  orders: (view) => ordersReport(view),
  late: (view) => lateReport(view),
  landing: (view, args) => landingReport(view, needed(args, 'period')),
  changes: (view, args) => changesReport(view, needed(args, 'since')),
};

export function computeReport(firm: Firm, name: string, args: ReportArgs): unknown {
  const compute = reports[name];
  const asOf = args['as-of'];
  if (!compute) throw new Error(`no such report: ${name}`);
  if (asOf === undefined) throw new Error('the oracle has no clock: give as-of');
  const costs = args['costs'] === 'standard' ? 'standard' : 'real';
  const answer = compute({ firm, asOf, costs }, args);
  return costs === 'standard' ? { ...answer, costs } : answer;
}
