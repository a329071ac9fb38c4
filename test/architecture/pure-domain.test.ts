// The rules have no clock, no chance and no way out: `today` is passed in. The compiler is asked too, with the
// domain's own settings, to refuse what would reach out.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Visitor } from 'oxc-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOUSE, isCode, parse, readHouse, type SourceFile } from './source-files.ts';

const domain = readHouse().filter((file) => isCode(file) && file.path.startsWith('domain/'));

const FORBIDDEN = new Set([
  'Date',
  'Temporal',
  'performance',
  'process',
  'globalThis',
  'crypto',
  'fetch',
  'setTimeout',
]);

/** Uses of the outside world, as `file: name`. */
function findImpurities(file: SourceFile): string[] {
  const found: string[] = [];
  new Visitor({
    Identifier(node) {
      if (FORBIDDEN.has(node.name)) found.push(`${file.path}: ${node.name}`);
    },
    MemberExpression(node) {
      const { object, property } = node;
      if (
        object.type === 'Identifier' &&
        object.name === 'Math' &&
        property.type === 'Identifier' &&
        property.name === 'random'
      ) {
        found.push(`${file.path}: Math.random`);
      }
    },
  }).visit(parse(file));
  return found;
}

describe('the rules are pure', () => {
  it('no clock, no chance, no way out', () => {
    expect(domain.length).toBeGreaterThan(20);
    expect(domain.flatMap(findImpurities)).toEqual([]);
  });

  it.each([
    ['const today = new Date();', 'Date'],
    ['const now = Date.now();', 'Date'],
    ['const lot = Math.random();', 'Math.random'],
    ['const key = process.env["KEY"];', 'process'],
    ['const answer = fetch("https://example.org");', 'fetch'],
  ])('«%s» is found', (text, name) => {
    expect(findImpurities({ path: 'domain/a.ts', text })).toEqual([`domain/a.ts: ${name}`]);
  });
});

describe('the compiler, with the settings of domain/', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vigie-domain-'));
  const outside = [
    'process.cwd()',
    'fetch("https://example.org")',
    'setTimeout(() => 1, 1)',
    'document.title',
    'console.log(1)',
  ];
  let complaints = '';
  beforeAll(() => {
    const settings = JSON.parse(readFileSync(join(HOUSE, 'domain', 'tsconfig.json'), 'utf8')) as object;
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ ...settings, extends: join(HOUSE, 'tsconfig.json'), include: ['.'], exclude: [] }),
    );
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    outside.forEach((text, at) => writeFileSync(join(folder, `outside-${at}.ts`), `export const it = ${text};\n`));
    writeFileSync(
      join(folder, 'built-in.ts'),
      `import { readFileSync } from 'node:fs';\nexport const read = readFileSync;\n`,
    );
    writeFileSync(join(folder, 'pure.ts'), 'export const add = (a: number, b: number): number => a + b;\n');
    try {
      execFileSync(process.execPath, [join(HOUSE, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', folder], {
        encoding: 'utf8',
        cwd: folder,
      });
    } catch (error) {
      complaints = (error as { stdout: string }).stdout;
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(outside)('does not know %s', (text) => {
    expect(complaints).toContain(`outside-${outside.indexOf(text)}.ts`);
  });

  it('does not know the modules of Node, and has nothing against a sum', () => {
    expect(complaints).toContain('built-in.ts');
    expect(complaints).not.toContain('pure.ts');
  });
});
