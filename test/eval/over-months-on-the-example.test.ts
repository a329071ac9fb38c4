// A rate of several months, asked as one, month by month or of each person: it is the ratio of the period's sums, worked
// out here from the files by the oracle, and never passes for the mean of the months.
import { describe, expect, test } from 'vitest';
import { figuresOf, openExampleTalk } from './talk.ts';

const { firm, ask } = openExampleTalk();

type Days = { working_days: number; leave_days: number; billable_days: number; tace: number };
type Month = { consultants: (Days & { code: string })[]; total: Days };

function monthsOf(from: string, to: string): Month[] {
  return (firm.report('occupancy', { from, to }) as { months: Month[] }).months;
}

function taceOf(rows: readonly Days[]): number {
  const sum = (read: (row: Days) => number): number => rows.reduce((total, row) => total + read(row), 0);
  const ratio = sum(({ billable_days }) => billable_days) / sum((row) => row.working_days - row.leave_days);
  return Math.round(ratio * 10_000) / 10_000;
}

function personOver(code: string, from: string, to: string): Days[] {
  return monthsOf(from, to).flatMap(({ consultants }) => consultants.filter((one) => one.code === code));
}

describe('le TACE de plusieurs mois', () => {
  test.each([
    'TACE de la société de juin à octobre',
    'quel a été notre TACE moyen entre juin et octobre ?',
    'utilisation rate of the firm from June to October',
  ])('de la société : « %s »', async (question) => {
    const answer = await ask(question);
    const told = answer.figures.filter(({ name }) => name === 'tace').map(({ value }) => value);
    const months = monthsOf('2026-06', '2026-10');
    expect(told).toContain(taceOf(months.map(({ total }) => total)));
    for (const { total } of months) expect(told).toContain(total.tace);
    expect(answer.answer).toMatch(/rapport des sommes|ratio of the period/);
  });

  test('d’une personne', async () => {
    const answer = await ask('TACE de C004 depuis août');
    expect(answer.figures.map(({ value }) => value)).toContain(taceOf(personOver('C004', '2026-08', '2026-10')));
  });

  test('moyen par mois : la moyenne simple est dite à côté, sous son nom', async () => {
    const answer = await ask('TACE moyen par mois depuis juin');
    const months = monthsOf('2026-06', '2026-10').map(({ total }) => total.tace);
    const mean = Math.round((months.reduce((sum, tace) => sum + tace, 0) / months.length) * 10_000) / 10_000;
    const line = answer.answer.split('\n')[0] ?? '';
    expect(line).toContain('Moyenne simple des mois');
    expect(answer.figures.map(({ value }) => value)).toContain(mean);
  });

  test('de chacun : une ligne par personne, et le plus bas de la période est celui de ses sommes', async () => {
    const everybody = figuresOf(await ask('TACE par consultant de juillet à octobre'), 'tace');
    const codes = [...new Set(monthsOf('2026-07', '2026-10').flatMap((month) => month.consultants.map((c) => c.code)))];
    expect(everybody).toEqual(
      Object.fromEntries(codes.map((code) => [code, taceOf(personOver(code, '2026-07', '2026-10'))])),
    );
    const lowest = figuresOf(await ask('qui a eu le plus mauvais TACE entre août et octobre ?'), 'tace');
    const sorted = codes
      .map((code): [string, number] => [code, taceOf(personOver(code, '2026-08', '2026-10'))])
      .toSorted((a, b) => a[1] - b[1]);
    expect(Object.entries(lowest)).toEqual(sorted.slice(0, 1));
  });
});
