// The unit of each figure of a report, read from the report's own schema (api/contract/report-outputs.ts): there a
// figure says what it is ("Euros, to the cent.", "Days.", "Fraction…", "YYYY-MM-DD"), once for every door.

import { z } from 'zod';
import type { FigureUnit } from '../turn.ts';

type Schema = {
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
};

export type Units = Readonly<Record<string, FigureUnit>>;

const DESCRIBED: readonly (readonly [RegExp, FigureUnit])[] = [
  [/^euros/i, 'EUR'],
  [/^days/i, 'days'],
  [/^fraction/i, 'ratio'],
  [/^YYYY-MM-DD/, 'date'],
];

/** A delay or a quantity of days whose schema says no more than "a number". */
const NAMES_DAYS = /(^|_)days(_|$)|^dso$/;

/** A share whose schema says no more than "a number". */
const NAMES_RATIO = /_rate$|^occupancy$|^coverage$/;

function alternativesOf(schema: Schema): readonly Schema[] {
  return [schema, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
}

function unitOf(name: string, schema: Schema): FigureUnit | null {
  const alternatives = alternativesOf(schema);
  for (const { description } of alternatives) {
    const told = DESCRIBED.find(([pattern]) => description !== undefined && pattern.test(description));
    if (told) return told[1];
  }
  const types = alternatives.flatMap(({ type }) => type ?? []);
  if (!types.includes('number') && !types.includes('integer')) return null;
  if (NAMES_RATIO.test(name)) return 'ratio';
  return NAMES_DAYS.test(name) ? 'days' : 'count';
}

function collect(schema: Schema, units: Map<string, FigureUnit>): void {
  for (const alternative of alternativesOf(schema)) {
    for (const [name, property] of Object.entries(alternative.properties ?? {})) {
      const unit = unitOf(name, property);
      // The same name further down is the same kind of figure.
      if (unit !== null && !units.has(name)) units.set(name, unit);
      collect(property, units);
    }
    if (alternative.items) collect(alternative.items, units);
    for (const choice of [...(alternative.anyOf ?? []), ...(alternative.oneOf ?? [])]) collect(choice, units);
  }
}

/** `before: { margin }` is told as `before_margin` (flatten-report.ts). */
function collectSides(schema: Schema, units: Map<string, FigureUnit>): void {
  for (const alternative of alternativesOf(schema)) {
    for (const [side, property] of Object.entries(alternative.properties ?? {})) {
      for (const name of Object.keys(property.properties ?? {})) {
        const unit = units.get(name);
        if (unit !== undefined) units.set(`${side}_${name}`, unit);
      }
    }
  }
}

const known = new WeakMap<z.ZodType, Units>();

/** The unit of each field that the schema describes, by the field's name, wherever it stands. */
export function readUnits(output: z.ZodType): Units {
  const kept = known.get(output);
  if (kept) return kept;
  const units = new Map<string, FigureUnit>();
  collect(z.toJSONSchema(output, { io: 'output', unrepresentable: 'any' }) as Schema, units);
  collectSides(z.toJSONSchema(output, { io: 'output', unrepresentable: 'any' }) as Schema, units);
  const read = Object.fromEntries(units);
  known.set(output, read);
  return read;
}
