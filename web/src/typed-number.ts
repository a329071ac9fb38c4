// A number as a person types it: « 1 234,50 ».

/** @returns NaN when it is none. */
export function readTypedNumber(text: string): number {
  const plain = text.replaceAll(/\s/g, '').replace(',', '.');
  return plain === '' ? Number.NaN : Number(plain);
}
