// A command's input as a form: its JSON Schema read into flat fields, a value into the text of each, and back. Lines
// (of a quote, of a month) are rows of such fields; what is neither (lists of codes) is edited as JSON.

import { readTypedNumber } from './typed-number.ts';
import { CONTRACT_FIGURES, CONTRACT_KINDS } from '../../domain/contract/kinds.ts';

export type Field = {
  readonly name: string;
  readonly kind: 'text' | 'number' | 'date' | 'month' | 'choice' | 'rows' | 'json';
  readonly required: boolean;
  /** Of a choice: what may be chosen, as text. */
  readonly choices: readonly string[];
  readonly nullable: boolean;
  /** Of rows: the fields of each. */
  readonly columns: readonly Field[];
};

type Schema = {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
};

type Values = Readonly<Record<string, unknown>>;

const DATE_NAME = /(On|From|Through|Until|At)$|^(from|to|date)$/;

/** What remains of a schema without the `null` that it also takes. */
function withoutNull(schema: Schema): { shape: Schema; nullable: boolean } {
  const parts = schema.anyOf?.filter(({ type }) => type !== 'null');
  if (parts !== undefined) {
    const [only] = parts;
    const nullable = parts.length < (schema.anyOf?.length ?? 0);
    return { shape: parts.length === 1 && only !== undefined ? only : {}, nullable };
  }
  if (typeof schema.type === 'string' || schema.type === undefined) return { shape: schema, nullable: false };
  const types = schema.type.filter((type) => type !== 'null');
  const [type] = types;
  return {
    shape: types.length === 1 && type !== undefined ? { ...schema, type } : {},
    nullable: types.length < schema.type.length,
  };
}

function kindOf(name: string, { type, format, enum: choices }: Schema, value: unknown): Field['kind'] {
  if (choices !== undefined || type === 'boolean') return 'choice';
  if (type === 'number' || type === 'integer') return 'number';
  if (type !== 'string') return 'json';
  // « to » is a day in one command, an address in another.
  if (format === 'email') return 'text';
  if (name === 'month' || (typeof value === 'string' && /^\d{4}-\d{2}$/.test(value))) return 'month';
  const isDate = typeof value === 'string' ? /^\d{4}-\d{2}-\d{2}$/.test(value) : DATE_NAME.test(name);
  return isDate ? 'date' : 'text';
}

/** @param schema the JSON Schema of the command's input. */
export function readFields(schema: Schema, input: unknown): Field[] {
  const values = (input ?? {}) as Values;
  return Object.entries(schema.properties ?? {}).map(([name, property]): Field => {
    const { shape, nullable } = withoutNull(property);
    const columns = shape.type === 'array' && shape.items !== undefined ? readFields(shape.items, {}) : [];
    const isRows = columns.length > 0 && columns.every((column) => column.kind !== 'json' && column.kind !== 'rows');
    const kind = isRows ? 'rows' : kindOf(name, shape, values[name]);
    const choices = shape.type === 'boolean' ? ['true', 'false'] : (shape.enum ?? []).map(String);
    return {
      name,
      kind,
      choices,
      nullable,
      required: schema.required?.includes(name) === true,
      columns: isRows ? columns : [],
    };
  });
}

const OF_SOME_CONTRACTS: ReadonlySet<string> = new Set(Object.values(CONTRACT_FIGURES).flat());

/** A ceiling is asked of a régie plafonnée alone. @param kind what is chosen; undefined: it is not asked. */
export function keepOfContract(fields: readonly Field[], kind: string | undefined): readonly Field[] {
  if (kind === undefined) return fields;
  const own = CONTRACT_KINDS.flatMap((known) => (known === kind ? CONTRACT_FIGURES[known] : []));
  return fields.filter(({ name }) => !OF_SOME_CONTRACTS.has(name) || own.includes(name));
}

type Texts = Readonly<Record<string, string>>;

/** The text of rows: the texts of each, as JSON. */
export function readRowTexts(text: string): Texts[] {
  return text === '' ? [] : (JSON.parse(text) as Texts[]);
}

/** @returns the rows; or, in a sentence, the first field that cannot be read. */
function readRows({ columns }: Field, text: string): Record<string, unknown>[] | string {
  // A field left empty is null where the command takes it.
  const blank = Object.fromEntries(columns.map(({ name }) => [name, null]));
  const rows: Record<string, unknown>[] = [];
  for (const texts of readRowTexts(text)) {
    const read = readForm(columns, texts, blank);
    if (read.input === null) return read.problem;
    rows.push(read.input);
  }
  return rows;
}

/** Numbers are shown and typed with a comma. */
export function writeForm(fields: readonly Field[], input: unknown): Record<string, string> {
  const values = (input ?? {}) as Values;
  return Object.fromEntries(
    fields.map(({ name, kind, columns }) => {
      const value = values[name];
      if (value === undefined || value === null) return [name, ''];
      if (kind === 'rows') return [name, JSON.stringify((value as unknown[]).map((row) => writeForm(columns, row)))];
      if (kind === 'json' || typeof value === 'object') return [name, JSON.stringify(value, null, 2)];
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      return [name, kind === 'number' ? text.replace('.', ',') : text];
    }),
  );
}

function readValue(field: Field, text: string): unknown {
  if (field.kind === 'json') return JSON.parse(text) as unknown;
  if (field.kind === 'number') {
    const value = readTypedNumber(text);
    if (!Number.isFinite(value)) throw new TypeError('not a number');
    return value;
  }
  return field.choices.includes('true') ? text === 'true' : text;
}

/** @returns the whole input; or, in a sentence for the person, the first field that cannot be read. */
export function readForm(
  fields: readonly Field[],
  texts: Texts,
  before: unknown,
): { input: Record<string, unknown>; problem: null } | { input: null; problem: string } {
  const input: Record<string, unknown> = {};
  for (const field of fields) {
    const text = (texts[field.name] ?? '').trim();
    if (text === '') {
      // What was absent stays absent; what was emptied is null where the command takes it.
      if (field.nullable && field.name in ((before ?? {}) as Values)) input[field.name] = null;
      continue;
    }
    if (field.kind === 'rows') {
      const rows = readRows(field, text);
      if (typeof rows === 'string') return { input: null, problem: rows };
      input[field.name] = rows;
      continue;
    }
    try {
      input[field.name] = readValue(field, text);
    } catch {
      return { input: null, problem: `« ${text.slice(0, 40)} » n’est pas lisible.` };
    }
  }
  return { input, problem: null };
}
