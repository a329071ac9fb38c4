// A whole firm read straight from its CSV files, row by row, in the words of the import format.
// The files are taken as valid: refusing bad ones is the import's trade, not the oracle's.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Day, Month } from './calendar.ts';
import { fraction, one, parseDecimal, zero } from './fraction.ts';
import type { Fraction } from './fraction.ts';

export type Contract = 'regie' | 'regie_plafonnee' | 'forfait' | 'hybride' | 'forfait_agile' | 'tma' | 'interne';

export type Client = { code: string; needsOrder: boolean };
export type Consultant = {
  code: string;
  profile: string;
  isEmployee: boolean;
  entry: Day;
  exit: Day | null;
  quotite: Fraction;
  /** Fixed days off, 1 = Monday … 7 = Sunday. */
  daysOff: ReadonlySet<number>;
  isProductive: boolean;
};
export type Cost = { consultant: string; start: Day; cjm: Fraction };
export type Profile = { code: string; plannedCjm: Fraction };
export type Need = { profile: string; days: Fraction };
export type Opportunity = {
  code: string;
  client: string;
  stage: string;
  probability: Fraction;
  expectedClose: Day | null;
  amount: Fraction;
  start: Day | null;
  end: Day | null;
  needs: Need[];
};
export type Project = {
  code: string;
  client: string | null;
  contract: Contract;
  status: string;
  start: Day | null;
  end: Day | null;
  fixedPrice: Fraction;
  ceiling: Fraction | null;
  monthlyFee: Fraction;
  includedUnits: Fraction;
  unitPrice: Fraction;
  carryMonths: number;
  plannedPurchases: Fraction;
  manager: string | null;
};
export type BudgetRow = {
  project: string;
  profile: string;
  days: Fraction;
  tjm: Fraction | null;
  plannedCjm: Fraction | null;
};
export type Assignment = {
  code: string;
  project: string;
  consultant: string;
  profile: string | null;
  start: Day;
  end: Day | null;
  quotite: Fraction;
  tjm: Fraction | null;
  dayCost: Fraction | null;
  isFirm: boolean;
};
export type Milestone = {
  project: string;
  code: string;
  due: Day | null;
  amount: Fraction;
  accepted: Day | null;
};
export type Units = { project: string; month: Month; units: Fraction };
export type Raf = { project: string; profile: string; date: Day; days: Fraction };
export type Order = {
  number: string;
  client: string;
  project: string | null;
  amount: Fraction;
  start: Day | null;
  end: Day | null;
};
export type Absence = {
  consultant: string;
  type: string;
  start: Day;
  end: Day;
  startsAtNoon: boolean;
  endsAtNoon: boolean;
  isValidated: boolean;
};
export type Time = {
  consultant: string;
  date: Day;
  project: string;
  days: Fraction;
  status: string;
};
export type Purchase = {
  project: string;
  date: Day;
  label: string;
  amount: Fraction;
  isRebillable: boolean;
  /** Percent of the amount that the client pays. */
  rebillPercent: Fraction;
};
export type Invoice = {
  number: string;
  type: string;
  client: string;
  project: string | null;
  date: Day;
  due: Day;
  periodStart: Day | null;
  periodEnd: Day | null;
  ht: Fraction;
  ttc: Fraction;
  origin: string | null;
};
export type Payment = { date: Day; invoice: string; ttc: Fraction };

export type Firm = {
  clients: Client[];
  consultants: Consultant[];
  costs: Cost[];
  profiles: Profile[];
  opportunities: Opportunity[];
  projects: Project[];
  budgets: BudgetRow[];
  assignments: Assignment[];
  milestones: Milestone[];
  units: Units[];
  rafs: Raf[];
  orders: Order[];
  absences: Absence[];
  times: Time[];
  purchases: Purchase[];
  invoices: Invoice[];
  payments: Payment[];
};

/** The records of a CSV text (RFC 4180 quotes; CRLF or LF; blank lines skipped). */
function splitRecords(text: string, separator: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let cell = '';
  let isQuoted = false;
  const endRecord = (): void => {
    record.push(cell);
    if (record.length > 1 || cell !== '') records.push(record);
    record = [];
    cell = '';
  };
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (isQuoted) {
      if (char !== '"') cell += char;
      else if (text.charAt(at + 1) === '"') {
        cell += '"';
        at += 1;
      } else isQuoted = false;
    } else if (char === '"' && cell === '') isQuoted = true;
    else if (char === separator) {
      record.push(cell);
      cell = '';
    } else if (char === '\n') endRecord();
    else if (char === '\r' && text.charAt(at + 1) === '\n') continue;
    else cell += char;
  }
  if (cell !== '' || record.length > 0) endRecord();
  return records;
}

const normalizeHeader = (name: string): string => name.normalize('NFD').replace(/\p{M}/gu, '').trim().toLowerCase();

/** A record's cell by its column's name; empty when there is none. */
export type Row = (column: string) => string;

export function readRows(files: ReadonlyMap<string, string>, name: string): Row[] {
  const text = files.get(name)?.replace(/^\uFEFF/u, '');
  if (text === undefined) return [];
  const headerLine = /^[^\r\n]*/u.exec(text)?.[0] ?? '';
  const separator = [';', '\t', ','].find((mark) => headerLine.includes(mark)) ?? ';';
  const [header, ...records] = splitRecords(text, separator);
  const columns = (header ?? []).map(normalizeHeader);
  return records.map((record) => (column) => record[columns.indexOf(column)] ?? '');
}

const textOrNull = (cell: string): string | null => (cell === '' ? null : cell);
const number = (cell: string): Fraction => (cell === '' ? zero : parseDecimal(cell));
const numberOrNull = (cell: string): Fraction | null => (cell === '' ? null : parseDecimal(cell));
const isYes = (cell: string): boolean => cell === 'oui';

function day(cell: string): Day {
  const french = /^(\d{2})\/(\d{2})\/(\d{4})$/u.exec(cell);
  return french ? `${french[3] ?? ''}-${french[2] ?? ''}-${french[1] ?? ''}` : cell;
}
const dayOrNull = (cell: string): Day | null => (cell === '' ? null : day(cell));

const WEEKDAYS = ['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche'];

function readNeeds(cell: string): Need[] {
  if (cell === '') return [];
  return cell.split('|').map((need) => {
    const colon = need.lastIndexOf(':');
    return { profile: need.slice(0, colon), days: parseDecimal(need.slice(colon + 1)) };
  });
}

function readPeople(files: ReadonlyMap<string, string>) {
  return {
    consultants: readRows(files, 'consultants.csv').map((row) => ({
      code: row('matricule'),
      profile: row('profil'),
      isEmployee: row('type') === 'salarie',
      entry: day(row('date_entree')),
      exit: dayOrNull(row('date_sortie')),
      quotite: numberOrNull(row('quotite')) ?? one,
      daysOff: new Set(
        row('jours_non_travailles')
          .split('|')
          .map((name) => WEEKDAYS.indexOf(name) + 1)
          .filter((index) => index > 0),
      ),
      isProductive: row('productif') !== 'non',
    })),
    costs: readRows(files, 'couts.csv').map((row) => ({
      consultant: row('matricule'),
      start: day(row('debut')),
      cjm: number(row('cjm')),
    })),
    profiles: readRows(files, 'profils.csv').map((row) => ({
      code: row('profil'),
      plannedCjm: number(row('cjm_prevu')),
    })),
    absences: readRows(files, 'absences.csv').map((row) => ({
      consultant: row('matricule'),
      type: row('type'),
      start: day(row('debut')),
      end: day(row('fin')),
      startsAtNoon: isYes(row('debut_apres_midi')),
      endsAtNoon: isYes(row('fin_matin')),
      isValidated: row('statut') === 'validee',
    })),
    times: readRows(files, 'temps.csv').map((row) => ({
      consultant: row('matricule'),
      date: day(row('date')),
      project: row('projet'),
      days: number(row('jours')),
      status: row('statut'),
    })),
  };
}

function readSales(files: ReadonlyMap<string, string>) {
  return {
    clients: readRows(files, 'clients.csv').map((row) => ({
      code: row('code'),
      needsOrder: isYes(row('bc_obligatoire')),
    })),
    opportunities: readRows(files, 'opportunites.csv').map((row) => ({
      code: row('code'),
      client: row('client'),
      stage: row('etape'),
      probability: number(row('probabilite')),
      expectedClose: dayOrNull(row('date_cloture_prevue')),
      amount: number(row('montant')),
      start: dayOrNull(row('debut_prevu')),
      end: dayOrNull(row('fin_prevue')),
      needs: readNeeds(row('besoins')),
    })),
    orders: readRows(files, 'bons_de_commande.csv').map((row) => ({
      number: row('numero'),
      client: row('client'),
      project: textOrNull(row('projet')),
      amount: number(row('montant')),
      start: dayOrNull(row('debut')),
      end: dayOrNull(row('fin')),
    })),
    invoices: readRows(files, 'factures.csv').map((row) => ({
      number: row('numero'),
      type: row('type'),
      client: row('client'),
      project: textOrNull(row('projet')),
      date: day(row('date')),
      due: day(row('echeance')),
      periodStart: dayOrNull(row('periode_debut')),
      periodEnd: dayOrNull(row('periode_fin')),
      ht: number(row('montant_ht')),
      ttc: number(row('montant_ttc')),
      origin: textOrNull(row('facture_origine')),
    })),
    payments: readRows(files, 'paiements.csv').map((row) => ({
      date: day(row('date')),
      invoice: row('facture'),
      ttc: number(row('montant_ttc')),
    })),
  };
}

function readProjects(files: ReadonlyMap<string, string>) {
  return {
    projects: readRows(files, 'projets.csv').map((row) => ({
      code: row('code'),
      client: textOrNull(row('client')),
      contract: row('contrat') as Contract,
      status: row('statut'),
      start: dayOrNull(row('debut')),
      end: dayOrNull(row('fin')),
      fixedPrice: number(row('montant_forfait')),
      ceiling: numberOrNull(row('plafond')),
      monthlyFee: number(row('forfait_mensuel')),
      includedUnits: number(row('unites_incluses')),
      unitPrice: number(row('prix_unite')),
      carryMonths: row('report_mois') === '' ? 0 : Number(row('report_mois')),
      plannedPurchases: number(row('achats_prevus')),
      manager: textOrNull(row('responsable')),
    })),
    budgets: readRows(files, 'budgets.csv').map((row) => ({
      project: row('projet'),
      profile: row('profil'),
      days: number(row('jours')),
      tjm: numberOrNull(row('tjm')),
      plannedCjm: numberOrNull(row('cjm_prevu')),
    })),
    assignments: readRows(files, 'affectations.csv').map((row) => ({
      code: row('code'),
      project: row('projet'),
      consultant: row('matricule'),
      profile: textOrNull(row('profil')),
      start: day(row('debut')),
      end: dayOrNull(row('fin')),
      quotite: numberOrNull(row('quotite')) ?? one,
      tjm: numberOrNull(row('tjm')),
      dayCost: numberOrNull(row('cout_jour')),
      isFirm: row('statut') === 'ferme',
    })),
    milestones: readRows(files, 'jalons.csv').map((row) => ({
      project: row('projet'),
      code: row('code'),
      due: dayOrNull(row('date_prevue')),
      amount: number(row('montant')),
      accepted: dayOrNull(row('date_acceptation')),
    })),
    units: readRows(files, 'unites.csv').map((row) => ({
      project: row('projet'),
      month: row('mois'),
      units: number(row('unites')),
    })),
    rafs: readRows(files, 'raf.csv').map((row) => ({
      project: row('projet'),
      profile: row('profil'),
      date: day(row('date')),
      days: number(row('jours')),
    })),
    purchases: readRows(files, 'achats.csv').map((row) => ({
      project: row('projet'),
      date: day(row('date')),
      label: row('libelle'),
      amount: number(row('montant')),
      isRebillable: isYes(row('refacturable')),
      rebillPercent: numberOrNull(row('taux_refacturation')) ?? fraction(100),
    })),
  };
}

/** The firm told by the files of the import format, by file name (`temps.csv` → its text). */
export function readFirm(files: ReadonlyMap<string, string>): Firm {
  return { ...readPeople(files), ...readSales(files), ...readProjects(files) };
}

/** UTF-8, or else Windows-1252: no text of the second happens to be the first, save plain ASCII. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

export function readFolder(folder: string): Map<string, string> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.csv'));
  return new Map(names.map((name) => [name, decode(readFileSync(join(folder, name)))]));
}

export const readFirmFolder = (folder: string): Firm => readFirm(readFolder(folder));
