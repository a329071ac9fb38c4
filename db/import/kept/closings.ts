// The months closed, with the figures that their closing kept; and, a row each, what it accrued of a project or a supplier.
import * as cell from '../cells.ts';
import { key, may, must } from '../columns.ts';
import { accrual, closingFigures } from './json-cells.ts';
import { rowsAsJson, type KeptFile } from './tables.ts';

type ClosingFile = 'clotures' | 'regularisations';

/** Of the accruals that a closing keeps (domain/accounts/accruals.ts). */
const LISTS = ['projects', 'suppliers'] as const;

export const closingFiles: { readonly [F in ClosingFile]: KeptFile } = {
  clotures: {
    shape: {
      columns: [
        key('mois', cell.month),
        must('etat', cell.oneOf('open', 'closed')),
        may('close_le', cell.instant),
        may('chiffres', closingFigures),
      ],
    },
    tables: ['month_closings'],
    select: (sql) => sql`
      select to_char(month, 'YYYY-MM') as mois, state as etat,
        to_char(closed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as close_le,
        (closed_figures #- '{accruals,projects}' #- '{accruals,suppliers}')::text as chiffres,
        case when closed_figures is not null then 'enregistree' end as locked
      from month_closings order by month`,
    write: (tx, rows) => tx`
      insert into month_closings (month, state, closed_at, closed_figures)
      select (r.mois || '-01')::date, r.etat, r.close_le,
        case when f.figures ? 'accruals'
          then jsonb_set(f.figures, '{accruals}', f.figures -> 'accruals' || '{"projects": [], "suppliers": []}')
          else f.figures end
      from jsonb_to_recordset(${rowsAsJson(tx, rows)}) as r (mois text, etat text, close_le timestamptz, chiffres text)
        cross join lateral (select r.chiffres::jsonb) f (figures)
      on conflict (month) do update set state = excluded.state, closed_at = excluded.closed_at,
        closed_figures = excluded.closed_figures`,
  },
  regularisations: {
    shape: {
      columns: [
        key('mois', cell.month, { of: 'clotures' }),
        key('liste', cell.oneOf(...LISTS)),
        key('n', cell.rank),
        must('contenu', accrual),
      ],
    },
    tables: ['month_closings'],
    select: (sql) => sql`
      select to_char(month, 'YYYY-MM') as mois, liste, e.n, e.item::text as contenu, 'enregistree' as locked
      from month_closings
        cross join unnest(${[...LISTS]}::text[]) liste
        cross join jsonb_array_elements(coalesce(closed_figures #> array['accruals', liste], '[]')) with ordinality e (item, n)
      order by month, liste collate "C", e.n`,
    write: async (tx, rows) => {
      for (const list of LISTS) {
        await tx`
          update month_closings c set closed_figures = jsonb_set(closed_figures, array['accruals', ${list}::text],
            closed_figures #> array['accruals', ${list}::text] || r.items)
          from (
            select (mois || '-01')::date as month, jsonb_agg(contenu::jsonb order by n) as items
            from jsonb_to_recordset(${rowsAsJson(tx, rows)}) as r (mois text, liste text, n integer, contenu text)
            where liste = ${list} group by mois) r
          where c.month = r.month`;
      }
    },
  },
};
