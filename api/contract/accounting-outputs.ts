// What the reports of accounting answer: amounts are euros with cents, days are days, rates are fractions.

import { z } from 'zod';
import { FOUND_MONEY_KINDS } from '../../domain/found-money.ts';
import { CONTRACT_KINDS } from '../../domain/contract/kinds.ts';
import { ABSENCE_KINDS } from '../../domain/presence.ts';

const euros = z.number().describe('Euros, to the cent.');
const days = z.number().describe('Days.');
const code = z.string();
const month = z.string().describe('YYYY-MM');
const civilDate = z.string().describe('YYYY-MM-DD');
const rate = z.number().nullable().describe('VAT rate as a fraction (0.2).');

export const foundMoney = z.object({
  month: month.describe('The last month that is over: its work can be invoiced.'),
  findings: z.array(
    z.object({
      kind: z.enum(FOUND_MONEY_KINDS),
      client: code.nullable(),
      project: code.nullable(),
      consultant: code.nullable(),
      invoice: code.nullable(),
      since: civilDate.nullable(),
      days: days.nullable(),
      amount: euros.describe('Euros: HT; TTC for past_due.'),
      detail: z.string(),
      rows: z.array(z.string()).describe('temps/consultant/day/project/n, facture/number, jalon/project/code…'),
    }),
  ),
  total: z.object({
    to_invoice: euros,
    out_of_order: euros,
    sold_at_loss: euros,
    past_due: euros,
    overbilled: euros.describe('Euros: beyond what subcontractors may invoice.'),
  }),
});

export const vat = z.object({
  month,
  due_on: z.enum(['encaissements', 'debits']),
  boxes: z.array(
    z.object({
      box: z.string().describe('Line of form 3310-CA3.'),
      label: z.string(),
      rate,
      base: euros.nullable(),
      vat: euros.nullable(),
      declared_base: z.number().int().nullable().describe('Whole euros, as the form wants them.'),
      declared_vat: z.number().int().nullable(),
    }),
  ),
  total: z.object({
    collected: euros,
    deductible: euros,
    net: euros,
    collected_in_books: euros,
    deductible_in_books: euros,
    difference: euros.describe('Euros: 0: the return is that of the FEC.'),
  }),
  lines: z.array(
    z.object({
      box: z.string(),
      rate,
      date: civilDate,
      piece: z.string().describe("The entry's PieceRef."),
      base: euros.nullable(),
      vat: euros,
    }),
  ),
});

export const payroll = z.object({
  month,
  closed: z.boolean(),
  consultants: z.array(
    z.object({
      code,
      name: z.string(),
      working_days: days,
      absence_days: days,
      present_days: days,
      absences: z.array(z.object({ kind: z.enum(ABSENCE_KINDS), days })),
      on_call: z
        .array(z.object({ date: civilDate, project: code, label: z.string(), units: z.number() }))
        .describe('On-call units done (astreintes).'),
      expense_amount: euros.describe('Euros: TTC, to pay back.'),
      expenses: z.array(z.object({ date: civilDate, label: z.string(), project: code.nullable(), amount: euros })),
    }),
  ),
  total: z.object({ absence_days: days, expense_amount: euros }),
});

const reconciled = {
  earned: euros.describe('Euros: revenue of the contract: that of the report margin.'),
  invoiced: euros.describe('Euros: HT as revenue: invoices less credit notes, deposits once an invoice took them.'),
  deposits: euros.describe('Euros: HT of deposits that no invoice has taken yet.'),
  fae: euros,
  pca: euros,
  recognised: euros.describe('Euros: revenue in the books: accounts 70, accruals of the day included.'),
  changed_since_closing: euros.describe('Euros: what the contract earns now, less what the closing kept.'),
  difference: euros.describe('Euros: 0: books, invoices and contracts agree.'),
  loss_provision: euros,
  cost: euros,
  margin: euros,
};

export const accounts = z.object({
  month,
  day: civilDate,
  closed: z.boolean(),
  projects: z.array(
    z.object({ code, client: code.nullable(), contract: z.enum(CONTRACT_KINDS).nullable(), ...reconciled }),
  ),
  total: z.object({
    ...reconciled,
    without_project: euros.describe('Euros: invoiced without a project of a client.'),
    revenue_in_books: euros.describe('Euros: recognised + without_project.'),
  }),
});
