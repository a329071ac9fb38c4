// The bank's statement: kept line by line, then matched to the invoices that its lines pay.
import { z } from 'zod';
import { findPaidInvoice, readStatement, type StatementLine, type UnpaidInvoice } from '../../bank-statement.ts';
import { sayEurosAndCents } from '../../french.ts';
import { monthOf } from '../../periods.ts';
import { defineCommand, isRefusal, NOT_FOUND, refuse, type LockKey, type RowChange } from '../command.ts';
import type { FirmReader } from '../firm-reader.ts';
import { code } from '../inputs.ts';
import { loadAccount, type InvoiceAccount } from '../invoices/account.ts';
import type { BankLineRow } from '../rows.ts';
import { payInvoice } from './record-payment.ts';

const rights = { adv: 'all', daf: 'all', direction: 'all' } as const;
/** One statement at a time: what is new is told from what is there. */
const BANK: LockKey = { kind: 'firm', key: 'bank' };

function keyOf({ bookedOn, label, amountCents, reference }: StatementLine): string {
  return JSON.stringify([bookedOn, label, amountCents, reference]);
}

export const importBankFile = defineCommand({
  name: 'import_bank_file',
  label: 'Importer un relevé bancaire',
  // A year of a busy account is some megabytes.
  input: z.strictObject({ content: z.string().min(1).max(5_000_000) }),
  rights,
  tier: 1,
  approvers: [],
  locks: async () => [BANK],
  load: async (asked, read): Promise<readonly BankLineRow[]> => {
    const days = new Set(readStatement(asked.content).lines.map(({ bookedOn }) => bookedOn));
    return (await Promise.all([...days].map((bookedOn) => read.find('bankLine', { bookedOn })))).flat();
  },
  plan: (stored, asked) => {
    const { lines, errors } = readStatement(asked.content);
    const [error] = errors;
    if (error) {
      return refuse(
        'statement_unreadable',
        `Ligne ${error.line} : ${error.problem}${errors.length > 1 ? ` (et ${errors.length - 1} autres lignes)` : ''}.`,
      );
    }
    if (lines.length === 0) return refuse('statement_empty', 'Le relevé ne contient aucune ligne.');
    const known = new Set(stored.map((line) => `${keyOf(line)} ${line.occurrence}`));
    const seen = new Map<string, number>();
    const fresh: BankLineRow[] = [];
    for (const line of lines) {
      const occurrence = (seen.get(keyOf(line)) ?? 0) + 1;
      seen.set(keyOf(line), occurrence);
      if (!known.has(`${keyOf(line)} ${occurrence}`)) fresh.push({ id: null, ...line, occurrence, invoice: null });
    }
    const received = fresh.reduce((total, { amountCents }) => total + Math.max(0, amountCents), 0);
    return {
      effect: {
        sentence: `Importer ${fresh.length} lignes de relevé (${sayEurosAndCents(received / 100)} reçus), ${lines.length - fresh.length} déjà connues.`,
        rows: fresh.map((after) => ({ entity: 'bankLine' as const, before: null, after })),
      },
      result: { lines: fresh.length, known: lines.length - fresh.length },
    };
  },
});

const matchInput = z.strictObject({
  /** Chosen by a person; without any, each open receipt is matched by the number it cites or by its amount. */
  matches: z
    .array(z.strictObject({ line: z.number().int().min(1), invoice: code }))
    .min(1)
    .max(5000)
    .optional(),
});
type Wanted = { readonly line: BankLineRow | null; readonly asked: number; readonly invoice: string };

async function listWanted(input: z.output<typeof matchInput>, read: FirmReader): Promise<Wanted[]> {
  if (input.matches) {
    const lines = await read.find('bankLine', { invoice: null });
    const open = new Map(lines.map((line) => [line.id, line]));
    return input.matches.map(({ line, invoice }) => ({ line: open.get(line) ?? null, asked: line, invoice }));
  }
  const receipts = (await read.find('bankLine', { invoice: null })).filter(({ amountCents }) => amountCents > 0);
  const unpaid = new Map((await read.unpaidInvoices()).map((invoice) => [invoice.number, invoice]));
  return receipts.flatMap((line) => {
    const invoice = findPaidInvoice(line, [...unpaid.values()]);
    if (invoice === null) return [];
    const paid = unpaid.get(invoice) as UnpaidInvoice;
    unpaid.set(invoice, { ...paid, leftCents: paid.leftCents - line.amountCents });
    return [{ line, asked: line.id ?? 0, invoice }];
  });
}

type MatchFacts = {
  readonly wanted: readonly Wanted[];
  readonly accounts: ReadonlyMap<string, InvoiceAccount>;
  readonly closedMonths: ReadonlySet<string>;
};

export const matchBankLines = defineCommand({
  name: 'match_bank_lines',
  label: 'Rapprocher le relevé',
  input: matchInput,
  rights,
  tier: 1,
  approvers: [],
  locks: async (input, read) => {
    const wanted = await listWanted(input, read);
    const months = new Set(wanted.flatMap(({ line }) => (line ? [monthOf(line.bookedOn)] : [])));
    return [
      BANK,
      ...[...new Set(wanted.map(({ invoice }) => invoice))].map((key) => ({ kind: 'invoice' as const, key })),
      ...[...months].map((key) => ({ kind: 'month' as const, key, shared: true })),
    ];
  },
  load: async (input, read): Promise<MatchFacts> => {
    const wanted = await listWanted(input, read);
    const numbers = [...new Set(wanted.map(({ invoice }) => invoice))];
    const accounts = await Promise.all(numbers.map((number) => loadAccount(number, read)));
    const months = [...new Set(wanted.flatMap(({ line }) => (line ? [monthOf(line.bookedOn)] : [])))];
    const closed = await Promise.all(months.map((month) => read.isMonthClosed(month)));
    return {
      wanted,
      accounts: new Map(numbers.flatMap((number, i) => (accounts[i] ? [[number, accounts[i]] as const] : []))),
      closedMonths: new Set(months.filter((_month, i) => closed[i])),
    };
  },
  plan: ({ wanted, accounts, closedMonths }) => {
    if (wanted.length === 0) return refuse('nothing_to_match', 'Aucune ligne du relevé ne désigne une facture due.');
    const rows: RowChange[] = [];
    const grown = new Map(accounts);
    let totalCents = 0;
    for (const { line, asked, invoice } of wanted) {
      const account = grown.get(invoice);
      if (!line) return refuse(NOT_FOUND, `Ligne de relevé inconnue ou déjà rapprochée : ${asked}.`);
      if (!account) return refuse(NOT_FOUND, `Facture inconnue : ${invoice}.`);
      const month = monthOf(line.bookedOn);
      if (closedMonths.has(month)) return refuse('month_closed', `Le mois ${month} est clos.`);
      const { amountCents, bookedOn: paidOn } = line;
      const reference = line.reference ?? line.label;
      const payment = payInvoice(account, { amountCents, paidOn, reference, acceptOverpayment: false });
      if (isRefusal(payment)) return payment;
      if (payment.after) grown.set(invoice, { ...account, payments: [...account.payments, payment.after] });
      rows.push(payment, { entity: 'bankLine', before: line, after: { ...line, invoice } });
      totalCents += amountCents;
    }
    return {
      effect: {
        sentence: `Rapprocher ${wanted.length} lignes de relevé : ${sayEurosAndCents(totalCents / 100)} encaissés.`,
        rows,
        euros: [{ label: 'Encaissé TTC', beforeCents: null, afterCents: totalCents }],
      },
      result: { matched: wanted.length },
    };
  },
});
