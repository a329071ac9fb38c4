// Every word that the rules sort the firm by is explained in docs/GLOSSARY.md, and the glossary explains no word that
// the rules have forgotten.

import { describe, expect, it } from 'vitest';
import { findUnnamedUnions, readUnions, type ClosedUnion } from './closed-unions.ts';
import { isCode, readHouse, type SourceFile } from './source-files.ts';

type Section = { readonly title: string; readonly unions: readonly string[]; readonly rows: readonly string[][] };

/** Sections of a glossary: what lists a title names in backticks, and the cells of the rows. */
function readGlossary(text: string): Section[] {
  return text
    .split(/^## /m)
    .slice(1)
    .map((part) => {
      const [title = '', ...lines] = part.split('\n');
      const table = lines.filter((line) => line.startsWith('|')).map((line) => line.split('|').slice(1, -1));
      return {
        title,
        unions: [...title.matchAll(/`(\w+)`/g)].map(([, name = '']) => name),
        rows: table.slice(2).map((cells) => cells.map((cell) => cell.trim())),
      };
    });
}

function codesOf({ rows }: Section): string[] {
  return rows.map(([, code = '']) => code.replaceAll('`', ''));
}

function findGaps(
  glossary: readonly Section[],
  unions: readonly ClosedUnion[],
  unnamed: readonly string[][],
): string[] {
  const gaps: string[] = [];
  for (const { name, path, members } of unions) {
    const section = glossary.find((one) => one.unions.includes(name));
    if (!section) gaps.push(`${name} (${path}) has no section`);
    else
      for (const member of members) if (!codesOf(section).includes(member)) gaps.push(`${name}: ${member} has no row`);
  }
  for (const words of unnamed) {
    const codes = (section: Section): string[] => codesOf(section);
    if (!glossary.some((section) => words.every((word) => codes(section).includes(word)))) {
      gaps.push(`${words.join(' | ')} are explained in no section together`);
    }
  }
  for (const { title, unions: names, rows } of glossary) {
    for (const row of rows)
      if (row.length !== 4 || row.includes('')) gaps.push(`${title}: a row is not of four cells: ${row.join(' | ')}`);
    const known = unions.filter(({ name }) => names.includes(name));
    for (const name of names)
      if (!known.some((one) => one.name === name)) gaps.push(`${title}: the rules have no list ${name}`);
    if (names.length === 0) continue;
    const words = new Set(known.flatMap(({ members }) => members));
    for (const code of codesOf({ title, unions: names, rows }))
      if (!words.has(code)) gaps.push(`${title}: the rules do not know ${code}`);
  }
  return gaps;
}

/** Lists of the same words under two names: one of them will be forgotten. */
function findTwins(unions: readonly ClosedUnion[]): string[] {
  return unions.flatMap((one, at) =>
    unions
      .slice(at + 1)
      .filter((other) => [...one.members].sort().join() === [...other.members].sort().join())
      .map((other) => `${one.name} (${one.path}) is ${other.name} (${other.path}) again`),
  );
}

const house = readHouse();
const domain = house.filter((file) => isCode(file) && file.path.startsWith('domain/'));
const glossary = readGlossary(house.find(({ path }) => path === 'docs/GLOSSARY.md')?.text ?? '');
const unions = domain.flatMap(readUnions);
const unnamedOf = (file: SourceFile): string[][] =>
  findUnnamedUnions(file).map((words) => words.split(': ')[1]?.split(' | ') ?? []);

describe('the glossary', () => {
  it('explains every closed list of the rules, and each of its words', () => {
    expect(unions.length).toBeGreaterThan(20);
    expect(findGaps(glossary, unions, domain.flatMap(unnamedOf))).toEqual([]);
  });

  it('the rules hold each list once', () => {
    expect(findTwins(unions)).toEqual([]);
  });

  it("explains the trade's own words", () => {
    const words = glossary.flatMap(({ rows }) => rows.map(([french = '']) => french.toLowerCase())).join('\n');
    const trade = [
      'tjm',
      'cjm',
      'tace',
      'raf',
      'cra',
      'fae',
      'pca',
      'avoir',
      'acompte',
      'bon de commande',
      'intercontrat',
      'forfait',
      'régie',
      'tma',
      'jalon',
    ];
    expect(trade.filter((word) => !words.includes(word))).toEqual([]);
  });
});

describe('what the glossary lacks is seen', () => {
  const text =
    '# Glossary\n\n## States (`STATES`)\n\n| French | Code | Meaning | Source |\n| --- | --- | --- | --- |\n| Ouvert | `open` | Open. | Vigie |\n';
  const states = (source: string): ClosedUnion[] => readUnions({ path: 'domain/a.ts', text: source });

  it.each([
    ["export const STATES = ['open', 'shut'] as const;", ['STATES: shut has no row']],
    [
      "export const STATES = ['shut', 'ajar'] as const satisfies readonly string[];",
      ['STATES: shut has no row', 'STATES: ajar has no row', 'States (`STATES`): the rules do not know open'],
    ],
    [
      "export type Door = 'open' | 'shut';",
      [
        'Door (domain/a.ts) has no section',
        'States (`STATES`): the rules have no list STATES',
        'States (`STATES`): the rules do not know open',
      ],
    ],
  ])('%s', (source, gaps) => {
    expect(findGaps(readGlossary(text), states(source), [])).toEqual(gaps);
  });

  it('a union told by the kind of its parts', () => {
    const source =
      "type A = { kind: 'open' };\nexport type B = { kind: 'shut'; at: number };\nexport type Door = A | B;";
    expect(states(source)).toEqual([{ name: 'Door', path: 'domain/a.ts', members: ['open', 'shut'] }]);
  });

  it('words that are written where they are used', () => {
    const file = {
      path: 'domain/a.ts',
      text: "export type Door = { state: 'open' | 'shut'; pick: Pick<X, 'a' | 'b'> };",
    };
    expect(findUnnamedUnions(file)).toEqual(['domain/a.ts: open | shut']);
    expect(findGaps([], [], unnamedOf(file))).toEqual(['open | shut are explained in no section together']);
  });

  it('a list that is written twice', () => {
    expect(
      findTwins(states("export const A = ['x', 'y'] as const;\nexport const B = ['y', 'x'] as const;")),
    ).toHaveLength(1);
  });
});
