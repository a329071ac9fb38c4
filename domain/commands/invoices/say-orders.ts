// What is told of the clients' orders to who invoices: the days held beyond them, one by one, and the orders that the
// invoice nearly uses up (warned at four fifths: DOMAIN.md, §2).
import { sayDate, sayDays, sayEurosAndCents } from '../../french.ts';
import { eurosFromQuarterCents, roundToCents } from '../../money.ts';
import type { IndicatorEffect } from '../command.ts';
import type { BillableTimeRow } from '../firm-reader.ts';
import type { DraftInvoice } from './draft-invoice.ts';

/** The report orders says it of an order from there on too (domain/orders.ts). */
const NEARLY_USED_PERCENT = 80;

function quarterDaysOf(held: readonly BillableTimeRow[]): number {
  return held.reduce((total, { quarterDays }) => total + quarterDays, 0);
}

export function sayHeld(drafts: readonly DraftInvoice[]): string {
  const held = drafts.filter((draft) => draft.held.length > 0);
  if (held.length === 0) return '';
  const said = held.map((draft) => `${draft.project} ${sayDays(quarterDaysOf(draft.held) / 4)}`);
  return ` Hors bon de commande, gardés pour plus tard : ${said.join(', ')}.`;
}

/** Every day held is named: it is looked for when the order is extended. */
export function listHeld(drafts: readonly DraftInvoice[], people: ReadonlyMap<string, string>): IndicatorEffect[] {
  return drafts
    .filter(({ held }) => held.length > 0)
    .map(({ project, held }) => {
      const quarterCents = held.reduce((total, day) => total + day.quarterDays * day.dailyRateCents, 0);
      const worth = roundToCents(eurosFromQuarterCents(quarterCents));
      const days = held.map(
        ({ consultant, workedOn, quarterDays }) =>
          `${people.get(consultant) ?? consultant} le ${sayDate(workedOn)} (${sayDays(quarterDays / 4)})`,
      );
      return {
        label: 'Hors bon de commande',
        subject: project,
        before: null,
        after: `${sayDays(quarterDaysOf(held) / 4)}, ${sayEurosAndCents(worth / 100)} : ${days.join(', ')}`,
        unit: 'text' as const,
      };
    });
}

/** Orders of which this invoice leaves a fifth at most. */
export function listOrderUse(drafts: readonly DraftInvoice[]): IndicatorEffect[] {
  return drafts.flatMap(({ project, orderUse }): IndicatorEffect[] => {
    if (orderUse === null || orderUse.amountCents === 0) return [];
    const percent = Math.floor((orderUse.usedCents * 100) / orderUse.amountCents);
    if (percent < NEARLY_USED_PERCENT) return [];
    const left = Math.max(0, orderUse.amountCents - orderUse.usedCents);
    const after = `${percent} % utilisés une fois la facture émise, reste ${sayEurosAndCents(left / 100)}`;
    return [{ label: 'Bon de commande', subject: project, before: null, after, unit: 'text' }];
  });
}
