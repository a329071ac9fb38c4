// Exact ratios. A share of a fixed price, a rebilling rate, a margin rate are kept whole
// until the one rounding at the end (REPORTS.md: "summed on exact values and rounded once").

/** An exact number n / d; d is always positive. */
export type Fraction = { readonly n: bigint; readonly d: bigint };

export const ZERO: Fraction = { n: 0n, d: 1n };

// Multiplying large numbers costs less than finding their common divisor: only a sum over thousands of projects
// grows to the point where reducing it pays.
const REDUCE_ABOVE = 1n << 20_000n;

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let x = a < 0n ? -a : a;
  let y = b;
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

function normalize(n: bigint, d: bigint): Fraction {
  if (d === 0n) throw new RangeError('a fraction has no zero denominator');
  if (d < 0n) return normalize(-n, -d);
  if (d <= REDUCE_ABOVE) return { n, d };
  const g = greatestCommonDivisor(n, d);
  return { n: n / g, d: d / g };
}

/** n / d of whole numbers (safe integers or bigints). */
export function fraction(n: bigint | number, d: bigint | number = 1n): Fraction {
  return normalize(BigInt(n), BigInt(d));
}

/** Reads a decimal as written in a file or by Postgres: "-12.50" → −25/2. Throws on anything else. */
export function parseDecimal(text: string): Fraction {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) throw new RangeError(`not a decimal: ${text}`);
  const decimals = match[3] ?? '';
  const n = BigInt(`${match[1]}${match[2]}${decimals}`);
  return { n, d: 10n ** BigInt(decimals.length) };
}

export function add(a: Fraction, b: Fraction): Fraction {
  if (a.d === b.d) return { n: a.n + b.n, d: a.d };
  if (a.d % b.d === 0n) return { n: a.n + b.n * (a.d / b.d), d: a.d };
  if (b.d % a.d === 0n) return { n: a.n * (b.d / a.d) + b.n, d: b.d };
  return normalize(a.n * b.d + b.n * a.d, a.d * b.d);
}

export function subtract(a: Fraction, b: Fraction): Fraction {
  return add(a, { n: -b.n, d: b.d });
}

export function multiply(a: Fraction, b: Fraction): Fraction {
  return normalize(a.n * b.n, a.d * b.d);
}

/** a / b; null where b is zero: an undefined ratio is told, never guessed. */
export function divide(a: Fraction, b: Fraction): Fraction | null {
  return b.n === 0n ? null : normalize(a.n * b.d, a.d * b.n);
}

export function compare(a: Fraction, b: Fraction): number {
  const left = a.n * b.d;
  const right = b.n * a.d;
  return left < right ? -1 : left > right ? 1 : 0;
}

export function minimum(a: Fraction, b: Fraction): Fraction {
  return compare(a, b) <= 0 ? a : b;
}

export function maximum(a: Fraction, b: Fraction): Fraction {
  return compare(a, b) >= 0 ? a : b;
}

/** Σ: amounts of one denominator (cents, quarter-cents) are added together first. */
export function sum(values: Iterable<Fraction>): Fraction {
  const byDenominator = new Map<bigint, bigint>();
  for (const { n, d } of values) byDenominator.set(d, (byDenominator.get(d) ?? 0n) + n);
  let total = ZERO;
  for (const [d, n] of byDenominator) total = add(total, { n, d });
  return total;
}

/** Rounded half up to a whole number of 1/10^decimals; a negative figure as its opposite (REPORTS.md). */
export function roundToUnits(value: Fraction, decimals: number): bigint {
  const scaled = value.n * 10n ** BigInt(decimals);
  const magnitude = scaled < 0n ? -scaled : scaled;
  const rounded = (2n * magnitude + value.d) / (2n * value.d);
  return scaled < 0n ? -rounded : rounded;
}

/** The same, as a JSON number: roundDecimal(1/3, 4) → 0.3333. */
export function roundDecimal(value: Fraction, decimals: number): number {
  const units = roundToUnits(value, decimals);
  return Number(units) / 10 ** decimals;
}
