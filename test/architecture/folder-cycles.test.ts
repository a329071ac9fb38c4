// Nothing goes round: neither files nor folders need each other in a circle, so that any part can be read after
// those it stands on.

import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isCode, readHouse, readImports, type Import } from './source-files.ts';

const imports = readHouse()
  .filter((file) => isCode(file) && !file.path.startsWith('test/'))
  .flatMap(readImports)
  .filter((one) => !one.isPackage);
/** Types vanish when the code runs: what remains is who needs whom. */
const running = imports.filter((one) => !one.isType);

/** A circle as the places it goes through, or null. */
function findCycle(edges: readonly (readonly [string, string])[]): string[] | null {
  const next = new Map<string, Set<string>>();
  for (const [from, to] of edges) next.set(from, (next.get(from) ?? new Set<string>()).add(to));
  const done = new Set<string>();
  const walk = (place: string, path: readonly string[]): string[] | null => {
    if (path.includes(place)) return [...path.slice(path.indexOf(place)), place];
    if (done.has(place)) return null;
    for (const other of next.get(place) ?? []) {
      const cycle = walk(other, [...path, place]);
      if (cycle) return cycle;
    }
    done.add(place);
    return null;
  };
  for (const place of next.keys()) {
    const cycle = walk(place, []);
    if (cycle) return cycle;
  }
  return null;
}

/** A folder and the folders inside it are one place seen from near and far: no edge between them. */
function edgesBetweenFolders(all: readonly Import[]): [string, string][] {
  return all
    .map(({ from, to }): [string, string] => [posix.dirname(from), posix.dirname(to)])
    .filter(([from, to]) => !`${from}/`.startsWith(`${to}/`) && !`${to}/`.startsWith(`${from}/`))
    .filter(([from, to]) => from !== '.' && to !== '.');
}

describe('nothing goes round', () => {
  it('between the files', () => {
    expect(imports.length).toBeGreaterThan(200);
    // Types too: a file is read after those whose words it uses.
    expect(findCycle(imports.map(({ from, to }) => [from, to] as const))).toBeNull();
  });

  it('between the folders', () => {
    expect(findCycle(edgesBetweenFolders(running))).toBeNull();
  });

  it('a circle is found, and told', () => {
    const edge = (from: string, to: string): Import => ({ from, to, isPackage: false, isType: false });
    expect(
      findCycle([
        ['a', 'b'],
        ['b', 'c'],
        ['c', 'b'],
      ]),
    ).toEqual(['b', 'c', 'b']);
    const round = [edge('db/import/read.ts', 'db/demo/draw.ts'), edge('db/demo/draw.ts', 'db/import/cells.ts')];
    expect(findCycle(edgesBetweenFolders(round))).toEqual(['db/import', 'db/demo', 'db/import']);
    expect(
      findCycle(edgesBetweenFolders([edge('db/import/a.ts', 'db/b.ts'), edge('db/b.ts', 'db/import/c.ts')])),
    ).toBeNull();
  });
});
