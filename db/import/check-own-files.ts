// What the rows of Vigie's own files mean together: the rate of on-call units, the purchase that is rebilled, the line of
// an invoice that is told more of.
import { quoteCell } from './cells.ts';
import type { FileName } from './file-names.ts';
import { findKnown, nthKey, type KnownRows } from './known-rows.ts';
import type { FileRows, FirmRow, ImportError } from './read-rows.ts';

type Files = ReadonlyMap<FileName, FileRows>;
type Known = ReadonlyMap<FileName, KnownRows>;
type Refuse = (row: FirmRow, column: string, problem: string, expected: string) => void;

const keyOfParts = (row: FirmRow, columns: readonly string[]): string =>
  columns.map((column) => String(row.values[column])).join('\0');

function checkRates(rows: readonly FirmRow[], refuse: Refuse): void {
  for (const row of rows)
    if (row.values['coefficient'] === '0') refuse(row, 'coefficient', '« 0 » est nul', 'un coefficient comme 1,5');
}

/** Units are priced at the rate of their project that had begun by their day. */
function checkUnits(rows: readonly FirmRow[], rates: KnownRows | undefined, refuse: Refuse): void {
  const begun = new Map<string, string>();
  for (const key of [...(rates?.stored.keys() ?? []), ...(rates?.file?.keys.keys() ?? [])]) {
    const [project, code, startsOn = ''] = key.split('\0');
    const rate = `${project}\0${code}`;
    const first = begun.get(rate);
    if (first === undefined || startsOn < first) begun.set(rate, startsOn);
  }
  for (const row of rows) {
    const first = begun.get(keyOfParts(row, ['projet', 'tarif']));
    if (first !== undefined && first <= String(row.values['date'])) continue;
    refuse(
      row,
      'tarif',
      `${quoteCell(String(row.values['tarif']))} n'a pas de prix ce jour-là`,
      'un tarif de tarifs_astreinte.csv ou déjà enregistré, commencé à cette date',
    );
  }
}

function checkPurchases(rows: readonly FirmRow[], purchases: KnownRows | undefined, refuse: Refuse): void {
  for (const row of rows) {
    const parts = ['projet', 'date', 'libelle'].map((column) => row.values[column] ?? null);
    if (findKnown(purchases, nthKey(parts, row.values['n'])) === null)
      refuse(row, 'libelle', 'achat absent', 'une ligne de achats.csv ou déjà enregistrée');
  }
}

/** Only an invoice that Vigie issued has them: its lines come with it. */
function checkIssued(rows: readonly FirmRow[], files: Files, invoices: KnownRows | undefined, refuse: Refuse): void {
  const issued = new Set((files.get('lignes_facture')?.rows ?? []).map((row) => row.values['numero']));
  for (const row of rows) {
    const { numero } = row.values;
    if (numero === undefined || issued.has(numero) || invoices?.stored.has(String(numero)) === true) continue;
    if (findKnown(invoices, String(numero)) === null) continue;
    refuse(row, 'numero', `facture ${quoteCell(String(numero))} sans lignes`, 'ses lignes dans lignes_facture.csv');
  }
}

function checkLines(rows: readonly FirmRow[], lines: ReadonlySet<string>, refuse: Refuse): void {
  for (const row of rows) {
    if (lines.has(keyOfParts(row, ['numero', 'ligne']))) continue;
    refuse(row, 'ligne', `ligne ${String(row.values['ligne'])} absente`, 'une ligne de lignes_facture.csv');
  }
}

/** Each unit is there, and on one live line at most. */
function checkBilledUnits(rows: readonly FirmRow[], known: Known, refuse: Refuse): void {
  const live = new Map<string, number>();
  for (const row of rows) {
    const key = keyOfParts(row, ['projet', 'matricule', 'date', 'tarif']);
    if (findKnown(known.get('astreintes'), key) === null)
      refuse(row, 'tarif', 'astreinte absente', 'une ligne de astreintes.csv ou déjà enregistrée');
    const invoice = findKnown(known.get('factures'), String(row.values['numero']));
    if (invoice === null || invoice === 'unsure') continue;
    live.set(key, (live.get(key) ?? 0) + (invoice['type'] === 'avoir' ? -1 : 1));
  }
  for (const row of rows) {
    const count = live.get(keyOfParts(row, ['projet', 'matricule', 'date', 'tarif'])) ?? 0;
    if (count > 1)
      refuse(row, 'numero', `astreinte facturée ${count} fois sans avoir`, 'une seule ligne vivante par astreinte');
  }
}

function checkExpenseRules(rows: readonly FirmRow[], refuse: Refuse): void {
  for (const row of rows) {
    const { regle, montant } = row.values;
    if (regle === 'reel' && montant !== null) refuse(row, 'montant', 'montant de frais au réel', 'une cellule vide');
    if (typeof regle === 'string' && regle !== 'reel' && montant === null)
      refuse(row, 'montant', 'cellule vide', 'le montant du forfait ou du plafond');
  }
}

function checkPlaces(rows: readonly FirmRow[], refuse: Refuse): void {
  for (const row of rows)
    if (row.values['lieu_impose'] === true && row.values['lieu'] === null)
      refuse(row, 'lieu', 'cellule vide', 'le lieu imposé');
}

function checkRectified(rows: readonly FirmRow[], invoices: KnownRows | undefined, refuse: Refuse): void {
  const seen = new Set<string>();
  for (const row of rows) {
    const { rectifie } = row.values;
    if (typeof rectifie !== 'string') continue;
    const kindOf = (number: string) => {
      const invoice = findKnown(invoices, number);
      return invoice === null || invoice === 'unsure' ? 'facture' : invoice['type'];
    };
    if (
      kindOf(rectifie) !== 'facture' ||
      kindOf(String(row.values['numero'])) !== 'facture' ||
      rectifie === row.values['numero']
    )
      refuse(
        row,
        'rectifie',
        `${quoteCell(rectifie)} ne se rectifie pas ainsi`,
        'une facture que cette facture remplace',
      );
    if (seen.has(rectifie))
      refuse(row, 'rectifie', `${quoteCell(rectifie)} est rectifiée deux fois`, 'une seule rectification');
    seen.add(rectifie);
  }
}

/** What was given up is a payment of that day and amount, which brought no money. */
function checkLosses(rows: readonly FirmRow[], payments: KnownRows | undefined, refuse: Refuse): void {
  for (const row of rows) {
    const parts = ['date', 'facture'].map((column) => row.values[column] ?? null);
    const payment = findKnown(payments, nthKey(parts, row.values['n']));
    if (payment === 'unsure') continue;
    if (payment === null || payment['montant_ttc'] !== row.values['montant_ttc'])
      refuse(row, 'facture', 'paiement absent', 'une ligne de paiements.csv du même jour et du même montant');
  }
}

export function checkOwnFiles(files: Files, known: Known, errors: ImportError[]): void {
  const lines = new Set((files.get('lignes_facture')?.rows ?? []).map((row) => keyOfParts(row, ['numero', 'ligne'])));
  const on = (file: FileName, check: (rows: readonly FirmRow[], refuse: Refuse) => void): void => {
    const rows = files.get(file)?.rows ?? [];
    check(rows, ({ line }, column, problem, expected) => errors.push({ file, line, column, problem, expected }));
  };
  on('lieux', checkPlaces);
  on('frais_contrat', checkExpenseRules);
  on('tarifs_astreinte', checkRates);
  on('astreintes', (rows, refuse) => checkUnits(rows, known.get('tarifs_astreinte'), refuse));
  on('refacturations', (rows, refuse) => checkPurchases(rows, known.get('achats'), refuse));
  for (const file of ['parties_factures', 'complements_factures'] as const)
    on(file, (rows, refuse) => checkIssued(rows, files, known.get('factures'), refuse));
  on('complements_factures', (rows, refuse) => checkRectified(rows, known.get('factures'), refuse));
  on('pertes', (rows, refuse) => checkLosses(rows, known.get('paiements'), refuse));
  on('complements_lignes', (rows, refuse) => checkLines(rows, lines, refuse));
  on('acomptes_deduits', (rows, refuse) => checkLines(rows, lines, refuse));
  on('lignes_astreinte', (rows, refuse) => {
    checkLines(rows, lines, refuse);
    checkBilledUnits(rows, known, refuse);
  });
}
