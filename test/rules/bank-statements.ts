// Statements of a bank as it would send them, for tests: records of CFONB 120, documents of CAMT.053.

const RECORD_LENGTH = 120;

/** The last digit tells the sign: {A-I for what came, }J-R for what left. */
export function codeAmount(cents: number): string {
  const digits = String(Math.abs(cents)).padStart(14, '0');
  return `${digits.slice(0, 13)}${(cents < 0 ? '}JKLMNOPQR' : '{ABCDEFGHI')[Number(digits[13])]}`;
}

/** Pieces of a record, each at its place (counted from 1). */
function record(pieces: readonly (readonly [at: number, text: string])[]): string {
  const characters = Array.from({ length: RECORD_LENGTH }, () => ' ');
  for (const [at, text] of pieces) for (const [i, one] of [...text].entries()) characters[at - 1 + i] = one;
  return characters.join('');
}

type Place = { readonly currency?: string; readonly account?: string; readonly decimals?: string };

function head(kind: string, day: string, place: Place): (readonly [number, string])[] {
  const { currency = 'EUR', account = '00012345678', decimals = '2' } = place;
  return [
    [1, kind],
    [3, '30004'],
    [12, '00820'],
    [17, currency],
    [20, decimals],
    [22, account],
    [35, day],
  ];
}

/** @param day JJMMAA */
export function balanceRecord(kind: '01' | '07', day: string, cents: number, place: Place = {}): string {
  return record([...head(kind, day, place), [91, codeAmount(cents)]]);
}

export function movementRecord(
  day: string,
  cents: number,
  label: string,
  { reference = '', ...place }: Place & { readonly reference?: string } = {},
): string {
  return record([
    ...head('04', day, place),
    [33, '05'],
    [43, day],
    [49, label],
    [91, codeAmount(cents)],
    [105, reference],
  ]);
}

export function complementRecord(day: string, qualifier: string, text: string, place: Place = {}): string {
  return record([...head('05', day, place), [33, '05'], [46, qualifier], [49, text]]);
}

type CamtPayment = {
  readonly amount?: string;
  readonly payer?: string;
  readonly reason?: string;
  readonly endToEnd?: string;
};
export type CamtEntry = {
  readonly amount: string;
  readonly side?: 'CRDT' | 'DBIT';
  readonly currency?: string;
  readonly status?: string;
  readonly day?: string;
  readonly id?: string;
  readonly payments?: readonly CamtPayment[];
};

/** The other party: who pays what comes, who is paid what leaves. */
function camtPayment({ amount, payer, reason, endToEnd }: CamtPayment, side: 'CRDT' | 'DBIT'): string {
  const party = side === 'CRDT' ? 'Dbtr' : 'Cdtr';
  return `<TxDtls><Refs><EndToEndId>${endToEnd ?? 'NOTPROVIDED'}</EndToEndId></Refs>${
    amount ? `<Amt Ccy="EUR">${amount}</Amt>` : ''
  }${payer ? `<RltdPties><${party}><Nm>${payer}</Nm></${party}></RltdPties>` : ''}${
    reason ? `<RmtInf><Ustrd>${reason}</Ustrd></RmtInf>` : ''
  }</TxDtls>`;
}

function camtEntry(entry: CamtEntry): string {
  const { amount, side = 'CRDT', currency = 'EUR', status = 'BOOK', day = '2026-10-29', id, payments = [] } = entry;
  return `<Ntry><Amt Ccy="${currency}">${amount}</Amt><CdtDbtInd>${side}</CdtDbtInd><Sts>${status}</Sts>
<BookgDt><Dt>${day}</Dt></BookgDt>${id ? `<AcctSvcrRef>${id}</AcctSvcrRef>` : ''}<NtryDtls>${payments
    .map((payment) => camtPayment(payment, side))
    .join('')}</NtryDtls></Ntry>`;
}

type CamtFrame = { readonly opening?: string; readonly closing?: string; readonly announced?: number };

/** @param frame balances as « 1000.00 », in credit. */
export function camtDocument(entries: readonly CamtEntry[], frame: CamtFrame = {}): string {
  const balance = (code: string, amount: string | undefined, day: string) =>
    amount === undefined
      ? ''
      : `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>${day}</Dt></Dt></Bal>\n`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">
<BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId></GrpHdr>
<Stmt><Id>S1</Id><Acct><Id><IBAN>FR7630004008200001234567843</IBAN></Id><Ccy>EUR</Ccy></Acct>
${balance('OPBD', frame.opening, '2026-10-28')}${balance('CLBD', frame.closing, '2026-10-30')}${
    frame.announced === undefined
      ? ''
      : `<TxsSummry><TtlNtries><NbOfNtries>${frame.announced}</NbOfNtries></TtlNtries></TxsSummry>\n`
  }${entries.map(camtEntry).join('\n')}
</Stmt></BkToCstmrStmt></Document>`;
}
