// The bank: the lines of its statements, what each pays or what else it is, and what a person may match it to.

import { oc } from '@orpc/contract';
import { z } from 'zod';
import { BANK_MATCH_STATES } from '../../domain/bank/match.ts';

const euros = z.number().describe('Euros, to the cent.');
const day = z.string().describe('YYYY-MM-DD');
const code = z.string();

const part = z.object({
  supplier: code.nullable().describe('Whose invoice it is; null: the firm’s own, to a client.'),
  invoice: z.string(),
  amount: euros.describe('Euros, TTC.'),
});
const line = {
  line: z.number().int().describe('As match_bank_lines names it.'),
  bookedOn: day,
  label: z.string(),
  reference: z.string().nullable(),
  amount: euros.describe('Euros: negative: it left the account.'),
};

export const shownBank = z.object({
  open: z
    .array(
      z.object({
        ...line,
        state: z
          .enum(BANK_MATCH_STATES)
          .nullable()
          .describe('What match_bank_lines reads in it; null: it left, and names no supplier.'),
        client: code.nullable(),
        supplier: code.nullable(),
        parts: z.array(part).describe('What match_bank_lines would note.'),
        excess: euros.describe('Euros paid beyond what is owed.'),
      }),
    )
    .describe('Lines that no invoice takes yet, the latest first.'),
  matched: z.array(z.object({ ...line, parts: z.array(part) })).describe('The last two hundred.'),
  aside: z
    .array(z.object({ ...line, reason: z.string().describe('What it is.') }))
    .describe('Lines that pay no invoice, as a person said; the last two hundred.'),
  balances: z.array(z.object({ account: z.string(), on: day, amount: euros })),
  owed: z
    .array(
      z.object({
        supplier: code.nullable(),
        client: code.nullable(),
        invoice: z.string(),
        dueOn: day,
        left: euros.describe('Euros left to pay, TTC.'),
      }),
    )
    .describe('What a line may be matched to.'),
});

export const bank = {
  show: oc
    .route({ method: 'GET', path: '/bank', summary: 'Lines of the bank, matched and to match', tags: ['firm'] })
    .output(shownBank),
};
