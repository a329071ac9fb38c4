// What the doors give the assistant, by a person's rights: reports and look-ups that it may read, changes that it may
// propose in their name. The registries of reports and commands make them (api/assistant); nothing here knows a database.

import type { z } from 'zod';
import type { ProposeResult, ToolRefusal } from '../turn.ts';
import type { Units } from './field-units.ts';

/** Told to the model in both languages, and what a question's words are compared with. */
export type Description = { readonly fr: string; readonly en: string };

export type ReadDocument = {
  readonly state: 'ok';
  /** The JSON of a report, or of a look-up in the same shape: lists of objects, totals. */
  readonly document: Readonly<Record<string, unknown>>;
  /** `report:drift?as-of=2026-10-31`, without the row. */
  readonly source: string;
  readonly asOf: string;
};

export type ReadSource = {
  /** `report_drift`, `list_projects`… */
  readonly name: string;
  readonly description: Description;
  /** The options, without `select`. */
  readonly input: z.ZodObject;
  readonly units: Units;
  /** Figures that no sum of lines makes sense of, beside those that their names tell (`select-rows.ts`). */
  readonly notAdded?: readonly string[];
  /** The person's roles give it, at least in part; a call of another is refused. */
  readonly allowed: boolean;
  /** With the asking person's rights, in a read-only transaction. */
  readonly read: (options: Readonly<Record<string, unknown>>) => Promise<ReadDocument | ToolRefusal>;
};

export type ProposeSource = {
  /** The command's own name: `win_opportunity`. */
  readonly command: string;
  readonly description: Description;
  /** JSON Schema of the command's input. */
  readonly input: Readonly<Record<string, unknown>>;
  /** The person's roles let them run it, at least on what is theirs. */
  readonly allowed: boolean;
  readonly propose: (wish: {
    readonly input: unknown;
    readonly reason: string | null;
    readonly alternatives: readonly unknown[];
    /** What was read before it was wished: the reports of the turn. */
    readonly sources: readonly string[];
  }) => Promise<ProposeResult | ToolRefusal>;
};
