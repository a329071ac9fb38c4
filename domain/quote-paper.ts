// What a quote says to the client: what is sold, at which price, and how it is paid. The firm's own costs are no part of
// it, nor are the days by which it priced a fixed lot.
import { plannedRevenue } from './contract/contract.ts';
import { composeTerms, type ContractAmounts, type Term } from './contract/kinds.ts';
import { monthsOfService } from './contract/managed-service.ts';
import { sayCount, sayEurosAndCents, sayNumber } from './french.ts';
import { roundToCents } from './money.ts';

export type SoldDays = {
  readonly profile: string;
  readonly quarterDays: number;
  readonly dailyRateCents: number | null;
};
export type SoldMilestone = {
  readonly code: string;
  readonly label: string | null;
  readonly plannedOn: string | null;
  readonly amountCents: number;
};

export type PaperUnit = 'jour' | 'mois' | 'lot';
/** Amounts in cents, excluding VAT. */
export type PaperLine = {
  readonly label: string;
  readonly quantity: number;
  readonly unit: PaperUnit;
  readonly unitPriceCents: number;
  readonly amountCents: number;
};

export type QuotePaper = {
  readonly lines: readonly PaperLine[];
  /** When a fixed price is paid; sprints are lines of their own. */
  readonly schedule: readonly SoldMilestone[];
  readonly conditions: readonly string[];
  /** What the contract sells. */
  readonly totalCents: number;
  /** The lines come to more than the ceiling, which is the total. */
  readonly isCapped: boolean;
};

const euros = (cents: number): string => sayEurosAndCents(cents / 100);

function lot(label: string, amountCents: number): PaperLine {
  return { label, quantity: 1, unit: 'lot', unitPriceCents: amountCents, amountCents };
}

function listDays(days: readonly SoldDays[]): PaperLine[] {
  return days.flatMap(({ profile, quarterDays, dailyRateCents }) =>
    dailyRateCents === null
      ? []
      : [
          {
            label: profile,
            quantity: quarterDays / 4,
            unit: 'jour' as const,
            unitPriceCents: dailyRateCents,
            amountCents: Math.round((quarterDays * dailyRateCents) / 4),
          },
        ],
  );
}

function listTerm(term: Term, days: readonly SoldDays[], milestones: readonly SoldMilestone[]): PaperLine[] {
  switch (term.kind) {
    case 'time_and_materials':
      return listDays(days);
    case 'fixed_price':
      return [lot('Lot au forfait', term.priceCents)];
    case 'accepted_sprints':
      return milestones.map(({ code, label, amountCents }) => lot(label ?? code, amountCents));
    case 'managed_service': {
      const { monthlyFeeCents: cents } = term;
      const months = monthsOfService(term).length;
      return [
        {
          label: 'Forfait mensuel',
          quantity: months,
          unit: 'mois',
          unitPriceCents: cents,
          amountCents: months * cents,
        },
      ];
    }
    case 'rebillable_expenses':
      return [];
  }
}

function sayTerm(term: Term): string[] {
  switch (term.kind) {
    case 'time_and_materials':
      return [
        'Les jours sont facturés chaque mois, au temps passé.',
        ...(term.ceilingCents === null ? [] : [`Le total ne dépassera pas ${euros(term.ceilingCents)} HT.`]),
      ];
    case 'fixed_price':
      return [];
    case 'accepted_sprints':
      return ['Chaque sprint est facturé quand il est accepté.'];
    case 'managed_service': {
      const included = Number(term.includedUnits);
      const units = sayCount(included, 'unité comprise', 'unités comprises');
      const kept =
        term.carryOverMonths === 0
          ? ''
          : `, reportables ${sayNumber(term.carryOverMonths)} mois si elles ne servent pas`;
      return [
        ...(included > 0 ? [`${units} chaque mois${kept}.`] : []),
        ...(term.unitPriceCents > 0 ? [`Au-delà, ${euros(term.unitPriceCents)} HT l’unité.`] : []),
      ];
    }
    case 'rebillable_expenses':
      return [];
  }
}

export function composeQuotePaper(
  amounts: ContractAmounts,
  days: readonly SoldDays[],
  milestones: readonly SoldMilestone[],
): QuotePaper {
  const terms = composeTerms(amounts);
  const areSprints = terms.some(({ kind }) => kind === 'accepted_sprints');
  const budget = days.map((line) => ({ ...line, plannedDailyCostCents: 0 }));
  const planned = milestones.map((milestone) => ({ ...milestone, acceptedOn: null }));
  const lines = terms.flatMap((term) => listTerm(term, days, milestones));
  const listedCents = lines.reduce((sum, { amountCents }) => sum + amountCents, 0);
  return {
    lines,
    schedule: areSprints ? [] : milestones,
    conditions: terms.flatMap(sayTerm),
    totalCents: roundToCents(plannedRevenue(amounts, budget, planned)),
    isCapped: terms.some(
      (term) => term.kind === 'time_and_materials' && term.ceilingCents !== null && term.ceilingCents < listedCents,
    ),
  };
}
