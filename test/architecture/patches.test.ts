// A patched package is the patched one: what `patches/` adds to it is there, once installed.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HOUSE } from './source-files.ts';

/** The lines that a patch adds, by the file that they are added to. */
function readAdded(patch: string): Map<string, string[]> {
  const added = new Map<string, string[]>();
  let lines: string[] = [];
  for (const line of patch.split('\n')) {
    if (line.startsWith('+++ b/')) added.set(line.slice('+++ b/'.length), (lines = []));
    else if (line.startsWith('+')) lines.push(line.slice(1));
  }
  return added;
}

const patches = readdirSync(join(HOUSE, 'patches'));

describe('a patched package', () => {
  it.each(patches)('%s is installed', (name) => {
    const added = readAdded(readFileSync(join(HOUSE, 'patches', name), 'utf8'));
    expect(added.size).toBeGreaterThan(0);
    for (const [file, lines] of added) {
      const installed = new Set(readFileSync(join(HOUSE, file), 'utf8').split('\n'));
      expect(lines.filter((line) => !installed.has(line))).toEqual([]);
    }
  });
});
