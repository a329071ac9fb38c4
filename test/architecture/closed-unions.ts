// The closed unions of the rules: the lists of words that the firm's life is sorted by. Read from the source, so that
// one more word is seen at once.

import { Visitor, type Expression, type TSType } from 'oxc-parser';
import { parse, type SourceFile } from './source-files.ts';

export type ClosedUnion = { readonly name: string; readonly path: string; readonly members: readonly string[] };

/** `export const X = ['a', 'b'] as const`, `export type X = 'a' | 'b'`, `export type X = A | B` told by their `kind`. */
export function readUnions(file: SourceFile): ClosedUnion[] {
  const unions: ClosedUnion[] = [];
  const add = (name: string, members: readonly string[] | null): void => {
    if (members && members.length > 1) unions.push({ name, path: file.path, members });
  };
  const kinds = new Map<string, string>();
  const body = parse(file).body;
  for (const statement of body) {
    const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declared?.type !== 'TSTypeAliasDeclaration') continue;
    const kind = kindOf(declared.typeAnnotation);
    if (kind !== null) kinds.set(declared.id.name, kind);
  }
  for (const statement of body) {
    if (statement.type !== 'ExportNamedDeclaration') continue;
    const { declaration } = statement;
    if (declaration?.type === 'VariableDeclaration') {
      for (const { id, init } of declaration.declarations) {
        if (id.type === 'Identifier' && init) add(id.name, wordsOfArray(init));
      }
    }
    if (declaration?.type === 'TSTypeAliasDeclaration' && declaration.typeAnnotation.type === 'TSUnionType') {
      const { name } = declaration.id;
      add(name, wordsOfUnion(declaration.typeAnnotation) ?? kindsOfUnion(declaration.typeAnnotation, kinds));
    }
  }
  return unions;
}

function wordsOfArray(init: Expression): string[] | null {
  const asserted = init.type === 'TSSatisfiesExpression' ? init.expression : init;
  if (asserted.type !== 'TSAsExpression' || asserted.expression.type !== 'ArrayExpression') return null;
  const { typeAnnotation } = asserted;
  if (typeAnnotation.type !== 'TSTypeReference' || typeAnnotation.typeName.type !== 'Identifier') return null;
  if (typeAnnotation.typeName.name !== 'const') return null;
  const words = asserted.expression.elements.map((one) => (one?.type === 'Literal' ? one.value : null));
  return words.every((word) => typeof word === 'string') ? words : null;
}

function wordsOfUnion(type: TSType): string[] | null {
  if (type.type !== 'TSUnionType') return null;
  const words = type.types.map((one) =>
    one.type === 'TSLiteralType' && one.literal.type === 'Literal' ? one.literal.value : null,
  );
  return words.every((word) => typeof word === 'string') ? words : null;
}

function kindsOfUnion(type: TSType, kinds: ReadonlyMap<string, string>): string[] | null {
  if (type.type !== 'TSUnionType') return null;
  const words = type.types.map((one) =>
    one.type === 'TSTypeReference' && one.typeName.type === 'Identifier'
      ? (kinds.get(one.typeName.name) ?? null)
      : kindOf(one),
  );
  return words.every((word) => word !== null) ? words : null;
}

function kindOf(type: TSType): string | null {
  if (type.type !== 'TSTypeLiteral') return null;
  for (const member of type.members) {
    if (member.type !== 'TSPropertySignature' || member.key.type !== 'Identifier' || member.key.name !== 'kind')
      continue;
    const literal = member.typeAnnotation?.typeAnnotation;
    if (literal?.type === 'TSLiteralType' && literal.literal.type === 'Literal') return String(literal.literal.value);
  }
  return null;
}

/** Unions of words written where they are used, instead of being named: nobody would look for them in the glossary. */
export function findUnnamedUnions(file: SourceFile): string[] {
  const found: string[] = [];
  const named = new Set<unknown>();
  new Visitor({
    TSTypeAliasDeclaration(node) {
      named.add(node.typeAnnotation);
    },
    TSTypeParameterInstantiation(node) {
      // Pick<Person, 'enteredOn' | 'leftOn'> names columns, not words of the trade.
      for (const param of node.params) named.add(param);
    },
    TSUnionType(node) {
      const words = wordsOfUnion(node);
      if (words && !named.has(node)) found.push(`${file.path}: ${words.join(' | ')}`);
    },
  }).visit(parse(file));
  return found;
}
