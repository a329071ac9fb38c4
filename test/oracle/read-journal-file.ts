// The journals of a month as the firm's accounting software would read them, strictly: one `;` file, columns known by
// their names, dates JJ/MM/AAAA, decimal commas, and one side of each line only. It takes nothing from the engine.

/** Cells of each line; quotes may hold `;`, quotes and ends of line. @throws on a quote that does not close. */
function readCells(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? '';
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (sign === '"' && cell === '') quoted = true;
    else if (sign === ';' || text.startsWith('\r\n', at)) {
      rows.at(-1)?.push(cell);
      cell = '';
      if (sign !== ';') {
        rows.push([]);
        at += 1;
      }
    } else cell += sign;
  }
  if (quoted || cell !== '' || rows.pop()?.length !== 0) throw new Error('the last line does not end');
  return rows;
}

export type JournalLine = {
  readonly journal: string;
  readonly day: string;
  /** The account, with its third party where the software has one account each. */
  readonly account: string;
  readonly piece: string;
  readonly cents: number;
};

function centsOf(text: string): number {
  if (text === '') return 0;
  if (!/^\d+,\d{2}$/.test(text)) throw new Error(`« ${text} » is no amount`);
  return Number(text.replace(',', ''));
}

function dayOf(text: string): string {
  const [, day, month, year] = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(text) ?? [];
  if (year === undefined) throw new Error(`« ${text} » is no date`);
  return `${year}${month}${day}`;
}

/** @throws on a line that the software would refuse. */
export function readJournalFile(text: string): JournalLine[] {
  const [header = [], ...rows] = readCells(text);
  const column = (name: string, row: readonly string[]): string => {
    const at = header.indexOf(name);
    if (at < 0) throw new Error(`no column ${name}`);
    return row[at] ?? '';
  };
  return rows.map((row) => {
    if (row.length !== header.length) throw new Error(`${row.length} cells: ${row.join(';')}`);
    const [debit, credit] = [centsOf(column('Débit', row)), centsOf(column('Crédit', row))];
    if ((debit === 0) === (credit === 0)) throw new Error(`two sides or none: ${row.join(';')}`);
    const joined = header.includes('Numéro de compte');
    return {
      journal: column('Journal', row),
      day: dayOf(column('Date', row)),
      account: joined ? column('Numéro de compte', row) : `${column('Compte', row)}${column('Compte auxiliaire', row)}`,
      piece: column('Pièce', row),
      cents: debit - credit,
    };
  });
}
