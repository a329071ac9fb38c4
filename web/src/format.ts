// Figures as a French reader writes them: « 12 345 € », « 23,3 % », « 12,5 j », « 31 octobre 2026 ».
// An undefined figure is a dash, never a zero.

export const DASH = '–';

const euros = new Intl.NumberFormat('fr-FR', { style: 'currency', currency: 'EUR', maximumFractionDigits: 0 });
const rates = new Intl.NumberFormat('fr-FR', {
  style: 'percent',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const numbers = new Intl.NumberFormat('fr-FR', { maximumFractionDigits: 2 });
const points = new Intl.NumberFormat('fr-FR', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
// The civil day has no hour: it is read and written in UTC, so that no time zone moves it.
const dates = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'long', timeZone: 'UTC' });

/** @param amount euros. */
export function formatEuros(amount: number | null): string {
  return amount === null ? DASH : euros.format(amount === 0 ? 0 : amount);
}

/** @param rate a fraction: 0.1234 is 12,3 %. */
export function formatRate(rate: number | null): string {
  return rate === null ? DASH : rates.format(rate);
}

export function formatDays(days: number | null): string {
  return days === null ? DASH : `${numbers.format(days)} j`;
}

/** @param drift points of margin lost: 12.5 is 12,5 pts. */
export function formatPoints(drift: number | null): string {
  return drift === null ? DASH : `${points.format(drift)} pts`;
}

/** @param day 'YYYY-MM-DD'. */
export function formatDay(day: string): string {
  return dates.format(Date.parse(`${day}T00:00:00Z`));
}

const tableDates = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'medium', timeZone: 'UTC' });

/** « 31 oct. 2026 », in a column. @param day 'YYYY-MM-DD'. */
export function formatColumnDay(day: string): string {
  return tableDates.format(Date.parse(`${day}T00:00:00Z`));
}

const centimes = new Intl.NumberFormat('fr-FR', { style: 'currency', currency: 'EUR' });
const moments = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'medium', timeStyle: 'short' });
const months = new Intl.DateTimeFormat('fr-FR', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** To the centime, where a person decides on it. */
export function formatCents(cents: number | null): string {
  return cents === null ? DASH : centimes.format(cents / 100);
}

/** @param amount euros, told to the centime: what one looks up. */
export function formatExactEuros(amount: number | null): string {
  return amount === null ? DASH : centimes.format(amount === 0 ? 0 : amount);
}

export function formatNumber(value: number): string {
  return numbers.format(value);
}

/** @param instant an ISO instant, said in the reader's own time. */
export function formatMoment(instant: string): string {
  return moments.format(Date.parse(instant));
}

/** @param month 'YYYY-MM'. */
export function formatMonth(month: string): string {
  return months.format(Date.parse(`${month}-01T00:00:00Z`));
}

const shortDays = new Intl.DateTimeFormat('fr-FR', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const shortMonths = new Intl.DateTimeFormat('fr-FR', { month: 'short', year: 'numeric', timeZone: 'UTC' });
const signed = new Intl.NumberFormat('fr-FR', {
  style: 'currency',
  currency: 'EUR',
  maximumFractionDigits: 0,
  signDisplay: 'exceptZero',
});

/** « 23 nov. », where the year is said elsewhere. @param day 'YYYY-MM-DD'. */
export function formatShortDay(day: string): string {
  return shortDays.format(Date.parse(`${day}T00:00:00Z`));
}

/** « nov. 2026 ». @param month 'YYYY-MM'. */
export function formatShortMonth(month: string): string {
  return shortMonths.format(Date.parse(`${month}-01T00:00:00Z`));
}

/** « +1 200 € »: a difference. */
export function formatChange(amount: number | null): string {
  return amount === null ? DASH : signed.format(amount);
}

const percents = new Intl.NumberFormat('fr-FR', { style: 'percent', maximumFractionDigits: 0 });

/** « 45 % »: a probability, a share of a day. */
export function formatPercent(part: number): string {
  return percents.format(part);
}
