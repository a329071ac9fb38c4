// The README's examples, run as printed: the two commands aside, which other tests run.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectRoot } from '../../config.ts';
import { makeTemporaryHome, type TemporaryHome } from '../temporary-home.ts';

let home: TemporaryHome;
beforeAll(() => {
  home = makeTemporaryHome();
});
afterAll(() => home.remove());

/** The shell blocks of the README, in order, in a folder of the test's own. */
function readExamples(): string {
  const readme = readFileSync(join(projectRoot, 'README.md'), 'utf8');
  const blocks = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
  const examples = blocks.filter((block) => !block.startsWith('npm '));
  expect(examples.length).toBeGreaterThanOrEqual(2);
  return examples
    .join('')
    .replaceAll('/tmp/vigie-example', home.path)
    .replaceAll('/tmp/vigie-proposal', join(home.path, 'proposal'));
}

test('les exemples du README marchent comme ils sont écrits', { timeout: 300_000 }, () => {
  const said = execFileSync('bash', ['-c', `set -euo pipefail; exec 2>&1; ${readExamples()}`], {
    cwd: projectRoot,
    encoding: 'utf8',
  });
  expect(said).toContain('Total');
  expect(said).toContain('État : Exécutée');
  expect(said).toContain('reste dû 0,00');
  expect(said).toContain('Chaîne entière');
  expect(said).toContain('(P003)');
  expect(said).toContain('Affecter');
  expect(said).toContain('Fin de mois, octobre 2026');
  expect(said).toContain('FEC20261231');
});
