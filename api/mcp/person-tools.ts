// The assistant's own tools, for a program that a person has given their key: the same registry, the same rights. What
// ends a turn of a conversation (asking back, abstaining) is left out: a program has no turns here.

import { asSchema, type ToolSet } from 'ai';
import {
  ABSTAIN,
  ASK_BACK,
  listCards,
  makeTurnTools,
  openRecord,
  proposeToolName,
} from '../../agents/tools/turn-tools.ts';
import { readCatalogue, type NamedThing } from '../../db/catalogue.ts';
import type { Person } from '../../db/users.ts';
import type { AssistantProcess } from '../assistant/answer-turn.ts';
import { reachOf } from '../assistant/asker.ts';
import { makeProposeTools } from '../assistant/propose-tools.ts';
import { makeReadTools } from '../assistant/read-tools.ts';

export type PersonTool = {
  readonly name: string;
  readonly description: string;
  /** JSON Schema. */
  readonly inputSchema: unknown;
  readonly proposes: boolean;
};

type PersonTools = {
  readonly tools: ToolSet;
  /** Not given by the person's roles: not listed, and refused in a sentence when called all the same. */
  readonly hidden: ReadonlySet<string>;
  readonly proposing: ReadonlySet<string>;
};

/** @param catalogue the names that a call may look for and say; a list of tools needs none. */
function makeTools(process: AssistantProcess, person: Person, catalogue: readonly NamedThing[]): PersonTools {
  const { appSql, today } = process;
  const reads = makeReadTools(process, person, today(), catalogue);
  const proposes = makeProposeTools({ appSql, today: today(), channel: 'mcp' }, person);
  const {
    [ASK_BACK]: _ask,
    [ABSTAIN]: _abstain,
    ...tools
  } = makeTurnTools({
    reads,
    proposes,
    catalogue,
    record: openRecord(),
    onCall: () => {},
  });
  const proposing = new Set(proposes.map(({ command }) => proposeToolName(command)));
  const hidden = new Set([...reads.map(({ name }) => name), ...proposing]);
  for (const { name } of listCards(reads, proposes)) hidden.delete(name);
  return { tools, hidden, proposing };
}

/** What the person's roles let them read and propose. */
export async function listPersonTools(process: AssistantProcess, person: Person): Promise<PersonTool[]> {
  const { tools, hidden, proposing } = makeTools(process, person, []);
  const listed = Object.entries(tools).filter(([name]) => !hidden.has(name));
  return Promise.all(
    listed.map(async ([name, { description, inputSchema }]) => ({
      name,
      description: typeof description === 'string' ? description : name,
      inputSchema: await asSchema(inputSchema).jsonSchema,
      proposes: proposing.has(name),
    })),
  );
}

/**
 * Calls a tool as the person, whether it was listed or not: rights are judged by what it does.
 * @returns what it gives, or its refusal; null: there is no such tool.
 */
export async function callPersonTool(
  process: AssistantProcess,
  person: Person,
  name: string,
  args: unknown,
): Promise<object | null> {
  const catalogue = await readCatalogue(process.readerSql, reachOf(person));
  const { tools } = makeTools(process, person, catalogue);
  const tool = Object.hasOwn(tools, name) ? tools[name] : undefined;
  if (tool?.execute === undefined) return null;
  return (await tool.execute(args, { toolCallId: name, messages: [], context: {} })) as object;
}
