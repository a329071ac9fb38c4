// Why a deal was lost: a word that opportunites.csv has no column for.
import type { Queryable, Transaction } from '../../connection.ts';
import * as cell from '../cells.ts';
import { key, must, type Shape } from '../columns.ts';
import type { Values } from './tables.ts';

export const lossShape: Shape = {
  columns: [key('opportunite', cell.code, { of: 'opportunites' }), must('motif', cell.text)],
};

export const selectLosses = (sql: Queryable): ReturnType<Queryable> => sql`
  select code as opportunite, lost_reason as motif from opportunities
  where lost_reason is not null order by code collate "C"`;

export const writeLosses = (tx: Transaction, rows: readonly Values[]): Promise<unknown> => tx`
  update opportunities o set lost_reason = r.motif
  from jsonb_to_recordset(${tx.json(rows as never)}) as r (opportunite text, motif text) where o.code = r.opportunite`;
