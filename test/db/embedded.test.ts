// The embedded database: made once, found again, taken over after a crash, never left behind.

import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../../db/connection.ts';
import { explainOutage } from '../../db/explain-outage.ts';
import { findEmbeddedServer, startEmbedded, type Embedded } from '../../db/embedded.ts';
import { openInstance, stopUnusedEmbedded } from '../../db/instance.ts';
import { isAlive, sendSignal, waitForEnd } from '../../db/processes.ts';
import { canEnter, findSystemUser, makeReachable, requireReachable } from '../../db/system-user.ts';
import { runProgram } from '../program.ts';
import { makeTemporaryHome, type TemporaryHome } from '../temporary-home.ts';

describe('la base embarquée', () => {
  let home: TemporaryHome;

  beforeEach(() => {
    home = makeTemporaryHome();
  });

  afterEach(async () => {
    await home.remove();
  });

  const write = async (embedded: Embedded, sql: string): Promise<void> => {
    const owner = openDatabase(embedded.urls.owner, { max: 1, name: 'test' });
    await owner.unsafe(sql);
    await owner.end();
  };
  const count = async (embedded: Embedded): Promise<number> => {
    const owner = openDatabase(embedded.urls.owner, { max: 1, name: 'test' });
    const [row] = await owner<{ n: number }[]>`select count(*) as n from clients`;
    await owner.end();
    return row?.n ?? 0;
  };

  test('elle garde ses données et ses mots de passe, lisibles de leur seul propriétaire', async () => {
    const first = await startEmbedded(home.path);
    await write(first, 'create table clients (code text); insert into clients values (1)');
    expect(statSync(join(home.path, 'database-passwords.json')).mode & 0o777).toBe(0o600);
    expect(statSync(join(home.path, 'postgres')).mode & 0o777).toBe(0o700);
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);

    const second = await startEmbedded(home.path);
    expect(second.port).toBe(first.port);
    expect(await count(second)).toBe(1);
  });

  test('on la joint par une socket de son dossier ; là où il n’y en a pas, par l’adresse locale', async () => {
    const near = await startEmbedded(home.path);
    expect(new URL(near.urls.app).searchParams.get('host')).toBe(join(home.path, 'postgres'));
    await write(near, 'create table clients (code text)');
    await near.stop();
    const away = await write(near, 'select 1').catch(explainOutage);
    expect(away).toMatchObject({ code: 'database_away' });

    // Longer than a socket's path may be.
    const far = await startEmbedded(join(home.path, 'd'.repeat(100)));
    expect(new URL(far.urls.app).search).toBe('');
    await write(far, 'create table clients (code text)');
    await far.stop();
  });

  test('tuée net, elle repart avec tout ce qui était validé', async () => {
    const first = await startEmbedded(home.path);
    await write(first, 'create table clients (code text); insert into clients values (1), (2)');
    sendSignal(first.pid, 'SIGKILL');
    await waitForEnd(first.pid, 10_000);
    const second = await startEmbedded(home.path);
    expect(second.pid).not.toBe(first.pid);
    expect(await count(second)).toBe(2);
  });

  test('déjà en marche, elle est reprise telle quelle', async () => {
    const first = await startEmbedded(home.path);
    const second = await startEmbedded(home.path);
    expect(second.pid).toBe(first.pid);
    expect(findEmbeddedServer(home.path)?.pid).toBe(first.pid);
  });

  test('un brouillon laissé par une création tuée net ne gêne pas', async () => {
    mkdirSync(join(home.path, 'postgres.draft'));
    writeFileSync(join(home.path, 'postgres.draft', 'PG_VERSION'), '18\n');
    const embedded = await startEmbedded(home.path);
    expect(isAlive(embedded.pid)).toBe(true);
    expect(existsSync(join(home.path, 'postgres.draft'))).toBe(false);
    expect(existsSync(join(home.path, 'postgres.password'))).toBe(false);
  });

  test('un numéro de processus repris par un autre programme ne la trompe pas', async () => {
    const first = await startEmbedded(home.path);
    await first.stop();
    // After a restart of a container, the old number is often somebody else's: here, our own.
    writeFileSync(join(home.path, 'postgres', 'postmaster.pid'), `${process.pid}\n/elsewhere\n0\n1\n\n\n\nready\n`);
    expect(findEmbeddedServer(home.path)).toBeNull();
    const second = await startEmbedded(home.path);
    expect(isAlive(second.pid)).toBe(true);
  });

  test('son port pris entre-temps, elle en prend un autre', async () => {
    const first = await startEmbedded(home.path);
    await first.stop();
    const squatter = createServer().listen(first.port, '127.0.0.1');
    await new Promise((resolve) => squatter.once('listening', resolve));
    try {
      const second = await startEmbedded(home.path);
      expect(second.port).not.toBe(first.port);
    } finally {
      squatter.close();
    }
  });

  test('les mots de passe perdus, elle le dit au lieu de refuser sans un mot', async () => {
    const first = await startEmbedded(home.path);
    await first.stop();
    rmSync(join(home.path, 'database-passwords.json'));
    await expect(startEmbedded(home.path)).rejects.toMatchObject({ code: 'passwords_lost' });
  });
});

describe('les commandes vigie et la base embarquée', () => {
  let home: TemporaryHome;

  beforeEach(() => {
    home = makeTemporaryHome();
  });

  afterEach(async () => {
    await home.remove();
  });

  test('deux commandes partagent la base, et la dernière l’arrête', async () => {
    const [first, second] = await Promise.all([openInstance(home.settings), openInstance(home.settings)]);
    expect(second.embedded).toEqual(first.embedded);
    expect([...first.applied, ...second.applied].length).toBeGreaterThan(0);
    await first.close();
    expect(await second.app`select 1 as one`).toEqual([{ one: 1 }]);
    expect(await stopUnusedEmbedded(home.settings)).toBe(false);
    await second.close();
    expect(findEmbeddedServer(home.path)).toBeNull();
  });

  test('une commande tuée net laisse une base que la suivante reprend puis arrête', async () => {
    const script = `
      import { openInstance } from ${JSON.stringify(join(import.meta.dirname, '../../db/instance.ts'))};
      const instance = await openInstance(${JSON.stringify(home.settings)});
      console.log('open ' + instance.embedded.pid);
      setInterval(() => {}, 1000);`;
    const program = runProgram(['--input-type=module', '-e', script], {});
    const [, pid] = await program.waitFor(/open (\d+)/);
    program.process.kill('SIGKILL');
    await program.ended;
    expect(isAlive(Number(pid))).toBe(true);

    const next = await openInstance(home.settings);
    expect(next.embedded?.pid).toBe(Number(pid));
    expect(next.applied).toEqual([]);
    await next.close();
    expect(isAlive(Number(pid))).toBe(false);
  });

  test('tuée net pendant le tout premier démarrage, la commande suivante aboutit', async () => {
    const script = `
      import { openInstance } from ${JSON.stringify(join(import.meta.dirname, '../../db/instance.ts'))};
      console.log('begin');
      await openInstance(${JSON.stringify(home.settings)});`;
    for (const delay of [150, 500, 800]) {
      const program = runProgram(['--input-type=module', '-e', script], {});
      await program.waitFor(/begin/);
      await new Promise((resolve) => setTimeout(resolve, delay));
      program.process.kill('SIGKILL');
      await program.ended;
    }
    const instance = await openInstance(home.settings);
    expect(await instance.reader`select count(*) as n from clients`).toEqual([{ n: 0 }]);
    await instance.close();
    expect(findEmbeddedServer(home.path)).toBeNull();
  });
});

describe('le dossier de la base', () => {
  test('un dossier fermé à l’utilisateur de la base est nommé, avec ce qu’il faut faire', () => {
    const closed = mkdtempSync(join(tmpdir(), 'vigie-closed-'));
    const inside = join(closed, 'home');
    const user = findSystemUser();
    try {
      if (user === null) {
        // Without root the database runs as ourselves: what we can reach, it can.
        expect(() => requireReachable(inside, user)).not.toThrow();
      } else {
        expect(() => requireReachable(inside, user)).toThrow(closed);
        expect(() => requireReachable(inside, user)).toThrow(/VIGIE_HOME/);
      }
    } finally {
      rmSync(closed, { recursive: true });
    }
  });

  test('des programmes dans un dossier fermé sont copiés là où l’utilisateur de la base peut les lire', () => {
    const closed = mkdtempSync(join(tmpdir(), 'vigie-closed-'));
    const user = findSystemUser();
    writeFileSync(join(closed, 'initdb'), 'program');
    const reached = makeReachable(closed, `test-${process.pid}`, user);
    try {
      expect(existsSync(join(reached, 'initdb'))).toBe(true);
      expect(user === null ? reached === closed : canEnter(reached, user)).toBe(true);
    } finally {
      rmSync(reached, { recursive: true, force: true });
      rmSync(closed, { recursive: true, force: true });
    }
  });
});
