// What the rows mean together: codes that must be found in another file or in the database, ends after starts,
// and what each kind of contract, invoice and invoice line requires.
import { quoteCell, splitList, splitPair } from './cells.ts';
import type { FileName } from './file-names.ts';
import { findKnown } from './known-rows.ts';
import type { KnownRows } from './known-rows.ts';
import type { FileRows, FirmRow, ImportError } from './read-rows.ts';
import { checkInvoiceLines } from './check-invoice-lines.ts';
import { checkKeptFiles } from './check-kept-files.ts';
import { checkOwnFiles } from './check-own-files.ts';

export function checkFirm(
  files: ReadonlyMap<FileName, FileRows>,
  known: ReadonlyMap<FileName, KnownRows>,
): ImportError[] {
  const errors: ImportError[] = [];
  for (const file of files.values()) {
    checkReferences(file, known, errors);
    checkPeriods(file, errors);
  }
  checkNeeds(files.get('opportunites'), known.get('profils'), errors);
  checkContracts(files.get('projets'), errors);
  checkCreditNotes(files.get('factures'), known.get('factures'), errors);
  checkCircles(files.get('factures'), errors);
  checkInvoiceLines(files.get('lignes_facture'), known, errors);
  checkOwnFiles(files, known, errors);
  checkKeptFiles(files, known, errors);
  return errors;
}

function checkReferences(file: FileRows, known: ReadonlyMap<FileName, KnownRows>, errors: ImportError[]): void {
  for (const column of file.format.columns) {
    if (column.of === null) continue;
    const target = known.get(column.of);
    for (const row of file.rows) {
      const value = row.values[column.name];
      if (value === undefined || value === null || findKnown(target, String(value)) !== null) continue;
      errors.push(unknownCode(file.format.name, row, column.name, String(value), column.of));
    }
  }
}

function unknownCode(file: FileName, row: FirmRow, column: string, value: string, of: FileName): ImportError {
  return {
    file,
    line: row.line,
    column,
    problem: `${quoteCell(value)} est inconnu`,
    expected: `un code de ${of}.csv ou déjà enregistré`,
  };
}

function checkPeriods(file: FileRows, errors: ImportError[]): void {
  if (!file.format.period) return;
  const [startColumn, endColumn] = file.format.period;
  for (const row of file.rows) {
    const [start, end] = [row.values[startColumn], row.values[endColumn]];
    if (typeof start !== 'string' || typeof end !== 'string' || end >= start) continue;
    errors.push({
      file: file.format.name,
      line: row.line,
      column: endColumn,
      problem: `${quoteCell(end)} est avant ${startColumn} (${start})`,
      expected: `une date à partir du ${start}`,
    });
  }
}

function checkNeeds(file: FileRows | undefined, profiles: KnownRows | undefined, errors: ImportError[]): void {
  for (const row of file?.rows ?? []) {
    const needs = row.values['besoins'];
    if (typeof needs !== 'string') continue;
    for (const part of splitList(needs)) {
      const profile = splitPair(part)?.[0] ?? '';
      if (findKnown(profiles, profile) === null)
        errors.push(unknownCode('opportunites', row, 'besoins', profile, 'profils'));
    }
  }
}

function checkContracts(file: FileRows | undefined, errors: ImportError[]): void {
  for (const row of file?.rows ?? []) {
    const { contrat, client } = row.values;
    const refuse = (column: string, expected: string): void => {
      errors.push({ file: 'projets', line: row.line, column, problem: 'cellule vide', expected });
    };
    if (typeof contrat === 'string' && contrat !== 'interne' && client === null) {
      refuse('client', 'un client, obligatoire sauf pour un projet interne');
    }
    for (const column of contrat === 'tma' ? ['debut', 'fin'] : []) {
      if (row.values[column] === null) refuse(column, 'une date, obligatoire pour une TMA');
    }
  }
}

/** A credit note takes back an invoice or a deposit: what it lowers must be there. */
function checkCreditNotes(file: FileRows | undefined, invoices: KnownRows | undefined, errors: ImportError[]): void {
  for (const row of file?.rows ?? []) {
    if (row.values['type'] !== 'avoir') continue;
    const origin = row.values['facture_origine'];
    const refuse = (problem: string): void => {
      errors.push({
        file: 'factures',
        line: row.line,
        column: 'facture_origine',
        problem,
        expected: "la facture ou l'acompte que l'avoir reprend",
      });
    };
    if (origin === null) refuse('cellule vide');
    if (typeof origin !== 'string') continue;
    const found = findKnown(invoices, origin);
    if (found !== null && found !== 'unsure' && found['type'] === 'avoir') refuse(`${quoteCell(origin)} est un avoir`);
  }
}

/** An invoice is written after the one that it names: none names itself, even through others. */
function checkCircles(file: FileRows | undefined, errors: ImportError[]): void {
  const safe = new Set<FirmRow>();
  for (const row of file?.rows ?? []) {
    const path = new Set<FirmRow>();
    let next: FirmRow | undefined = row;
    while (next && !safe.has(next) && !path.has(next)) {
      path.add(next);
      next = file?.keys.get(String(next.values['facture_origine']));
    }
    if (next && path.has(next)) {
      errors.push({
        file: 'factures',
        line: row.line,
        column: 'facture_origine',
        problem: `${quoteCell(String(row.values['facture_origine']))} renvoie à cette facture même`,
        expected: 'une autre facture',
      });
    }
    for (const seen of path) safe.add(seen);
  }
}
