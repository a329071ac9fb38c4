// SIREN numbers and the French VAT number made of them (INSEE; Luhn key; VAT key of CGI ann. III art. 50-0 bis).

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

/** 'FR' + key + SIREN: 732829320 → FR44732829320. */
export function frenchVatNumber(siren: string): string {
  const key = (12 + 3 * (Number(siren) % 97)) % 97;
  return `FR${String(key).padStart(2, '0')}${siren}`;
}
