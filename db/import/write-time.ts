// Writes time rows, valued as they are written, and keeps the sums and the valued rows true when an import
// changes what values them: assignments, budgets, costs, profiles of consultants.
import type { Transaction } from '../connection.ts';
import { readDayValuer } from '../day-values.ts';
import { rebuildTimeSums, revalueTime } from '../time-sums.ts';
import type { FilePlan } from './plan.ts';
import type { FileName } from './file-names.ts';
import type { FirmRow } from './read-rows.ts';

/** Rows a statement: as fast as larger ones, in a few megabytes. */
const ROWS_A_STATEMENT = 5000;

type Values = FirmRow['values'];
type Ids = ReadonlyMap<string, number>;

export async function writeTime(tx: Transaction, plan: FilePlan, progress: (rows: number) => void): Promise<void> {
  const consultants = await readIds(tx, 'consultants');
  const projects = await readIds(tx, 'projects');
  const valuer = await readDayValuer(tx, {});
  const rows = [...plan.created, ...plan.updated.map((change) => change.row)];
  for (let at = 0; at < rows.length; at += ROWS_A_STATEMENT) {
    const piece = rows.slice(at, at + ROWS_A_STATEMENT).map(({ values }) => {
      const consultantId = findId(consultants, values['matricule']);
      const projectId = findId(projects, values['projet']);
      return { values, consultantId, projectId, value: valuer(consultantId, projectId, String(values['date'])) };
    });
    await tx`
      insert into time_rows (consultant_id, project_id, worked_on, occurrence, quarter_days, state, comment, assignment_id,
        profile_id, daily_rate_cents, daily_cost_cents)
      select * from unnest(
        ${piece.map((row) => row.consultantId)}::bigint[], ${piece.map((row) => row.projectId)}::bigint[],
        ${texts(piece, 'date')}::date[], ${numbers(piece, 'occurrence')}::integer[], ${numbers(piece, 'jours')}::smallint[],
        ${texts(piece, 'statut')}::text[], ${texts(piece, 'commentaire')}::text[],
        ${piece.map((row) => row.value.assignmentId)}::bigint[], ${piece.map((row) => row.value.profileId)}::bigint[],
        ${piece.map((row) => row.value.dailyRateCents)}::bigint[], ${piece.map((row) => row.value.dailyCostCents)}::bigint[])
      on conflict (consultant_id, worked_on, project_id, occurrence) do update
      set quarter_days = excluded.quarter_days, state = excluded.state, comment = excluded.comment`;
    progress(at + piece.length);
  }
}

function texts(rows: readonly { values: Values }[], column: string): (string | null)[] {
  return rows.map(({ values }) => (values[column] ?? null) as string | null);
}

function numbers(rows: readonly { values: Values }[], column: string): number[] {
  return rows.map(({ values }) => Number(values[column]));
}

async function readIds(tx: Transaction, table: 'consultants' | 'projects'): Promise<Ids> {
  const rows = await tx<{ code: string; id: number }[]>`select code, id from ${tx(table)}`;
  return new Map(rows.map((row) => [row.code, row.id]));
}

function findId(ids: Ids, code: Values[string]): number {
  const id = ids.get(String(code));
  if (id === undefined) throw new Error(`the checked code ${String(code)} is not stored`);
  return id;
}

/**
 * Values stored rows again where the import changed what values them, and sums again all that it touched.
 * @param plans what was written, file by file.
 * @param hadTime false: every time row of the database was written by this import, already valued.
 */
export async function settleTime(
  tx: Transaction,
  plans: ReadonlyMap<FileName, FilePlan>,
  hadTime: boolean,
): Promise<void> {
  if (!hadTime) {
    await rebuildTimeSums(tx, {});
    return;
  }
  const projects = await readIds(tx, 'projects');
  const consultants = await readIds(tx, 'consultants');
  const listIds = (names: readonly FileName[]): number[] => {
    const codes = names.flatMap((name) => listCodes(plans.get(name), 'matricule'));
    return [...new Set(codes)].map((code) => findId(consultants, code));
  };
  const budgeted = listCodes(plans.get('budgets'), 'projet').map((code) => findId(projects, code));
  if (budgeted.length > 0) await revalueTime(tx, { projectIds: budgeted });
  const written = listIds(['temps', 'lignes_facture']);
  if (written.length > 0) await rebuildTimeSums(tx, { consultantIds: written });
  // An assignment that goes from one consultant to another leaves days of the first one too.
  const hasMoved = plans
    .get('affectations')
    ?.updated.some(({ cells }) => cells.some(({ column }) => column === 'matricule'));
  const valued = listIds(['consultants', 'couts', 'affectations']);
  if (hasMoved === true) await revalueTime(tx, {});
  else if (valued.length > 0) await revalueTime(tx, { consultantIds: valued });
}

function listCodes(plan: FilePlan | undefined, column: string): string[] {
  const rows = [...(plan?.created ?? []), ...(plan?.updated.map((change) => change.row) ?? [])];
  const codes = rows.map((row) => row.values[column]).filter((code) => typeof code === 'string');
  return [...new Set(codes)];
}
