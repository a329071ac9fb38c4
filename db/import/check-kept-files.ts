// What the rows of the files that a firm takes away (kept/files.ts) mean together: rows that others name, and what the
// database would refuse without a sentence.
import { quoteCell } from './cells.ts';
import { isKeptFile, type FileName } from './file-names.ts';
import { keptFiles } from './kept/files.ts';
import { findKnown, type KnownRows } from './known-rows.ts';
import type { FileRows, FirmRow, ImportError } from './read-rows.ts';

type Files = ReadonlyMap<FileName, FileRows>;
type Known = ReadonlyMap<FileName, KnownRows>;
type Refuse = (row: FirmRow, column: string, problem: string, expected: string) => void;
type Check = (rows: readonly FirmRow[], refuse: Refuse) => void;

/** The row of another file that several cells name together. */
function checkRowsOf(file: FileName, known: Known, rows: readonly FirmRow[], refuse: Refuse): void {
  if (!isKeptFile(file)) return;
  for (const { file: target, columns } of keptFiles[file].rowsOf ?? []) {
    for (const row of rows) {
      const parts = columns.map((column) => row.values[column]);
      if (parts.includes(undefined) || findKnown(known.get(target), parts.map(String).join('\0')) !== null) continue;
      const problem = `${quoteCell(parts.map(String).join(' '))} n'existe pas`;
      refuse(row, columns[0] ?? 'ligne', problem, `une ligne de ${target}.csv ou déjà enregistrée`);
    }
  }
}

/** A code is one assignment's, on a project or on an opportunity. */
function checkReservations(rows: readonly FirmRow[], assignments: KnownRows | undefined, refuse: Refuse): void {
  for (const row of rows) {
    const code = String(row.values['code']);
    if (findKnown(assignments, code) !== null)
      refuse(row, 'code', `${quoteCell(code)} est une affectation`, "un code qui n'est pas pris");
  }
}

/** A consultant is one user at most; who is there already stays as they are. */
function checkUsers(rows: readonly FirmRow[], users: KnownRows | undefined, refuse: Refuse): void {
  const linked = new Map<string, string>();
  for (const [email, { matricule }] of users?.stored ?? [])
    if (typeof matricule === 'string') linked.set(matricule, email);
  for (const row of rows) {
    const { matricule, email } = row.values;
    if (typeof matricule !== 'string' || users?.stored.has(String(email)) === true) continue;
    const other = linked.get(matricule);
    if (other !== undefined)
      refuse(row, 'matricule', `${quoteCell(matricule)} est déjà ${other}`, 'un utilisateur par consultant');
    linked.set(matricule, String(email));
  }
}

function checkDelegations(rows: readonly FirmRow[], refuse: Refuse): void {
  for (const row of rows)
    if (row.values['de'] !== undefined && row.values['de'] === row.values['a'])
      refuse(row, 'a', 'délégation à soi-même', "l'adresse de quelqu'un d'autre");
}

function checkRequests(rows: readonly FirmRow[], refuse: Refuse): void {
  for (const row of rows) {
    const { projet, opportunite, quotite } = row.values;
    if ((projet === null) === (opportunite === null) && projet !== undefined && opportunite !== undefined)
      refuse(row, 'projet', projet === null ? 'cellule vide' : 'deux choses nommées', 'un projet ou une opportunité');
    if (quotite === '0') refuse(row, 'quotite', '« 0 » est nul', 'une part de 0 à 1');
  }
}

function checkBankLines(rows: readonly FirmRow[], refuse: Refuse): void {
  for (const row of rows)
    if (typeof row.values['facture'] === 'string' && typeof row.values['fournisseur'] === 'string')
      refuse(row, 'fournisseur', 'facture et fournisseur', "l'un ou l'autre : une ligne ne paie pas les deux");
}

/** Every client, none, or these: one of them. */
function checkProof(rows: readonly FirmRow[], cards: FileRows | undefined, refuse: Refuse): void {
  const [card] = cards?.rows ?? [];
  const [first] = rows;
  if (first && typeof card?.values['preuve_exigee'] === 'boolean')
    refuse(first, 'client', 'clients choisis et preuve_exigee dans entreprise.csv', "l'un ou l'autre");
}

const nonZero =
  (column: string): Check =>
  (rows, refuse) => {
    for (const row of rows) if (row.values[column] === 0) refuse(row, column, 'montant nul', 'un montant qui compte');
  };

export function checkKeptFiles(files: Files, known: Known, errors: ImportError[]): void {
  const on = (file: FileName, check: Check): void => {
    const rows = files.get(file)?.rows ?? [];
    check(rows, ({ line }, column, problem, expected) => errors.push({ file, line, column, problem, expected }));
  };
  for (const file of files.keys()) on(file, (rows, refuse) => checkRowsOf(file, known, rows, refuse));
  on('reservations', (rows, refuse) => checkReservations(rows, known.get('affectations'), refuse));
  on('utilisateurs', (rows, refuse) => checkUsers(rows, known.get('utilisateurs'), refuse));
  on('delegations', checkDelegations);
  on('demandes_personnes', checkRequests);
  on('lignes_banque', checkBankLines);
  on('clients_a_preuve', (rows, refuse) => checkProof(rows, files.get('entreprise'), refuse));
  on('paiements_fournisseurs', nonZero('montant_ttc'));
  on('lignes_banque', nonZero('montant'));
  on('paiements_banque', nonZero('montant_ttc'));
  on('reglements_banque', nonZero('montant_ttc'));
}
