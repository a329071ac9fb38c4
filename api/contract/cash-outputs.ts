// What the report of cash answers: amounts are euros with cents, TTC; payments are positive where they are a sum of what
// leaves, negative as a flow.

import { z } from 'zod';
import { BANK_MATCH_STATES } from '../../domain/bank/match.ts';
import { CASH_FLOW_KINDS } from '../../domain/cash-forecast.ts';

const euros = z.number().describe('Euros, to the cent.');
const code = z.string();
const civilDate = z.string().describe('YYYY-MM-DD');
const expected = {
  receipts: euros,
  payments: euros,
  movement: euros.describe('Euros: receipts less payments.'),
};

export const cash = z.object({
  from: civilDate,
  to: civilDate,
  opening: z
    .object({ amount: euros, on: civilDate })
    .nullable()
    .describe('What the accounts held when a statement last said; null: no statement did.'),
  weeks: z.array(
    z.object({
      week: civilDate.describe('Its Monday, or the first day of the forecast.'),
      ...expected,
      balance: euros.nullable().describe('Euros: at its end; null without an opening balance.'),
    }),
  ),
  flows: z.array(
    z.object({
      on: civilDate,
      kind: z.enum(CASH_FLOW_KINDS),
      subject: z.string().describe('Invoice, project, consultant or month.'),
      client: code.nullable(),
      amount: euros.describe('Euros: negative: it leaves.'),
      basis: z.string(),
    }),
  ),
  total: z.object({
    ...expected,
    closing: euros.nullable(),
    disputed: euros.describe('Euros: owed and disputed: left out of the forecast.'),
    payable: euros.describe('Euros: owed to suppliers on the day.'),
  }),
  delays: z.array(
    z.object({ client: code, days: z.number().describe('Median days after the due date.'), count: z.number() }),
  ),
  usual_delay: z.number().describe('The same for all clients: for those of whom no payment is known.'),
  dso: z.number().nullable(),
  dso_countback: z.number().nullable().describe('Days of sales, newest first, that what is owed uses up.'),
  bank: z.array(
    z.object({
      line: z.number().describe('As match_bank_lines names it.'),
      booked_on: civilDate,
      amount: euros,
      state: z.enum(BANK_MATCH_STATES),
      client: code.nullable(),
      supplier: code.nullable().describe('Whom a line that left the account paid.'),
      invoices: z.array(z.object({ invoice: code, amount: euros })),
      detail: z.string(),
    }),
  ),
  suppliers: z
    .array(
      z.object({
        code,
        balance: euros,
        not_due: euros,
        d1_30: euros,
        d31_60: euros,
        d61_90: euros,
        over_90: euros,
      }),
    )
    .describe('What suppliers are owed, by age.'),
  bills: z.array(
    z.object({
      supplier: code,
      number: z.string(),
      month: z.string().describe('YYYY-MM: whose days it invoices.'),
      pay_by: civilDate,
      late_days: z.number(),
      gross: euros,
      left: euros.describe('Euros: left to pay; negative: paid beyond it.'),
    }),
  ),
  matches: z
    .array(
      z.object({
        supplier: code,
        month: z.string().describe('YYYY-MM'),
        invoices: z.array(z.string()),
        days: z.number().describe('Days invoiced.'),
        days_due: z.number().describe('Days to be paid: those that the client signed for, else those of the CRA.'),
        days_difference: z.number(),
        invoiced: euros.describe('Euros: HT.'),
        expected: euros.nullable().describe('Euros: the days to be paid at the price agreed; null: none was.'),
        difference: euros.nullable(),
        detail: z.string(),
      }),
    )
    .describe('Three-way match of the months with a bill to pay or a difference: CRA, order, invoice.'),
});
