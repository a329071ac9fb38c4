// CRA rows, written set by set: valued by the domain's rule as they are written, and their sums rebuilt in the same
// transaction.
import type { RowChange } from '../domain/commands/command.ts';
import type { TimeRow } from '../domain/commands/rows.ts';
import type { Queryable, Transaction } from './connection.ts';
import { readTimeTerms, type TimeTerms } from './time-entry.ts';
import { addTime, rebuildTimeSums } from './time-sums.ts';

function idOf(ids: ReadonlyMap<string, number>, code: string): number {
  const id = ids.get(code);
  if (id === undefined) throw new Error(`no row has the code ${code}`);
  return id;
}

function keyColumns(rows: readonly TimeRow[], terms: TimeTerms) {
  return {
    consultants: rows.map((row) => idOf(terms.consultantIds, row.consultant)),
    projects: rows.map((row) => idOf(terms.projectIds, row.project)),
    days: rows.map((row) => row.workedOn),
    occurrences: rows.map((row) => row.occurrence),
  };
}

function insertTime(tx: Queryable, rows: readonly TimeRow[], terms: TimeTerms): ReturnType<Queryable> {
  return tx`
    insert into time_rows (consultant_id, project_id, worked_on, occurrence, quarter_days, state, comment,
      assignment_id, profile_id, daily_rate_cents, daily_cost_cents)
    ${rows.length === 1 ? listOneRow(tx, rows[0] as TimeRow, terms) : listRows(tx, rows, terms)}`;
}

/** As a firm fills its CRAs, a day a call: eleven values cost a tenth less than eleven lists of one. */
function listOneRow(tx: Queryable, row: TimeRow, terms: TimeTerms): ReturnType<Queryable> {
  const consultantId = idOf(terms.consultantIds, row.consultant);
  const projectId = idOf(terms.projectIds, row.project);
  const value = terms.valueOf(consultantId, projectId, row.workedOn);
  return tx`
    values (${consultantId}, ${projectId}, ${row.workedOn}, ${row.occurrence}, ${row.quarterDays}, ${row.state},
      ${row.comment}, ${value.assignmentId}, ${value.profileId}, ${value.dailyRateCents}, ${value.dailyCostCents})`;
}

function listRows(tx: Queryable, rows: readonly TimeRow[], terms: TimeTerms): ReturnType<Queryable> {
  const key = keyColumns(rows, terms);
  const values = rows.map((row, i) =>
    terms.valueOf(key.consultants[i] as number, key.projects[i] as number, row.workedOn),
  );
  return tx`
    select * from unnest(${key.consultants}::bigint[], ${key.projects}::bigint[], ${key.days}::date[], ${key.occurrences}::int[],
      ${rows.map((row) => row.quarterDays)}::smallint[], ${rows.map((row) => row.state)}::text[], ${rows.map((row) => row.comment)}::text[],
      ${values.map((value) => value.assignmentId)}::bigint[], ${values.map((value) => value.profileId)}::bigint[],
      ${values.map((value) => value.dailyRateCents)}::bigint[], ${values.map((value) => value.dailyCostCents)}::bigint[])`;
}

async function updateTime(tx: Transaction, rows: readonly TimeRow[], terms: TimeTerms): Promise<void> {
  const key = keyColumns(rows, terms);
  const written = await tx`
    update time_rows t set quarter_days = v.quarter_days, state = v.state, comment = v.comment
    from unnest(${key.consultants}::bigint[], ${key.projects}::bigint[], ${key.days}::date[], ${key.occurrences}::int[],
      ${rows.map((row) => row.quarterDays)}::smallint[], ${rows.map((row) => row.state)}::text[],
      ${rows.map((row) => row.comment)}::text[]) as v (consultant_id, project_id, worked_on, occurrence, quarter_days, state, comment)
    where t.consultant_id = v.consultant_id and t.project_id = v.project_id and t.worked_on = v.worked_on
      and t.occurrence = v.occurrence`;
  if (written.count !== rows.length)
    throw new Error(`${written.count} time rows updated where ${rows.length} were expected`);
}

async function deleteTime(tx: Transaction, rows: readonly TimeRow[], terms: TimeTerms): Promise<void> {
  const key = keyColumns(rows, terms);
  const removed = await tx`
    delete from time_rows t
    using unnest(${key.consultants}::bigint[], ${key.projects}::bigint[], ${key.days}::date[], ${key.occurrences}::int[])
      as v (consultant_id, project_id, worked_on, occurrence)
    where t.consultant_id = v.consultant_id and t.project_id = v.project_id and t.worked_on = v.worked_on
      and t.occurrence = v.occurrence and t.billed_line_id is null`;
  if (removed.count !== rows.length)
    throw new Error(`${removed.count} time rows deleted where ${rows.length} were expected`);
}

/**
 * Writes every change of a plan that touches time, then rebuilds the sums of its consultants and projects.
 * @param known by what terms rows are written, where the plan's facts told.
 * @returns statements that were sent and not waited for: nothing follows from their answers but that they passed.
 */
export async function writeTimeRows(
  tx: Transaction,
  changes: readonly RowChange<'time'>[],
  known: TimeTerms | null = null,
): Promise<readonly Promise<unknown>[]> {
  const touched = changes.flatMap(({ before, after }) => ((after ?? before) ? [(after ?? before) as TimeRow] : []));
  const days = touched.map((row) => row.workedOn).sort();
  const [from, to] = [days[0], days.at(-1)];
  if (from === undefined || to === undefined) return [];
  const inserted = changes.flatMap(({ before, after }) => (before === null && after !== null ? [after] : []));
  const updated = changes.flatMap(({ before, after }) => (before !== null && after !== null ? [after] : []));
  const removed = changes.flatMap(({ before, after }) => (before !== null && after === null ? [before] : []));
  const consultants = [...new Set(touched.map((row) => row.consultant))];
  const projects = [...new Set(touched.map((row) => row.project))];
  const terms = known ?? (await readTimeTerms(tx, consultants, projects, { valued: inserted.length > 0 }));
  if (removed.length === 0 && updated.length === 0) return [addTime(tx, insertTime(tx, inserted, terms)).execute()];
  if (removed.length > 0) await deleteTime(tx, removed, terms);
  if (updated.length > 0) await updateTime(tx, updated, terms);
  if (inserted.length > 0) await insertTime(tx, inserted, terms);
  const consultantIds = consultants.map((code) => idOf(terms.consultantIds, code));
  const projectIds = projects.map((code) => idOf(terms.projectIds, code));
  await rebuildTimeSums(tx, { consultantIds, projectIds, from, to });
  return [];
}
