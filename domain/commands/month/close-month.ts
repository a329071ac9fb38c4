// The end of a month: started, closed with its figures, reopened by decision. Once closed, no dated fact of the month
// is written.
import { z } from 'zod';
import { sayEurosAndCents, sayMonth, sayOf } from '../../french.ts';
import { firstDayOf, lastDayOf } from '../../periods.ts';
import { defineCommand, refuse, type IndicatorEffect } from '../command.ts';
import type { ClosingFigures, FirmReader } from '../firm-reader.ts';
import { month, shortText } from '../inputs.ts';
import type { MonthClosingRow } from '../rows.ts';

const rights = { adv: 'all', daf: 'all', direction: 'all' } as const;

async function findClosing(asked: { month: string }, read: FirmReader): Promise<MonthClosingRow | null> {
  return read.get('monthClosing', { month: firstDayOf(asked.month) });
}

export const startMonthEnd = defineCommand({
  name: 'start_month_end',
  label: 'Commencer une fin de mois',
  input: z.strictObject({ month }),
  rights,
  tier: 1,
  approvers: [],
  locks: async (asked) => [{ kind: 'month', key: asked.month }],
  load: findClosing,
  plan: (closing, asked, { today }) => {
    if (firstDayOf(asked.month) > today) return refuse('month_to_come', `${sayMonth(asked.month)} n'a pas commencé.`);
    if (closing?.state === 'closed') return refuse('month_closed', `Le mois ${asked.month} est clos.`);
    if (closing)
      return refuse('month_end_started', `La fin de mois ${sayOf(sayMonth(asked.month))} est déjà commencée.`);
    const after: MonthClosingRow = {
      month: firstDayOf(asked.month),
      state: 'open',
      closedFigures: null,
      closedAt: null,
    };
    return {
      effect: {
        sentence: `Commencer la fin de mois ${sayOf(sayMonth(asked.month))}.`,
        rows: [{ entity: 'monthClosing', before: null, after }],
      },
    };
  },
});

type Closing = {
  readonly closing: MonthClosingRow | null;
  readonly figures: ClosingFigures;
  readonly sealHead: string;
};

function sumCents<T>(rows: readonly T[], cents: (row: T) => number): number {
  return rows.reduce((total, row) => total + cents(row), 0);
}

/** What the end of the month accrues in the books, each in a word; what is nothing is not said. */
function sayAccruals({ projects, suppliers }: ClosingFigures['accruals']): string {
  const said = [
    ['factures à établir', sumCents(projects, ({ toInvoiceCents }) => toInvoiceCents)],
    ["produits constatés d'avance", sumCents(projects, ({ deferredCents }) => deferredCents)],
    ['factures non parvenues', sumCents(suppliers, ({ netCents }) => netCents)],
    ['pertes à terminaison', sumCents(projects, ({ lossCents }) => lossCents)],
  ] as const;
  return said
    .filter(([, cents]) => cents !== 0)
    .map(([word, cents]) => ` ; ${word} ${sayEurosAndCents(cents / 100)}`)
    .join('');
}

export const closeMonth = defineCommand({
  name: 'close_month',
  label: 'Clore un mois',
  input: z.strictObject({ month }),
  rights,
  tier: 2,
  approvers: ['direction', 'daf'],
  locks: async (asked) => [{ kind: 'month', key: asked.month }],
  load: async (asked, read): Promise<Closing> => ({
    closing: await findClosing(asked, read),
    figures: await read.monthFigures(asked.month),
    sealHead: await read.sealHead(),
  }),
  plan: ({ closing, figures, sealHead }, asked, { today }) => {
    if (closing?.state === 'closed') return refuse('month_closed', `Le mois ${asked.month} est déjà clos.`);
    if (lastDayOf(asked.month) > today) return refuse('month_not_over', `${sayMonth(asked.month)} n'est pas terminé.`);
    const after: MonthClosingRow = {
      month: firstDayOf(asked.month),
      state: 'closed',
      closedFigures: figures,
      closedAt: today,
    };
    return {
      effect: {
        sentence: `Clore ${sayMonth(asked.month)} : production ${sayEurosAndCents(figures.revenue)}, coûts ${sayEurosAndCents(figures.cost)}, marge ${sayEurosAndCents(figures.margin)}${sayAccruals(figures.accruals)}.`,
        rows: [{ entity: 'monthClosing', before: closing, after }],
        indicators: [
          { label: 'Production', subject: asked.month, before: null, after: figures.revenue, unit: 'EUR' },
          { label: 'Coûts', subject: asked.month, before: null, after: figures.cost, unit: 'EUR' },
          { label: 'Marge', subject: asked.month, before: null, after: figures.margin, unit: 'EUR' },
        ],
      },
      // To be kept outside the database: `vigie audit verify --head`.
      result: { sealHead },
    };
  },
});

/** What was closed, and what the month's facts come to today: what a reopening would move. */
function compareFigures(subject: string, closed: ClosingFigures | null, now: ClosingFigures): IndicatorEffect[] {
  const labels = { revenue: 'Production', cost: 'Coûts', margin: 'Marge' } as const;
  return (['revenue', 'cost', 'margin'] as const).map((figure) => ({
    label: labels[figure],
    subject,
    before: closed?.[figure] ?? null,
    after: now[figure],
    unit: 'EUR',
  }));
}

export const reopenMonth = defineCommand({
  name: 'reopen_month',
  label: 'Rouvrir un mois',
  input: z.strictObject({ month, reason: shortText }),
  rights,
  tier: 2,
  approvers: ['direction'],
  locks: async (asked) => [{ kind: 'month', key: asked.month }],
  load: async (asked, read) => ({
    closing: await findClosing(asked, read),
    figures: await read.monthFigures(asked.month),
  }),
  plan: ({ closing, figures }, asked) => {
    if (closing?.state !== 'closed') return refuse('month_open', `Le mois ${asked.month} n'est pas clos.`);
    return {
      effect: {
        sentence: `Rouvrir ${sayMonth(asked.month)} : ${asked.reason}.`,
        // The figures of the closing stay: what differs at the next one is told against them.
        rows: [{ entity: 'monthClosing', before: closing, after: { ...closing, state: 'open', closedAt: null } }],
        indicators: compareFigures(asked.month, closing.closedFigures as ClosingFigures | null, figures),
      },
    };
  },
});
