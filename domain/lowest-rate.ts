// The lowest TJM that keeps a margin: a day sold at it leaves the margin rate asked on the day's cost. Rate and cost are
// those of one day, so margin rate = (TJM − CJM) / TJM, and TJM = CJM / (1 − rate) (DOMAIN.md, margin on sales).

/**
 * @param dailyCostCents CJM, cents.
 * @param marginRate fraction below 1: 0.3 for 30 %.
 * @returns cents, rounded half up as every amount is; null: no price keeps it.
 */
export function lowestRateCents(dailyCostCents: number, marginRate: number): number | null {
  if (marginRate >= 1) return null;
  // A rate has four decimals at most: whole numbers until the last division.
  const tenThousandths = 10_000 - Math.round(marginRate * 10_000);
  return tenThousandths <= 0 ? null : Math.round((dailyCostCents * 10_000) / tenThousandths);
}
