// Rows before → after, written: a missing one is inserted, a changed one updated, a removed one deleted.
import { foldText } from '../domain/codes.ts';
import type { RowChange } from '../domain/commands/command.ts';
import type { EntityName } from '../domain/commands/rows.ts';
import type { Queryable, Transaction } from './connection.ts';
import { ENTITIES, type Entity, type TableEntity } from './entities.ts';

type AnyRow = Readonly<Record<string, unknown>>;
type AnyEntity = Entity & { readonly columns: Readonly<Record<string, Entity['columns'][never]>> };

function entityOf(name: EntityName): AnyEntity {
  return ENTITIES[name as TableEntity] as unknown as AnyEntity;
}

function columnOf(entity: AnyEntity, field: string): string | { column: string; table: string; code: string } {
  const column = (entity.columns as Record<string, string | { column: string; table: string; code: string }>)[field];
  if (column === undefined) throw new Error(`${entity.table} has no field ${field}`);
  return column;
}

function columnName(entity: AnyEntity, field: string): string {
  const column = columnOf(entity, field);
  return typeof column === 'string' ? column : column.column;
}

/** A field's value as SQL: an id looked up by its code, JSON, an array, or the value itself. */
function valueOf(sql: Queryable, entity: AnyEntity, field: string, value: unknown) {
  const column = columnOf(entity, field);
  if (value === null || value === undefined) return sql`null`;
  if (typeof column !== 'string') {
    return sql`(select r.id from ${sql(column.table)} r where r.${sql(column.code)} = ${value as string})`;
  }
  if ((entity.json as readonly string[] | undefined)?.includes(field)) return sql`${sql.json(value as never)}`;
  return sql`${value as never}`;
}

/** A field equals a value, or both are empty. (Not `is not distinct from`, which uses no index.) */
function equals(sql: Queryable, entity: AnyEntity, field: string, value: unknown) {
  const column = sql(columnName(entity, field));
  return value === null || value === undefined
    ? sql`e.${column} is null`
    : sql`e.${column} = ${valueOf(sql, entity, field, value)}`;
}

/** The condition that names one row by its key. */
function keyMatches(sql: Queryable, entity: AnyEntity, row: AnyRow) {
  const conditions = entity.key.map((field) => equals(sql, entity, field, row[field]));
  return conditions.reduce((all, condition) => sql`${all} and ${condition}`);
}

function foldedText(entity: AnyEntity, row: AnyRow): string {
  return foldText(
    (entity.folded?.fields ?? []).map((field) => (row as Record<string, string | null>)[field] ?? '').join(' '),
  );
}

/** @param rows of one entity, whose id is given in all or in none. */
async function insertRows(tx: Transaction, entity: AnyEntity, rows: readonly AnyRow[]): Promise<void> {
  const fields = Object.keys(entity.columns).filter((field) => !(field === 'id' && rows[0]?.['id'] === null));
  const list = (parts: readonly ReturnType<typeof valueOf>[]) => parts.reduce((all, part) => tx`${all}, ${part}`);
  const names = fields.map((field) => tx`${tx(columnName(entity, field))}`);
  if (entity.folded) names.push(tx`${tx(entity.folded.column)}`);
  const lines = rows.map((row) => {
    const values = fields.map((field) => valueOf(tx, entity, field, row[field]));
    if (entity.folded) values.push(tx`${foldedText(entity, row)}`);
    return tx`(${list(values)})`;
  });
  await tx`insert into ${tx(entity.table)} (${list(names)}) values ${list(lines)}`;
}

async function updateRow(tx: Transaction, entity: AnyEntity, before: AnyRow, after: AnyRow): Promise<void> {
  const changed = Object.keys(entity.columns).filter(
    (field) => JSON.stringify(before[field] ?? null) !== JSON.stringify(after[field] ?? null),
  );
  if (changed.length === 0) return;
  const sets = changed.map(
    (field) => tx`${tx(columnName(entity, field))} = ${valueOf(tx, entity, field, after[field])}`,
  );
  if (entity.folded) sets.push(tx`${tx(entity.folded.column)} = ${foldedText(entity, after)}`);
  const assignments = sets.reduce((all, part) => tx`${all}, ${part}`);
  const written = await tx`update ${tx(entity.table)} e set ${assignments} where ${keyMatches(tx, entity, before)}`;
  if (written.count !== 1) throw new Error(`${entity.table}: ${written.count} rows updated where one was expected`);
}

/** Rows of a statement: what a bank's file of a year brings takes a hundred of them. */
const ROWS_AT_ONCE = 200;

/** Rows made one after the other go together, in their order. */
export async function writeRows(tx: Transaction, changes: readonly RowChange[]): Promise<void> {
  let made: AnyRow[] = [];
  for (const [at, change] of changes.entries()) {
    const next = changes[at + 1];
    if (change.before !== null || change.after === null) {
      await writeRow(tx, change);
      continue;
    }
    made.push(change.after);
    const goesOn =
      next?.entity === change.entity && next.before === null && next.after !== null && made.length < ROWS_AT_ONCE;
    if (goesOn && isNumbered(next.after) === isNumbered(change.after)) continue;
    await insertRows(tx, entityOf(change.entity), made);
    made = [];
  }
}

/** Whether its id is known: else the database gives it. */
function isNumbered(row: AnyRow): boolean {
  return row['id'] !== null;
}

/** Writes one change; a row that is not as it was read is a broken invariant (its lock was not taken). */
async function writeRow(tx: Transaction, change: RowChange): Promise<void> {
  const entity = entityOf(change.entity);
  const before = change.before as AnyRow | null;
  const after = change.after as AnyRow | null;
  if (before !== null && after !== null) return updateRow(tx, entity, before, after);
  if (before === null) throw new Error(`${entity.table}: a change that changes no row`);
  const removed = await tx`delete from ${tx(entity.table)} e where ${keyMatches(tx, entity, before)}`;
  if (removed.count !== 1) throw new Error(`${entity.table}: ${removed.count} rows deleted where one was expected`);
}

const selections = new Map<EntityName, string>();

/** `select … from …` of an entity: the same text each time, for every command reads some. */
function selectionOf(name: EntityName): string {
  const known = selections.get(name);
  if (known !== undefined) return known;
  const entity = entityOf(name);
  const fields = Object.keys(entity.columns).map((field) => {
    const column = columnOf(entity, field);
    return typeof column === 'string'
      ? `e.${column} as "${field}"`
      : `(select r.${column.code} from ${column.table} r where r.id = e.${column.column}) as "${field}"`;
  });
  const selection = `select ${fields.join(', ')} from ${entity.table} e`;
  selections.set(name, selection);
  return selection;
}

/** Rows of an entity whose fields equal these, in key order. */
export async function readRows(sql: Queryable, name: TableEntity, where: AnyRow): Promise<AnyRow[]> {
  const entity = entityOf(name);
  const conditions = Object.entries(where).map(([field, value]) => equals(sql, entity, field, value));
  const condition = conditions.reduce((all, part) => sql`${all} and ${part}`, sql`true`);
  const order = entity.key.map((field) => `e.${columnName(entity, field)}`).join(', ');
  return [...(await sql`${sql.unsafe(selectionOf(name))} where ${condition} order by ${sql.unsafe(order)}`)];
}
