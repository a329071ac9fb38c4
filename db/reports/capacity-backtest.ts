import type { CivilDate } from '../../domain/civil-dates.ts';
import { reportCapacityBacktest } from '../../domain/staffing/capacity-backtest.ts';
import type { Transaction } from '../connection.ts';
import { readDealWork, readPastDeals } from './past-deals.ts';

export async function readCapacityBacktest(tx: Transaction, { asOf }: { asOf: CivilDate }) {
  const [{ deals, undated }, work] = await Promise.all([readPastDeals(tx, asOf), readDealWork(tx, asOf)]);
  return reportCapacityBacktest({ asOf, deals, undated, work });
}
