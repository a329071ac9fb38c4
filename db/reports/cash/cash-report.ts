// The report `cash`: the forecast, the two readings of the DSO, and the lines of the bank that pay nothing known yet.
import { z } from 'zod';
import { proposeMatches, sayOpenLine, type BankMatchState } from '../../../domain/bank/match.ts';
import { proposeSupplierMatches, sayOpenDebit } from '../../../domain/bank/match-suppliers.ts';
import { reportCash } from '../../../domain/cash-forecast.ts';
import { daysBetween, earlier } from '../../../domain/civil-dates.ts';
import { roundDecimal } from '../../../domain/fraction.ts';
import { addMonths, firstDayOf, lastDayOf, monthOf } from '../../../domain/periods.ts';
import { reportPayables } from '../../../domain/payables.ts';
import { countBackDays } from '../../../domain/receivables.ts';
import { WHOLE_FIRM } from '../../../domain/report-scope.ts';
import type { Transaction } from '../../connection.ts';
import { readOpenInvoices, readReceivablesReport } from '../cash-facts.ts';
import type { CostBasis } from '../counted-time.ts';
import { readBilledMonths } from '../found-money-facts.ts';
import { readOpenBills, readOwedBills } from '../owed-bills.ts';
import { readOwedInvoices } from '../owed-invoices.ts';
import { readCashFacts } from './forecast-facts.ts';

/** Sales of two years: who is paid later than that is not paid. */
const COUNT_BACK_MONTHS = 24;

const salesRow = z.object({ month: z.string(), cents: z.number() });

/** DSO par épuisement (DOMAIN.md §1.5): TTC, the month of the day up to the day; null when two years do not use it up. */
async function readCountBack(tx: Transaction, asOf: string): Promise<number | null> {
  const first = addMonths(monthOf(asOf), 1 - COUNT_BACK_MONTHS);
  const [open, rows] = await Promise.all([
    readOpenInvoices(tx, asOf),
    tx`select to_char(issued_on, 'YYYY-MM') as month,
        sum(case kind when 'avoir' then -gross_cents else gross_cents end)::bigint as cents
      from invoices where origin <> 'draft' and issued_on between ${firstDayOf(first)} and ${asOf} group by 1`,
  ]);
  const sales = new Map(
    z
      .array(salesRow)
      .parse([...rows])
      .map(({ month, cents }) => [month, cents]),
  );
  const months = Array.from({ length: COUNT_BACK_MONTHS }, (_month, i) => {
    const month = addMonths(monthOf(asOf), -i);
    const days = daysBetween(firstDayOf(month), earlier(lastDayOf(month), asOf)) + 1;
    return { salesCents: sales.get(month) ?? 0, days };
  });
  const owedCents = open.reduce((total, { leftCents }) => total + leftCents, 0);
  const days = countBackDays(owedCents, months);
  return days && roundDecimal(days, 1);
}

const lineRow = z.object({
  id: z.number(),
  label: z.string(),
  reference: z.string().nullable(),
  amountCents: z.number(),
  bookedOn: z.string(),
});

/** Lines that no invoice takes yet, with what match_bank_lines would propose now: receipts, then what left to suppliers. */
async function readOpenLines(tx: Transaction, asOf: string) {
  const [rows, owed, bills] = await Promise.all([
    tx`select id, label, reference, amount_cents as "amountCents", booked_on as "bookedOn" from bank_lines
      where invoice_id is null and supplier_id is null and set_aside is null and booked_on <= ${asOf} order by booked_on, id`,
    readOwedInvoices(tx),
    readOwedBills(tx),
  ]);
  const lines = z.array(lineRow).parse([...rows]);
  const shown = ({ line, state }: { line: z.infer<typeof lineRow>; state: BankMatchState }) => ({
    line: line.id,
    booked_on: line.bookedOn,
    amount: line.amountCents / 100,
    state,
  });
  const received = lines.filter(({ amountCents }) => amountCents > 0);
  const spent = lines.filter(({ amountCents }) => amountCents < 0);
  return [
    ...proposeMatches(received, owed, false).map((proposal) => ({
      ...shown(proposal),
      client: proposal.client,
      supplier: null,
      invoices: proposal.parts.map(({ invoice, amountCents }) => ({ invoice, amount: amountCents / 100 })),
      detail: sayOpenLine(proposal),
    })),
    ...proposeSupplierMatches(spent, bills, false).map((proposal) => ({
      ...shown(proposal),
      client: null,
      supplier: proposal.supplier,
      invoices: proposal.parts.map(({ number, amountCents }) => ({ invoice: number, amount: amountCents / 100 })),
      detail: sayOpenDebit(proposal),
    })),
  ];
}

export async function readCashReport(tx: Transaction, { asOf, costs }: { asOf: string; costs: CostBasis }) {
  const openBills = await readOpenBills(tx, asOf);
  const [facts, receivables, countBack, lines, billed] = await Promise.all([
    readCashFacts(tx, asOf, costs, openBills),
    readReceivablesReport(tx, { asOf }, WHOLE_FIRM),
    readCountBack(tx, asOf),
    readOpenLines(tx, asOf),
    readBilledMonths(tx, asOf),
  ]);
  const { owed, ...payables } = reportPayables(openBills, billed, asOf);
  const { total, ...forecast } = reportCash(facts);
  return {
    ...forecast,
    total: { ...total, payable: owed },
    dso: receivables.dso,
    dso_countback: countBack,
    bank: lines,
    ...payables,
  };
}
