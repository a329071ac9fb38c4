// The bank's receipts, matched to the invoices that they pay: proposed by rule, or chosen by a person. Its preview is the
// list of proposals, with what stays open and why.
import { z } from 'zod';
import { isMatched, proposeMatches, sayOpenLine, type MatchProposal } from '../../bank/match.ts';
import { sayEurosAndCents } from '../../french.ts';
import { monthOf } from '../../periods.ts';
import {
  defineCommand,
  isRefusal,
  NOT_FOUND,
  refuse,
  type IndicatorEffect,
  type Refusal,
  type RowChange,
} from '../command.ts';
import type { FirmReader } from '../firm-reader.ts';
import { code, euros } from '../inputs.ts';
import { leftOf, loadAccount, type InvoiceAccount } from '../invoices/account.ts';
import type { BankLineRow } from '../rows.ts';
import { BANK } from './import-bank-file.ts';
import { payInvoice } from './record-payment.ts';

const input = z.strictObject({
  /** Chosen by a person, an invoice each: a line that pays several comes several times. Without any: proposed by rule. */
  matches: z
    .array(
      z.strictObject({
        line: z.number().int().min(1),
        invoice: code,
        /** TTC of this invoice; without it what is left of it, and for the last one the rest of the line. */
        amount: euros.optional(),
      }),
    )
    .min(1)
    .max(5000)
    .optional(),
  /** What a line pays beyond what is owed stays to the client's credit, on its last invoice. */
  acceptOverpayment: z.boolean().default(false),
});
type Asked = z.output<typeof input>;

type WantedPart = { readonly invoice: string; readonly amountCents: number | null };
/** A line and what it pays; a null line: unknown, or matched already. */
type Wanted = { readonly line: BankLineRow | null; readonly asked: number; readonly parts: readonly WantedPart[] };
type Wishes = { readonly wanted: readonly Wanted[]; readonly leftOpen: readonly MatchProposal<BankLineRow>[] };

async function listWishes({ matches, acceptOverpayment }: Asked, read: FirmReader): Promise<Wishes> {
  const lines = await read.find('bankLine', { invoice: null });
  if (matches) {
    const open = new Map(lines.map((line) => [line.id, line]));
    const wanted = [...Map.groupBy(matches, ({ line }) => line)].map(([asked, parts]) => ({
      line: open.get(asked) ?? null,
      asked,
      parts: parts.map(({ invoice, amount }) => ({ invoice, amountCents: amount ?? null })),
    }));
    return { wanted, leftOpen: [] };
  }
  const receipts = lines.filter(({ amountCents }) => amountCents > 0);
  const proposals = proposeMatches(receipts, await read.owedInvoices(), acceptOverpayment);
  const matched = proposals.filter(({ state }) => isMatched(state, acceptOverpayment));
  return {
    wanted: matched.map(({ line, parts }) => ({ line, asked: line.id ?? 0, parts })),
    // What a person can settle first.
    leftOpen: (['overpayment', 'to_choose', 'unknown_payer'] as const).flatMap((left) =>
      proposals.filter((proposal) => proposal.state === left && !matched.includes(proposal)),
    ),
  };
}

function invoicesOf(wanted: readonly Wanted[]): string[] {
  return [...new Set(wanted.flatMap(({ parts }) => parts.map(({ invoice }) => invoice)))];
}

function monthsOf(wanted: readonly Wanted[]): string[] {
  return [...new Set(wanted.flatMap(({ line }) => (line ? [monthOf(line.bookedOn)] : [])))];
}

type Facts = Wishes & {
  readonly accounts: ReadonlyMap<string, InvoiceAccount>;
  readonly closedMonths: ReadonlySet<string>;
};

/** What each invoice of a line gets, in cents; together the whole line, never more. */
function spreadLine(
  line: BankLineRow,
  parts: readonly WantedPart[],
  leftOfInvoice: (invoice: string) => number,
  acceptOverpayment: boolean,
): number[] | Refusal {
  const told = `La ligne ${line.id} est de ${sayEurosAndCents(line.amountCents / 100)}`;
  if (line.amountCents < 0 && (parts.length > 1 || parts[0]?.amountCents !== null))
    return refuse('refund_of_several', `${told} : un remboursement se note sur une seule facture, en entier.`);
  if (new Set(parts.map(({ invoice }) => invoice)).size < parts.length)
    return refuse('invoice_twice', `${told} : une facture y est citée deux fois.`);
  let restCents = line.amountCents;
  const spread = parts.map(({ invoice, amountCents }, i) => {
    const isLast = i === parts.length - 1;
    const part = amountCents ?? (isLast ? restCents : Math.min(restCents, Math.max(0, leftOfInvoice(invoice))));
    restCents -= part;
    return part;
  });
  const settled = parts[spread.findIndex((part) => part === 0)];
  if (settled)
    return refuse('nothing_left', `${told} : il n’en reste rien pour ${settled.invoice}, ou elle est soldée.`);
  if (restCents < 0 || (line.amountCents > 0 && spread.some((part) => part < 0))) {
    const spent = sayEurosAndCents((line.amountCents - restCents) / 100);
    return refuse('line_exceeded', `${told} : on ne peut pas en répartir ${spent}.`);
  }
  if (restCents > 0 && !acceptOverpayment)
    return refuse(
      'line_not_spent',
      `${told} : ${sayEurosAndCents(restCents / 100)} ne sont affectés à aucune facture.`,
    );
  return spread.map((part, i) => (i === spread.length - 1 ? part + restCents : part));
}

type Noted = { readonly rows: readonly RowChange[]; readonly credits: readonly IndicatorEffect[] };

/** The payments of one line, and what they leave to a client's credit. */
function noteLine(
  { line, asked, parts }: Wanted,
  accounts: Map<string, InvoiceAccount>,
  closedMonths: ReadonlySet<string>,
  acceptOverpayment: boolean,
): Noted | Refusal {
  if (!line) return refuse(NOT_FOUND, `Ligne de relevé inconnue ou déjà rapprochée : ${asked}.`);
  const unknown = parts.find(({ invoice }) => !accounts.has(invoice));
  if (unknown) return refuse(NOT_FOUND, `Facture inconnue : ${unknown.invoice}.`);
  const month = monthOf(line.bookedOn);
  if (closedMonths.has(month)) return refuse('month_closed', `Le mois ${month} est clos.`);
  const accountOf = (invoice: string) => accounts.get(invoice) as InvoiceAccount;
  const spread = spreadLine(line, parts, (invoice) => leftOf(accountOf(invoice)), acceptOverpayment);
  if (isRefusal(spread)) return spread;
  const rows: RowChange[] = [];
  const credits: IndicatorEffect[] = [];
  for (const [i, { invoice }] of parts.entries()) {
    const amountCents = spread[i] ?? 0;
    const account = accountOf(invoice);
    const reference = line.reference ?? line.label;
    const payment = payInvoice(account, { amountCents, paidOn: line.bookedOn, reference, acceptOverpayment });
    if (isRefusal(payment)) return payment;
    const grown = payment.after ? { ...account, payments: [...account.payments, payment.after] } : account;
    accounts.set(invoice, grown);
    if (leftOf(grown) < 0 && amountCents > 0)
      credits.push({
        label: `Trop-perçu laissé au crédit de ${account.invoice.client}`,
        subject: invoice,
        before: Math.max(0, -leftOf(account)) / 100,
        after: -leftOf(grown) / 100,
        unit: 'EUR',
      });
    rows.push(payment, {
      entity: 'bankLineMatch',
      before: null,
      after: { line: asked, invoice, grossCents: amountCents },
    });
  }
  rows.push({ entity: 'bankLine', before: line, after: { ...line, invoice: parts[0]?.invoice ?? null } });
  return { rows, credits };
}

/** Beyond, the report `cash` lists them all. */
const MOST_LINES_TOLD = 50;

function tellOpen(leftOpen: readonly MatchProposal<BankLineRow>[]): IndicatorEffect[] {
  return leftOpen.slice(0, MOST_LINES_TOLD).map((proposal) => ({
    label: 'Reste à rapprocher',
    subject: String(proposal.line.id),
    before: null,
    after: sayOpenLine(proposal),
    unit: 'text',
  }));
}

export const matchBankLines = defineCommand({
  name: 'match_bank_lines',
  label: 'Rapprocher le relevé',
  input,
  rights: { adv: 'all', daf: 'all', direction: 'all' },
  tier: 1,
  approvers: [],
  locks: async (asked, read) => {
    const { wanted } = await listWishes(asked, read);
    return [
      BANK,
      ...invoicesOf(wanted).map((key) => ({ kind: 'invoice' as const, key })),
      ...monthsOf(wanted).map((key) => ({ kind: 'month' as const, key, shared: true })),
    ];
  },
  load: async (asked, read): Promise<Facts> => {
    const wishes = await listWishes(asked, read);
    const numbers = invoicesOf(wishes.wanted);
    const months = monthsOf(wishes.wanted);
    const accounts = await Promise.all(numbers.map((number) => loadAccount(number, read)));
    const closed = await Promise.all(months.map((month) => read.isMonthClosed(month)));
    return {
      ...wishes,
      accounts: new Map(numbers.flatMap((number, i) => (accounts[i] ? [[number, accounts[i]] as const] : []))),
      closedMonths: new Set(months.filter((_month, i) => closed[i])),
    };
  },
  plan: ({ wanted, leftOpen, accounts, closedMonths }, { acceptOverpayment }) => {
    if (wanted.length === 0) {
      const [first] = leftOpen;
      const open = first ? ` ${leftOpen.length} restent à rapprocher, dont : ${sayOpenLine(first)}` : '';
      return refuse('nothing_to_match', `Aucune ligne du relevé ne désigne une facture due.${open}`);
    }
    const grown = new Map(accounts);
    const noted: Noted[] = [];
    for (const one of wanted) {
      const read = noteLine(one, grown, closedMonths, acceptOverpayment);
      if (isRefusal(read)) return read;
      noted.push(read);
    }
    const totalCents = wanted.reduce((total, { line }) => total + (line?.amountCents ?? 0), 0);
    const open = leftOpen.length > 0 ? `, ${leftOpen.length} restent à rapprocher` : '';
    return {
      effect: {
        sentence: `Rapprocher ${wanted.length} lignes de relevé : ${sayEurosAndCents(totalCents / 100)} encaissés${open}.`,
        rows: noted.flatMap(({ rows }) => rows),
        euros: [{ label: 'Encaissé TTC', beforeCents: null, afterCents: totalCents }],
        indicators: [...noted.flatMap(({ credits }) => credits), ...tellOpen(leftOpen)],
      },
      result: { matched: wanted.length, open: leftOpen.length },
    };
  },
});
