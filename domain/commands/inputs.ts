// The shapes of the values that commands are given: dates, months, euros, days. Unknown keys are refused.
import { z } from 'zod';
import { isCivilDate } from '../civil-dates.ts';
import { isMonth } from '../periods.ts';

export const civilDate = z.string().refine(isCivilDate, 'un jour AAAA-MM-JJ est attendu');
export const month = z.string().refine(isMonth, 'un mois AAAA-MM est attendu');
export const code = z.string().trim().min(1).max(100);
export const text = z.string().max(10_000);
export const shortText = z.string().trim().min(1).max(500);

/** Euros with at most 2 decimals → cents. */
export const euros = z
  .number()
  .nonnegative()
  .max(1e11)
  .refine((value) => Number.isInteger(Math.round(value * 1e6) / 1e4), 'au plus deux décimales')
  .transform((value) => Math.round(value * 100));

/** Days, multiples of 0.25 → quarter days. */
export const days = z
  .number()
  .nonnegative()
  .max(100_000)
  .refine((value) => Number.isInteger(value * 4), 'un multiple de 0,25 jour est attendu')
  .transform((value) => value * 4);

/** A share from 0 to 1 → its decimal text. */
export const share = z
  .number()
  .min(0)
  .max(1)
  .transform((value) => String(value));

/** A non-negative decimal → its text. */
export const decimal = z
  .number()
  .nonnegative()
  .max(1e9)
  .transform((value) => String(value));
