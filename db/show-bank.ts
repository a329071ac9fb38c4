// The bank as it is worked on: the lines that pay nothing known yet, each with what match_bank_lines would do of it now,
// those that are matched or set aside, what the accounts held, and what a person may match a line to.
import { z } from 'zod';
import { proposeMatches, type BankMatchState, type OwedInvoice } from '../domain/bank/match.ts';
import { proposeSupplierMatches, type OwedBill } from '../domain/bank/match-suppliers.ts';
import { compareCodes } from '../domain/codes.ts';
import type { BankLineRow } from '../domain/commands/rows.ts';
import type { Sql, Transaction } from './connection.ts';
import { readFirmThrough } from './firm-reader.ts';

/** The latest: older ones are found by their invoice. */
const SETTLED_SHOWN = 200;

/** supplier: whose invoice it is; null: the firm's own, to a client. Euros, TTC. */
type Part = { readonly supplier: string | null; readonly invoice: string; readonly amount: number };
type Reading = {
  readonly state: BankMatchState | null;
  readonly client: string | null;
  readonly supplier: string | null;
  readonly parts: Part[];
  readonly excess: number;
};

/** Rent, salaries, taxes: no invoice that Vigie knows. */
const NO_MATTER: Reading = { state: null, client: null, supplier: null, parts: [], excess: 0 };

function tellLine({ id, bookedOn, label, reference, amountCents }: BankLineRow) {
  return { line: id ?? 0, bookedOn, label, reference, amount: amountCents / 100 };
}

const matchedRow = z.object({
  line: z.number(),
  bookedOn: z.string(),
  label: z.string(),
  reference: z.string().nullable(),
  cents: z.number(),
  parts: z.array(z.object({ supplier: z.string().nullable(), invoice: z.string(), cents: z.number() })),
});

async function readMatched(tx: Transaction) {
  const rows = await tx`
    with latest as (
      select id, booked_on, label, reference, amount_cents from bank_lines
      where invoice_id is not null or supplier_id is not null
      order by booked_on desc, id desc limit ${SETTLED_SHOWN}
    ), parts as (
      select m.bank_line_id, null::text as supplier, i.number as invoice, m.gross_cents as cents
      from bank_line_matches m join invoices i on i.id = m.invoice_id where m.bank_line_id in (select id from latest)
      union all
      select m.bank_line_id, c.code, m.number, m.gross_cents
      from supplier_line_matches m join consultants c on c.id = m.consultant_id
      where m.bank_line_id in (select id from latest)
    )
    select l.id as line, l.booked_on as "bookedOn", l.label, l.reference, l.amount_cents as cents,
      coalesce((select jsonb_agg(jsonb_build_object('supplier', p.supplier, 'invoice', p.invoice, 'cents', p.cents)
        order by p.invoice) from parts p where p.bank_line_id = l.id), '[]') as parts
    from latest l order by l.booked_on desc, l.id desc`;
  return z
    .array(matchedRow)
    .parse([...rows])
    .map(({ cents, parts, ...line }) => ({
      ...line,
      amount: cents / 100,
      parts: parts.map(({ cents: partCents, ...part }) => ({ ...part, amount: partCents / 100 })),
    }));
}

const asideRow = z.object({
  line: z.number(),
  bookedOn: z.string(),
  label: z.string(),
  reference: z.string().nullable(),
  cents: z.number(),
  reason: z.string(),
});

async function readAside(tx: Transaction) {
  const rows = await tx`
    select id as line, booked_on as "bookedOn", label, reference, amount_cents as cents, set_aside as reason
    from bank_lines where set_aside is not null order by booked_on desc, id desc limit ${SETTLED_SHOWN}`;
  return z
    .array(asideRow)
    .parse([...rows])
    .map(({ cents, ...line }) => ({ ...line, amount: cents / 100 }));
}

const balanceRow = z.object({ account: z.string(), on: z.string(), cents: z.number() });

/** Of each account, what the last statement says. */
async function readBalances(tx: Transaction) {
  const rows = await tx`
    select distinct on (account) account, balanced_on as on, balance_cents as cents
    from bank_balances order by account, balanced_on desc`;
  return z
    .array(balanceRow)
    .parse([...rows])
    .map(({ cents, ...balance }) => ({ ...balance, amount: cents / 100 }));
}

function readingsOf(
  lines: readonly BankLineRow[],
  invoices: readonly OwedInvoice[],
  bills: readonly OwedBill[],
): Map<BankLineRow, Reading> {
  const received = proposeMatches(
    lines.filter(({ amountCents }) => amountCents > 0),
    invoices,
    false,
  ).map(({ line, state, client, parts, excessCents }): [BankLineRow, Reading] => [
    line,
    {
      state,
      client,
      supplier: null,
      parts: parts.map(({ invoice, amountCents }) => ({ supplier: null, invoice, amount: amountCents / 100 })),
      excess: excessCents / 100,
    },
  ]);
  const spent = proposeSupplierMatches(
    lines.filter(({ amountCents }) => amountCents < 0),
    bills,
    false,
  ).map(({ line, state, supplier, parts, excessCents }): [BankLineRow, Reading] => [
    line,
    {
      state,
      client: null,
      supplier,
      parts: parts.map(({ supplier: whose, number, amountCents }) => ({
        supplier: whose,
        invoice: number,
        amount: amountCents / 100,
      })),
      excess: excessCents / 100,
    },
  ]);
  return new Map([...received, ...spent]);
}

/** What is left to pay of invoices of clients, then of suppliers'. */
function listOwed(invoices: readonly OwedInvoice[], bills: readonly OwedBill[]) {
  return [
    ...invoices.map(({ number, client, dueOn, leftCents }) => ({
      supplier: null,
      client,
      invoice: number,
      dueOn,
      left: leftCents / 100,
    })),
    ...bills.map(({ supplier, number, dueOn, leftCents }) => ({
      supplier,
      client: null,
      invoice: number,
      dueOn,
      left: leftCents / 100,
    })),
  ].filter(({ left }) => left > 0);
}

export async function showBank(app: Sql) {
  return app.begin('isolation level repeatable read read only', async (tx) => {
    const read = readFirmThrough(tx);
    const [lines, invoices, bills] = await Promise.all([
      read.find('bankLine', { invoice: null, supplier: null, setAside: null }),
      read.owedInvoices(),
      read.owedBills(),
    ]);
    const readings = readingsOf(lines, invoices, bills);
    return {
      open: lines
        .map((line) => ({ ...tellLine(line), ...(readings.get(line) ?? NO_MATTER) }))
        .toSorted((a, b) => compareCodes(b.bookedOn, a.bookedOn) || b.line - a.line),
      matched: await readMatched(tx),
      aside: await readAside(tx),
      balances: await readBalances(tx),
      owed: listOwed(invoices, bills),
    };
  });
}
