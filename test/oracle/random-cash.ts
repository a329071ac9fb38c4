// Random invoices and payments: periods that cut months, deposits, credit notes that reach or not
// what they take back, invoices dated after the report, payments short, in excess and given back.
import { addDays, earlier, firstDay, lastDay, monthOf, monthsFrom } from './calendar.ts';
import type { Day } from './calendar.ts';
import type { Deal, Due } from './random-deals.ts';
import type { Span } from './random-people.ts';
import { day, hundredths } from './random-source.ts';
import type { CsvRow, Random } from './random-source.ts';

type Bill = {
  number: string;
  type: 'facture' | 'avoir' | 'acompte';
  client: string;
  project: string | null;
  date: Day;
  due: Day;
  period: { start: Day; end: Day } | null;
  ht: number;
  vatPercent: number;
  ttc: number;
  origin: string | null;
};

const withVat = (ht: number, percent: number): number => Math.round((ht * (100 + percent)) / 100);

function draw(random: Random, deal: Deal, date: Day, ht: number): Omit<Bill, 'number' | 'type'> {
  const vatPercent = random.pick([20, 20, 20, 10, 0]);
  return {
    client: deal.client ?? '',
    project: random.chance(0.97) ? deal.code : null,
    date,
    due: addDays(date, random.pick([0, 15, 30, 30, 45, 60])),
    period: null,
    ht,
    vatPercent,
    ttc: withVat(ht, vatPercent),
    origin: null,
  };
}

/** Invoices by period: whole months most often, else pieces of one or of two. */
function periodBills(random: Random, span: Span, deal: Deal): Omit<Bill, 'number'>[] {
  const months = monthsFrom(monthOf(deal.from), monthOf(earlier(deal.to, span.last)));
  return months
    .filter(() => random.chance(0.6))
    .map((month) => {
      const isWhole = random.chance(0.7);
      const start = isWhole ? firstDay(month) : random.day(firstDay(month), lastDay(month));
      const end = isWhole ? lastDay(month) : addDays(start, random.pick([0, 6, 13, 29]));
      const date = addDays(end, random.pick([-2, 0, 1, 3, 5, 10, 25, 60]));
      const bill = draw(random, deal, date, random.int(50000, 1800000));
      return { ...bill, type: 'facture', period: { start, end } };
    });
}

/** Deposits and invoices without a period: they pay milestones, whole or in part. */
function milestoneBills(random: Random, span: Span, deal: Deal, dues: readonly Due[]): Omit<Bill, 'number'>[] {
  const own = dues.filter((due) => due.project === deal.code && due.amount > 0);
  return own
    .filter(() => random.chance(0.4))
    .map((due) => {
      const date = random.day(deal.from, span.last);
      const part = random.pick([1, 1, 0.5, 0.3]);
      const bill = draw(random, deal, date, Math.max(1, Math.round(due.amount * part)));
      return { ...bill, type: random.pick(['facture', 'facture', 'acompte'] as const) };
    });
}

/** Credit notes of one invoice: in part, in full, or in two that reach it together. */
function creditNotes(random: Random, bill: Bill): Omit<Bill, 'number'>[] {
  if (!random.chance(0.15) || bill.ht < 2) return [];
  const half = Math.floor(bill.ht / 2);
  const parts = random.pick([[bill.ht], [half], [half, bill.ht - half], [1]]);
  return parts.map((ht) => {
    const date = addDays(bill.date, random.int(0, 40));
    const ttc = ht === bill.ht ? bill.ttc : withVat(ht, bill.vatPercent);
    const period = random.chance(0.5) ? bill.period : null;
    return { ...bill, type: 'avoir', date, due: date, period, ht, ttc, origin: bill.number };
  });
}

function randomBills(random: Random, span: Span, deals: readonly Deal[], dues: readonly Due[]): Bill[] {
  const bills: Bill[] = [];
  const issue = (bill: Omit<Bill, 'number'>): Bill => {
    const issued = { ...bill, number: `F-${String(bills.length + 1).padStart(5, '0')}` };
    bills.push(issued);
    return issued;
  };
  for (const deal of deals) {
    if (deal.client === null) continue;
    const drafts = [
      ...(random.chance(0.75) ? periodBills(random, span, deal) : []),
      ...milestoneBills(random, span, deal, dues),
    ];
    for (const draft of drafts) {
      for (const note of creditNotes(random, issue(draft))) issue(note);
    }
  }
  return bills;
}

function paymentsOf(random: Random, bill: Bill, isGoodPayer: boolean): CsvRow[] {
  const pay = (date: Day, cents: number): CsvRow => ({
    date: day(date),
    facture: bill.number,
    montant_ttc: hundredths(cents),
    reference: random.pick(['', `VIR ${bill.number}`]),
  });
  if (isGoodPayer) return [pay(bill.date, bill.ttc)];
  const date = addDays(bill.due, random.int(-10, 70));
  const on = date < bill.date ? bill.date : date;
  const half = Math.floor(bill.ttc / 2);
  switch (random.int(0, 9)) {
    case 0:
    case 1:
      return [];
    case 2:
      return [pay(on, half)];
    case 3:
      return [pay(on, half), pay(on, half)];
    case 4:
      return [pay(on, bill.ttc + 1234)];
    case 5:
      return [pay(on, bill.ttc), pay(addDays(on, 9), -half)];
    default:
      return [pay(on, bill.ttc)];
  }
}

export function randomCash(
  random: Random,
  span: Span,
  deals: readonly Deal[],
  dues: readonly Due[],
): { invoices: CsvRow[]; payments: CsvRow[] } {
  const bills = randomBills(random, span, deals, dues);
  const credited = new Set(bills.map((bill) => bill.origin));
  const goodPayer = bills[0]?.client;
  return {
    invoices: bills.map((bill) => ({
      numero: bill.number,
      type: bill.type,
      client: bill.client,
      projet: bill.project,
      date: day(bill.date),
      echeance: day(bill.due),
      periode_debut: day(bill.period?.start ?? null),
      periode_fin: day(bill.period?.end ?? null),
      montant_ht: hundredths(bill.ht),
      taux_tva: String(bill.vatPercent),
      montant_ttc: hundredths(bill.ttc),
      facture_origine: bill.origin,
    })),
    payments: bills
      .filter((bill) => bill.type !== 'avoir')
      .flatMap((bill) => paymentsOf(random, bill, bill.client === goodPayer && !credited.has(bill.number))),
  };
}
