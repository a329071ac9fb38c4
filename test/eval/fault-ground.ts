// The ground in which CRA faults are planted: a demo firm's files as rows, and one month's ordinary days and projects, each
// given to one fault alone.
import type { CraCheckCode } from '../../domain/cra-checks/rules.ts';
import { firstDayOf, lastDayOf, monthOf, type Month } from '../../domain/periods.ts';
import { readRows } from '../oracle/read-firm.ts';
import { randomFrom, type Random } from '../oracle/random-source.ts';

/** The month has nobody left for a fault: it is not planted. */
export class NobodyLeft extends Error {}

/** What should be found; null: any. `also`: what the same fault may rightly be called besides. */
export type Fault = {
  readonly code: CraCheckCode;
  readonly consultant: string | null;
  readonly project: string | null;
  readonly date: string | null;
  readonly also: readonly CraCheckCode[];
};

export type FirmRow = Record<string, string>;

export type FaultGround = {
  readonly month: Month;
  readonly random: Random;
  rows(file: string): FirmRow[];
  /** A whole working day of somebody on a running client project, in a booking that takes their whole day. */
  takeDay(suits?: (row: FirmRow, booking: FirmRow) => boolean): { row: FirmRow; booking: FirmRow };
  /** A project of that contract, worked on in the month, that has no order and no other fault. */
  takeProject(contract: string): FirmRow;
  /** The days of a person in the month. */
  daysOf(consultant: string): FirmRow[];
  readonly used: Set<string>;
};

export function openGround(files: ReadonlyMap<string, string>, month: Month, seed: number): FaultGround {
  const tables = new Map<string, FirmRow[]>();
  const random = randomFrom(seed);
  const used = new Set<string>();
  const rows = (file: string): FirmRow[] => {
    const known = tables.get(file);
    if (known) return known;
    const columns = (files.get(`${file}.csv`) ?? '').split('\n', 1)[0]?.split(';') ?? [];
    const read = readRows(files, `${file}.csv`).map((cell) =>
      Object.fromEntries(columns.map((column) => [column, cell(column)])),
    );
    tables.set(file, read);
    return read;
  };
  const inMonth = (row: FirmRow): boolean => monthOf(row['date'] ?? '') === month;
  const daysOf = (consultant: string): FirmRow[] =>
    rows('temps').filter((row) => row['matricule'] === consultant && inMonth(row));
  const running = new Map(
    rows('projets')
      .filter(
        ({ statut, contrat, fin }) => statut === 'en_cours' && contrat !== 'interne' && (fin ?? '') > lastDayOf(month),
      )
      .map((project) => [project['code'] ?? '', project]),
  );
  const wholeBookings = (consultant: string): FirmRow[] =>
    rows('affectations').filter(
      (one) =>
        one['matricule'] === consultant &&
        one['quotite'] === '1' &&
        one['statut'] === 'ferme' &&
        (one['debut'] ?? '') <= firstDayOf(month) &&
        ((one['fin'] ?? '') === '' || (one['fin'] ?? '') >= lastDayOf(month)) &&
        running.has(one['projet'] ?? ''),
    );
  return {
    month,
    random,
    rows,
    daysOf,
    used,
    takeDay: (suits = () => true) => {
      const employees = rows('consultants').filter(
        (one) =>
          one['type'] === 'salarie' &&
          one['quotite'] === '1' &&
          one['productif'] === 'oui' &&
          one['date_sortie'] === '',
      );
      for (const { matricule = '' } of random.shuffle(employees)) {
        const [booking] = wholeBookings(matricule);
        if (used.has(matricule) || !booking || used.has(booking['projet'] ?? '')) continue;
        const own = daysOf(matricule);
        const days = own.filter(
          (row) =>
            row['jours'] === '1' &&
            row['projet'] === booking['projet'] &&
            row['statut'] === 'valide' &&
            own.filter(({ date }) => date === row['date']).length === 1 &&
            suits(row, booking),
        );
        if (days.length < 8) continue;
        used.add(matricule);
        return { row: random.pick(days), booking };
      }
      throw new NobodyLeft(`nobody is left for a fault in ${month}`);
    },
    takeProject: (contract) => {
      const ordered = new Set(rows('bons_de_commande').map(({ projet }) => projet));
      const suiting = [...running.values()].filter(
        ({ code = '', contrat, client }) =>
          contrat === contract &&
          !used.has(code) &&
          !ordered.has(code) &&
          rows('clients').find((one) => one['code'] === client)?.['bc_obligatoire'] === 'non' &&
          rows('temps').some((row) => row['projet'] === code && inMonth(row)),
      );
      if (suiting.length === 0) throw new NobodyLeft(`no ${contract} is left for a fault in ${month}`);
      const project = random.pick(suiting);
      used.add(project['code'] ?? '');
      return project;
    },
  };
}
