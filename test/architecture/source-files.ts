// The house's own files as text, and what each imports, read by a real parser: what the tests of this folder judge.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { parseSync, Visitor, type Program } from 'oxc-parser';

export const HOUSE = dirname(dirname(import.meta.dirname));

/** A path from the house's root, with '/', and the text. */
export type SourceFile = { readonly path: string; readonly text: string };

export type Import = {
  readonly from: string;
  /** A path of the house for a relative import, else the package's name as it is written. */
  readonly to: string;
  readonly isPackage: boolean;
  /** The compiler removes it: nothing of the other file runs. */
  readonly isType: boolean;
};

/** What .gitignore leaves out, and the folders of tools. */
const NOT_OURS = new Set(['node_modules', '.git', '.vigie', '.cache', 'coverage', 'dist']);
const TEXT = /\.(ts|tsx|mjs|js|json|sql|md|css|html|csv|jsonl|svg|yml|yaml)$|^[^.]+$|^\.[a-z]+(rc|ignore)$/;

/** Every text of the house, sorted; the lock file aside, which npm writes. */
export function readHouse(): SourceFile[] {
  return listPaths(HOUSE)
    .map((path) => relative(HOUSE, path).split(sep).join('/'))
    .filter((path) => TEXT.test(posix.basename(path)) && path !== 'package-lock.json')
    .sort()
    .map((path) => ({ path, text: readFileSync(join(HOUSE, path), 'utf8') }));
}

function listPaths(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : listPaths(path);
    return entry.isFile() ? [path] : [];
  });
}

export function isCode(file: SourceFile): boolean {
  return /\.(ts|tsx|mjs)$/.test(file.path);
}

export function parse(file: SourceFile): Program {
  const { program, errors } = parseSync(file.path, file.text);
  const [error] = errors;
  if (error) throw new Error(`${file.path}: ${error.message}`);
  return program;
}

/** Imports, re-exports, `import()` of a fixed name, and `import('…')` types. */
export function readImports(file: SourceFile): Import[] {
  const found: Import[] = [];
  const add = (name: string, isType: boolean): void => {
    const isPackage = !name.startsWith('.');
    found.push({
      from: file.path,
      to: isPackage ? name : posix.join(posix.dirname(file.path), name),
      isPackage,
      isType,
    });
  };
  new Visitor({
    ImportDeclaration(node) {
      const named = node.specifiers;
      const onlyTypes =
        named.length > 0 && named.every((one) => one.type === 'ImportSpecifier' && one.importKind === 'type');
      add(node.source.value, node.importKind === 'type' || onlyTypes);
    },
    ExportNamedDeclaration(node) {
      if (node.source !== null) add(node.source.value, node.exportKind === 'type');
    },
    ExportAllDeclaration(node) {
      add(node.source.value, node.exportKind === 'type');
    },
    ImportExpression(node) {
      if (node.source.type === 'Literal' && typeof node.source.value === 'string') add(node.source.value, false);
    },
    TSImportType(node) {
      add(node.source.value, true);
    },
  }).visit(parse(file));
  return found;
}
