// The first thing that anybody does: `vigie start` on a machine where nothing was ever made, by its own door.

import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSupervisor } from '../../api/supervisor/pid-files.ts';
import { projectRoot } from '../../config.ts';
import { findFreePort } from '../../db/cluster.ts';
import { findEmbeddedServer } from '../../db/embedded.ts';
import { runProgram, type Program } from '../program.ts';
import { makeTemporaryHome, type TemporaryHome } from '../temporary-home.ts';

let home: TemporaryHome;
let env: Record<string, string>;
let started: Program;

const vigie = (...args: string[]): Program => runProgram([join(projectRoot, 'bin', 'vigie.mjs'), ...args], env);

beforeAll(async () => {
  home = makeTemporaryHome();
  env = { VIGIE_HOME: home.path, PORT: String(await findFreePort()), VIGIE_TODAY: '2026-10-31' };
  started = vigie('start');
});

afterAll(async () => {
  started.process.kill('SIGKILL');
  await started.ended;
  await home.remove();
});

test('un premier démarrage donne une adresse, un lien d’administration, la page, et la firme de démonstration', async () => {
  const [, address, link] = await started.waitFor(
    /^Vigie : (http:\S+) \(première connexion, une seule fois : (\S+)\)$/m,
  );
  expect(address).toBe(`http://127.0.0.1:${env['PORT']}`);
  expect(link?.startsWith(`${address}/`)).toBe(true);
  expect((await fetch(`${address}/healthz`)).status).toBe(200);
  expect((await fetch(`${address}/api/reports/drift`)).status).toBe(401);
  expect(await (await fetch(address ?? '')).text()).toContain('<div id="root">');

  const report = vigie('report', 'drift', '--json');
  expect(await report.ended).toBe(0);
  const { projects } = JSON.parse(report.output()) as { projects: { severity: string }[] };
  expect(projects.map((project) => project.severity)).toContain('red');
});

test('arrêtée, elle ne laisse rien, et la même commande la rend telle qu’elle était', async () => {
  expect(await vigie('stop').ended).toBe(0);
  expect(await started.ended).toBe(0);
  expect(readSupervisor(home.path)).toBeNull();
  expect(findEmbeddedServer(home.path)).toBeNull();

  started = vigie('start');
  await started.waitFor(/^Vigie : http/m);
  expect(started.output()).not.toContain('démonstration');
  started.process.kill('SIGINT');
  expect(await started.ended).toBe(0);
  expect(findEmbeddedServer(home.path)).toBeNull();
});
