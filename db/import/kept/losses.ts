// Why a deal was lost: a word that opportunites.csv has no column for.
import * as cell from '../cells.ts';
import { key, must } from '../columns.ts';
import { rowsAsJson, type KeptFile } from './tables.ts';

export const losses: KeptFile = {
  shape: { columns: [key('opportunite', cell.code, { of: 'opportunites' }), must('motif', cell.text)] },
  tables: ['opportunities'],
  select: (sql) => sql`
    select code as opportunite, lost_reason as motif from opportunities
    where lost_reason is not null order by code collate "C"`,
  write: (tx, rows) => tx`
    update opportunities o set lost_reason = r.motif
    from jsonb_to_recordset(${rowsAsJson(tx, rows)}) as r (opportunite text, motif text) where o.code = r.opportunite`,
};
