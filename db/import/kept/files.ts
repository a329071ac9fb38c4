// What a firm takes away beside IMPORT.md's files so that nothing that it decided in Vigie is lost: who it is, its people's
// access, its quotes, the CRAs' states, expenses, suppliers, the bank, promises, closings (docs/decisions/0023). The
// machine's operator alone brings them back: they hold what commands would ask a second person for.
import type { Shape } from '../columns.ts';
import type { FileName, KeptFileName } from '../file-names.ts';
import { BANK_LINE, bankQueries, bankShapes, bankWriters } from './bank.ts';
import { cardQueries, cardShapes, cardWriters } from './firm-card.ts';
import { closingQueries, closingShapes, closingWriters } from './closings.ts';
import { lossShape, selectLosses, writeLosses } from './losses.ts';
import { peopleAndDeals } from './people-and-deals.ts';
import { selectKept, shapeOf, writeKept, type KeptTable, type Select, type Write } from './tables.ts';
import { selectUsers, userShape, writeUsers } from './users.ts';
import { workAndCash } from './work-and-cash.ts';

type KeptFile = {
  readonly shape: Shape;
  readonly select: Select;
  readonly write: Write;
  /** The tables that it writes: nobody else does meanwhile. */
  readonly tables: readonly string[];
  readonly rowsOf: NonNullable<KeptTable['rowsOf']>;
};

const inOneTable = (kept: KeptTable): KeptFile => ({
  shape: shapeOf(kept),
  select: (sql) => selectKept(sql, kept),
  write: (tx, rows) => writeKept(tx, kept, rows),
  tables: [kept.table],
  rowsOf: kept.rowsOf ?? [],
});

type Tables = typeof peopleAndDeals & typeof workAndCash;
const oneTableFiles = Object.fromEntries(
  Object.entries({ ...peopleAndDeals, ...workAndCash }).map(([name, kept]) => [name, inOneTable(kept)]),
) as { readonly [F in keyof Tables]: KeptFile };

export const keptFiles: { readonly [F in KeptFileName]: KeptFile } = {
  ...oneTableFiles,
  entreprise: {
    shape: cardShapes.entreprise,
    select: cardQueries.entreprise,
    write: cardWriters.entreprise,
    tables: ['firm'],
    rowsOf: [],
  },
  clients_a_preuve: {
    shape: cardShapes.clients_a_preuve,
    select: cardQueries.clients_a_preuve,
    write: cardWriters.clients_a_preuve,
    tables: ['firm'],
    rowsOf: [],
  },
  utilisateurs: {
    shape: userShape,
    select: selectUsers,
    write: writeUsers,
    tables: ['user_roles', 'user_links', 'disabled_users'],
    rowsOf: [],
  },
  affaires_perdues: {
    shape: lossShape,
    select: selectLosses,
    write: writeLosses,
    tables: ['opportunities'],
    rowsOf: [],
  },
  lignes_banque: {
    shape: bankShapes.lignes_banque,
    select: bankQueries.lignes_banque,
    write: bankWriters.lignes_banque,
    tables: ['bank_lines'],
    rowsOf: [],
  },
  paiements_banque: {
    shape: bankShapes.paiements_banque,
    select: bankQueries.paiements_banque,
    write: bankWriters.paiements_banque,
    tables: ['bank_line_matches'],
    rowsOf: [BANK_LINE],
  },
  reglements_banque: {
    shape: bankShapes.reglements_banque,
    select: bankQueries.reglements_banque,
    write: bankWriters.reglements_banque,
    tables: ['supplier_line_matches'],
    rowsOf: [BANK_LINE, { file: 'factures_fournisseurs', columns: ['matricule', 'numero'] }],
  },
  clotures: {
    shape: closingShapes.clotures,
    select: closingQueries.clotures,
    write: closingWriters.clotures,
    tables: ['month_closings'],
    rowsOf: [],
  },
  regularisations: {
    shape: closingShapes.regularisations,
    select: closingQueries.regularisations,
    write: closingWriters.regularisations,
    tables: ['month_closings'],
    rowsOf: [],
  },
};

/** Files that these name by more than a code, or that are no file of IMPORT.md: known when these are imported. */
export function namedBy(name: KeptFileName): FileName[] {
  const { shape, rowsOf } = keptFiles[name];
  const columns = shape.columns.flatMap(({ of }) => (of === null ? [] : [of]));
  // Their own rows tell who has what already: a code, a consultant.
  const own: FileName[] = name === 'reservations' ? ['affectations'] : name === 'utilisateurs' ? ['utilisateurs'] : [];
  return [...rowsOf.map(({ file }) => file), ...columns, ...own];
}
