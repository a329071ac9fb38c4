// The lines of an invoice, as its credit notes leave them: what a screen offers to take back is what a credit note takes.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { showInvoiceLines } from '../../db/show-invoice-lines.ts';
import { openDesk, type Desk } from './desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.database.drop());

const show = async (number: string) => {
  const shown = await showInvoiceLines(desk.app, number);
  if (shown === null) throw new Error(`no invoice ${number}`);
  return shown;
};
/** The number that the last one of the project took. */
const last = async (project: string): Promise<string> => {
  const [row] = await desk.app<{ number: string }[]>`
    select i.number from invoices i join projects p on p.id = i.project_id
    where p.code = ${project} and i.kind = 'facture' order by i.id desc limit 1`;
  return row?.number ?? '';
};

test('chaque ligne dit ses jours, ce qui en reste une fois repris, et rien de ce qui n’y est plus', async () => {
  await desk.decided('override_po_block', { project: 'P008', month: '2026-09', reason: 'commande en route' });
  await desk.decided('issue_invoices', { month: '2026-09', projects: ['P008'] });
  const number = await last('P008');
  const before = await show(number);
  expect(before.left).toBe(before.net);
  const [line] = before.lines;
  if (line === undefined) throw new Error('the invoice has lines');
  expect(line.left).toBe(line.amount);
  const days = line.days.reduce((sum, day) => sum + day.days, 0);
  expect(days).toBeGreaterThan(2);
  const [first, second] = line.days;
  if (first === undefined || second === undefined) throw new Error('the line bills days');
  const { days: _first, ...taken } = first;
  const back = { invoice: number, reason: 'jour contesté', days: [taken] };
  expect(await desk.decided('issue_credit_note', back)).toMatchObject({ state: 'executed' });

  const after = await show(number);
  expect(after.lines[0]?.days).toEqual(line.days.slice(1));
  expect(after.left).toBe(Math.round((before.left - (line.amount * first.days) / days) * 100) / 100);
  expect(after.lines[0]?.left).toBe(Math.round((line.amount - (line.amount * first.days) / days) * 100) / 100);

  const all = { invoice: number, reason: 'refaite', lines: 'all' };
  expect(await desk.decided('issue_credit_note', all)).toMatchObject({ state: 'executed' });
  const nothing = await show(number);
  expect(nothing.left).toBe(0);
  expect(nothing.lines.every(({ left, open, days: rest }) => left === 0 && !open && rest.length === 0)).toBe(true);
});

test('un avoir et un numéro inconnu ne se reprennent pas ; une facture importée sans ligne dit ce qui en reste', async () => {
  const [credit] = await desk.app<{ number: string }[]>`select number from invoices where kind = 'avoir' limit 1`;
  expect(await showInvoiceLines(desk.app, credit?.number ?? '')).toBeNull();
  expect(await showInvoiceLines(desk.app, 'F1999-00001')).toBeNull();
  const imported = await show('F2026-00017');
  expect(imported.lines).toEqual([]);
  expect(imported.left).toBe(imported.net);
});
