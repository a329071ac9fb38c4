// The lowest TJM that keeps a margin on the price of a day.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lowestRateCents } from '../../domain/lowest-rate.ts';

describe('le TJM plancher', () => {
  it('à 30 % de marge, un jour qui coûte 390 € se vend 557,14 € au moins', () => {
    expect(lowestRateCents(39_000, 0.3)).toBe(55_714);
  });

  it('sans marge, c’est le coût ; à 100 %, il n’y en a pas', () => {
    expect(lowestRateCents(27_000, 0)).toBe(27_000);
    expect(lowestRateCents(27_000, 1)).toBeNull();
  });

  it('il tient la marge à un demi-centime près', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200_000 }), fc.integer({ min: 0, max: 9_000 }), (cost, tenThousandths) => {
        const rate = lowestRateCents(cost, tenThousandths / 10_000) ?? 0;
        expect(Math.abs(rate * (10_000 - tenThousandths) - cost * 10_000)).toBeLessThanOrEqual(5_000);
      }),
    );
  });
});
