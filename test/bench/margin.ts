// `report margin` of all projects, as the report engine reads it.

import { addDays } from '../../domain/civil-dates.ts';
import { addMonths, lastDayOf, monthOf } from '../../domain/periods.ts';
import type { Sql } from '../../db/connection.ts';
import { readReport } from '../../db/reports/read-report.ts';
import { countRows, countStatements, nameOf, TODAY, type BenchFirm } from './firms.ts';
import { measureCpu, showCpu } from './machine.ts';
import { timeEach } from './samples.ts';
import { rowOfTimes, type Family, type Row } from './table.ts';

/** The first reports compile the code and fill the database's buffers: not what a firm waits for all day. */
const WARM_UP = 15;

function readMargin(reader: Sql, asOf: string): Promise<string> {
  return readReport(reader, { name: 'margin', args: { 'as-of': asOf }, today: TODAY, costs: 'real' });
}

/** Each time another day: a kept report is of one day. @param lastDay the days are those up to it. */
async function measureDays(firm: BenchFirm, what: string, lastDay: string, times: number, aim?: string): Promise<Row> {
  const { reader, urls } = firm.instance;
  const { value, cpu } = await measureCpu({ node: 'here', postgres: firm.postgres }, () =>
    timeEach(times, (index) => readMargin(reader, addDays(lastDay, -index))),
  );
  const queries = await countStatements(urls.reader, (sql, index) => readMargin(sql, addDays(lastDay, -100 - index)));
  return rowOfTimes(what, value, { cpu: showCpu(cpu, times), queries, aim });
}

async function measureKept(firm: BenchFirm, times: number): Promise<Row> {
  const { reader, urls } = firm.instance;
  await readMargin(reader, TODAY);
  const { value, cpu } = await measureCpu({ node: 'here', postgres: firm.postgres }, () =>
    timeEach(times, () => readMargin(reader, TODAY)),
  );
  const queries = await countStatements(urls.reader, (sql) => readMargin(sql, TODAY));
  return rowOfTimes('the same day again, kept', value, { cpu: showCpu(cpu, times), queries });
}

/** What no report that reads time rows can go below. */
async function measureScan(firm: BenchFirm, times: number): Promise<Row> {
  const { app } = firm.instance;
  const scan = () => app`select sum(quarter_days), sum(quarter_days * daily_rate_cents) from time_rows`;
  await timeEach(3, scan);
  const { value, cpu } = await measureCpu({ node: 'here', postgres: firm.postgres }, () => timeEach(times, scan));
  return rowOfTimes('the floor: scan and sum of the time rows in SQL', value, {
    cpu: showCpu(cpu, times),
    queries: '1',
  });
}

/** @param options.months measured at the end of these months of the history, the first one being 1. */
export async function benchMargin(
  firm: BenchFirm,
  options: { times: number; aim: string; months: readonly number[] },
): Promise<Family> {
  const { times, aim, months } = options;
  const rows = await countRows(firm.instance.app);
  await timeEach(WARM_UP, (index) => readMargin(firm.instance.reader, addDays(TODAY, -400 - index)));
  const measured = [
    await measureDays(firm, 'computed, each time of another recent day', TODAY, times, aim),
    await measureKept(firm, times),
    await measureScan(firm, times),
  ];
  for (const month of months) {
    // The days of its second half: each reads whole months from the sums, and a cut one from its rows.
    const end = lastDayOf(addMonths(monthOf(TODAY), month - firm.size.months));
    measured.push(await measureDays(firm, `as of the end of month ${month}`, end, Math.min(times, 14)));
  }
  return {
    title: `report margin, ${nameOf(firm.size)} months: ${rows.projects} projects, ${rows.time} time rows, ${rows.sums} sums`,
    rows: measured,
  };
}
