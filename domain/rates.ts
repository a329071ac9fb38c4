// Rates actually sold and what the days cost, by project, consultant or month (REPORTS.md, "rates").
import { compareCodes } from './codes.ts';
import { divide, fraction, subtract, type Fraction } from './fraction.ts';
import { showEuros } from './money.ts';

export type RateTime = {
  readonly key: string;
  /** Billed by the day: régie, capped régie, rated days of an hybride. */
  readonly timeBilled: boolean;
  readonly quarterDays: number;
  readonly valueQuarterCents: number;
  readonly costQuarterCents: number;
};

/** What was sold under a key: budget days that have a TJM. */
export type SoldRate = {
  readonly key: string;
  readonly quarterDays: number;
  readonly ratedQuarterDays: number;
  readonly valueQuarterCents: number;
};

function perDay(quarterCents: number, quarterDays: number): Fraction | null {
  return divide(fraction(quarterCents, 100n), fraction(quarterDays));
}

export function reportRates(time: readonly RateTime[], sold: readonly SoldRate[]) {
  const keys = [...new Set([...time.map(({ key }) => key), ...sold.map(({ key }) => key)])].sort(compareCodes);
  return {
    rows: keys.map((code) => {
      const own = time.filter(({ key }) => key === code);
      const sum = (lines: readonly RateTime[], value: (line: RateTime) => number) =>
        lines.reduce((total, line) => total + value(line), 0);
      const billed = own.filter(({ timeBilled }) => timeBilled);
      const tjm = perDay(
        sum(billed, (l) => l.valueQuarterCents),
        sum(billed, (l) => l.quarterDays),
      );
      const cjm = perDay(
        sum(own, (l) => l.costQuarterCents),
        sum(own, (l) => l.quarterDays),
      );
      const plan = sold.find(({ key }) => key === code);
      const planned = plan ? perDay(plan.valueQuarterCents, plan.ratedQuarterDays) : null;
      return {
        code,
        planned_tjm: planned && showEuros(planned),
        tjm: tjm && showEuros(tjm),
        cjm: cjm && showEuros(cjm),
        gap: tjm && cjm && showEuros(subtract(tjm, cjm)),
        planned_days: plan ? plan.quarterDays / 4 : null,
        days: sum(own, (l) => l.quarterDays) / 4,
      };
    }),
  };
}
