// An import ended in the middle by force, the command or the database: nothing of it is there, and the next one works.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Sql } from '../../db/connection.ts';
import { findPostmaster } from '../../db/cluster.ts';
import { openInstance, stopUnusedEmbedded, type InstanceSettings } from '../../db/instance.ts';
import { EXAMPLE_FOLDER } from '../db/firm-files.ts';
import { runVigie, startVigie } from '../db/run-vigie.ts';
import { createTestDatabase, onOtherServer } from '../db/test-database.ts';
import { waitUntil } from '../program.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'vigie-killed-'));
  chmodSync(home, 0o711);
});
afterEach(async () => {
  await stopUnusedEmbedded(embedded());
  rmSync(home, { recursive: true, force: true });
});

function embedded(): InstanceSettings {
  return { home, databaseUrl: null, databaseAppUrl: null, databaseReaderUrl: null };
}

/** Time rows are written last but for the sums: a pause there is the middle of an import. */
async function pauseAtTime(owner: Sql, seconds: number): Promise<void> {
  await owner.unsafe(`
    create function pause() returns trigger language plpgsql as $$ begin perform pg_sleep(${seconds}); return null; end $$;
    create trigger pause before insert on time_rows for each statement execute function pause()`);
}

const HELD = 770_077;

/** Holds an import at the same place until released. */
async function holdAtTime(owner: Sql): Promise<() => Promise<void>> {
  await owner.unsafe(`
    create function hold() returns trigger language plpgsql as $$
      begin perform pg_advisory_xact_lock(${HELD}::bigint); return null; end $$;
    create trigger hold before insert on time_rows for each statement execute function hold()`);
  const holder = await owner.reserve();
  await holder`select pg_advisory_lock(${HELD}::bigint)`;
  return async () => {
    await holder`select pg_advisory_unlock(${HELD}::bigint)`;
    holder.release();
  };
}

async function waitForHold(app: Sql): Promise<void> {
  await waitUntil('the import is held', async () => {
    const [row] = await app`
      select count(*) as held from pg_stat_activity
      where wait_event_type = 'Lock' and wait_event = 'advisory' and datname = current_database()`;
    return row?.['held'] === 1;
  });
}

async function endPause(owner: Sql): Promise<void> {
  await owner.unsafe('drop function if exists pause() cascade');
}

/** Waits until the import is in its pause; only its own role sees that. The longest wait is that of a busy machine. */
async function waitForPause(app: Sql): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    const [row] =
      await app`select count(*) as paused from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()`;
    if (row?.['paused'] === 1) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the import never reached its pause');
}

async function countRows(sql: Sql): Promise<unknown> {
  const [row] = await sql`
    select (select count(*) from acts) as acts, (select count(*) from executions) as executions,
      (select count(*) from clients) as clients, (select count(*) from invoices) as invoices,
      (select count(*) from time_rows) as time, (select count(*) from time_sums) as sums`;
  return row;
}

const NOTHING = { acts: 0, executions: 0, clients: 0, invoices: 0, time: 0, sums: 0 };

test("la commande tuée en pleine écriture n'a rien écrit ; la suivante écrit tout", async () => {
  const database = await createTestDatabase();
  const env = {
    VIGIE_HOME: home,
    DATABASE_URL: database.url,
    DATABASE_APP_URL: database.appUrl,
    DATABASE_READER_URL: database.readerUrl,
  };
  try {
    await pauseAtTime(database.owner, 3);
    const killed = startVigie(['import', EXAMPLE_FOLDER], env);
    await waitForPause(database.app);
    killed.child.kill('SIGKILL');
    expect((await killed.done).code).toBeNull();
    expect(await countRows(database.app)).toEqual(NOTHING);
    // The trigger waits for the dead import's locks: they are gone when PostgreSQL sees that nobody listens.
    await endPause(database.owner);
    expect(await countRows(database.app)).toEqual(NOTHING);
    const next = await runVigie(['import', EXAMPLE_FOLDER], env);
    expect([next.code, next.stderr]).toEqual([0, '']);
    expect(await countRows(database.app)).toMatchObject({ acts: 1, clients: 4, time: 495 });
  } finally {
    await database.drop();
  }
});

test('un import lancé pendant un autre le dit, attend, et trouve tout déjà là', async () => {
  const database = await createTestDatabase();
  const env = {
    VIGIE_HOME: home,
    DATABASE_URL: database.url,
    DATABASE_APP_URL: database.appUrl,
    DATABASE_READER_URL: database.readerUrl,
  };
  try {
    const release = await holdAtTime(database.owner);
    const first = startVigie(['import', EXAMPLE_FOLDER], env);
    await waitForHold(database.app);
    const waiting = startVigie(['import', EXAMPLE_FOLDER], env);
    await new Promise<void>((resolve) => {
      waiting.child.stderr?.on('data', (text: string) => text.includes('on attend') && resolve());
    });
    await release();
    const second = await waiting.done;
    expect([second.code, second.stderr]).toEqual([0, 'Un autre import est en cours : on attend qu’il ait fini.\n']);
    expect(second.stdout).toMatch(/^Rien à écrire/);
    expect((await first.done).code).toBe(0);
  } finally {
    await database.drop();
  }
});

// The database to kill is the embedded one, whatever server the other tests run on.
const killedServers = onOtherServer ? [] : ['embarquée'];
test.each(killedServers)(
  "la base %s tuée en pleine écriture : une phrase, rien d'écrit, et l'import suivant passe",
  async () => {
    const env = { VIGIE_HOME: home };
    const instance = await openInstance(embedded());
    try {
      await pauseAtTime(instance.owner(), 30);
      const cut = startVigie(['import', EXAMPLE_FOLDER], env);
      await waitForPause(instance.app);
      const postmaster = findPostmaster(join(home, 'postgres'));
      if (postmaster === null) throw new Error('no database to kill');
      process.kill(postmaster.pid, 'SIGKILL');
      const run = await cut.done;
      expect(run.code).toBe(1);
      expect(run.stderr).toMatch(/La base de données ne répond pas/);
      expect(run.stderr).not.toMatch(/at .*\.ts:\d+/);
    } finally {
      await instance.close({ now: true });
    }
    const revived = await openInstance(embedded());
    try {
      expect(await countRows(revived.app)).toEqual(NOTHING);
      await endPause(revived.owner());
      const next = await runVigie(['import', EXAMPLE_FOLDER], env);
      expect(next.code).toBe(0);
      expect(await countRows(revived.app)).toMatchObject({ acts: 1, clients: 4, time: 495 });
    } finally {
      await revived.close();
    }
  },
);
