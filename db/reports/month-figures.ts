// What a month earned and cost: the figures that its closing keeps.
import { addDays } from '../../domain/civil-dates.ts';
import type { ClosingFigures } from '../../domain/commands/firm-reader.ts';
import { reportMargin } from '../../domain/margin.ts';
import { firstDayOf, lastDayOf, type Month } from '../../domain/periods.ts';
import type { Transaction } from '../connection.ts';
import { computeAccruals } from './accounts/accrual-facts.ts';
import { readSales } from './accounts/ledger-facts.ts';
import { readProjects, readProjectsAt } from './project-facts.ts';

/** The totals of the margin report from the month's first to its last day, at real costs; and the accruals of that day. */
export async function readMonthFigures(tx: Transaction, month: Month): Promise<ClosingFigures> {
  const rows = await readProjects(tx);
  const [after, before] = await Promise.all([
    readProjectsAt(tx, rows, lastDayOf(month), 'real', null),
    readProjectsAt(tx, rows, addDays(firstDayOf(month), -1), 'real', null),
  ]);
  const end = lastDayOf(month);
  const [accruals = { day: end, projects: [], suppliers: [] }] = await computeAccruals(tx, await readSales(tx, end), [
    end,
  ]);
  return { ...reportMargin(after, before).total, accruals };
}
