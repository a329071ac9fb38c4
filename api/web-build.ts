// Builds the web application into web/dist when it is absent or made from other sources. Run as a program
// (`npm run build:web`, and by `vigie start` before the API): the builder's memory goes with its process.

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { projectRoot } from '../config.ts';

const webFolder = join(projectRoot, 'web');
const distFolder = join(webFolder, 'dist');
/** Beside what was built: the digest of what it was built from. */
const stampFile = join(distFolder, 'sources.sha256');

/** What the page is made of (DESIGN.md: web imports api/contract and domain), and the versions of its libraries. */
const SOURCES = [
  'web/src',
  'web/public',
  'web/index.html',
  'web/vite.config.ts',
  'api/contract',
  'domain',
  'package-lock.json',
];

function listFiles(path: string): string[] {
  const entries = readdirSync(path, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

function digestSources(): string {
  const files = SOURCES.flatMap((source) => {
    const path = join(projectRoot, source);
    return /\.\w+$/.test(source) ? [path] : listFiles(path);
  });
  const digest = createHash('sha256');
  for (const file of files.toSorted())
    digest.update(relative(projectRoot, file)).update('\0').update(readFileSync(file));
  return digest.digest('hex');
}

/** True when web/dist was built from the sources as they are: a clone's or a checkout's dates say nothing. */
export function isWebBuilt(): boolean {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === digestSources();
}

/** Builds web/dist unless it is up to date. @returns whether it had to. @throws what Vite says of broken sources. */
export async function buildWeb(): Promise<boolean> {
  if (isWebBuilt()) return false;
  const sources = digestSources();
  const { build } = await import('vite');
  await build({ root: webFolder, configFile: join(webFolder, 'vite.config.ts'), logLevel: 'warn' });
  writeFileSync(stampFile, sources);
  return true;
}

if (import.meta.main) await buildWeb();
