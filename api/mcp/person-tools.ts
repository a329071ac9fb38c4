// The assistant's own tools, for a program that a person has given their key: the same registry, the same rights. What
// ends a turn of a conversation (asking back, abstaining) is left out: a program has no turns here.

import { asSchema, type ToolSet } from 'ai';
import type { Catalogue } from '../../agents/catalogue.ts';
import {
  ABSTAIN,
  ASK_BACK,
  makeTurnTools,
  openRecord,
  proposeToolName,
  type TurnToolsSettings,
} from '../../agents/tools/turn-tools.ts';
import { readCatalogue } from '../../db/catalogue.ts';
import type { Person } from '../../db/users.ts';
import { findCommand } from '../../domain/commands/registry.ts';
import { REPORT_NAMES } from '../../domain/report-names.ts';
import { grantReport } from '../../domain/report-rights.ts';
import type { AssistantProcess } from '../assistant/answer-turn.ts';
import { reachOf } from '../assistant/asker.ts';
import { makeProposeTools, mayPropose } from '../assistant/propose-tools.ts';
import { makeReportTools, reportToolName } from '../assistant/report-tools.ts';

/** A report that the person's roles do not give is not listed; asked for all the same, it is refused in a sentence. */
function isListed(person: Person, toolName: string): boolean {
  const who = { roles: person.roles, isConsultant: person.consultantId !== null };
  const report = REPORT_NAMES.find((name) => reportToolName(name) === toolName);
  return report === undefined || grantReport(who, report, undefined) !== null;
}

function listSources(process: AssistantProcess, person: Person): Pick<TurnToolsSettings, 'reads' | 'proposes'> {
  const { appSql, today } = process;
  return {
    reads: makeReportTools(process, person, today()),
    proposes: makeProposeTools({ appSql, today: today(), channel: 'mcp' }, person),
  };
}

export type PersonTool = {
  readonly name: string;
  readonly description: string;
  /** JSON Schema. */
  readonly inputSchema: unknown;
  readonly proposes: boolean;
};

function makeTools(
  process: AssistantProcess,
  person: Person,
  catalogue: Catalogue,
): { tools: ToolSet; proposing: ReadonlySet<string>; listed: readonly string[] } {
  const sources = listSources(process, person);
  const {
    [ASK_BACK]: _ask,
    [ABSTAIN]: _abstain,
    ...tools
  } = makeTurnTools({
    ...sources,
    catalogue,
    record: openRecord(),
    onCall: () => {},
  });
  const commands = new Map(sources.proposes.map(({ command }) => [proposeToolName(command), findCommand(command)]));
  const listed = Object.keys(tools).filter((name) => {
    const command = commands.get(name);
    return command ? mayPropose(person, command) : isListed(person, name);
  });
  return { tools, proposing: new Set(commands.keys()), listed };
}

/** What the person's roles let them read and propose. */
export async function listPersonTools(process: AssistantProcess, person: Person): Promise<PersonTool[]> {
  const { tools, proposing, listed } = makeTools(process, person, []);
  return Promise.all(
    listed.map(async (name) => ({
      name,
      description: tools[name]?.description?.toString() ?? name,
      inputSchema: await asSchema(tools[name]?.inputSchema).jsonSchema,
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
