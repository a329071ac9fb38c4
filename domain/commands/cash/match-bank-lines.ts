// The lines of the bank, matched to the invoices that they pay, of clients and of suppliers: proposed by rule, or chosen
// by a person. Its preview is the list of proposals, with what stays open and why.
import { z } from 'zod';
import { isMatched, proposeMatches, sayOpenLine } from '../../bank/match.ts';
import { proposeSupplierMatches, sayOpenDebit } from '../../bank/match-suppliers.ts';
import { sayEurosAndCents } from '../../french.ts';
import { monthOf } from '../../periods.ts';
import { defineCommand, isRefusal, refuse, type IndicatorEffect, type Plan } from '../command.ts';
import type { FirmReader } from '../firm-reader.ts';
import { code, euros } from '../inputs.ts';
import type { BankLineRow } from '../rows.ts';
import { BANK } from './import-bank-file.ts';
import {
  findHindrance,
  keyOf,
  loadOf,
  noteLine,
  type Account,
  type Noted,
  type Wanted,
  type WantedPart,
} from './note-bank-line.ts';

const input = z.strictObject({
  /** Chosen by a person, an invoice each: a line that pays several comes several times. Without any: proposed by rule. */
  matches: z
    .array(
      z.strictObject({
        line: z.number().int().min(1),
        /** The code of who sent the invoice, when it is a supplier's: the line paid it. */
        supplier: code.optional(),
        invoice: code,
        /** TTC of this invoice; without it what is left of it, and for the last one the rest of the line. */
        amount: euros.optional(),
      }),
    )
    .min(1)
    .max(5000)
    .optional(),
  /** What a line pays beyond what is owed stays to the client's credit, or with the supplier, on its last invoice. */
  acceptOverpayment: z.boolean().default(false),
});
type Asked = z.output<typeof input>;

/** leftOpen: the lines that a person is to see, and why. */
type Wishes = {
  readonly wanted: readonly Wanted[];
  readonly leftOpen: readonly { readonly line: number; readonly why: string }[];
};

function wish(line: BankLineRow, parts: readonly WantedPart[]): Wanted {
  return { line, asked: line.id ?? 0, parts };
}

/** What a person can settle first. */
const TOLD_FIRST = ['overpayment', 'to_choose', 'unknown_payer'];

/** Months of these days that are closed. */
async function readClosedMonths(days: readonly string[], read: FirmReader): Promise<Set<string>> {
  const months = [...new Set(days.map(monthOf))];
  const closed = await Promise.all(months.map((month) => read.isMonthClosed(month)));
  return new Set(months.filter((_month, i) => closed[i]));
}

/** A line whose day takes no payment is left, and said: the others are matched. */
async function proposeWishes(
  lines: readonly BankLineRow[],
  acceptOverpayment: boolean,
  read: FirmReader,
  today: string,
): Promise<Wishes> {
  const [owed, bills, closedMonths] = await Promise.all([
    read.owedInvoices(),
    read.owedBills(),
    readClosedMonths(
      lines.map(({ bookedOn }) => bookedOn),
      read,
    ),
  ]);
  const received = lines.filter(({ amountCents }) => amountCents > 0);
  const spent = lines.filter(({ amountCents }) => amountCents < 0);
  const proposed = [
    ...proposeMatches(received, owed, acceptOverpayment).map((one) => ({
      state: one.state,
      line: one.line,
      parts: one.parts.map((part) => ({ supplier: null, ...part })),
      why: sayOpenLine(one),
    })),
    ...proposeSupplierMatches(spent, bills, acceptOverpayment).map((one) => ({
      state: one.state,
      line: one.line,
      parts: one.parts.map(({ supplier, number, amountCents }) => ({ supplier, invoice: number, amountCents })),
      why: sayOpenDebit(one),
    })),
  ];
  const sorted = proposed
    .map(({ state, line, parts, why }) => {
      if (!isMatched(state, acceptOverpayment)) return { state, wanted: wish(line, parts), why };
      const hindrance = findHindrance(line, { closedMonths, today });
      const left = hindrance && `${sayEurosAndCents(line.amountCents / 100)} « ${line.label} » : ${hindrance.why}.`;
      return { state, wanted: wish(line, parts), why: left };
    })
    .sort((one, other) => TOLD_FIRST.indexOf(one.state) - TOLD_FIRST.indexOf(other.state));
  return {
    wanted: sorted.flatMap(({ wanted, why }) => (why === null ? [wanted] : [])),
    leftOpen: sorted.flatMap(({ wanted, why }) => (why === null ? [] : [{ line: wanted.asked, why }])),
  };
}

async function listWishes({ matches, acceptOverpayment }: Asked, read: FirmReader, today: string): Promise<Wishes> {
  const lines = await read.find('bankLine', { invoice: null, supplier: null, setAside: null });
  if (!matches) return proposeWishes(lines, acceptOverpayment, read, today);
  const open = new Map(lines.map((line) => [line.id, line]));
  const wanted = [...Map.groupBy(matches, ({ line }) => line)].map(([asked, parts]) => ({
    line: open.get(asked) ?? null,
    asked,
    parts: parts.map(({ supplier = null, invoice, amount }) => ({ supplier, invoice, amountCents: amount ?? null })),
  }));
  return { wanted, leftOpen: [] };
}

/** Each invoice once. */
function invoicesOf(wanted: readonly Wanted[]): WantedPart[] {
  return [...new Map(wanted.flatMap(({ parts }) => parts.map((part) => [keyOf(part), part] as const))).values()];
}

function monthsOf(wanted: readonly Wanted[]): string[] {
  return [...new Set(wanted.flatMap(({ line }) => (line ? [monthOf(line.bookedOn)] : [])))];
}

type Facts = Wishes & {
  readonly accounts: ReadonlyMap<string, Account>;
  readonly closedMonths: ReadonlySet<string>;
};

/** Beyond, the report `cash` lists them all. */
const MOST_LINES_TOLD = 50;

function tellOpen(leftOpen: Wishes['leftOpen']): IndicatorEffect[] {
  return leftOpen.slice(0, MOST_LINES_TOLD).map(({ line, why }) => ({
    label: 'Reste à rapprocher',
    subject: String(line),
    before: null,
    after: why,
    unit: 'text',
  }));
}

/** Received from clients, paid to suppliers; refunds deducted. */
function totalsOf(wanted: readonly Wanted[]): { receivedCents: number; spentCents: number } {
  const totals = { receivedCents: 0, spentCents: 0 };
  for (const { line, parts } of wanted) {
    const amountCents = line?.amountCents ?? 0;
    if ((parts[0]?.supplier ?? null) === null) totals.receivedCents += amountCents;
    else totals.spentCents -= amountCents;
  }
  return totals;
}

function sayLeft(count: number): string {
  return `${count} ${count > 1 ? 'restent' : 'reste'} à rapprocher`;
}

function tellMatched({ wanted, leftOpen }: Wishes, noted: readonly Noted[]): Plan {
  const { receivedCents, spentCents } = totalsOf(wanted);
  const paysSuppliers = wanted.some(({ parts }) => (parts[0]?.supplier ?? null) !== null);
  const paysClients = wanted.some(({ parts }) => (parts[0]?.supplier ?? null) === null);
  const moved = [
    ...(paysClients ? [`${sayEurosAndCents(receivedCents / 100)} encaissés`] : []),
    ...(paysSuppliers ? [`${sayEurosAndCents(spentCents / 100)} payés aux fournisseurs`] : []),
  ].join(', ');
  const open = leftOpen.length > 0 ? `, ${sayLeft(leftOpen.length)}` : '';
  const lines = `${wanted.length} ${wanted.length > 1 ? 'lignes' : 'ligne'}`;
  return {
    effect: {
      sentence: `Rapprocher ${lines} de relevé : ${moved}${open}.`,
      rows: noted.flatMap(({ rows }) => rows),
      euros: [
        ...(paysClients ? [{ label: 'Encaissé TTC', beforeCents: null, afterCents: receivedCents }] : []),
        ...(paysSuppliers ? [{ label: 'Payé aux fournisseurs TTC', beforeCents: null, afterCents: spentCents }] : []),
      ],
      indicators: [...noted.flatMap(({ credits }) => credits), ...tellOpen(leftOpen)],
    },
    result: { matched: wanted.length, open: leftOpen.length },
  };
}

export const matchBankLines = defineCommand({
  name: 'match_bank_lines',
  label: 'Rapprocher le relevé',
  input,
  rights: { adv: 'all', daf: 'all', direction: 'all' },
  tier: 1,
  approvers: [],
  locks: async (asked, read, { today }) => {
    const { wanted } = await listWishes(asked, read, today);
    return [
      BANK,
      ...invoicesOf(wanted).map(({ supplier, invoice }) =>
        supplier === null ? { kind: 'invoice' as const, key: invoice } : { kind: 'consultant' as const, key: supplier },
      ),
      ...monthsOf(wanted).map((key) => ({ kind: 'month' as const, key, shared: true })),
    ];
  },
  load: async (asked, read, { today }): Promise<Facts> => {
    const wishes = await listWishes(asked, read, today);
    const [accounts, closedMonths] = await Promise.all([
      Promise.all(
        invoicesOf(wishes.wanted).map(async (part) => {
          const account = await loadOf(part, read);
          return account ? [[keyOf(part), account] as const] : [];
        }),
      ),
      readClosedMonths(
        wishes.wanted.flatMap(({ line }) => (line ? [line.bookedOn] : [])),
        read,
      ),
    ]);
    return { ...wishes, accounts: new Map(accounts.flat()), closedMonths };
  },
  plan: ({ wanted, leftOpen, accounts, closedMonths }, { acceptOverpayment }, { today }) => {
    if (wanted.length === 0) {
      const [first] = leftOpen;
      const open = first ? ` ${sayLeft(leftOpen.length)}, dont : ${first.why}` : '';
      return refuse('nothing_to_match', `Aucune ligne du relevé ne désigne une facture due.${open}`);
    }
    const facts = { accounts: new Map(accounts), closedMonths, today };
    const noted: Noted[] = [];
    for (const one of wanted) {
      const read = noteLine(one, facts, acceptOverpayment);
      if (isRefusal(read)) return read;
      noted.push(read);
    }
    return tellMatched({ wanted, leftOpen }, noted);
  },
});
