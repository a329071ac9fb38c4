// A firm that questions are asked about: its files, its figures as the oracle finds them, and what things are called.
import { monthOf } from '../oracle/calendar.ts';
import type { Day, Month } from '../oracle/calendar.ts';
import { readFirm, readFolder, readRows } from '../oracle/read-firm.ts';
import type { Firm, Row } from '../oracle/read-firm.ts';
import { computeReport } from '../oracle/report.ts';
import type { ReportArgs } from '../oracle/report.ts';
import { generateDemoFirm } from '../../db/demo/firm.ts';
import { EXAMPLE_FOLDER } from '../db/firm-files.ts';
import type { NameTable } from './numbers-in-text.ts';
import { makeReadable } from './readable-firm.ts';

export type NamedClient = { code: string; name: string; owner: string };
export type NamedPerson = { code: string; name: string; email: string; manager: string; profile: string };
export type NamedProject = {
  code: string;
  name: string;
  client: string;
  contract: string;
  status: string;
  manager: string;
};
export type NamedDeal = { code: string; name: string; client: string; stage: string; owner: string };
/** A leave, decided or not: the oracle keeps the validated ones apart from the others. */
export type NamedLeave = { consultant: string; from: Day; status: string };

export type AskedFirm = {
  readonly name: string;
  readonly files: ReadonlyMap<string, string>;
  readonly firm: Firm;
  /** The day on which the questions are asked. */
  readonly asOf: Day;
  readonly month: Month;
  readonly clients: readonly NamedClient[];
  readonly people: readonly NamedPerson[];
  readonly projects: readonly NamedProject[];
  readonly deals: readonly NamedDeal[];
  readonly leaves: readonly NamedLeave[];
  readonly names: NameTable;
  /** The address that owns the most clients: that of the asking salesperson. */
  readonly salesMail: string;
  /** A report of the oracle at the day of the questions, unless another day is given. */
  readonly report: (name: string, args?: ReportArgs) => never;
};

const labelled = (things: readonly { code: string; name: string }[]): Record<string, string[]> =>
  Object.fromEntries(things.map(({ code, name }) => [code, name === '' ? [] : [name]]));

function mostFrequent(values: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'commercial@esn.example';
}

function readNamed(files: ReadonlyMap<string, string>) {
  const rows = <T>(file: string, read: (row: Row) => T): T[] => readRows(files, file).map(read);
  return {
    clients: rows('clients.csv', (row) => ({
      code: row('code'),
      name: row('raison_sociale'),
      owner: row('commercial').toLowerCase(),
    })),
    people: rows('consultants.csv', (row) => ({
      code: row('matricule'),
      name: `${row('prenom')} ${row('nom')}`,
      email: row('email').toLowerCase(),
      manager: row('manager'),
      profile: row('profil'),
    })),
    projects: rows('projets.csv', (row) => ({
      code: row('code'),
      name: row('titre'),
      client: row('client'),
      contract: row('contrat'),
      status: row('statut'),
      manager: row('responsable'),
    })),
    deals: rows('opportunites.csv', (row) => ({
      code: row('code'),
      name: row('titre'),
      client: row('client'),
      stage: row('etape'),
      owner: row('commercial').toLowerCase(),
    })),
    leaves: rows('absences.csv', (row) => ({
      consultant: row('matricule'),
      // Some files write days the French way.
      from: row('debut').split('/').toReversed().join('-'),
      status: row('statut'),
    })),
  };
}

export function describeFirm(name: string, files: ReadonlyMap<string, string>, asOf: Day): AskedFirm {
  const firm = readFirm(files);
  const named = readNamed(files);
  const known = new Map<string, unknown>();
  return {
    name,
    files,
    firm,
    asOf,
    month: monthOf(asOf),
    ...named,
    names: {
      project: labelled(named.projects),
      client: labelled(named.clients),
      consultant: labelled(named.people),
      opportunity: labelled(named.deals),
    },
    salesMail: mostFrequent(named.clients.flatMap(({ owner }) => (owner === '' ? [] : [owner]))),
    report: (report, args = {}) => {
      const options = { 'as-of': asOf, ...args };
      const key = JSON.stringify([report, options]);
      if (!known.has(key)) known.set(key, computeReport(firm, report, options));
      return known.get(key) as never;
    },
  };
}

/** The last day of the example's story, and of the random firms'. */
const END_OF_OCTOBER = '2026-10-31';
/** In the middle of a month, as on most days that people ask. */
const A_FRIDAY = '2026-11-20';

/** @param name `example`, `demo`, or `random:SEED` */
export function openFirm(name: string): AskedFirm {
  if (name === 'example') return describeFirm(name, readFolder(EXAMPLE_FOLDER), END_OF_OCTOBER);
  if (name === 'demo') {
    const { files } = generateDemoFirm({ seed: 1, consultants: 30, months: 24, today: A_FRIDAY });
    return describeFirm(name, files, A_FRIDAY);
  }
  const seed = Number(/^random:(\d{1,6})$/u.exec(name)?.[1]);
  if (Number.isNaN(seed)) throw new RangeError(`--firm takes example, demo or random:SEED: not ${name}`);
  return describeFirm(name, makeReadable(seed), END_OF_OCTOBER);
}
