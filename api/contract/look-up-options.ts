// What most look-ups take: the day that they are read at, and the month that they are about.

import { z } from 'zod';

export const asOf = {
  'as-of': z.iso.date({ error: 'doit être un jour au format AAAA-MM-JJ' }).optional().describe('As of this day.'),
};

export const monthOption = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/, { error: 'doit être un mois au format AAAA-MM' })
  .optional()
  .describe('YYYY-MM; the month of the day by default.');
