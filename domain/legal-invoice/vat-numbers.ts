// VAT numbers as the tax offices give them: the French key, and the shape of the other countries' (European
// Commission, VIES: structure of VAT identification numbers).

/** Greece writes EL; Northern Ireland, XI, is in the Union for goods only. */
const SHAPES: Readonly<Record<string, RegExp>> = {
  AT: /^ATU\d{8}$/,
  BE: /^BE[01]\d{9}$/,
  BG: /^BG\d{9,10}$/,
  CY: /^CY\d{8}[A-Z]$/,
  CZ: /^CZ\d{8,10}$/,
  DE: /^DE\d{9}$/,
  DK: /^DK\d{8}$/,
  EE: /^EE\d{9}$/,
  EL: /^EL\d{9}$/,
  ES: /^ES[A-Z0-9]\d{7}[A-Z0-9]$/,
  FI: /^FI\d{8}$/,
  FR: /^FR[A-HJ-NP-Z0-9]{2}\d{9}$/,
  HR: /^HR\d{11}$/,
  HU: /^HU\d{8}$/,
  IE: /^IE[A-Z0-9]{8,9}$/,
  IT: /^IT\d{11}$/,
  LT: /^LT(\d{9}|\d{12})$/,
  LU: /^LU\d{8}$/,
  LV: /^LV\d{11}$/,
  MT: /^MT\d{8}$/,
  NL: /^NL\d{9}B\d{2}$/,
  PL: /^PL\d{10}$/,
  PT: /^PT\d{9}$/,
  RO: /^RO\d{2,10}$/,
  SE: /^SE\d{12}$/,
  SI: /^SI\d{8}$/,
  SK: /^SK\d{10}$/,
};

/** As people write it → without spaces, dots and dashes, in capitals. */
export function tidyVatNumber(text: string): string {
  return text.replaceAll(/[\s.-]/g, '').toUpperCase();
}

/** The number of a French firm: key (12 + 3 × (SIREN mod 97)) mod 97. */
export function frenchVatNumber(siren: string): string {
  return `FR${String((12 + 3 * (Number(siren) % 97)) % 97).padStart(2, '0')}${siren}`;
}

/** The key of digits is checked; a key with letters (given to some since 1995) has no public rule. */
function isFrenchVatNumber(tidied: string): boolean {
  return !/^FR\d{11}$/.test(tidied) || tidied === frenchVatNumber(tidied.slice(4));
}

/**
 * Whether the number can be one of a country: its prefix and its shape, and in France its key.
 * @param country ISO code; Monaco's firms have French numbers. Outside the Union any number passes: none is asked for.
 */
export function isVatNumber(text: string, country: string): boolean {
  const prefix = country === 'GR' ? 'EL' : country === 'MC' ? 'FR' : country;
  const shape = SHAPES[prefix];
  if (!shape) return true;
  const tidied = tidyVatNumber(text);
  return shape.test(tidied) && (prefix !== 'FR' || isFrenchVatNumber(tidied));
}
