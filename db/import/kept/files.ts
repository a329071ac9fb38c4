// What a firm takes away beside IMPORT.md's files so that nothing that it decided in Vigie is lost: who it is, its people's
// access, its quotes, the CRAs' states, expenses, suppliers, the bank, promises, closings (docs/decisions/0023). The
// machine's operator alone brings them back: they hold what commands would ask a second person for.
import type { FileName, KeptFileName } from '../file-names.ts';
import { bankFiles } from './bank.ts';
import { cardFiles } from './firm-card.ts';
import { closingFiles } from './closings.ts';
import { losses } from './losses.ts';
import { peopleAndDeals } from './people-and-deals.ts';
import { selectKept, shapeOf, writeKept, type KeptFile, type KeptTable } from './tables.ts';
import { users } from './users.ts';
import { workAndCash } from './work-and-cash.ts';

const inOneTable = (kept: KeptTable): KeptFile => ({
  shape: shapeOf(kept),
  select: (sql) => selectKept(sql, kept),
  write: (tx, rows) => writeKept(tx, kept, rows),
  tables: [kept.table],
  ...(kept.rowsOf && { rowsOf: kept.rowsOf }),
});

type Tables = typeof peopleAndDeals & typeof workAndCash;
const oneTableFiles = Object.fromEntries(
  Object.entries({ ...peopleAndDeals, ...workAndCash }).map(([name, kept]) => [name, inOneTable(kept)]),
) as { readonly [F in keyof Tables]: KeptFile };

export const keptFiles: { readonly [F in KeptFileName]: KeptFile } = {
  ...oneTableFiles,
  ...cardFiles,
  ...bankFiles,
  ...closingFiles,
  utilisateurs: users,
  affaires_perdues: losses,
};

/** Files that these name by more than a code, or that are no file of IMPORT.md: known when these are imported. */
export function namedBy(name: KeptFileName): FileName[] {
  const { shape, rowsOf = [] } = keptFiles[name];
  const columns = shape.columns.flatMap(({ of }) => (of === null ? [] : [of]));
  // Their own rows tell who has what already: a code, a consultant.
  const own: FileName[] = name === 'reservations' ? ['affectations'] : name === 'utilisateurs' ? ['utilisateurs'] : [];
  return [...rowsOf.map(({ file }) => file), ...columns, ...own];
}
