// What a cell of the firm's files may hold: forgiving in form (spaces, commas, accents of a fixed word), strict
// in sense. A reading is a plain value, or a problem told as "what is wrong ; what is expected".
import { foldText } from '../../domain/codes.ts';
import { isCivilDate } from '../../domain/civil-dates.ts';
import { isMonth } from '../../domain/periods.ts';

/** Codes, texts, dates, months, exact decimals and lists are strings; cents, quarter days and counts are integers. */
export type CellValue = string | number | boolean | null;
export type CellProblem = { readonly problem: string; readonly expected: string };

export type CellType = {
  /** How the column is stored and compared: `cents` are euros in a file, `quarters` are days. */
  readonly stored: 'text' | 'integer' | 'cents' | 'quarters' | 'boolean';
  readonly read: (text: string) => CellValue | CellProblem;
};

/** A code lies in a unique index, whose entries PostgreSQL limits to 2,704 bytes: 500 characters of 4 bytes fit. */
const LONGEST_CODE = 500;
/** Below these, sums of the largest firm stay exact (2^53): a million euros a day, a billion an amount. */
const LARGEST_DAILY_RATE_CENTS = 100_000_000;
const LARGEST_AMOUNT_CENTS = 100_000_000_000;
const LARGEST_QUARTERS = 4_000_000;
const LARGEST_COUNT = 100_000;

export function isProblem(reading: CellValue | CellProblem): reading is CellProblem {
  return typeof reading === 'object' && reading !== null;
}

/** The text of a cell as a message shows it: short, on one line, without control characters. */
export function quoteCell(text: string): string {
  const printable = text.replace(/[\p{Cc}\p{Cf}]/gu, '·');
  return `« ${printable.length > 60 ? `${printable.slice(0, 60)}…` : printable} »`;
}

function wrong(text: string, problem: string, expected: string): CellProblem {
  return { problem: `${quoteCell(text)} ${problem}`, expected };
}

type Digits = { readonly negative: boolean; readonly whole: string; readonly decimals: string };

/** `650.50`, `650,50`, `1 234,50` with any kind of space between thousands; no exponent, no plus. */
function readDigits(text: string): Digits | null {
  const match = /^(-?)(\d+|\d{1,3}(?:\s\d{3})+)(?:[.,](\d+))?$/.exec(text.trim());
  if (!match) return null;
  const whole = (match[2] ?? '').replace(/\s/g, '').replace(/^0+(?=\d)/, '');
  return whole.length > 15 ? null : { negative: match[1] === '-', whole, decimals: match[3] ?? '' };
}

function readAmount(text: string, largest: number, signed: boolean): CellValue | CellProblem {
  const expected = signed ? 'un montant comme 1234,50, négatif pour un remboursement' : 'un montant comme 1234,50';
  const digits = readDigits(text);
  if (!digits) return wrong(text, "n'est pas un montant", expected);
  if (digits.decimals.length > 2) return wrong(text, 'a plus de 2 décimales', expected);
  const cents = Number(digits.whole) * 100 + Number(digits.decimals.padEnd(2, '0'));
  if (cents > largest) return wrong(text, 'est trop grand', `au plus ${largest / 100}`);
  if (digits.negative && cents > 0 && !signed) return wrong(text, 'est négatif', 'un montant positif ou nul');
  return digits.negative && cents > 0 ? -cents : cents;
}

function readQuarters(text: string, largest: number, expected: string): CellValue | CellProblem {
  const digits = readDigits(text);
  if (!digits) return wrong(text, "n'est pas un nombre de jours", expected);
  const decimals = digits.decimals.replace(/0+$/, '');
  const quarters = ['', '25', '5', '75'].indexOf(decimals);
  if (quarters < 0) return wrong(text, "n'est pas un multiple de 0,25", expected);
  const total = Number(digits.whole) * 4 + quarters;
  if (digits.negative && total > 0) return wrong(text, 'est négatif', expected);
  return total > largest ? wrong(text, 'est trop grand', expected) : total;
}

/** An exact decimal as canonical text: `0,80` → '0.8'. */
function readDecimal(text: string, largest: number | null, expected: string): CellValue | CellProblem {
  const digits = readDigits(text);
  if (!digits || digits.decimals.length > 20) return wrong(text, "n'est pas un nombre", expected);
  const decimals = digits.decimals.replace(/0+$/, '');
  const value = decimals === '' ? digits.whole : `${digits.whole}.${decimals}`;
  if (digits.negative && value !== '0') return wrong(text, 'est négatif', expected);
  // A whole part of 15 digits at most, so that the comparison is exact enough to refuse.
  if (largest !== null && (Number(digits.whole) > largest || (Number(digits.whole) === largest && decimals !== ''))) {
    return wrong(text, 'est trop grand', expected);
  }
  return value;
}

export const code: CellType = {
  stored: 'text',
  read: (text) => {
    const trimmed = text.trim();
    return trimmed.length > LONGEST_CODE
      ? wrong(trimmed, `a ${trimmed.length} caractères`, `un code de ${LONGEST_CODE} caractères au plus`)
      : trimmed;
  },
};

/** Free text: kept exactly as it is, formulas and HTML too. */
export const text: CellType = { stored: 'text', read: (typed) => typed };

export const amount: CellType = { stored: 'cents', read: (typed) => readAmount(typed, LARGEST_AMOUNT_CENTS, false) };
/** A payment: negative when it is a refund. Prices and quantities of invoice lines too. */
export const signedAmount: CellType = {
  stored: 'cents',
  read: (typed) => readAmount(typed, LARGEST_AMOUNT_CENTS, true),
};
/** TJM and CJM. */
export const dailyRate: CellType = {
  stored: 'cents',
  read: (typed) => readAmount(typed, LARGEST_DAILY_RATE_CENTS, false),
};

export const days: CellType = {
  stored: 'quarters',
  read: (typed) => readQuarters(typed, LARGEST_QUARTERS, 'des jours par quarts : 0,25, 0,5, 0,75, 1…'),
};

/** What one row of a CRA holds: a quarter of a day to a whole one. */
export const workedDays: CellType = {
  stored: 'quarters',
  read: (typed) => {
    const expected = '0,25, 0,5, 0,75 ou 1';
    const quarters = readQuarters(typed, 4, expected);
    return quarters === 0 ? wrong(typed, 'est nul', expected) : quarters;
  },
};

export function decimal(largest: number | null, expected: string): CellType {
  return { stored: 'text', read: (typed) => readDecimal(typed, largest, expected) };
}

export const share = decimal(1, 'une part de 0 à 1');
export const units = decimal(null, "un nombre d'unités comme 12,5");

export const signedDecimal: CellType = {
  stored: 'text',
  read: (typed) => {
    const trimmed = typed.trim();
    const negative = trimmed.startsWith('-');
    const value = readDecimal(negative ? trimmed.slice(1) : trimmed, null, 'un nombre comme 12,5');
    return negative && typeof value === 'string' && value !== '0' ? `-${value}` : value;
  },
};

export const count: CellType = {
  stored: 'integer',
  read: (typed) => {
    const expected = 'un nombre entier';
    const digits = readDigits(typed);
    if (!digits || /[1-9]/.test(digits.decimals)) return wrong(typed, "n'est pas un nombre entier", expected);
    const value = Number(digits.whole);
    if (digits.negative && value > 0) return wrong(typed, 'est négatif', expected);
    return value > LARGEST_COUNT ? wrong(typed, 'est trop grand', `au plus ${LARGEST_COUNT}`) : value;
  },
};

/** A rank of a line: 1 for the first. */
export const rank: CellType = {
  stored: 'integer',
  read: (typed) => {
    const value = count.read(typed);
    return value === 0 ? wrong(typed, 'est nul', 'un rang à partir de 1') : value;
  },
};

export const date: CellType = {
  stored: 'text',
  read: (typed) => {
    const trimmed = typed.trim();
    const french = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(trimmed);
    const iso = french ? `${french[3]}-${french[2]}-${french[1]}` : trimmed;
    if (isCivilDate(iso)) return iso;
    const problem = /^\d{4}-\d{2}-\d{2}$/.test(iso) ? "n'est pas un jour réel (1900 à 2199)" : "n'est pas une date";
    return wrong(typed, problem, 'une date comme 2026-03-31 ou 31/03/2026');
  },
};

export const month: CellType = {
  stored: 'text',
  read: (typed) => {
    const trimmed = typed.trim();
    return isMonth(trimmed) ? trimmed : wrong(typed, "n'est pas un mois", 'un mois comme 2026-03');
  },
};

/** An address of mail; kept in lower case, as people come in by it. */
export const email: CellType = {
  stored: 'text',
  read: (typed) => {
    const folded = typed.trim().toLowerCase();
    return /^[^\s@|]+@[^\s@|]+$/.test(folded) && folded.length <= 320
      ? folded
      : wrong(typed, "n'est pas une adresse", 'une adresse comme prenom.nom@firme.fr');
  },
};

/** A moment, to the microsecond where it is told so. */
export const instant: CellType = {
  stored: 'text',
  read: (typed) => {
    const trimmed = typed.trim();
    const match = /^(\d{4}-\d{2}-\d{2})T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.(\d{1,6}))?Z$/.exec(trimmed);
    if (!match || !isCivilDate(match[1] ?? ''))
      return wrong(typed, "n'est pas un instant", 'un instant comme 2026-03-31T08:30:00Z');
    return `${trimmed.slice(0, 19)}.${(match[2] ?? '').padEnd(6, '0')}Z`;
  },
};

export const yesNo: CellType = {
  stored: 'boolean',
  read: (typed) => {
    const folded = foldText(typed);
    if (folded === 'oui') return true;
    return folded === 'non' ? false : wrong(typed, "n'est ni oui ni non", 'oui ou non');
  },
};

export function oneOf(...words: readonly string[]): CellType {
  return {
    stored: 'text',
    read: (typed) => {
      const folded = foldText(typed);
      return words.includes(folded) ? folded : wrong(typed, "n'est pas une valeur connue", words.join(', '));
    },
  };
}

/** Some of these words, `a|b`, each once. */
export function wordsOf(...words: readonly string[]): CellType {
  return {
    stored: 'text',
    read: (typed) => {
      const given = splitList(typed).map(foldText);
      const unknown = given.find((word) => !words.includes(word));
      if (unknown !== undefined) return wrong(unknown, "n'est pas une valeur connue", words.join(', '));
      return [...new Set(given)].sort().join('|');
    },
  };
}

/** INSEE: nine digits, the last one closing a Luhn key. */
export const siren: CellType = {
  stored: 'text',
  read: (typed) => {
    const digits = typed.replace(/\s/g, '');
    const expected = 'un SIREN de 9 chiffres à clé juste';
    if (!/^\d{9}$/.test(digits)) return wrong(typed, "n'est pas un SIREN", expected);
    let sum = 0;
    for (let i = 0; i < 9; i += 1) {
      const doubled = Number(digits[8 - i]) * (i % 2 === 0 ? 1 : 2);
      sum += doubled > 9 ? doubled - 9 : doubled;
    }
    return sum % 10 === 0 ? digits : wrong(typed, 'a une clé de Luhn fausse', expected);
  },
};

/** ISO 3166-1 alpha-2. */
export const country: CellType = {
  stored: 'text',
  read: (typed) => {
    const upper = typed.trim().toUpperCase();
    return /^[A-Z]{2}$/.test(upper)
      ? upper
      : wrong(typed, "n'est pas un code de pays", 'un code ISO de 2 lettres comme FR');
  },
};

/** The parts of `a|b|c`, trimmed. */
export function splitList(typed: string): string[] {
  return typed.split('|').map((part) => part.trim());
}

/** `Chef de projet:10` → ['Chef de projet', '10']; the last colon parts them. */
export function splitPair(part: string): [string, string] | null {
  const colon = part.lastIndexOf(':');
  const pair: [string, string] = [part.slice(0, colon).trim(), part.slice(colon + 1).trim()];
  return colon > 0 && pair[0] !== '' ? pair : null;
}

export const skills: CellType = {
  stored: 'text',
  read: (typed) => {
    const expected = 'des compétences comme TypeScript:4|AWS:3, niveaux 1 à 5';
    const parts: string[] = [];
    for (const part of splitList(typed)) {
      const pair = splitPair(part);
      if (!pair || !/^[1-5]$/.test(pair[1])) return wrong(part, "n'est pas une compétence avec son niveau", expected);
      parts.push(pair.join(':'));
    }
    return parts.join('|');
  },
};

/** Days sold by profile: `Développeur senior:60|Chef de projet:10`. */
export const needs: CellType = {
  stored: 'text',
  read: (typed) => {
    const expected = 'des jours par profil comme Développeur senior:60|Chef de projet:10';
    const parts: string[] = [];
    for (const part of splitList(typed)) {
      const pair = splitPair(part);
      if (!pair) return wrong(part, "n'est pas un profil avec ses jours", expected);
      const quarters = readQuarters(pair[1], LARGEST_QUARTERS, expected);
      if (isProblem(quarters)) return quarters;
      parts.push(`${pair[0]}:${showQuarters(Number(quarters))}`);
    }
    return parts.join('|');
  },
};

/** 1 Monday … 7 Sunday. */
export const weekdayNames = ['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche'] as const;

export const weekdays: CellType = {
  stored: 'text',
  read: (typed) => {
    const given = splitList(typed).map(foldText);
    const unknown = given.find((name) => !(weekdayNames as readonly string[]).includes(name));
    if (unknown !== undefined) return wrong(unknown, "n'est pas un jour de la semaine", weekdayNames.join(', '));
    return weekdayNames.filter((name) => given.includes(name)).join('|');
  },
};

/** Quarter days → '2.25'. */
export function showQuarters(quarters: number): string {
  const sign = quarters < 0 ? '-' : '';
  const absolute = Math.abs(quarters);
  return `${sign}${Math.floor(absolute / 4)}${['', '.25', '.5', '.75'][absolute % 4]}`;
}

/** Cents → '1234.50', '1234'. */
export function showCents(cents: number): string {
  const absolute = Math.abs(cents);
  const rest = absolute % 100;
  return `${cents < 0 ? '-' : ''}${Math.floor(absolute / 100)}${rest === 0 ? '' : `.${String(rest).padStart(2, '0')}`}`;
}

/** A value as a file holds it; none is an empty cell. */
export function showCell(type: CellType, value: CellValue): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'oui' : 'non';
  if (type.stored === 'cents') return showCents(Number(value));
  if (type.stored === 'quarters') return showQuarters(Number(value));
  return String(value);
}
