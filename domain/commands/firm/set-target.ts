// What the firm aims at in a month: revenue and margin.
import { z } from 'zod';
import { sayEurosAndCents, sayMonth, sayOf } from '../../french.ts';
import { firstDayOf } from '../../periods.ts';
import { defineCommand, refuse } from '../command.ts';
import { euros, month } from '../inputs.ts';

const sayTarget = (cents: number | null): string => (cents === null ? 'aucun' : sayEurosAndCents(cents / 100));

export const setTarget = defineCommand({
  name: 'set_target',
  label: 'Fixer les objectifs du mois',
  input: z.strictObject({ month, revenue: euros.nullable().optional(), margin: euros.nullable().optional() }),
  rights: { direction: 'all' },
  tier: 1,
  approvers: [],
  locks: async (asked) => [{ kind: 'firm', key: `target ${asked.month}` }],
  load: (asked, read) => read.get('monthlyTarget', { month: firstDayOf(asked.month) }),
  plan: (before, asked) => {
    const after = {
      month: firstDayOf(asked.month),
      revenueCents: asked.revenue === undefined ? (before?.revenueCents ?? null) : asked.revenue,
      marginCents: asked.margin === undefined ? (before?.marginCents ?? null) : asked.margin,
    };
    if ((before?.revenueCents ?? null) === after.revenueCents && (before?.marginCents ?? null) === after.marginCents)
      return refuse('nothing_changes', `Les objectifs ${sayOf(sayMonth(asked.month))} sont déjà ceux-là.`);
    if (after.revenueCents !== null && after.marginCents !== null && after.marginCents > after.revenueCents)
      return refuse('margin_over_revenue', "La marge visée dépasse le chiffre d'affaires visé.");
    return {
      effect: {
        sentence: `Objectifs ${sayOf(sayMonth(asked.month))} : chiffre d'affaires ${sayTarget(after.revenueCents)}, marge ${sayTarget(after.marginCents)}.`,
        rows: [{ entity: 'monthlyTarget', before, after }],
        euros: [
          {
            label: "Chiffre d'affaires visé",
            beforeCents: before?.revenueCents ?? null,
            afterCents: after.revenueCents,
          },
          { label: 'Marge visée', beforeCents: before?.marginCents ?? null, afterCents: after.marginCents },
        ],
      },
    };
  },
});
