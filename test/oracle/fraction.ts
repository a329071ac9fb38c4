// Exact fractions: the oracle never rounds before the last step, and never meets a float on the way.

export type Fraction = { readonly n: bigint; readonly d: bigint };

export const zero: Fraction = { n: 0n, d: 1n };
export const one: Fraction = { n: 1n, d: 1n };

export function fraction(numerator: bigint | number, denominator: bigint | number = 1n): Fraction {
  let n = BigInt(numerator);
  let d = BigInt(denominator);
  if (d === 0n) throw new Error('a fraction over zero');
  if (d < 0n) {
    n = -n;
    d = -d;
  }
  let a = n < 0n ? -n : n;
  let b = d;
  while (b !== 0n) [a, b] = [b, a % b];
  return a === 0n ? zero : { n: n / a, d: d / a };
}

/** Reads `650.50`, `650,50` or `1 234,50` (any kind of space). */
export function parseDecimal(text: string): Fraction {
  const bare = text.replace(/\s/gu, '').replace(',', '.');
  const match = /^(-?)(\d*)\.?(\d*)$/u.exec(bare);
  const digits = `${match?.[2] ?? ''}${match?.[3] ?? ''}`;
  if (!match || digits === '') throw new Error(`not a number: ${text}`);
  const value = fraction(BigInt(digits), 10n ** BigInt((match[3] ?? '').length));
  return match[1] === '-' ? negate(value) : value;
}

export const add = (a: Fraction, b: Fraction): Fraction => fraction(a.n * b.d + b.n * a.d, a.d * b.d);
export const negate = (a: Fraction): Fraction => ({ n: -a.n, d: a.d });
export const subtract = (a: Fraction, b: Fraction): Fraction => add(a, negate(b));
export const multiply = (a: Fraction, b: Fraction): Fraction => fraction(a.n * b.n, a.d * b.d);
export const divide = (a: Fraction, b: Fraction): Fraction => fraction(a.n * b.d, a.d * b.n);
/** a / b, or null when b is zero: an undefined ratio. */
export const ratio = (a: Fraction, b: Fraction): Fraction | null => (b.n === 0n ? null : divide(a, b));

export function compare(a: Fraction, b: Fraction): number {
  const left = a.n * b.d;
  const right = b.n * a.d;
  return left < right ? -1 : left > right ? 1 : 0;
}
export const isAbove = (a: Fraction, b: Fraction): boolean => compare(a, b) > 0;
export const isBelow = (a: Fraction, b: Fraction): boolean => compare(a, b) < 0;
export const isZero = (a: Fraction): boolean => a.n === 0n;
export const smaller = (a: Fraction, b: Fraction): Fraction => (isBelow(b, a) ? b : a);
export const larger = (a: Fraction, b: Fraction): Fraction => (isAbove(b, a) ? b : a);

export function sum(values: Iterable<Fraction>): Fraction {
  let total = zero;
  for (const value of values) total = add(total, value);
  return total;
}

export function sumOf<T>(items: Iterable<T>, value: (item: T) => Fraction): Fraction {
  let total = zero;
  for (const item of items) total = add(total, value(item));
  return total;
}

/** Half up, a negative figure as its opposite: 0.005 gives 0.01 and -0.005 gives -0.01. */
export function round(value: Fraction, decimals: number): Fraction {
  const scale = 10n ** BigInt(decimals);
  const size = value.n < 0n ? -value.n : value.n;
  const rounded = (2n * size * scale + value.d) / (2n * value.d);
  return fraction(value.n < 0n ? -rounded : rounded, scale);
}

/** The nearest JSON number; exact values of reports have few enough digits for it. */
export function toNumber(value: Fraction): number {
  const result = Number(value.n) / Number(value.d);
  return result === 0 ? 0 : result;
}

export const euros = (value: Fraction): number => toNumber(round(value, 2));
export const rate = (value: Fraction | null): number | null => (value === null ? null : toNumber(round(value, 4)));
