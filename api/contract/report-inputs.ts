// What each report may be asked, named as on the command line (`--as-of` is `?as-of=`). Unknown options are refused:
// a mistyped one must not silently give other figures.

import { z } from 'zod';

const civilDate = z.iso.date({ error: 'doit être un jour au format AAAA-MM-JJ' });
const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, { error: 'doit être un mois au format AAAA-MM' });
const monthOrQuarter = z.string().regex(/^\d{4}-(Q[1-4]|0[1-9]|1[0-2])$/, {
  error: 'doit être un mois AAAA-MM ou un trimestre AAAA-Q1 à AAAA-Q4',
});
/** A year and no more: beyond, a week is not planned. */
const weekCount = z.string().regex(/^([1-9]|[1-4]\d|5[0-3])$/, { error: 'doit être un nombre de semaines, de 1 à 53' });
const monthCount = z
  .string()
  .regex(/^([1-9]|[1-9]\d|1[01]\d|120)$/, { error: 'doit être un nombre de mois, de 1 à 120' });

const asOf = {
  'as-of': civilDate.optional().describe("All that was dated on or before this day; today's date by default."),
};
const costs = {
  costs: z
    .enum(['real', 'standard'], { error: 'doit valoir real ou standard' })
    .optional()
    .describe("standard: the profile's planned cost in place of the person's."),
};

const code = z.string().min(1).max(100);
const share = z.string().regex(/^(1|0?[.,]\d{1,6})$/, { error: 'doit être une part de journée entre 0 et 1' });
const percent = z.string().regex(/^[+-]?\d{1,2}([.,]\d{1,2})?$/, { error: 'doit être un pourcentage, -5' });
const amount = z.string().regex(/^\d{1,7}([.,]\d{1,2})?$/, { error: 'doit être un montant en euros' });

export const reportInputs = {
  margin: z.strictObject({
    ...asOf,
    ...costs,
    by: z.enum(['project', 'client', 'consultant'], { error: 'doit valoir project, client ou consultant' }).optional(),
    from: civilDate.optional().describe('Only what was earned and spent from this day.'),
  }),
  drift: z.strictObject({ ...asOf, ...costs }),
  occupancy: z.strictObject({ ...asOf, month: month.optional(), from: month.optional(), to: month.optional() }),
  anomalies: z.strictObject({ ...asOf, ...costs, month: month.optional() }),
  cra_checks: z.strictObject({ ...asOf, ...costs, month: month.optional() }),
  billing: z.strictObject({ ...asOf, month: month.optional() }),
  receivables: z.strictObject({ ...asOf }),
  'billing-lag': z.strictObject({ ...asOf }),
  capacity: z.strictObject({ ...asOf, months: monthCount.optional() }),
  pipeline: z.strictObject({ ...asOf }),
  rates: z.strictObject({
    ...asOf,
    ...costs,
    by: z.enum(['project', 'consultant', 'month'], { error: 'doit valoir project, consultant ou month' }).optional(),
  }),
  missions: z.strictObject({ ...asOf }),
  bench: z.strictObject({ ...asOf, ...costs }),
  available: z.strictObject({
    ...asOf,
    profile: z.string().max(200).optional(),
    from: civilDate.optional(),
    to: civilDate.optional(),
  }),
  orders: z.strictObject({ ...asOf }),
  late: z.strictObject({ ...asOf }),
  landing: z.strictObject({ ...asOf, ...costs, period: monthOrQuarter.optional() }),
  changes: z.strictObject({ ...asOf, ...costs, since: civilDate }),
  what_if: z.strictObject({
    ...asOf,
    ...costs,
    leaves: code.optional().describe('Code of a consultant: somebody leaves, on the day `from`.'),
    slips: code.optional().describe('Code of a client: its work from the day `from` is done `months` later.'),
    months: monthCount.optional(),
    rate: percent.optional().describe('-5: daily rates of `client`, of `project` or of all change by so many percent.'),
    client: code.optional(),
    project: code.optional(),
    wins: code.optional().describe('Code of an opportunity: it is won, to start on the day `from`.'),
    from: civilDate.optional().describe('Tomorrow by default.'),
  }),
  capacity_weeks: z.strictObject({ ...asOf, weeks: weekCount.optional() }),
  capacity_backtest: z.strictObject({ ...asOf }),
  plan: z.strictObject({
    ...asOf,
    from: civilDate.optional().describe('The week that holds the day, and those after it; the day by default.'),
    weeks: weekCount.optional(),
  }),
  skills_map: z.strictObject({ ...asOf }),
  staffing: z.strictObject({
    ...asOf,
    ...costs,
    opportunity: code.optional().describe('Its needs; without it, project nor anything else: all open needs.'),
    project: code.optional().describe('Its days that nobody is booked on; with replace, the booking to take over.'),
    replace: code.optional().describe('Code of the consultant to replace, from the day `from` (tomorrow).'),
    profile: z
      .string()
      .max(200)
      .optional()
      .describe('The need of this profile, or one described by the other options.'),
    from: civilDate.optional(),
    to: civilDate.optional(),
    share: share.optional().describe('Of a day, 0.5 for half time.'),
    skills: z
      .string()
      .max(1000)
      .optional()
      .describe('TypeScript:4|AWS: a level is required, a skill without is a wish.'),
    tjm: amount.optional().describe('Daily rate in euros at which the need is sold.'),
    place: z.string().max(100).optional().describe('Only people of that agency.'),
    text: z.string().max(300).optional().describe('Words to be found in their card, confirmed missions and projects.'),
  }),
  found_money: z.strictObject({ ...asOf }),
  vat: z.strictObject({ ...asOf, month: month.optional() }),
  payroll: z.strictObject({ ...asOf, month: month.optional() }),
  accounts: z.strictObject({ ...asOf, month: month.optional() }),
  cash: z.strictObject({ ...asOf }),
} as const;
