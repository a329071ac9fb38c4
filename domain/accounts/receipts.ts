// What clients pay (journal BQ), the VAT that becomes due as they do, and what is given up (journal OD).
import { earlier, type CivilDate } from '../civil-dates.ts';
import { compareCodes } from '../codes.ts';
import { shareOfCents } from '../money.ts';
import { credit, debit, writeEntry, type Entry } from './entry.ts';
import { ratesOf, type SalesDocument } from './sales.ts';

export type Receipt = {
  readonly invoice: string;
  readonly paidOn: CivilDate;
  readonly occurrence: number;
  /** Negative: a refund. */
  readonly grossCents: number;
  readonly reference: string | null;
  /** No money came: the invoice was given up (write_off). */
  readonly isWriteOff: boolean;
};

type RateAccount = {
  readonly percent: string;
  baseCents: number;
  vatCents: number;
  dueBaseCents: number;
  dueVatCents: number;
};

/** An invoice or deposit through its life: what is left of it, what came, what of its VAT is due. */
type Account = {
  readonly document: SalesDocument;
  grossCents: number;
  vatCents: number;
  paidCents: number;
  /** By rate: what it bears, and what of it is due. */
  readonly rates: RateAccount[];
  writtenOffCents: number;
};

type Event = { readonly date: CivilDate; readonly rank: number; readonly post: (account: Account) => Entry[] };

/**
 * VAT on receipts: due is the part of the VAT that was paid; of 6,000 TTC at 20 %, 1,000 (CGI, art. 269, 2-c). The last
 * payment takes what is left to the cent; more than the invoice brings no more VAT.
 */
function moveDueVat(account: Account, date: CivilDate, source: Entry['source']): Entry[] {
  const { document, grossCents } = account;
  if (!document.vatOnReceipts) return [];
  const paidCents = Math.max(0, Math.min(account.paidCents, grossCents));
  const paidShare = (cents: number) => (grossCents <= 0 ? 0 : shareOfCents(cents, paidCents, grossCents));
  const isAlone = account.rates.length === 1;
  const steps = account.rates.map((rate) => {
    const dueVatCents = paidShare(rate.vatCents);
    // Of one rate, what is paid and no VAT is the base, to the cent.
    const dueBaseCents = isAlone ? paidCents - dueVatCents : paidShare(rate.baseCents);
    const step = {
      percent: rate.percent,
      vatCents: dueVatCents - rate.dueVatCents,
      baseCents: dueBaseCents - rate.dueBaseCents,
    };
    rate.dueVatCents = dueVatCents;
    rate.dueBaseCents = dueBaseCents;
    return step;
  });
  const { number } = document;
  return writeEntry({
    journal: 'OD',
    date,
    piece: number,
    pieceDate: earlier(document.issuedOn, date),
    label: `TVA exigible sur encaissement ${number}`,
    source,
    lines: [
      debit(
        'vatPending',
        steps.reduce((total, step) => total + step.vatCents, 0),
      ),
      ...steps.map(({ percent, vatCents: stepCents, baseCents }) =>
        credit('vatCollected', stepCents, { vat: { percent, baseCents } }),
      ),
    ],
  });
}

function postCredit(account: Account, note: SalesDocument): Entry[] {
  account.grossCents -= note.grossCents;
  account.vatCents -= note.grossCents - note.netCents;
  for (const { percent, baseCents, vatCents } of ratesOf(note)) {
    // An imported credit note may say another rate than its invoice: it takes back the invoice's.
    const rate = account.rates.find((known) => known.percent === percent) ?? account.rates[0];
    if (!rate) throw new Error(`${note.number} takes back an invoice without a rate`);
    rate.baseCents -= baseCents;
    rate.vatCents -= vatCents;
  }
  return moveDueVat(account, note.issuedOn, { entity: 'invoice', key: note.number });
}

/** A payment that comes after all: what was thought lost is taken back, with its provision. */
function recoveredOf(account: Account, receiptCents: number): number {
  return Math.max(0, Math.min(account.writtenOffCents, receiptCents));
}

function netOf(account: Account, grossCents: number): number {
  return account.grossCents <= 0
    ? grossCents
    : grossCents - shareOfCents(account.vatCents, grossCents, account.grossCents);
}

function postReceipt(account: Account, receipt: Receipt): Entry[] {
  const { number, client, issuedOn } = account.document;
  const { paidOn, grossCents } = receipt;
  const source = { entity: 'payment', key: `${number}/${paidOn}/${receipt.occurrence}` } as const;
  const what = grossCents < 0 ? 'Remboursement' : 'Règlement';
  const recoveredCents = recoveredOf(account, grossCents);
  const released = netOf(account, recoveredCents);
  account.writtenOffCents -= recoveredCents;
  const paid = writeEntry({
    journal: 'BQ',
    date: paidOn,
    piece: number,
    pieceDate: earlier(issuedOn, paidOn),
    label: `${what} ${number} ${client.name}${receipt.reference === null ? '' : ` (${receipt.reference})`}`,
    source,
    lines: [
      debit('bank', grossCents),
      credit('client', grossCents - recoveredCents, { auxiliary: client, openItem: number }),
      credit('doubtful', recoveredCents, { auxiliary: client, openItem: number }),
    ],
  });
  const release = writeEntry({
    journal: 'OD',
    date: paidOn,
    piece: number,
    pieceDate: earlier(issuedOn, paidOn),
    label: `Reprise de dépréciation ${number} ${client.name}`,
    source,
    lines: [debit('doubtfulProvision', released), credit('doubtfulRelease', released)],
  });
  account.paidCents += grossCents;
  return [...paid, ...release, ...moveDueVat(account, paidOn, source)];
}

/** A debt given up is doubtful, and provisioned HT: its VAT is got back only once it is lost for good (CGI, art. 272). */
function postWriteOff(account: Account, receipt: Receipt): Entry[] {
  const { number, client, issuedOn } = account.document;
  const { paidOn, grossCents } = receipt;
  const netCents = netOf(account, grossCents);
  account.writtenOffCents += grossCents;
  const source = { entity: 'writeOff', key: `${number}/${paidOn}/${receipt.occurrence}` } as const;
  const entry = { journal: 'OD', date: paidOn, piece: number, pieceDate: earlier(issuedOn, paidOn), source } as const;
  return [
    ...writeEntry({
      ...entry,
      label: `Créance douteuse ${number} ${client.name}`,
      lines: [
        debit('doubtful', grossCents, { auxiliary: client, openItem: number }),
        credit('client', grossCents, { auxiliary: client, openItem: number }),
      ],
    }),
    ...writeEntry({
      ...entry,
      label: `Dépréciation ${number} ${client.name}`,
      lines: [debit('doubtfulCharge', netCents), credit('doubtfulProvision', netCents)],
    }),
  ];
}

/** Entries of the payments and write-offs of all documents, and of the VAT that they make due. */
export function postReceipts(documents: readonly SalesDocument[], receipts: readonly Receipt[]): Entry[] {
  const notes = Map.groupBy(
    documents.filter(({ credited }) => credited !== null),
    ({ credited }) => credited?.number,
  );
  const paid = Map.groupBy(receipts, ({ invoice }) => invoice);
  return documents.flatMap((document): Entry[] => {
    if (document.credited !== null) return [];
    const account: Account = {
      document,
      grossCents: document.grossCents,
      vatCents: document.grossCents - document.netCents,
      paidCents: 0,
      rates: ratesOf(document).map((rate) => ({ ...rate, dueBaseCents: 0, dueVatCents: 0 })),
      writtenOffCents: 0,
    };
    const events: Event[] = [
      ...(notes.get(document.number) ?? []).map((note): Event => ({
        date: note.issuedOn,
        rank: 0,
        post: (one) => postCredit(one, note),
      })),
      ...(paid.get(document.number) ?? []).map((receipt): Event => ({
        date: receipt.paidOn,
        rank: receipt.occurrence,
        post: (one) => (receipt.isWriteOff ? postWriteOff(one, receipt) : postReceipt(one, receipt)),
      })),
    ];
    events.sort((a, b) => compareCodes(a.date, b.date) || a.rank - b.rank);
    return events.flatMap(({ post }) => post(account));
  });
}
