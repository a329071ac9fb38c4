// An accountant's audit: the fichier des écritures comptables read by itself, beside the firm's own papers (invoices,
// payments, suppliers' invoices). It takes nothing from the engine: neither its accounts, nor its rules, nor its roundings.

export type AuditDocument = {
  readonly number: string;
  readonly kind: 'facture' | 'avoir' | 'acompte';
  readonly client: string;
  /** 'AAAAMMJJ', like every day here. */
  readonly day: string;
  readonly net: number;
  readonly gross: number;
  /** What a credit note takes back. */
  readonly credited: string | null;
  readonly onReceipts: boolean;
  /** VAT by rate, where it has several; empty: one. */
  readonly vats: readonly { readonly percent: string; readonly vat: number }[];
};
export type AuditPayment = {
  readonly invoice: string;
  readonly day: string;
  readonly cents: number;
  readonly isWriteOff: boolean;
};
export type AuditBill = {
  readonly supplier: string;
  readonly number: string;
  readonly day: string;
  readonly net: number;
  readonly vat: number;
  readonly onReceipts: boolean;
};
export type AuditBillPayment = {
  readonly supplier: string;
  readonly number: string;
  readonly day: string;
  readonly cents: number;
};
export type AuditPapers = {
  readonly documents: readonly AuditDocument[];
  readonly payments: readonly AuditPayment[];
  readonly bills: readonly AuditBill[];
  readonly billPayments: readonly AuditBillPayment[];
};

export type FecLine = {
  readonly journal: string;
  readonly entry: string;
  readonly day: string;
  readonly account: string;
  readonly accountLabel: string;
  readonly auxiliary: string;
  readonly auxiliaryLabel: string;
  readonly piece: string;
  readonly pieceDay: string;
  readonly letter: string;
  readonly letterDay: string;
  /** Debit less credit, in cents. */
  readonly cents: number;
};

function centsOf(text: string): number {
  if (!/^\d+,\d{2}$/.test(text)) throw new Error(`« ${text} » is no amount of a FEC`);
  return Number(text.replace(',', ''));
}

/** Strict: 18 columns by tab, CRLF, the header first. */
export function readFecLines(text: string): FecLine[] {
  const [header = '', ...rows] = text.split('\r\n');
  if (header.split('\t').length !== 18 || rows.pop() !== '') throw new Error('no FEC');
  return rows.map((row) => {
    const cells = row.split('\t');
    if (cells.length !== 18) throw new Error(`${cells.length} cells: ${row}`);
    const [journal, , entry, day, account, accountLabel, auxiliary, auxiliaryLabel, piece, pieceDay] =
      cells as string[];
    return {
      journal: journal ?? '',
      entry: entry ?? '',
      day: day ?? '',
      account: account ?? '',
      accountLabel: accountLabel ?? '',
      auxiliary: auxiliary ?? '',
      auxiliaryLabel: auxiliaryLabel ?? '',
      piece: piece ?? '',
      pieceDay: pieceDay ?? '',
      letter: cells[13] ?? '',
      letterDay: cells[14] ?? '',
      cents: centsOf(cells[11] ?? '') - centsOf(cells[12] ?? ''),
    };
  });
}

const total = (lines: readonly { readonly cents: number }[]) => lines.reduce((sum, { cents }) => sum + cents, 0);
const on = (lines: readonly FecLine[], ...accounts: string[]) =>
  lines.filter(({ account }) => accounts.some((start) => account.startsWith(start)));

/** Half up, a negative as its opposite. */
function share(cents: number, part: number, whole: number): number {
  const exact =
    (2n * BigInt(Math.abs(cents)) * BigInt(Math.abs(part)) + BigInt(Math.abs(whole))) / (2n * BigInt(Math.abs(whole)));
  return Math.sign(cents) * Math.sign(part) * Math.sign(whole) * Number(exact);
}

type Tell = (what: string, detail: string) => void;

/** Said once and the same everywhere: an account has one label, a third party one name. */
function auditLabels(lines: readonly FecLine[], tell: Tell): void {
  const accounts = Map.groupBy(lines, ({ account }) => account);
  for (const [account, own] of accounts) {
    const labels = new Set(own.map(({ accountLabel }) => accountLabel));
    if (labels.size > 1) tell('account_label', `${account}: ${[...labels].join(' / ')}`);
  }
  const parties = Map.groupBy(
    lines.filter(({ auxiliary }) => auxiliary !== ''),
    ({ account, auxiliary }) => `${account} ${auxiliary}`,
  );
  for (const [party, own] of parties) {
    const labels = new Set(own.map(({ auxiliaryLabel }) => auxiliaryLabel));
    if (labels.size > 1) tell('auxiliary_label', `${party}: ${[...labels].join(' / ')}`);
  }
  for (const { entry, auxiliary } of on(lines, '411', '416', '401')) if (auxiliary === '') tell('no_auxiliary', entry);
}

/** A paper cannot be younger than the entry that it proves; an entry has two sides; a letter is of its last day. */
function auditEntries(lines: readonly FecLine[], tell: Tell): void {
  for (const { pieceDay, day, entry, piece } of lines)
    if (pieceDay > day) tell('piece_after_entry', `${entry} ${piece}: ${pieceDay} > ${day}`);
  for (const [entry, own] of Map.groupBy(lines, (line) => line.entry))
    if (!own.some(({ cents }) => cents > 0) || !own.some(({ cents }) => cents < 0)) tell('one_sided', entry);
  const letters = Map.groupBy(
    lines.filter(({ letter }) => letter !== ''),
    ({ account, auxiliary, letter }) => `${account} ${auxiliary} ${letter}`,
  );
  for (const [letter, own] of letters) {
    const last = own.reduce((day, one) => (one.day > day ? one.day : day), '');
    if (own.some(({ letterDay }) => letterDay !== last)) tell('letter_day', letter);
    if (total(own) !== 0) tell('letter_balance', letter);
    if (own.length < 2) tell('letter_alone', letter);
  }
  const result = total(on(lines, '6', '7'));
  if (total(on(lines, '1', '2', '3', '4', '5')) !== -result) tell('trial_balance', String(result));
}

/** Each invoice is one entry of sales, to the cent, on its client, and the other way round. */
function auditSales(lines: readonly FecLine[], { documents }: AuditPapers, year: Year, tell: Tell): void {
  const sales = Map.groupBy(
    lines.filter(({ journal }) => journal === 'VE'),
    ({ piece }) => piece,
  );
  const within = documents.filter(
    ({ day, gross, net }) => day >= year.start && day <= year.end && (gross !== 0 || net !== 0),
  );
  for (const { number, kind, client, day, net, gross, onReceipts } of within) {
    const own = sales.get(number) ?? [];
    const sign = kind === 'avoir' ? -1 : 1;
    const vatAccount = onReceipts ? '44574' : '44571';
    if (own.some((line) => line.day !== day)) tell('sale_day', number);
    if (total(on(own, '411')) !== sign * gross)
      tell('sale_gross', `${number}: ${total(on(own, '411'))} ≠ ${sign * gross}`);
    if (on(own, '411').some(({ auxiliary }) => auxiliary !== client)) tell('sale_client', number);
    if (total(on(own, vatAccount)) !== -sign * (gross - net))
      tell('sale_vat', `${number}: ${total(on(own, vatAccount))}`);
    if (total(on(own, '70', '4191', '467')) !== -sign * net)
      tell('sale_net', `${number}: ${total(on(own, '70', '4191', '467'))}`);
    if (new Set(own.map(({ entry }) => entry)).size !== 1) tell('sale_once', number);
  }
  const known = new Set(within.map(({ number }) => number));
  for (const piece of sales.keys()) if (!known.has(piece)) tell('sale_unknown', piece);
}

type Year = { readonly start: string; readonly end: string };

/** What is left of each client and supplier, of the bank, and of the VAT that waits, from the papers alone. */
function auditBalances(lines: readonly FecLine[], papers: AuditPapers, year: Year, tell: Tell): void {
  const until = <T extends { readonly day: string }>(rows: readonly T[]) => rows.filter(({ day }) => day <= year.end);
  const [documents, payments, bills, billPayments] = [
    until(papers.documents),
    until(papers.payments),
    until(papers.bills),
    until(papers.billPayments),
  ];
  const expected = new Map<string, number>();
  const add = (key: string, cents: number) => expected.set(key, (expected.get(key) ?? 0) + cents);
  const clientOf = new Map(papers.documents.map(({ number, client }) => [number, client]));
  for (const { client, kind, gross } of documents) add(`41 ${client}`, kind === 'avoir' ? -gross : gross);
  // What was given up is doubtful: still owed, on 416.
  for (const { invoice, cents, isWriteOff } of payments) if (!isWriteOff) add(`41 ${clientOf.get(invoice)}`, -cents);
  for (const { supplier, net, vat } of bills) add(`40 ${supplier}`, -net - vat);
  for (const { supplier, cents } of billPayments) add(`40 ${supplier}`, cents);
  const found = new Map<string, number>();
  for (const { account, auxiliary, cents } of on(lines, '411', '416', '401')) {
    const key = `${account.slice(0, 2)} ${auxiliary}`;
    if (auxiliary !== 'DIVERS') found.set(key, (found.get(key) ?? 0) + cents);
  }
  for (const key of new Set([...expected.keys(), ...found.keys()]))
    if ((expected.get(key) ?? 0) !== (found.get(key) ?? 0))
      tell('third_party', `${key}: ${found.get(key) ?? 0} ≠ ${expected.get(key) ?? 0}`);
  const bank =
    payments.reduce((sum, one) => sum + (one.isWriteOff ? 0 : one.cents), 0) -
    billPayments.reduce((sum, one) => sum + one.cents, 0);
  if (total(on(lines, '512')) !== bank) tell('bank', `${total(on(lines, '512'))} ≠ ${bank}`);
  const pending = waitingVat(documents, payments);
  if (-total(on(lines, '44574')) !== pending) tell('pending_vat', `${-total(on(lines, '44574'))} ≠ ${pending}`);
  const deductible = waitingDeductible(bills, billPayments);
  if (total(on(lines, '44564')) !== deductible)
    tell('pending_deductible', `${total(on(lines, '44564'))} ≠ ${deductible}`);
}

/** VAT of services not paid yet: of each invoice less its credit notes, all but the part that was paid. */
function waitingVat(documents: readonly AuditDocument[], payments: readonly AuditPayment[]): number {
  const back = Map.groupBy(documents, ({ credited }) => credited);
  return documents
    .filter(({ credited, onReceipts }) => credited === null && onReceipts)
    .reduce((sum, { number, gross }) => {
      const notes = back.get(number) ?? [];
      const left = notes.reduce((cents, note) => cents - note.gross, gross);
      const rates = new Map<string, number>();
      const add = (document: AuditDocument, sign: 1 | -1) => {
        const own = document.vats.length > 0 ? document.vats : [{ percent: '', vat: document.gross - document.net }];
        for (const { percent, vat } of own) rates.set(percent, (rates.get(percent) ?? 0) + sign * vat);
      };
      const document = documents.find((one) => one.number === number);
      if (document) add(document, 1);
      for (const note of notes) add(note, -1);
      const paid = payments
        .filter(
          ({ invoice, isWriteOff }) =>
            !isWriteOff && (invoice === number || notes.some((note) => note.number === invoice)),
        )
        .reduce((cents, one) => cents + one.cents, 0);
      const part = Math.max(0, Math.min(paid, left));
      // Each rate by itself, as it is declared.
      return [...rates.values()].reduce((cents, vat) => cents + vat - (left <= 0 ? 0 : share(vat, part, left)), sum);
    }, 0);
}

function waitingDeductible(bills: readonly AuditBill[], payments: readonly AuditBillPayment[]): number {
  return bills
    .filter(({ onReceipts }) => onReceipts)
    .reduce((sum, { supplier, number, net, vat }) => {
      const paid = payments
        .filter((one) => one.supplier === supplier && one.number === number)
        .reduce((cents, one) => cents + one.cents, 0);
      return sum + vat - (net + vat === 0 ? 0 : share(vat, Math.max(0, Math.min(paid, net + vat)), net + vat));
    }, 0);
}

function dayAfter(day: string): string {
  const date = new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(4, 6)) - 1, Number(day.slice(6)) + 1));
  return date.toISOString().slice(0, 10).replaceAll('-', '');
}

/** Each accrual of a month's end is taken back the day after, line for line; and nothing is taken back that was not made. */
function auditAccruals(lines: readonly FecLine[], year: Year, tell: Tell): void {
  const accruals = lines.filter(({ journal, piece }) => journal === 'OD' && /^(FAE|PCA|FNP)-/.test(piece));
  const sides = (own: readonly FecLine[], sign: 1 | -1) =>
    own
      .map(({ account, auxiliary, cents }) => `${account} ${auxiliary} ${sign * cents}`)
      .sort()
      .join(' | ');
  for (const [piece, own] of Map.groupBy(accruals, (line) => line.piece)) {
    const days = [...new Set(own.map(({ day }) => day))].sort();
    const [first = '', second] = days;
    const made = own.filter(({ day }) => day === first);
    if (second === undefined) {
      const isOpening = first === year.start;
      if (!isOpening && dayAfter(first) <= year.end) tell('not_reversed', piece);
      continue;
    }
    const back = own.filter(({ day }) => day === second);
    if (second !== dayAfter(first) || sides(made, 1) !== sides(back, -1)) tell('reversal', piece);
  }
  // Nothing accrued stays beyond its month, but that of the last day.
  for (const account of ['4181', '44587', '487', '408', '44586']) {
    const open = total(on(lines, account));
    const atEnd = total(on(accruals, account).filter(({ day }) => day === year.end));
    if (open !== atEnd) tell('accrual_left', `${account}: ${open} ≠ ${atEnd}`);
  }
  // A deposit is owed to the client, never by them.
  if (total(on(lines, '4191')) > 0) tell('deposit_debit', String(total(on(lines, '4191'))));
}

/**
 * Everything that an accountant would object to.
 * @param year its first day, and the last day that the file tells of.
 */
export function auditBooks(text: string, papers: AuditPapers, year: Year): string[] {
  const lines = readFecLines(text);
  const objections: string[] = [];
  const tell: Tell = (what, detail) => objections.push(`${what} ${detail}`);
  auditLabels(lines, tell);
  auditEntries(lines, tell);
  auditSales(lines, papers, year, tell);
  auditBalances(lines, papers, year, tell);
  auditAccruals(lines, year, tell);
  return objections;
}

/** What VAT fell due and could be deducted in a month ('AAAAMM'), from the file alone. */
export function vatOfMonth(text: string, month: string): { readonly collected: number; readonly deductible: number } {
  const lines = readFecLines(text).filter(({ day, journal }) => day.startsWith(month) && journal !== 'AN');
  return { collected: -total(on(lines, '44571')), deductible: total(on(lines, '44566')) };
}
