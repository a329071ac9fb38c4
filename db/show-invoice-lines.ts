// An invoice as its credit notes have left it: what remains of each line, and the days of it that are still billed.
import { loadAccount } from '../domain/commands/invoices/account.ts';
import { leftOfLines } from '../domain/commands/invoices/credit-lines.ts';
import type { InvoiceLineItem, TimeRow } from '../domain/commands/rows.ts';
import type { Sql } from './connection.ts';
import { readFirmThrough } from './firm-reader.ts';

/** The rows of a day, of a person on a project: a credit note takes them back together. */
function groupDays(items: readonly InvoiceLineItem[], rows: readonly TimeRow[]) {
  const quartersOf = new Map(rows.map((row) => [JSON.stringify(keyOf(row)), row.quarterDays]));
  const times = items.flatMap(({ time }) => (time === undefined ? [] : [time]));
  const groups = Map.groupBy(times, ({ consultant, workedOn, project }) => `${workedOn} ${consultant} ${project}`);
  return [...groups]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .flatMap(([, [first, ...others]]) => {
      if (first === undefined) return [];
      const quarters = [first, ...others].reduce(
        (sum, row) => sum + (quartersOf.get(JSON.stringify(keyOf(row))) ?? 0),
        0,
      );
      return [{ consultant: first.consultant, date: first.workedOn, project: first.project, days: quarters / 4 }];
    });
}

const keyOf = ({ consultant, project, workedOn, occurrence }: Omit<TimeRow, 'quarterDays' | 'state' | 'comment'>) => [
  consultant,
  project,
  workedOn,
  occurrence,
];

/** @returns null: no such invoice, or a credit note. Euros excluding VAT. */
export async function showInvoiceLines(app: Sql, number: string) {
  return app.begin('isolation level repeatable read read only', async (tx) => {
    const read = readFirmThrough(tx);
    const account = await loadAccount(number, read);
    if (account === null || account.invoice.kind === 'avoir') return null;
    const { invoice, credits } = account;
    const lefts = [...leftOfLines(invoice, credits).values()];
    const billed = new Set(lefts.flatMap(({ items }) => items.flatMap(({ time }) => time?.project ?? [])));
    const rows = (await Promise.all([...billed].map((project) => read.find('time', { project })))).flat();
    const credited = credits.reduce((sum, { netCents }) => sum + netCents, 0);
    return {
      number,
      net: invoice.netCents / 100,
      left: (invoice.netCents - credited) / 100,
      lines: lefts.map(({ line, items, leftCents }) => ({
        line: line.rank,
        label: line.label,
        consultant: line.consultant,
        amount: line.amountCents / 100,
        left: leftCents / 100,
        days: groupDays(items, rows),
        open: leftCents !== 0 || items.length > 0,
      })),
    };
  });
}
