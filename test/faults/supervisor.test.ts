// `vigie start` under blows: each process killed in turn, alone and together, and nothing left at the end.

import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { boundLog } from '../../api/supervisor/log.ts';
import { readLiveProcess, readSupervisor, writePidFile } from '../../api/supervisor/pid-files.ts';
import { findFreePort } from '../../db/cluster.ts';
import { findEmbeddedServer } from '../../db/embedded.ts';
import { isAlive, readProcessMark, sendSignal, waitForEnd } from '../../db/processes.ts';
import { runProgram, waitUntil, type Program } from '../program.ts';
import { copyHome, makeSeedHome, type TemporaryHome } from '../temporary-home.ts';

const START = join(import.meta.dirname, 'fixture-start.ts');
const CLI = join(import.meta.dirname, '../../api/cli.ts');

describe('vigie start', () => {
  let seed: TemporaryHome;
  let home: TemporaryHome;
  let env: Record<string, string>;
  let programs: Program[];
  let port: number;

  beforeAll(async () => {
    seed = await makeSeedHome();
  });

  afterAll(async () => {
    await seed.remove();
  });

  beforeEach(async () => {
    home = copyHome(seed);
    port = await findFreePort();
    env = { VIGIE_HOME: home.path, PORT: String(port) };
    programs = [];
  });

  afterEach(async () => {
    for (const program of programs) program.process.kill('SIGKILL');
    await Promise.all(programs.map((program) => program.ended));
    const child = readLiveProcess(home.path, 'api');
    if (child !== null) sendSignal(child.pid, 'SIGKILL');
    await home.remove();
  });

  const start = (...args: string[]): Program => {
    const program = runProgram([START, ...args], env);
    programs.push(program);
    return program;
  };
  const startReady = async (): Promise<Program> => {
    const program = start();
    await program.waitFor(/^ready$/m);
    return program;
  };
  /** The pid that answers, null when nobody does. */
  const ask = async (path = '/'): Promise<number | null> => {
    try {
      return Number(await (await fetch(`http://127.0.0.1:${port}${path}`)).text());
    } catch {
      return null;
    }
  };
  const expectNothingLeft = async (pids: readonly number[]): Promise<void> => {
    for (const pid of pids) expect(await waitForEnd(pid, 10_000), `process ${pid}`).toBe(true);
    expect(findEmbeddedServer(home.path)).toBeNull();
    expect(readSupervisor(home.path)).toBeNull();
    expect(await ask()).toBeNull();
  };
  const findDatabase = (): number => findEmbeddedServer(home.path)?.pid ?? 0;
  const runCommand = async (...args: string[]): Promise<{ code: number | string; output: string }> => {
    const program = runProgram([CLI, ...args], env);
    programs.push(program);
    return { code: await program.ended, output: program.output() };
  };

  test.each(['SIGINT', 'SIGTERM'] as const)('%s arrête tout, sans rien laisser', async (signal) => {
    const program = await startReady();
    const pids = [(await ask()) ?? 0, findDatabase()];
    // A terminal and npm may both pass the same Ctrl-C on.
    program.process.kill(signal);
    program.process.kill(signal);
    expect(await program.ended).toBe(0);
    await expectNothingLeft(pids);
  });

  test('« vigie stop » arrête tout depuis un autre terminal, et le dit aussi quand rien ne tourne', async () => {
    const program = await startReady();
    const pids = [(await ask()) ?? 0, findDatabase()];
    expect(await runCommand('stop')).toEqual({ code: 0, output: 'Vigie est arrêtée.\n' });
    expect(await program.ended).toBe(0);
    await expectNothingLeft(pids);
    expect(await runCommand('stop')).toEqual({ code: 0, output: 'Vigie ne tournait pas.\n' });
  });

  test('un deuxième démarrage dit que Vigie tourne déjà, et où', async () => {
    await startReady();
    const second = start();
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain('already_running');
    expect(second.output()).toContain(`http://127.0.0.1:${port}`);
    expect(await ask()).not.toBeNull();
  });

  test('une autre commande se sert de la base en marche, et la laisse en marche', async () => {
    await startReady();
    const database = findDatabase();
    expect(await runCommand('migrate')).toEqual({ code: 0, output: 'La base de données est à jour.\n' });
    expect(findDatabase()).toBe(database);
    expect(isAlive(database)).toBe(true);
  });

  test('l’API tuée net, ou qui meurt d’elle-même, est relancée', async () => {
    await startReady();
    const first = (await ask()) ?? 0;
    sendSignal(first, 'SIGKILL');
    await waitUntil('a new API', async () => ![null, first].includes(await ask()));
    const second = await ask();
    await ask('/die');
    await waitUntil('another API', async () => ![null, first, second].includes(await ask()));
    const deaths = readFileSync(join(home.path, 'vigie.log'), 'utf8')
      .split('\n')
      .filter((line) => line.includes('died'));
    expect(deaths).toHaveLength(2);
    expect(deaths[0]).toContain('"signal":"SIGKILL"');
    expect(deaths[1]).toContain('"code":3');
  });

  test('la base tuée net est relancée, à la même adresse', async () => {
    await startReady();
    const first = findEmbeddedServer(home.path);
    sendSignal(first?.pid ?? 0, 'SIGKILL');
    await waitUntil('a new database', () => {
      const now = findEmbeddedServer(home.path);
      return now !== null && now.ready && now.pid !== first?.pid;
    });
    expect(findEmbeddedServer(home.path)?.port).toBe(first?.port);
    expect((await runCommand('migrate')).code).toBe(0);
  });

  test('le superviseur tué net, son API s’en va, et le démarrage suivant reprend la base', async () => {
    const program = await startReady();
    const [api, database] = [(await ask()) ?? 0, findDatabase()];
    program.process.kill('SIGKILL');
    await program.ended;
    expect(await waitForEnd(api, 10_000)).toBe(true);
    expect(isAlive(database)).toBe(true);

    const next = await startReady();
    expect(findDatabase()).toBe(database);
    expect(await ask()).not.toBeNull();
    next.process.kill('SIGTERM');
    expect(await next.ended).toBe(0);
    await expectNothingLeft([database]);
  });

  test('tout tué net, le démarrage suivant repart', async () => {
    const program = await startReady();
    const pids = [(await ask()) ?? 0, findDatabase()];
    for (const pid of [program.process.pid ?? 0, ...pids]) sendSignal(pid, 'SIGKILL');
    await program.ended;
    await startReady();
    expect(await ask()).not.toBeNull();
    expect(pids).not.toContain(findDatabase());
  });

  test('un orphelin nommé par son fichier est arrêté ; un autre programme au même numéro est laissé en paix', async () => {
    const orphan = runProgram(['-e', 'console.log("here"); setInterval(() => {}, 1000)'], {});
    const bystander = runProgram(['-e', 'console.log("here"); setInterval(() => {}, 1000)'], {});
    programs.push(orphan, bystander);
    await Promise.all([orphan.waitFor(/here/), bystander.waitFor(/here/)]);
    writePidFile(home.path, 'api', orphan.process.pid ?? 0);
    // The number is the bystander's, the start is that of a process long gone.
    const reused = { ...readProcessMark(bystander.process.pid), start: 'another-boot:1' };
    writeFileSync(join(home.path, 'run', 'worker.pid'), JSON.stringify(reused));
    await startReady();
    expect(await orphan.ended).toBe('SIGTERM');
    expect(isAlive(bystander.process.pid ?? 0)).toBe(true);
  });

  test('un port déjà pris est dit, avec qui le tient, et rien ne reste', async () => {
    const squatter = createServer().listen(port, '127.0.0.1');
    await new Promise((resolve) => squatter.once('listening', resolve));
    const program = start();
    expect(await program.ended).toBe(1);
    expect(program.output()).toContain(`Le port ${port} est déjà pris par`);
    // Where the system says whose port it is (Linux), it is this very process.
    if (process.platform === 'linux') expect(program.output()).toContain(`processus ${process.pid}`);
    squatter.close();
    expect(findEmbeddedServer(home.path)).toBeNull();
  });

  test('une API qui ne démarre pas est dite avec son erreur, et rien ne reste', async () => {
    const program = start('broken');
    expect(await program.ended).toBe(1);
    expect(program.output()).toContain('child_failed');
    expect(program.output()).toContain('the fixture is broken on purpose');
    await expectNothingLeft([]);
  });

  test('les secrets et le journal ne sont lisibles que de leur propriétaire', async () => {
    await startReady();
    for (const file of ['vigie.log', 'database-passwords.json']) {
      expect(statSync(join(home.path, file)).mode & 0o777, file).toBe(0o600);
    }
    const [child] = [await ask()];
    const environment = execFileSync('ps', ['eww', '-o', 'command=', '-p', String(child)], { encoding: 'utf8' });
    expect(environment).not.toContain('vigie_owner');
  });

  test('le journal est borné, sous ceux qui y écrivent', () => {
    const log = join(home.path, 'vigie.log');
    writeFileSync(log, 'x'.repeat(2_000));
    boundLog(home.path, 5_000);
    expect(statSync(log).size).toBe(2_000);
    boundLog(home.path, 1_000);
    expect(statSync(log).size).toBe(0);
    expect(statSync(`${log}.1`).size).toBe(2_000);
  });
});
