// A checker of the fichier des écritures comptables, written from the law alone (LPF, art. A47 A-1, VII; DOMAIN.md §3.5):
// it takes nothing from the engine, and reads the file's bytes as the tax office's tool would.

const HEADER =
  'JournalCode JournalLib EcritureNum EcritureDate CompteNum CompteLib CompAuxNum CompAuxLib PieceRef PieceDate EcritureLib Debit Credit EcritureLet DateLet ValidDate Montantdevise Idevise'.split(
    ' ',
  );
const MAY_BE_EMPTY = new Set(['CompAuxNum', 'CompAuxLib', 'EcritureLet', 'DateLet', 'Montantdevise', 'Idevise']);

export type FecFault = { readonly check: string; readonly line: number; readonly detail: string };

export type FecContext = {
  readonly fileName: string;
  /** First and last day of the financial year, 'AAAAMMJJ'. */
  readonly start: string;
  readonly end: string;
  /** Numbers of the invoices that exist. */
  readonly invoices: ReadonlySet<string>;
  /** Σ invoiced HT of the year as revenue, deposits taken, FAE and PCA: what 70x must come to, in cents. */
  readonly revenueCents: number | null;
};

type Row = Readonly<Record<string, string>> & { readonly line: string };

function isDate(text: string): boolean {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function centsOf(text: string): number | null {
  if (!/^\d+,\d{2}$/.test(text)) return null;
  return Number(text.replace(',', ''));
}

function checkForm(text: string, context: FecContext, faults: FecFault[]): Row[] {
  const fail = (check: string, line: number, detail: string) => faults.push({ check, line, detail });
  if (!/^\d{9}FEC\d{8}\.txt$/.test(context.fileName) || !context.fileName.endsWith(`FEC${context.end}.txt`))
    fail('file_name', 0, context.fileName);
  if (!text.endsWith('\r\n')) fail('line_end', 0, 'the file does not end its last line');
  const lines = text.split('\r\n');
  if (lines.at(-1) === '') lines.pop();
  if (lines.some((line) => /[\r\n]/.test(line))) fail('line_end', 0, 'a line ends otherwise than by CRLF');
  const [header = '', ...body] = lines;
  const separator = header.includes('\t') ? '\t' : '|';
  if (header !== HEADER.join(separator)) fail('header', 1, header);
  if (body.length === 0) fail('empty_file', 1, 'no entry');
  const rows: Row[] = [];
  for (const [index, line] of body.entries()) {
    const at = index + 2;
    if (line.trim() === '') {
      fail('empty_line', at, '');
      continue;
    }
    const cells = line.split(separator);
    if (cells.length !== HEADER.length) {
      fail('field_count', at, String(cells.length));
      continue;
    }
    if (line.includes(separator === '\t' ? '|' : '\t')) fail('separator', at, line);
    const row = Object.fromEntries(HEADER.map((name, i) => [name, cells[i] ?? '']));
    rows.push({ ...row, line: String(at) } as unknown as Row);
  }
  return rows;
}

function checkRow(row: Row, context: FecContext, fail: (check: string, row: Row, detail: string) => void): void {
  for (const name of HEADER)
    if (!MAY_BE_EMPTY.has(name) && (row[name] ?? '').trim() === '') fail('mandatory', row, name);
  for (const name of ['EcritureDate', 'PieceDate', 'ValidDate'])
    if (!isDate(row[name] ?? '')) fail('date', row, `${name} ${row[name]}`);
  if (row['DateLet'] !== '' && !isDate(row['DateLet'] ?? '')) fail('date', row, `DateLet ${row['DateLet']}`);
  const date = row['EcritureDate'] ?? '';
  if (date < context.start || date > context.end) fail('date_in_year', row, date);
  if ((row['ValidDate'] ?? '') < date) fail('valid_date', row, `${row['ValidDate']} < ${date}`);
  if (!/^[1-7]\d{2}[0-9A-Za-z]*$/.test(row['CompteNum'] ?? '')) fail('account', row, row['CompteNum'] ?? '');
  if ((row['CompAuxNum'] === '') !== (row['CompAuxLib'] === '')) fail('auxiliary', row, row['CompAuxNum'] ?? '');
  if ((row['EcritureLet'] === '') !== (row['DateLet'] === '')) fail('letter_date', row, row['EcritureLet'] ?? '');
  const [debit, credit] = [centsOf(row['Debit'] ?? ''), centsOf(row['Credit'] ?? '')];
  if (debit === null || credit === null) fail('amount', row, `${row['Debit']} ${row['Credit']}`);
  else if ((debit === 0) === (credit === 0)) fail('debit_or_credit', row, `${row['Debit']} ${row['Credit']}`);
}

/** Debit less credit, cents; a malformed amount is told elsewhere. */
function balance(rows: readonly Row[]): number {
  return rows.reduce(
    (total, row) => total + (centsOf(row['Debit'] ?? '') ?? 0) - (centsOf(row['Credit'] ?? '') ?? 0),
    0,
  );
}

function checkEntries(rows: readonly Row[], fail: (check: string, row: Row, detail: string) => void): void {
  const byNumber = Map.groupBy(rows, (row) => row['EcritureNum']);
  for (const [number, entry] of byNumber) {
    const [first] = entry;
    if (first === undefined) continue;
    if (balance(entry) !== 0) fail('balanced', first, `${number}: ${balance(entry)}`);
    for (const name of ['JournalCode', 'EcritureDate', 'PieceRef'])
      if (entry.some((row) => row[name] !== first[name])) fail('one_entry', first, `${number} ${name}`);
  }
  const [first] = rows;
  if (first && balance(rows) !== 0) fail('balanced_whole', first, String(balance(rows)));
  let previous: Row | null = null;
  for (const row of rows) {
    const number = Number(row['EcritureNum']);
    const before = previous === null ? 0 : Number(previous['EcritureNum']);
    if (number !== before && number !== before + 1) fail('numbering', row, `${before} → ${row['EcritureNum']}`);
    if (previous !== null && (row['ValidDate'] ?? '') < (previous['ValidDate'] ?? ''))
      fail('order', row, `${previous['ValidDate']} → ${row['ValidDate']}`);
    if (row['JournalCode'] === 'AN' && previous !== null && previous['JournalCode'] !== 'AN')
      fail('opening_first', row, row['EcritureNum'] ?? '');
    previous = row;
  }
}

function checkSense(
  rows: readonly Row[],
  context: FecContext,
  fail: (check: string, row: Row, detail: string) => void,
) {
  for (const row of rows) {
    if (row['JournalCode'] === 'VE' && !context.invoices.has(row['PieceRef'] ?? ''))
      fail('sales_piece', row, row['PieceRef'] ?? '');
    if (row['JournalCode'] === 'AN' && /^[67]/.test(row['CompteNum'] ?? ''))
      fail('opening_classes', row, row['CompteNum'] ?? '');
  }
  const lettered = Map.groupBy(
    rows.filter((row) => row['EcritureLet'] !== ''),
    (row) => `${row['CompAuxNum']} ${row['EcritureLet']}`,
  );
  for (const [letter, group] of lettered) {
    const [first] = group;
    if (first && balance(group) !== 0) fail('letters', first, `${letter}: ${balance(group)}`);
  }
  // An entry that empties classes 6 and 7 into 12x closes the year: the FEC is taken before it.
  for (const entry of Map.groupBy(rows, (row) => row['EcritureNum']).values()) {
    const [first] = entry;
    const touches = (pattern: RegExp) => entry.some((row) => pattern.test(row['CompteNum'] ?? ''));
    if (first && first['JournalCode'] !== 'AN' && touches(/^12/) && touches(/^[67]/))
      fail('closing_entry', first, first['EcritureNum'] ?? '');
  }
  const revenue = -balance(rows.filter((row) => (row['CompteNum'] ?? '').startsWith('70')));
  const [first] = rows;
  if (first && context.revenueCents !== null && revenue !== context.revenueCents)
    fail('revenue', first, `${revenue} ≠ ${context.revenueCents}`);
}

/** Everything that is wrong with the file; the encoding is that of the law unless it begins otherwise. */
export function checkFec(bytes: Uint8Array, context: FecContext): FecFault[] {
  const faults: FecFault[] = [];
  const text = new TextDecoder('iso-8859-15').decode(bytes);
  const fail = (check: string, row: Row, detail: string): void => {
    faults.push({ check, line: Number(row.line), detail });
  };
  const rows = checkForm(text, context, faults);
  for (const row of rows) checkRow(row, context, fail);
  checkEntries(rows, fail);
  checkSense(rows, context, fail);
  return faults;
}
