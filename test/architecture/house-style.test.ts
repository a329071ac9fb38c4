// How the house looks from the street: files short enough to read, named by the trade's nouns, no doors that lead to
// other doors, and nothing that ties it to one machine.

import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isCode, parse, readHouse, type SourceFile } from './source-files.ts';

const house = readHouse();
const code = house.filter(isCode);

const LONGEST_LINES = 400;
/** Cases worked out by hand, one after the other, are read like a list. */
const LONGEST_TEST_LINES = 600;
/** Files that are longer, each with its reason. */
const LONGER: Readonly<Record<string, string>> = {
  'api/contract/report-words.ts': 'one word a column or code of the reports, read like a list',
  'db/entities.ts': 'one entry a table of the firm, read like a list',
  'domain/commands/rows.ts': 'one type a table of the firm, read like a list',
};

function findTooLong(files: readonly SourceFile[], excused: Readonly<Record<string, string>>): string[] {
  return files
    .map(({ path, text }) => ({ path, count: text.split('\n').length - 1 }))
    .filter(({ path, count }) => count > (path.endsWith('.test.ts') ? LONGEST_TEST_LINES : LONGEST_LINES))
    .filter(({ path }) => !(path in excused))
    .map(({ path, count }) => `${path}: ${count} lines`);
}

/** Files that only pass on what others export, each with its reason. */
const DOORS: Readonly<Record<string, string>> = {
  'workflows/manual.ts': 'the bundle of the workflows is made from one file',
};

/** A file that only passes on what others export. */
function isBarrel(file: SourceFile): boolean {
  const body = parse(file).body;
  return (
    body.length > 0 &&
    body.every(
      (one) => (one.type === 'ExportNamedDeclaration' || one.type === 'ExportAllDeclaration') && one.source !== null,
    )
  );
}

const EMPTY_WORDS = new Set(['utils', 'util', 'helper', 'helpers', 'common', 'misc', 'manager', 'index']);

function findBadNames(paths: readonly string[]): string[] {
  return paths.filter((path) => {
    const words = posix
      .basename(path)
      .replace(/\.\w+$/, '')
      .split(/[-.]/);
    return !/^[a-z0-9-]+(\.[a-z]+)+$/.test(posix.basename(path)) || words.some((word) => EMPTY_WORDS.has(word));
  });
}

/** Hosts that serve packages (written so that this file does not name one), and folders of one machine. */
const REGISTRY_HOST =
  /(?:^|[\s/@"'`=(])(?:registry|pypi|proxy|repo1?|mirror|crates|files)\.[a-z0-9-]+\.(?:org|com|io|dev|net)\b/i;
const PYTHON_INDEX = new RegExp(`\\b${['pypi', 'org'].join('\\.')}\\b|${['python', 'hosted'].join('')}`, 'i');
const MACHINE_PATH = /(?:^|[\s"'`=(:])(?:\/(?:root|work|home|Users)\/[\w.-]+|[A-Z]:\\Users\\)/;

function findTies(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) =>
    text
      .split('\n')
      .flatMap((line, at) =>
        [REGISTRY_HOST, PYTHON_INDEX, MACHINE_PATH].some((tie) => tie.test(line))
          ? [`${path}:${at + 1}: ${line.trim().slice(0, 120)}`]
          : [],
      ),
  );
}

const lines = (count: number): string => 'export const a = 1;\n'.repeat(count);

describe('the look of the house', () => {
  it(`no file of code is longer than ${LONGEST_LINES} lines, unless it says why`, () => {
    expect(findTooLong(code, LONGER)).toEqual([]);
    expect(Object.keys(LONGER).filter((path) => !house.some((file) => file.path === path))).toEqual([]);
  });

  it('a long file is named, an excused one is not', () => {
    const files = [
      { path: 'db/a.ts', text: lines(401) },
      { path: 'db/b.ts', text: lines(400) },
    ];
    expect(findTooLong(files, {})).toEqual(['db/a.ts: 401 lines']);
    expect(findTooLong(files, { 'db/a.ts': 'a table' })).toEqual([]);
  });

  it('no file only passes on what others export', () => {
    expect(code.filter(isBarrel).map(({ path }) => path)).toEqual(Object.keys(DOORS));
    expect(isBarrel({ path: 'domain/index.ts', text: `export * from './a.ts';\nexport { b } from './b.ts';` })).toBe(
      true,
    );
    expect(isBarrel({ path: 'domain/a.ts', text: `export * from './a.ts';\nexport const b = 1;` })).toBe(false);
  });

  it('files are named in kebab-case, by a noun that says something', () => {
    expect(findBadNames(code.map(({ path }) => path))).toEqual([]);
    expect(
      findBadNames([
        'db/timeRows.ts',
        'api/report-utils.ts',
        'domain/index.ts',
        'domain/time-rows.ts',
        'vitest.config.ts',
      ]),
    ).toEqual(['db/timeRows.ts', 'api/report-utils.ts', 'domain/index.ts']);
  });

  it('nothing names a host of packages or a folder of one machine', () => {
    expect(findTies(house)).toEqual([]);
    const host = ['registry', 'example', 'org'].join('.');
    const folder = ['', 'home', 'anne', 'vigie'].join('/');
    expect(
      findTies([{ path: 'a.md', text: `npm --registry https://${host}/\ncd ${folder}\n/api/work/units` }]),
    ).toHaveLength(2);
  });
});
