// An invoice, line by line: what credit notes have left of it, and the days that each line bills.

import { oc } from '@orpc/contract';
import { z } from 'zod';

const euros = z.number().describe('Euros, to the cent, excluding VAT.');
const code = z.string();

export const shownInvoiceLines = z.object({
  number: z.string(),
  net: euros,
  left: euros.describe('Of it, what no credit note has taken back.'),
  lines: z
    .array(
      z.object({
        line: z.number().int().describe('Its rank, as issue_credit_note names it.'),
        label: z.string(),
        consultant: code.nullable(),
        amount: euros,
        left: euros,
        days: z
          .array(
            z.object({
              consultant: code,
              date: z.string().describe('YYYY-MM-DD'),
              project: code,
              days: z.number().describe('Days: 0.25 is a quarter.'),
            }),
          )
          .describe('What it bills by the day and no credit note has freed; each is taken back whole.'),
        open: z.boolean().describe('Something of it can still be taken back.'),
      }),
    )
    .describe('None: imported without its lines.'),
});

export const invoices = {
  lines: oc
    .route({
      method: 'GET',
      path: '/invoices/{number}/lines',
      summary: 'The lines of an invoice, and what credit notes have left of each',
      tags: ['firm'],
    })
    .input(z.strictObject({ number: z.string().min(1) }))
    .output(shownInvoiceLines),
};
