// On-call work (astreinte, interventions out of hours): a flat price a unit, times the coefficient of the night, the
// Sunday or the public holiday; a rate table of its own, and never a day (DOMAIN.md, §2, astreinte/HNO).
import type { CivilDate } from '../civil-dates.ts';
import { fraction, multiply, parseDecimal } from '../fraction.ts';
import { roundToCents } from '../money.ts';

export type OnCallRate = {
  readonly code: string;
  readonly startsOn: CivilDate;
  readonly label: string;
  readonly unitPriceCents: number;
  readonly coefficient: string;
};

/** The price of a unit, to the cent. */
export function onCallPriceCents({ unitPriceCents, coefficient }: Pick<OnCallRate, 'unitPriceCents' | 'coefficient'>) {
  return roundToCents(multiply(fraction(unitPriceCents, 100n), parseDecimal(coefficient)));
}

/** The rate under that code on that day; null: none yet. */
export function rateOn<Rate extends OnCallRate>(rates: readonly Rate[], code: string, day: CivilDate): Rate | null {
  const begun = rates.filter((rate) => rate.code === code && rate.startsOn <= day);
  return begun.reduce<Rate | null>(
    (last, rate) => (last === null || rate.startsOn > last.startsOn ? rate : last),
    null,
  );
}
