// EXECUTION.md, tests that must exist, 5: no table of the firm is written without an act, by whoever, in any way; and
// what each role of the database may not do at all. All of it is read from the catalogue: a new table is tested too.
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { insertAct } from '../../db/acts.ts';
import { changeUrl, openDatabase, type Sql, type Transaction } from '../../db/connection.ts';
import { createTestDatabase, onOtherServer, type TestDatabase } from '../db/test-database.ts';
import { findTestServerPrograms } from '../db/test-server.ts';

/** SQLSTATEs: the guard's, a missing grant, an issued document. */
const NO_ACT = 'VG001';
const DENIED = '42501';
const ISSUED = 'VG003';

const WAYS = ['insert', 'update', 'delete', 'truncate', 'copy'] as const;
type Way = (typeof WAYS)[number];
type Table = { readonly name: string; readonly column: string; readonly guarded: boolean };

let database: TestDatabase;
let tables: Table[];
let guarded: Table[];

beforeAll(async () => {
  database = await createTestDatabase();
  tables = await listTables(database.owner);
  guarded = tables.filter((table) => table.guarded);
});
afterAll(() => database.drop());

/** The tables of public, each with a column that an update may set. */
async function listTables(owner: Sql): Promise<Table[]> {
  return owner<Table[]>`
    select c.relname as name, e.table_name is null as guarded, (
      select a.attname from pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attidentity = '' and a.attgenerated = ''
      order by a.attnum limit 1) as column
    from pg_class c left join guard_exemptions e on e.table_name = c.relname
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`;
}

function statementOf({ name, column }: Table, way: Way): string {
  switch (way) {
    case 'insert':
      return `insert into "${name}" default values`;
    case 'update':
      return `update "${name}" set "${column}" = "${column}"`;
    case 'delete':
      return `delete from "${name}"`;
    case 'truncate':
      return `truncate "${name}" cascade`;
    case 'copy':
      return `copy "${name}" from stdin`;
  }
}

/** By `pg`, which lets a refused COPY end. Each write has a transaction of its own; done: its code is null. */
async function tryWrites(
  url: string,
  written: readonly Table[],
  options: { role?: string; before?: string } = {},
): Promise<Map<string, string | null>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const codes = new Map<string, string | null>();
  try {
    if (options.role !== undefined) await client.query(`set session_replication_role = ${options.role}`);
    for (const table of written) {
      for (const way of WAYS) {
        await client.query(`begin; ${options.before ?? ''}`);
        const code = await client.query(statementOf(table, way)).then(
          () => null,
          (error: unknown) => (error as { code?: string }).code ?? String(error),
        );
        await client.query('rollback');
        codes.set(`${way} ${table.name}`, code);
      }
    }
  } finally {
    await client.end();
  }
  return codes;
}

function everyWay(written: readonly Table[], code: (table: Table, way: Way) => string): Map<string, string> {
  return new Map(
    written.flatMap((table) => WAYS.map((way) => [`${way} ${table.name}`, code(table, way)] as [string, string])),
  );
}

const act = () =>
  ({
    actId: randomUUID(),
    command: 'update_client',
    actorKind: 'operator',
    actor: 'test',
    channel: 'cli',
    inputSha: 'a',
    effectSha: 'b',
    payload: {},
  }) as const;

function withAct<T>(work: (tx: Transaction) => Promise<T>): Promise<unknown> {
  return database.app.begin(async (tx) => {
    await insertAct(tx, act());
    return work(tx);
  });
}

describe('sans acte', () => {
  test('presque toutes les tables sont gardées, et celles qui ne le sont pas sont nommées', () => {
    expect(guarded.length).toBeGreaterThan(40);
    const free = tables.filter((table) => !table.guarded).map(({ name }) => name);
    expect(free).not.toContain('invoices');
    expect(free.length).toBeLessThan(guarded.length / 2);
  });

  test('le propriétaire n’écrit aucune table, d’aucune façon', async () => {
    expect(await tryWrites(database.url, guarded)).toEqual(everyWay(guarded, () => NO_ACT));
  });

  test('ni un administrateur en mode réplique, que le propriétaire ne peut pas prendre', async () => {
    await expect(database.owner.unsafe('set session_replication_role = replica')).rejects.toMatchObject({
      code: DENIED,
    });
    const codes = await tryWrites(database.superUrl, guarded, { role: 'replica' });
    expect(codes).toEqual(everyWay(guarded, () => NO_ACT));
  });

  test('ni l’application, là même où elle a le droit d’écrire', async () => {
    const granted = await database.owner<{ key: string }[]>`
      select way || ' ' || c.relname as key
      from pg_class c, (values ('insert', 'insert'), ('update', 'update'), ('delete', 'delete'), ('copy', 'insert')) w (way, privilege)
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
        and has_table_privilege('vigie_app', c.oid, privilege)`;
    const keys = new Set(granted.map(({ key }) => key));
    expect(keys).toContain('insert time_rows');
    const codes = await tryWrites(database.appUrl, guarded);
    expect(codes).toEqual(everyWay(guarded, ({ name }, way) => (keys.has(`${way} ${name}`) ? NO_ACT : DENIED)));
  });

  test('le lecteur n’écrit rien, gardé ou non, avec ou sans le rôle des coûts', async () => {
    expect(await tryWrites(database.readerUrl, tables)).toEqual(everyWay(tables, () => DENIED));
    const withCosts = await tryWrites(database.readerUrl, tables, { before: 'set local role vigie_costs' });
    expect(withCosts).toEqual(everyWay(tables, () => DENIED));
  });
});

describe('un acte', () => {
  const insertProfile = (tx: Transaction | Sql) => tx`insert into profiles (name) values (${randomUUID()})`;

  test('d’une transaction finie n’en couvre pas une autre', async () => {
    await withAct(insertProfile);
    await expect(insertProfile(database.app)).rejects.toMatchObject({ code: NO_ACT });
  });

  test('d’une transaction en cours n’en couvre pas une autre', async () => {
    const other = openDatabase(database.appUrl, { max: 1, name: 'vigie test other' });
    await withAct(async (tx) => {
      await insertProfile(tx);
      await expect(other.begin(insertProfile)).rejects.toMatchObject({ code: NO_ACT });
    });
    await other.end({ timeout: 5 });
  });

  test('écrit après la ligne ne la couvre pas', async () => {
    await expect(
      database.app.begin(async (tx) => {
        await tx.savepoint(insertProfile);
        await insertAct(tx, act());
      }),
    ).rejects.toMatchObject({ code: NO_ACT });
  });

  test('d’avant une restauration, au même numéro de transaction, ne couvre rien : l’heure n’est pas la sienne', async () => {
    const work = database.owner.begin(async (tx) => {
      await tx`alter table acts disable trigger stamp`;
      await tx`
        insert into acts (act_id, xid, at, command, actor_kind, actor, channel, input_sha, effect_sha, payload_digest)
        values (${randomUUID()}, pg_current_xact_id(), transaction_timestamp() - interval '1 day', 'x', 'operator', 'x',
          'cli', 'x', 'x', 'x')`;
      await insertProfile(tx);
    });
    await expect(work).rejects.toMatchObject({ code: NO_ACT });
  });

  test('ne se donne ni numéro ni heure, ne se change pas, ne s’efface pas', async () => {
    const stamped = (column: string) =>
      `insert into acts (act_id, ${column}, command, actor_kind, actor, channel, input_sha, effect_sha, payload_digest)
       values (gen_random_uuid(), ${column === 'xid' ? 'pg_current_xact_id()' : 'now()'}, 'x', 'operator', 'x', 'cli', 'x', 'x', 'x')`;
    const forbidden = [
      stamped('xid'),
      stamped('at'),
      `update acts set actor = 'x'`,
      'delete from acts',
      'truncate acts cascade',
      'delete from seals',
      'delete from sealed_acts',
      'delete from decisions',
      `update act_payloads set payload = '{}'`,
      `insert into guard_exemptions values ('clients')`,
      'alter table clients disable trigger require_act',
      'set session_replication_role = replica',
    ];
    for (const statement of forbidden) {
      expect({ statement, error: await codeOf(database.app.unsafe(statement)) }).toEqual({
        statement,
        error: DENIED,
      });
    }
  });
});

async function codeOf(query: Promise<unknown>): Promise<string | null> {
  return query.then(
    () => null,
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  );
}

describe('une facture émise', () => {
  test('ne change plus, avec un acte non plus : ni elle, ni ses lignes, ni ce qu’elles nomment', async () => {
    await withAct(async (tx) => {
      await tx`insert into clients (code, name, name_folded) values ('C1', 'Client', 'client')`;
      await tx`
        insert into invoices (number, kind, origin, client_id, issued_on, due_on, net_cents, vat_percent, gross_cents)
        select 'F2026-00001', 'facture', 'issued', id, '2026-10-31', '2026-11-30', 100, 20, 120 from clients`;
      await tx`
        insert into projects (code, client_id, title, contract_kind, status, starts_on, ends_on)
        select 'P1', id, 'TMA', 'tma', 'en_cours', '2026-01-01', '2026-12-31' from clients`;
      await tx`
        insert into invoice_lines (invoice_id, rank, kind, label, quantity, unit_price_cents, amount_cents)
        select id, 1, 'fee', 'Forfait', 1, 100, 100 from invoices`;
      await tx`
        insert into invoice_line_items (line_id, rank, project_id, month)
        select l.id, 1, p.id, '2026-10-01' from invoice_lines l, projects p`;
    });
    const changes = [
      'update invoices set net_cents = 1',
      'delete from invoices',
      'update invoice_lines set amount_cents = 1',
      'delete from invoice_lines',
      'delete from invoice_line_items',
      `insert into invoice_lines (invoice_id, rank, kind, label, quantity, unit_price_cents, amount_cents)
       select id, 2, 'fee', 'Ajout', 1, 100, 100 from invoices`,
      `insert into invoice_line_items (line_id, rank, project_id, month)
       select l.id, 2, p.id, '2026-11-01' from invoice_lines l, projects p`,
    ];
    for (const statement of changes) {
      const error = await codeOf(withAct((tx) => tx.unsafe(statement)));
      expect({ statement, error }).toEqual({ statement, error: ISSUED });
    }
  });
});

describe('le lecteur', () => {
  test('ne lit aucun coût d’une personne sans le rôle des coûts, et les lit avec lui', async () => {
    const columns = await database.owner<{ table: string; column: string; plain: boolean; costs: boolean }[]>`
      select c.relname as table, a.attname as column,
        has_column_privilege('vigie_reader', c.oid, a.attnum, 'select') as plain,
        has_column_privilege('vigie_costs', c.oid, a.attnum, 'select') as costs
      from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm') and a.attnum > 0
        and not a.attisdropped and (a.attname ~ 'cost' or c.relname ~ 'cost|^supplier_')
        -- The list of these tables: names, and no cost.
        and c.relname <> 'tables_with_costs' and a.attname !~ '^planned_'`;
    expect(columns.map(({ table, column }) => `${table}.${column}`)).toEqual(
      expect.arrayContaining([
        'cost_rates.daily_cost_cents',
        'supplier_payments.gross_cents',
        'time_rows.daily_cost_cents',
        'time_sums.cost_quarter_cents',
      ]),
    );
    expect(columns.filter(({ plain, costs }) => plain || !costs)).toEqual([]);
  });

  test('ne lit ni le contenu des actes, ni les conversations, ni les comptes', async () => {
    const relations = [
      'act_payloads',
      'executions',
      'outbox',
      'documents',
      'chats',
      'chat_turns',
      'proposals',
      'auth.users',
    ];
    for (const relation of [...relations, 'auth.sessions', 'auth.api_keys', 'auth.accounts']) {
      for (const before of ['', 'set local role vigie_costs;']) {
        const query = database.reader.begin((tx) => tx.unsafe(`${before} select 1 from ${relation}`).simple());
        expect({ relation, before, code: await codeOf(query) }).toEqual({ relation, before, code: DENIED });
      }
    }
  });

  test('n’a ni table temporaire, ni grand objet, ni verrou consultatif, ni fonction qui prête des droits', async () => {
    const [rights] = await database.owner`
      select has_database_privilege('vigie_reader', current_database(), 'temporary, create') as objects,
        (select count(*) from pg_namespace n where n.nspname !~ '^pg_' and has_schema_privilege('vigie_reader', n.oid, 'create')) as schemas,
        (select coalesce(array_agg(p.oid::regprocedure::text), '{}') from pg_proc p
         where (p.proname ~ '^(lo_|pg_advisory|pg_try_advisory)' or p.proname in ('loread', 'lowrite')
             or (p.prosecdef and p.pronamespace <> 'pg_catalog'::regnamespace))
           and (has_function_privilege('vigie_reader', p.oid, 'execute') or has_function_privilege('vigie_costs', p.oid, 'execute'))
        ) as functions`;
    expect(rights).toEqual({ objects: false, schemas: 0, functions: [] });
  });
});

// The embedded PostgreSQL ships no pg_dump: there, only the test of an act from before a restoration.
const dumpPrograms = onOtherServer && process.env['TEST_DATABASE_URL'] === undefined ? ['pg_dump'] : [];

test.each(dumpPrograms)('sauvegardée par %s puis restaurée, une base est gardée comme avant', async () => {
  const programs = await findTestServerPrograms();
  await withAct((tx) => tx`insert into profiles (name) values ('Avant')`);
  const restored = `restored_${randomUUID().replaceAll('-', '')}`;
  await runSql(database.superUrl, `create database ${restored} owner vigie_owner template template0`);
  const superUrl = changeUrl(database.superUrl, { database: restored });
  try {
    const dump = execFileSync(join(programs, 'pg_dump'), ['--dbname', database.superUrl, '--format=custom']);
    execFileSync(join(programs, 'pg_restore'), ['--dbname', superUrl, '--exit-on-error'], { input: dump });
    const owner = changeUrl(database.url, { database: restored });
    expect(await tryWrites(owner, guarded)).toEqual(everyWay(guarded, () => NO_ACT));
    const replica = await tryWrites(superUrl, guarded, { role: 'replica' });
    expect(replica).toEqual(everyWay(guarded, () => NO_ACT));
  } finally {
    await runSql(database.superUrl, `drop database ${restored} with (force)`);
  }
});

async function runSql(url: string, statement: string): Promise<void> {
  const sql = openDatabase(url, { max: 1, name: 'vigie test' });
  await sql.unsafe(statement);
  await sql.end({ timeout: 5 });
}
