// SIREN numbers of firms (INSEE): nine digits with a Luhn key.

/** Nine digits whose Luhn sum is a multiple of ten. */
export function isSiren(text: string): boolean {
  if (!/^\d{9}$/.test(text)) return false;
  let total = 0;
  for (let i = 0; i < 9; i += 1) {
    const digit = Number(text[8 - i]);
    const weighed = i % 2 === 1 ? digit * 2 : digit;
    total += weighed > 9 ? weighed - 9 : weighed;
  }
  return total % 10 === 0;
}
