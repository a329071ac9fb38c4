// Which invoices a line of the bank pays: by the numbers that it cites, by who pays, by the amount. What is not certain
// is left to a person, with the reason. An amount is spread on a client's invoices oldest first (Code civil, art. 1342-10).
import type { CivilDate } from '../civil-dates.ts';
import { compareCodes } from '../codes.ts';
import { sayEurosAndCents } from '../french.ts';

/** An invoice or deposit; nothing or less left: settled, so that a second payment of it is told. */
export type OwedInvoice = {
  readonly number: string;
  /** As a label cites it, where its number here says more: a supplier's invoice. */
  readonly cited?: string;
  readonly client: string;
  readonly clientName: string;
  /** Their name the other way round: a person's. */
  readonly alias?: string;
  readonly issuedOn: CivilDate;
  readonly dueOn: CivilDate;
  /** TTC. */
  readonly leftCents: number;
};

export const BANK_MATCH_STATES = [
  'cited',
  'partial',
  'amount',
  'client_invoices',
  'overpayment',
  'to_choose',
  'unknown_payer',
] as const;
export type BankMatchState = (typeof BANK_MATCH_STATES)[number];

export type ReceivedLine = {
  readonly label: string;
  readonly reference: string | null;
  readonly amountCents: number;
  readonly bookedOn: CivilDate;
};

export type InvoicePart = { readonly invoice: string; readonly amountCents: number };

export type MatchProposal<Line> = {
  readonly line: Line;
  readonly state: BankMatchState;
  /** Of an overpayment: what accepting it would note, the excess on the last invoice. */
  readonly parts: readonly InvoicePart[];
  /** The payer, where one client alone is meant. */
  readonly client: string | null;
  /** Paid beyond what is owed. */
  readonly excessCents: number;
};

/** Upper case, without accents. */
function fold(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toUpperCase();
}

const LEGAL_FORMS = new Set(['SA', 'SAS', 'SASU', 'SARL', 'EURL', 'SNC', 'SCA', 'SE', 'STE', 'SOCIETE']);

/** Words alone, the legal form aside: « Hélios (S.A.S.) » is written « HELIOS » by its bank. */
function foldName(text: string): string {
  const words = fold(text)
    .replaceAll(/(?<=\b[A-Z])\.(?=[A-Z]\b)/g, '')
    .split(/[^0-9A-Z]+/);
  return words.filter((word) => word !== '' && !LEGAL_FORMS.has(word)).join(' ');
}

function squash(number: string): string {
  return fold(number).replaceAll(/[^0-9A-Z]/g, '');
}

/** A number of so few digits and no letter is also a day, a street or a quantity. */
const SHORTEST_PLAIN_NUMBER = 4;
/** Digits that name an invoice without its prefix: a year and a rank. */
const SHORTEST_TAIL = 6;
/** Words that a number is broken into at most: « F 2026 10 00019 ». */
const LONGEST_CITATION = 6;
/** A client of two letters is named by every label. */
const SHORTEST_NAME = 3;

type Books = {
  readonly numbers: ReadonlyMap<string, readonly OwedInvoice[]>;
  readonly tails: ReadonlyMap<string, readonly OwedInvoice[]>;
  readonly clients: readonly { readonly client: string; readonly name: string }[];
};

function openBooks(invoices: readonly OwedInvoice[]): Books {
  const names = new Map(
    invoices.flatMap(({ client, clientName, alias }) =>
      [clientName, ...(alias === undefined ? [] : [alias])].map((name) => {
        const folded = foldName(name);
        return [`${client} ${folded}`, { client, name: folded }] as const;
      }),
    ),
  );
  const numberOf = ({ number, cited }: OwedInvoice) => squash(cited ?? number);
  const tailOf = (invoice: OwedInvoice) => numberOf(invoice).replace(/^[A-Z]+/, '');
  const citable = invoices.filter((invoice) => {
    const squashed = numberOf(invoice);
    return squashed.length >= SHORTEST_PLAIN_NUMBER || /[A-Z]/.test(squashed);
  });
  const tailed = citable.filter((invoice) => /^[A-Z]+\d+$/.test(numberOf(invoice)));
  return {
    numbers: Map.groupBy(citable, numberOf),
    tails: Map.groupBy(
      tailed.filter((invoice) => tailOf(invoice).length >= SHORTEST_TAIL),
      tailOf,
    ),
    clients: [...names.values()].filter(({ name }) => name.length >= SHORTEST_NAME),
  };
}

/**
 * Whole words of the text, joined over their separators, that are a number of these; the longest at each place. Of a
 * number that several bear, those of whom the text names.
 */
function findCited(
  text: string,
  numbers: ReadonlyMap<string, readonly OwedInvoice[]>,
  payers: readonly string[],
): OwedInvoice[] {
  const words = [...text.matchAll(/[0-9A-Z]+/g)];
  const cited = new Set<OwedInvoice>();
  for (let start = 0; start < words.length; start += 1) {
    let joined = '';
    let found: { readonly last: number; readonly invoices: readonly OwedInvoice[] } | null = null;
    for (let last = start; last < Math.min(words.length, start + LONGEST_CITATION); last += 1) {
      joined += words[last]?.[0] ?? '';
      const invoices = numbers.get(joined);
      if (invoices) found = { last, invoices };
    }
    if (!found) continue;
    const own = found.invoices.filter(({ client }) => payers.includes(client));
    for (const invoice of own.length > 0 ? own : found.invoices) cited.add(invoice);
    start = found.last;
  }
  return [...cited];
}

/** The clients whose name the text bears: of the longest name alone, since « Helios Nord » is not « Helios ». */
function findPayers(text: string, clients: Books['clients']): string[] {
  const words = ` ${foldName(text)} `;
  const named = clients.filter(({ name }) => words.includes(` ${name} `));
  const longest = Math.max(0, ...named.map(({ name }) => name.length));
  return [...new Set(named.filter(({ name }) => name.length === longest).map(({ client }) => client))];
}

function totalLeft(invoices: readonly OwedInvoice[]): number {
  return invoices.reduce((total, { leftCents }) => total + leftCents, 0);
}

function payWhole(invoices: readonly OwedInvoice[]): InvoicePart[] {
  return invoices.map(({ number, leftCents }) => ({ invoice: number, amountCents: leftCents }));
}

/** Each what is left of it, and the last the excess too. */
function payTooMuch(invoices: readonly OwedInvoice[], excessCents: number): InvoicePart[] {
  return payWhole(invoices).map((part, i) =>
    i === invoices.length - 1 ? { ...part, amountCents: part.amountCents + excessCents } : part,
  );
}

/** The oldest invoices of the client that come to exactly the amount. */
function findOldest(open: readonly OwedInvoice[], amountCents: number): OwedInvoice[] | null {
  let total = 0;
  for (const [i, { leftCents }] of open.entries()) {
    total += leftCents;
    if (total === amountCents) return open.slice(0, i + 1);
    if (total > amountCents) return null;
  }
  return null;
}

function byAge(a: OwedInvoice, b: OwedInvoice): number {
  return compareCodes(a.dueOn, b.dueOn) || compareCodes(a.number, b.number);
}

type Verdict = Omit<MatchProposal<never>, 'line'>;

function leave(state: 'to_choose' | 'unknown_payer', client: string | null = null): Verdict {
  return { state, parts: [], client, excessCents: 0 };
}

function matchCited(amountCents: number, cited: readonly OwedInvoice[], open: readonly OwedInvoice[]): Verdict {
  const owed = cited.filter(({ leftCents }) => leftCents > 0).toSorted(byAge);
  const clients = new Set(cited.map(({ client }) => client));
  const client = clients.size === 1 ? ([...clients][0] ?? null) : null;
  const excessCents = amountCents - totalLeft(owed);
  if (owed.length === 0) {
    const parts = cited.slice(0, 1).map(({ number }) => ({ invoice: number, amountCents }));
    return { state: 'overpayment', parts, client, excessCents };
  }
  if (excessCents === 0) return { state: 'cited', parts: payWhole(owed), client, excessCents };
  if (excessCents < 0) {
    const [only, another] = owed;
    // Which of several is paid in part is for a person to say.
    if (!only || another) return leave('to_choose', client);
    return { state: 'partial', parts: [{ invoice: only.number, amountCents }], client, excessCents: 0 };
  }
  const others = open.filter((invoice) => invoice.client === client);
  const oldest = findOldest(others, amountCents);
  if (oldest && owed.every((invoice) => oldest.includes(invoice)))
    return { state: 'client_invoices', parts: payWhole(oldest), client, excessCents: 0 };
  return { state: 'overpayment', parts: payTooMuch(owed, excessCents), client, excessCents };
}

function matchPayer(amountCents: number, client: string, open: readonly OwedInvoice[]): Verdict {
  const owed = open.filter((invoice) => invoice.client === client);
  const same = owed.find(({ leftCents }) => leftCents === amountCents);
  if (same) return { state: 'amount', parts: payWhole([same]), client, excessCents: 0 };
  const oldest = findOldest(owed, amountCents);
  if (oldest) return { state: 'client_invoices', parts: payWhole(oldest), client, excessCents: 0 };
  const excessCents = amountCents - totalLeft(owed);
  if (owed.length === 0 || excessCents < 0) return leave('to_choose', client);
  return { state: 'overpayment', parts: payTooMuch(owed, excessCents), client, excessCents };
}

/** What is left now, after the lines before. */
type Standing = { readonly left: ReadonlyMap<string, OwedInvoice>; readonly open: readonly OwedInvoice[] };

function matchLine(line: ReceivedLine, books: Books, standing: Standing, rules: MatchRules): Verdict {
  const { amountCents } = line;
  const text = fold(`${line.label} ${line.reference ?? ''}`);
  const isIssued = ({ issuedOn }: OwedInvoice) => issuedOn <= line.bookedOn;
  const open = standing.open.filter(isIssued);
  const payers = findPayers(text, books.clients);
  const findNow = (numbers: Books['numbers']) =>
    findCited(text, numbers, payers)
      .flatMap(({ number }) => standing.left.get(number) ?? [])
      .filter(isIssued);
  const cited = findNow(books.numbers);
  if (cited.length > 0) {
    const verdict = matchCited(amountCents, cited, open);
    // « 2026-10 » is a number of somebody's, and a month: without a name, the amount must say the same.
    const isSure = !rules.namedOnly || payers.length > 0 || verdict.state === 'cited';
    return isSure ? verdict : leave('to_choose', verdict.client);
  }
  const tailed = findNow(books.tails);
  if (tailed.length === 1) return matchCited(amountCents, tailed, open);
  const [payer, namesake] = payers;
  if (namesake !== undefined) return leave('to_choose');
  if (payer !== undefined) return matchPayer(amountCents, payer, open);
  if (rules.namedOnly) return leave('unknown_payer');
  const [same, another] = open.filter(({ leftCents }) => leftCents === amountCents);
  if (!same) return leave('unknown_payer');
  if (another) return leave('to_choose');
  return { state: 'amount', parts: payWhole([same]), client: same.client, excessCents: 0 };
}

/** States whose parts are noted without a person choosing. */
export function isMatched(state: BankMatchState, acceptOverpayment: boolean): boolean {
  return state !== 'to_choose' && state !== 'unknown_payer' && (state !== 'overpayment' || acceptOverpayment);
}

/** namedOnly: an amount alone tells nothing, for most of the lines are no matter of these invoices. */
export type MatchRules = { readonly namedOnly: boolean };

/** Each receipt in its order: what one pays is no more owed by the next. */
export function proposeMatches<Line extends ReceivedLine>(
  lines: readonly Line[],
  invoices: readonly OwedInvoice[],
  acceptOverpayment: boolean,
  rules: MatchRules = { namedOnly: false },
): MatchProposal<Line>[] {
  const books = openBooks(invoices);
  const left = new Map(invoices.map((invoice) => [invoice.number, invoice]));
  const isOpen = ({ leftCents }: OwedInvoice) => leftCents > 0;
  let open = invoices.filter(isOpen).toSorted(byAge);
  return lines.map((line) => {
    const verdict = matchLine(line, books, { left, open }, rules);
    if (isMatched(verdict.state, acceptOverpayment)) {
      for (const { invoice, amountCents } of verdict.parts) {
        const paid = left.get(invoice);
        if (paid) left.set(invoice, { ...paid, leftCents: paid.leftCents - amountCents });
      }
      open = open.flatMap(({ number }) => left.get(number) ?? []).filter(isOpen);
    }
    return { line, ...verdict };
  });
}

/** « 1 000,00 € « VIR HELIOS » : payeur inconnu ». */
export function sayOpenLine({ line, state, parts, client, excessCents }: MatchProposal<ReceivedLine>): string {
  const what = `${sayEurosAndCents(line.amountCents / 100)} « ${line.label} »`;
  if (state === 'unknown_payer') return `${what} : payeur inconnu.`;
  if (state === 'overpayment') {
    const numbers = parts.map(({ invoice }) => invoice).join(', ');
    return `${what} : trop-perçu de ${sayEurosAndCents(excessCents / 100)} sur ${numbers}.`;
  }
  return client === null ? `${what} : plusieurs factures possibles.` : `${what} : ${client}, factures à choisir.`;
}
