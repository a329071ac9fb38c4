// ISO 8859-15, the charset that the law names for the FEC (LPF, art. A47 A-1, VI-1°): Latin letters, and the euro.

/** The eight signs that ISO 8859-15 put in the place of eight of ISO 8859-1. */
const OWN_SIGNS: Readonly<Record<string, number>> = {
  '€': 0xa4,
  Š: 0xa6,
  š: 0xa8,
  Ž: 0xb4,
  ž: 0xb8,
  Œ: 0xbc,
  œ: 0xbd,
  Ÿ: 0xbe,
};
const DISPLACED = new Set(Object.values(OWN_SIGNS));

/** What is written for typographic signs that the charset does not have. */
const PLAIN_SIGNS: Readonly<Record<string, string>> = {
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '—': '-',
  '…': '...',
  '\u{2212}': '-',
};

function byteOf(sign: string): number | null {
  const own = OWN_SIGNS[sign];
  if (own !== undefined) return own;
  const code = sign.codePointAt(0) ?? 0;
  return code < 0x100 && !DISPLACED.has(code) ? code : null;
}

/** The bytes of the text; a sign that the charset lacks loses its accent, or is « ? ». */
export function encodeLatinNine(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const sign of text.normalize('NFC')) {
    const whole = byteOf(sign);
    if (whole !== null) {
      bytes.push(whole);
      continue;
    }
    const plain = PLAIN_SIGNS[sign] ?? sign.normalize('NFD').replaceAll(/\p{M}/gu, '');
    for (const letter of plain) bytes.push(byteOf(letter) ?? 0x3f);
  }
  return Uint8Array.from(bytes);
}
