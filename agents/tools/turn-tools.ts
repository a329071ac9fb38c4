// The tools of one turn: what the model may call, and what came of each call. They read and propose; nothing else. What
// the model is given back is data: its text is no instruction.

import { jsonSchema, tool, type ToolSet } from 'ai';
import { z } from 'zod';
import type { Catalogue } from '../catalogue.ts';
import { cleanText, tellName } from '../clean-text.ts';
import type { Told } from '../grounding.ts';
import { linkSubjects } from '../linking.ts';
import type { Answer, FoundSubjects, ProposeResult, ReadResult, Selection, ToolRefusal } from '../turn.ts';
import { cleanArgs, LONGEST_ARGS } from './clean-args.ts';
import { rankTools, type ToolCard } from './choose-tools.ts';
import { flattenReport, labelIn } from './flatten-report.ts';
import { withCountUnit } from './group-rows.ts';
import { selection, selectRows, shareName } from './select-rows.ts';
import type { Units } from './field-units.ts';
import type { Description, ProposeSource, ReadSource } from './tool-sources.ts';

/** How a turn was ended by a tool: a question back, or an abstention. */
export type Ending =
  | { readonly how: 'asked_back'; readonly sentence: string; readonly choices: readonly string[] }
  | { readonly how: 'abstained'; readonly sentence: string };

/** What the calls of a turn gave; it grows as the turn goes on. */
export type TurnRecord = {
  readonly calls: { name: string; args: unknown }[];
  readonly results: Map<number, ReadResult>;
  readonly proposals: Map<string, ProposeResult>;
  readonly refusals: ToolRefusal[];
  ending: Ending | null;
};

export function openRecord(): TurnRecord {
  return { calls: [], results: new Map(), proposals: new Map(), refusals: [], ending: null };
}

/** A wish that names more changes than this is a list to be filed by a person, or a model gone astray. */
const PROPOSALS_A_TURN = 10;

/** Far more than any question needs: a model that asks for everything is stopped before it has read the firm. */
const CALLS_A_TURN = 40;

export const ASK_BACK = 'ask_back';
export const ABSTAIN = 'abstain';
export const FIND_SUBJECTS = 'find_subjects';
export const FIND_TOOLS = 'find_tools';
const TOOLS_FOUND = 6;

/** What a person may be shown, by name. */
export function listCards(reads: readonly ReadSource[], proposes: readonly ProposeSource[]): ToolCard[] {
  return [
    ...reads.map(({ name, description, allowed }) => ({ name, description: sayBoth(description), allowed })),
    ...proposes.map(({ command, description, allowed }) => ({
      name: proposeToolName(command),
      description: sayBoth(description),
      allowed,
    })),
  ]
    .filter(({ allowed }) => allowed)
    .map(({ name, description }) => ({ name, description }));
}

/** Reads and proposals of a question, beside the tools that are always there. */
const TOOLS_SHOWN = 12;

/**
 * What a model is shown at first: what the question's words, and those of the turns before, have in common with it.
 * @param called what was called in the turns before: a follow-up calls it again.
 */
export function showTools(cards: readonly ToolCard[], words: string, called: readonly string[]): Shown {
  const known = new Set(cards.map(({ name }) => name));
  const chosen = [...rankTools(words, cards, TOOLS_SHOWN), ...called.filter((name) => known.has(name))];
  return { cards, active: new Set([FIND_SUBJECTS, FIND_TOOLS, ASK_BACK, ABSTAIN, ...chosen]) };
}

export function proposeToolName(command: string): string {
  return `propose_${command}`;
}

const text = z.string().max(4_000);
const findInput = z.strictObject({ text });
const askInput = z.strictObject({ question: text, choices: z.array(z.string().max(300)).min(2).max(12) });
const abstainInput = z.strictObject({ reason: z.enum(['outside_ground', 'no_data']), sentence: text });

function sayBoth({ fr, en }: Description): string {
  return `${fr} / ${en}`;
}

function refusal(code: string, sentence: string): ToolRefusal {
  return { state: 'refused', code, sentence, rights: false };
}

/** Options and selection, checked; what is wrong is told back to the model. */
function checkArgs<T>(schema: z.ZodType<T>, args: unknown): T | ToolRefusal {
  const parsed = schema.safeParse(args);
  if (parsed.success) return parsed.data;
  const told = parsed.error.issues.slice(0, 3).map(({ path, message }) => `${path.join('.')} ${message}`.trim());
  return refusal('input_invalid', `La demande est refusée : ${told.join(' ; ')}.`);
}

function isRefused(value: unknown): value is ToolRefusal {
  return typeof value === 'object' && value !== null && (value as { state?: unknown }).state === 'refused';
}

/** Which tools the model is shown; `find_tools` shows more. */
export type Shown = {
  readonly active: Set<string>;
  /** What may be shown to this person. */
  readonly cards: readonly ToolCard[];
};

export type TurnToolsSettings = {
  readonly reads: readonly ReadSource[];
  readonly proposes: readonly ProposeSource[];
  readonly catalogue: Catalogue;
  readonly record: TurnRecord;
  /** Absent: all the tools, and no need to look for others. */
  readonly shown?: Shown;
  /** Told before a tool runs. */
  readonly onCall: (name: string, args: unknown) => void;
};

/** A name that hides something goes by its code: what a model is told, it may say. */
function tellNames({ mentions }: FoundSubjects): FoundSubjects {
  return {
    mentions: mentions.map((mention) => ({
      ...mention,
      candidates: mention.candidates.map((one) => ({ ...one, label: tellName(one.label) ?? one.code })),
    })),
  };
}

/** The tools by name; a schema is JSON Schema, checked by us, so that a wrong call is told and not thrown. */
export function makeTurnTools({ reads, proposes, catalogue, record, shown, onCall }: TurnToolsSettings): ToolSet {
  const tools: ToolSet = {};
  const add = <T>(
    name: string,
    description: string,
    schema: Readonly<Record<string, unknown>>,
    check: (args: unknown) => T | ToolRefusal,
    run: (args: T, ref: number) => Promise<unknown>,
  ): void => {
    tools[name] = tool({
      description,
      inputSchema: jsonSchema(schema as never),
      execute: async (given: unknown) => {
        const args = cleanArgs(given);
        // A turn that a tool has ended takes no more.
        if (record.ending !== null) return refusal('turn_ended', 'Le tour est fini.');
        if (record.calls.length >= CALLS_A_TURN)
          return refusal('too_many_calls', `Un tour appelle ${CALLS_A_TURN} outils au plus.`);
        if (JSON.stringify(args ?? null).length > LONGEST_ARGS)
          return refusal('input_too_large', 'La demande est trop longue.');
        record.calls.push({ name, args });
        const ref = record.calls.length;
        onCall(name, args);
        const checked = check(args);
        const outcome = isRefused(checked) ? checked : await run(checked, ref);
        if (isRefused(outcome)) record.refusals.push(outcome);
        return outcome;
      },
    });
  };
  const addZod = <T>(
    name: string,
    description: string,
    schema: z.ZodType<T>,
    run: (args: T, ref: number) => Promise<unknown>,
  ) => add(name, description, describeSchema(schema), (args) => checkArgs(schema, args), run);

  addZod(FIND_SUBJECTS, FIND_DESCRIPTION, findInput, async ({ text: words }) =>
    tellNames(linkSubjects(words, catalogue)),
  );
  for (const source of reads) {
    const schema = withSelection(source.input);
    addZod(source.name, sayBoth(source.description), schema, (args, ref) =>
      readTable(source, args, ref, catalogue, record),
    );
  }
  for (const source of proposes) {
    add(
      proposeToolName(source.command),
      sayBoth(source.description),
      withWishes(source.input),
      (args) => checkArgs(wishes, args),
      (args) => fileProposal(source, args, record),
    );
  }
  if (shown) {
    addZod(FIND_TOOLS, FIND_TOOLS_DESCRIPTION, findInput, async ({ text: words }) => {
      const found = rankTools(words, shown.cards, TOOLS_FOUND);
      for (const name of found) shown.active.add(name);
      return { tools: shown.cards.filter(({ name }) => found.includes(name)) };
    });
  }
  addZod(ASK_BACK, ASK_DESCRIPTION, askInput, async ({ question, choices }) => {
    record.ending = { how: 'asked_back', sentence: question, choices };
    return { state: 'asked_back' };
  });
  addZod(ABSTAIN, ABSTAIN_DESCRIPTION, abstainInput, async ({ sentence }) => {
    record.ending = { how: 'abstained', sentence };
    return { state: 'abstained' };
  });
  return tools;
}

const FIND_DESCRIPTION =
  'Trouve les projets, clients, consultants, opportunités… nommés dans un texte, fautes et accents compris. / Finds the projects, clients, people… named in a text.';
const FIND_TOOLS_DESCRIPTION =
  'Cherche d’autres outils (rapports, listes, propositions) par mots ; ils sont appelables ensuite. / Finds other tools (reports, lists, proposals) by words; they can then be called.';
const ASK_DESCRIPTION =
  'Demande de préciser, avec au moins deux choix ; termine le tour. / Asks which one is meant, with at least two choices; ends the turn.';
const ABSTAIN_DESCRIPTION =
  'Dit que la question est hors du sujet, ou que rien dans les données n’y répond ; termine le tour. / Says that the question is outside the ground, or that no data answers it; ends the turn.';

// A report's options are the same object for every turn: extended and described once.
const selecting = new WeakMap<z.ZodObject, z.ZodType<Readonly<Record<string, unknown>>>>();

function withSelection(input: z.ZodObject): z.ZodType<Readonly<Record<string, unknown>>> {
  const known = selecting.get(input);
  if (known) return known;
  const extended = input.extend({ select: selection.optional() });
  selecting.set(input, extended);
  return extended;
}

const schemas = new WeakMap<z.ZodType, Record<string, unknown>>();

function describeSchema(schema: z.ZodType): Record<string, unknown> {
  const known = schemas.get(schema);
  if (known) return known;
  const { $schema: _dialect, ...described } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  schemas.set(schema, described);
  return described;
}

async function readTable(
  source: ReadSource,
  { select, ...options }: Readonly<Record<string, unknown>>,
  ref: number,
  catalogue: Catalogue,
  record: TurnRecord,
): Promise<ReadResult | ToolRefusal> {
  const read = await source.read(options);
  if (read.state === 'refused') return read;
  const table = flattenReport(read.document, catalogue);
  const added = Object.fromEntries(Object.entries(source.units).filter(([name]) => !source.notAdded?.includes(name)));
  const selected = selectRows(table, added, (select ?? {}) as Selection, labelIn(catalogue));
  if (isRefused(selected)) return selected;
  const result: ReadResult = {
    state: 'ok',
    ref,
    source: read.source,
    ...selected,
    total: table.total,
    units: select === undefined ? source.units : withToldUnits(source.units, select as Selection),
    asOf: read.asOf,
  };
  record.results.set(ref, result);
  return result;
}

/** The units of what a selection adds to the rows. */
function withToldUnits(units: Units, { share, group }: Selection): Units {
  const told: Units = share === undefined ? units : { ...units, [shareName(share)]: 'ratio' };
  return group === undefined ? told : withCountUnit(told);
}

const wishes = z.looseObject({
  reason: z.string().max(2_000).optional(),
  alternatives: z.array(z.unknown()).max(10).optional(),
});

const wishing = new WeakMap<object, Record<string, unknown>>();

/** The command's own input, and why it is wanted. A command that has a field of that name keeps it. */
function withWishes(input: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const known = wishing.get(input);
  if (known) return known;
  const properties = (input['properties'] ?? {}) as Readonly<Record<string, unknown>>;
  const extended = {
    ...input,
    properties: {
      reason: { type: 'string', description: 'Pourquoi, en une phrase.' },
      alternatives: { type: 'array', items: {}, description: 'Affectations : d’autres demandes de la même forme.' },
      ...properties,
    },
  };
  wishing.set(input, extended);
  return extended;
}

async function fileProposal(
  source: ProposeSource,
  args: z.output<typeof wishes>,
  record: TurnRecord,
): Promise<ProposeResult | ToolRefusal> {
  if (record.proposals.size >= PROPOSALS_A_TURN)
    return refusal('too_many_proposals', `Un tour propose ${PROPOSALS_A_TURN} changements au plus.`);
  const own = Object.keys((source.input['properties'] ?? {}) as object);
  const { reason, alternatives, ...rest } = args;
  // A command's own reason stays in its input.
  const input = own.includes('reason') && reason !== undefined ? { ...rest, reason } : rest;
  const outcome = await source.propose({
    input,
    reason: reason ?? null,
    alternatives: alternatives ?? [],
    sources: [...new Set([...record.results.values()].map((result) => result.source))],
  });
  if (outcome.state === 'proposed') record.proposals.set(outcome.id, outcome);
  return outcome;
}

/** The proposals of the turn, as every door shows them. */
export function listProposed(record: TurnRecord): Answer['proposals'] {
  return [...record.proposals.values()].map(({ id, command, effect }) => ({ id, command, effect: cleanText(effect) }));
}

/** The sentences of the turn's proposals and refusals: what they tell may be said. */
export function listTold(record: TurnRecord): Told[] {
  return [
    ...[...record.proposals.values()].map(({ id, command, effect }) => ({
      text: effect,
      name: 'effect',
      subject: command,
      source: `proposal:${id}`,
    })),
    ...record.refusals.map(({ code, sentence }) => ({
      text: sentence,
      name: 'refusal',
      subject: code,
      source: `refusal:${code}`,
    })),
  ];
}
