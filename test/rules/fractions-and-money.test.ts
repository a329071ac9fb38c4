// Exact sums, one rounding: half up, a negative figure as its opposite (REPORTS.md; DOMAIN.md §0).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { daysFromQuarters, showDays } from '../../domain/days.ts';
import {
  add,
  compare,
  divide,
  fraction,
  maximum,
  minimum,
  multiply,
  parseDecimal,
  roundDecimal,
  roundToUnits,
  subtract,
  sum,
  type Fraction,
  ZERO,
} from '../../domain/fraction.ts';
import { eurosFromCents, eurosFromQuarterCents, roundToCents, showEuros, showRate } from '../../domain/money.ts';

const whole = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n });
const divisor = fc.bigInt({ min: 1n, max: 10n ** 9n });
const anyFraction = fc.record({ n: whole, d: divisor });

const isSame = (a: Fraction, b: Fraction): boolean => a.n * b.d === b.n * a.d;

describe('les fractions sont exactes', () => {
  it('un tiers, trois fois, fait un', () => {
    expect(isSame(sum([fraction(1, 3), fraction(1, 3), fraction(1, 3)]), fraction(1))).toBe(true);
  });

  it('somme, différence, produit et quotient suivent les lois des nombres entiers', () => {
    fc.assert(
      fc.property(anyFraction, anyFraction, (a, b) => {
        expect(isSame(add(a, b), { n: a.n * b.d + b.n * a.d, d: a.d * b.d })).toBe(true);
        expect(isSame(subtract(add(a, b), b), a)).toBe(true);
        expect(isSame(multiply(a, b), { n: a.n * b.n, d: a.d * b.d })).toBe(true);
        const quotient = divide(a, b);
        if (b.n === 0n) expect(quotient).toBeNull();
        else expect(quotient && isSame(multiply(quotient, b), a)).toBe(true);
      }),
    );
  });

  it("l'ordre des termes ne change ni la somme ni le produit", () => {
    fc.assert(
      fc.property(anyFraction, anyFraction, anyFraction, (a, b, c) => {
        expect(isSame(sum([a, b, c]), sum([c, a, b]))).toBe(true);
        expect(isSame(multiply(a, add(b, c)), add(multiply(a, b), multiply(a, c)))).toBe(true);
      }),
    );
  });

  it('la comparaison est celle de la différence', () => {
    fc.assert(
      fc.property(anyFraction, anyFraction, (a, b) => {
        const difference = subtract(a, b).n;
        expect(compare(a, b)).toBe(difference < 0n ? -1 : difference > 0n ? 1 : 0);
        expect(isSame(add(minimum(a, b), maximum(a, b)), add(a, b))).toBe(true);
        expect(compare(minimum(a, b), maximum(a, b))).toBeLessThanOrEqual(0);
      }),
    );
  });

  it('deux écritures du même nombre sont égales', () => {
    fc.assert(
      fc.property(anyFraction, divisor, (a, k) => {
        expect(compare(a, { n: a.n * k, d: a.d * k })).toBe(0);
      }),
    );
  });

  it('une longue somme de parts inégales reste exacte et courte', () => {
    const primes = [1_000_003n, 1_000_033n, 1_000_037n, 1_000_039n, 1_000_081n];
    let total = ZERO;
    for (let i = 0; i < 400; i += 1) total = add(total, fraction(1n, primes[i % 5] ?? 1n));
    const product = primes.reduce((a, b) => a * b, 1n);
    const expected = fraction(80n * primes.reduce((n, prime) => n + product / prime, 0n), product);
    expect(isSame(total, expected)).toBe(true);
    expect(total.d.toString(2).length).toBeLessThanOrEqual(512 + 21);
  });

  it('un dénominateur est toujours positif, et jamais nul', () => {
    expect(fraction(1, -2)).toEqual({ n: -1n, d: 2n });
    expect(() => fraction(1, 0)).toThrow(RangeError);
  });

  it('une division par zéro est dite, pas devinée', () => {
    expect(divide(fraction(5), ZERO)).toBeNull();
    expect(showRate(divide(fraction(5), ZERO))).toBeNull();
  });
});

describe('un décimal se lit comme il est écrit', () => {
  it.each([
    ['650.50', 65_050n, 100n],
    ['-12.5', -125n, 10n],
    ['-0.5', -5n, 10n],
    ['007', 7n, 1n],
  ])('%s', (text, n, d) => {
    expect(isSame(parseDecimal(text), { n, d })).toBe(true);
  });

  it.each(['', '1e3', 'NaN', '1,5', '.5', '5.', '+5', ' 5', '--5'])('« %s » est refusé', (text) => {
    expect(() => parseDecimal(text)).toThrow(RangeError);
  });
});

describe('un montant est arrondi une fois, au cent, la moitié vers le haut', () => {
  it.each([
    ['0.005', 0.01],
    ['0.0049', 0],
    ['1.115', 1.12],
    ['2.675', 2.68],
    ['-0.005', -0.01],
    ['-0.0049', 0],
    ['-2.675', -2.68],
  ])('%s € → %s €', (text, shown) => {
    expect(showEuros(parseDecimal(text))).toBe(shown);
  });

  it('un montant négatif est arrondi comme son opposé', () => {
    fc.assert(
      fc.property(anyFraction, fc.integer({ min: 0, max: 4 }), (value, decimals) => {
        expect(roundToUnits(subtract(ZERO, value), decimals)).toBe(-roundToUnits(value, decimals));
      }),
    );
  });

  it("l'arrondi est à une demi-unité au plus, jamais en dessous à mi-chemin", () => {
    fc.assert(
      fc.property(anyFraction, fc.integer({ min: 0, max: 4 }), (value, decimals) => {
        const magnitude = { n: value.n < 0n ? -value.n : value.n, d: value.d };
        const units = { n: roundToUnits(magnitude, decimals), d: 10n ** BigInt(decimals) };
        const above = subtract(units, magnitude);
        const half = fraction(1n, 2n * units.d);
        expect(compare(above, half)).toBeLessThanOrEqual(0);
        expect(compare(above, subtract(ZERO, half))).toBe(1);
      }),
    );
  });

  it("zéro ne s'affiche jamais « moins zéro »", () => {
    expect(Object.is(roundDecimal(parseDecimal('-0.001'), 2), 0)).toBe(true);
  });

  it('un taux a quatre décimales', () => {
    expect(showRate(fraction(1, 3))).toBe(0.3333);
    expect(showRate(fraction(2, 3))).toBe(0.6667);
    expect(showRate(parseDecimal('0.77775'))).toBe(0.7778);
  });
});

describe('les jours sont comptés en quarts, la paie en cents', () => {
  it('18,5 j à 550 € font 10 175,00 €', () => {
    expect(showEuros(eurosFromQuarterCents(74 * 55_000))).toBe(10_175);
  });

  it("un quart de jour à 333,33 € garde le quart de cent jusqu'à l'arrondi", () => {
    const quarter = eurosFromQuarterCents(33_333);
    expect(showEuros(quarter)).toBe(83.33);
    expect(showEuros(sum([quarter, quarter, quarter, quarter]))).toBe(333.33);
  });

  it('cents et quarts de jour se relisent', () => {
    expect(roundToCents(eurosFromCents(123_456))).toBe(123_456);
    expect(isSame(daysFromQuarters(9), parseDecimal('2.25'))).toBe(true);
    expect(showDays(9)).toBe(2.25);
  });

  it('un ratio de groupe est le rapport des sommes : 18/20 et 5/10 font 76,67 %', () => {
    expect(showRate(divide(fraction(18 + 5), fraction(20 + 10)))).toBe(0.7667);
  });
});
