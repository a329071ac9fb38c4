// Figures in French sentences: « 12 345,67 € », « 12,5 j », « 31/10/2026 ».
import type { CivilDate } from './civil-dates.ts';

const euros = new Intl.NumberFormat('fr-FR', { style: 'currency', currency: 'EUR', maximumFractionDigits: 0 });
const cents = new Intl.NumberFormat('fr-FR', { style: 'currency', currency: 'EUR' });
const days = new Intl.NumberFormat('fr-FR', { maximumFractionDigits: 2 });
const percents = new Intl.NumberFormat('fr-FR', {
  style: 'percent',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});

export function sayEuros(amount: number): string {
  return euros.format(amount);
}

export function sayEurosAndCents(amount: number): string {
  return cents.format(amount);
}

export function sayDays(count: number): string {
  return `${days.format(count)} j`;
}

export function sayNumber(value: number): string {
  return days.format(value);
}

/** « 1 facture », « 0 facture », « 3 factures »: French counts as many from two on. */
export function sayCount(count: number, one: string, many = `${one}s`): string {
  return `${sayNumber(count)} ${agreeWith(count, one, many)}`;
}

/** « 1,5 j saisi », « 2 j saisis ». */
export function agreeWith(count: number, one: string, many = `${one}s`): string {
  return count >= 2 ? many : one;
}

/** « de Paul », « d'Amélie », « d'Hélène », « de Yann »: before a vowel, h, or y that sounds as one. */
export function sayOf(name: string): string {
  return /^(?:[aeiouhœ]|y[^aeiou])/iu.test(name.normalize('NFD')) ? `d'${name}` : `de ${name}`;
}

export function sayPercent(rate: number): string {
  return percents.format(rate);
}

export function sayDate(date: CivilDate): string {
  return `${date.slice(8, 10)}/${date.slice(5, 7)}/${date.slice(0, 4)}`;
}

const MONTH_NAMES = [
  'janvier',
  'février',
  'mars',
  'avril',
  'mai',
  'juin',
  'juillet',
  'août',
  'septembre',
  'octobre',
  'novembre',
  'décembre',
] as const;

/** « octobre 2026 » */
export function sayMonth(month: string): string {
  return `${MONTH_NAMES[Number(month.slice(5, 7)) - 1] ?? month} ${month.slice(0, 4)}`;
}

/**
 * « C002 · 2026-10-21 · P031 » with the person, the day and the project by their names; a word that no one bears stays.
 * @param names of people, projects and clients by code. @param sayDay how a day is said where the text is read.
 */
export function nameCodes(
  text: string,
  names: readonly Readonly<Record<string, string>>[],
  sayDay: (day: string) => string = sayDate,
): string {
  return text.replaceAll(/[^\s,·]+/g, (word) => {
    if (/^\d{4}-\d{2}-\d{2}$/.test(word)) return sayDay(word);
    return names.map((known) => known[word]).find((name) => name !== undefined) ?? word;
  });
}
