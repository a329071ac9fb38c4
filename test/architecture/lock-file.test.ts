// package-lock.json names the programs of every platform. An install on one machine may leave out those of the
// others, and `npm ci` (a fresh clone, npm start, the gate) then refuses the whole file.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HOUSE } from './source-files.ts';

type Packages = Readonly<Record<string, { optionalDependencies?: Record<string, string>; resolved?: string }>>;

/** Looks from a package's folder outwards, as Node does. */
function isThere(packages: Packages, from: string, name: string): boolean {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (`${folder === '' ? '' : `${folder}/`}node_modules/${name}` in packages) return true;
    if (folder === '') return false;
  }
}

function findMissing(packages: Packages): string[] {
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !isThere(packages, path, name))
      .map((name) => `${path}: ${name}`),
  );
}

const { packages } = JSON.parse(readFileSync(join(HOUSE, 'package-lock.json'), 'utf8')) as { packages: Packages };

describe('the lock file', () => {
  it('names every optional package of every package', () => {
    expect(Object.values(packages).some(({ optionalDependencies }) => optionalDependencies)).toBe(true);
    expect(findMissing(packages)).toEqual([]);
  });

  it('names no host that packages come from: npm is told by its own settings', () => {
    expect(Object.entries(packages).filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  });

  it('a missing one is seen, wherever the package that asks for it lies', () => {
    const asks = { optionalDependencies: { '@oxfmt/binding-darwin-arm64': '1.0.0' } };
    expect(findMissing({ 'node_modules/a/node_modules/oxfmt': asks })).toHaveLength(1);
    expect(
      findMissing({ 'node_modules/a/node_modules/oxfmt': asks, 'node_modules/@oxfmt/binding-darwin-arm64': {} }),
    ).toEqual([]);
  });
});
