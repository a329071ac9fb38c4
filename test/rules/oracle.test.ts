// The oracle is trusted by the other tests: it must itself find every figure of the example firm.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareReports } from '../oracle/compare.ts';
import { readFirmFolder } from '../oracle/read-firm.ts';
import { computeReport } from '../oracle/report.ts';

const example = join(import.meta.dirname, '../fixtures/example');
const readJson = (name: string): unknown => JSON.parse(readFileSync(join(example, 'expected', name), 'utf8'));

/** `report margin --as-of 2026-10-31 --json` as a name and its options. */
function readCommand(words: readonly string[]): { name: string; args: Record<string, string> } {
  const args: Record<string, string> = {};
  for (let at = 2; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const value = words[at + 1];
    if (!word.startsWith('--') || value === undefined || value.startsWith('--')) continue;
    args[word.slice(2)] = value;
  }
  return { name: words[1] ?? '', args };
}

describe('l’oracle relit l’entreprise d’exemple', () => {
  const firm = readFirmFolder(example);
  const manifest = readJson('manifest.json') as { file: string; args: string[] }[];

  it.each(manifest)('$file, chiffre par chiffre', ({ file, args: words }) => {
    const { name, args } = readCommand(words);
    expect(compareReports(readJson(file), computeReport(firm, name, args))).toEqual([]);
  });
});

describe('la comparaison de deux rapports', () => {
  const expected = readJson('billing.json') as { projects: { code: string; total: number }[] };
  const changed = (change: (report: typeof expected) => void): typeof expected => {
    const copy = structuredClone(expected);
    change(copy);
    return copy;
  };

  it('ne dit rien d’un rapport égal, ni d’une clé de plus', () => {
    expect(compareReports(expected, { ...structuredClone(expected), costs: 'standard' })).toEqual([]);
  });

  it('voit un centime de trop', () => {
    const actual = changed(({ projects }) => {
      for (const project of projects) if (project.code === 'P003') project.total = 22916.9;
    });
    expect(compareReports(expected, actual)).toEqual(['.projects[P003].total: expected 22916.89, got 22916.9']);
  });

  it('voit un projet qui manque, un projet de trop et deux projets échangés', () => {
    const missing = changed(({ projects }) => void projects.shift());
    expect(compareReports(expected, missing)).toHaveLength(1);
    expect(compareReports(missing, expected)).toHaveLength(1);
    const swapped = changed(({ projects }) => void projects.reverse());
    expect(compareReports(expected, swapped)).toHaveLength(1);
  });
});
