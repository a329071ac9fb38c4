// Bank account numbers (ISO 13616; key of ISO 7064, MOD 97-10).

/** Written without spaces: two letters, the key, the account; the whole, letters as numbers, is 1 modulo 97. */
export function isIban(text: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text)) return false;
  const moved = text.slice(4) + text.slice(0, 4);
  // A → 10 … Z → 35; digit by digit, so that no number is too long.
  const digits = [...moved].map((character) => parseInt(character, 36).toString()).join('');
  return [...digits].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0) === 1;
}
