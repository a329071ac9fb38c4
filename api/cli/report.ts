// `vigie report NAME`: a report as one JSON document (--json), or as tables that read well in a terminal.

import { parseArgs } from 'node:util';
import {
  OPTIONS_OF_REPORT,
  REPORT_NAMES,
  REPORT_OPTIONS,
  isReportName,
  type ReportOption,
} from '../../domain/report-names.ts';
import { readReport } from '../../db/reports/read-report.ts';
import { ReportOptionError } from '../../db/reports/report-option.ts';
import type { Person } from '../../db/users.ts';
import { askReportAs } from '../assistant/asker.ts';
import { openConfiguredReading } from '../documents/configured-reading.ts';
import { addNearPeople } from '../documents/search-passages.ts';
import { EXIT, usageError, type CommandContext } from './command-context.ts';
import { findRemote, readRemoteReport } from './remote.ts';
import { renderReport } from './report-table.ts';
import { answerHere, printRefusal, refuseNameElsewhere, requireNamed, type DoorAnswer } from './through-door.ts';

export type ReportCall = {
  readonly name: (typeof REPORT_NAMES)[number];
  readonly args: Record<string, string>;
  /** In whose name; undefined: the machine's operator. */
  readonly as: string | undefined;
  readonly json: boolean;
};

function readCall(args: string[]): ReportCall {
  const options = Object.fromEntries(REPORT_OPTIONS.map((option) => [option, { type: 'string' as const }]));
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { ...options, as: { type: 'string' }, json: { type: 'boolean' } },
  });
  const [name, ...extra] = positionals;
  if (name === undefined || extra.length > 0)
    throw usageError(`Il faut un nom de rapport : ${REPORT_NAMES.join(', ')}.`);
  if (!isReportName(name))
    throw usageError(`Rapport inconnu : « ${name} ». Les rapports : ${REPORT_NAMES.join(', ')}.`);
  const given: Record<string, string> = {};
  for (const option of REPORT_OPTIONS) {
    const value = (values as Record<string, unknown>)[option];
    if (typeof value === 'string') given[option] = value;
  }
  const unknown = Object.keys(given).find(
    (option) => option !== 'as-of' && !OPTIONS_OF_REPORT[name].includes(option as ReportOption),
  );
  if (unknown !== undefined) throw usageError(`Le rapport ${name} n'a pas d'option --${unknown}.`);
  const as = values['as'];
  return { name, args: given, as: typeof as === 'string' ? as : undefined, json: values['json'] === true };
}

/** On this machine: with --as by that person's rights, else as its operator, who reads everything (COMMANDS.md). */
async function readHere(context: CommandContext, { name, args, as }: ReportCall): Promise<DoorAnswer> {
  const instance = await context.openInstance();
  const { today } = context;
  const person = as === undefined ? null : await requireNamed({ appSql: instance.app, today: () => today }, as);
  const { meaning } = openConfiguredReading(context.config);
  const search = { appSql: instance.app, today: () => today, meaning };
  const read = async (who: Person | 'operator') =>
    readReport(instance.reader, await addNearPeople(search, who, askReportAs(who, name, args, today)));
  try {
    if (person === null) return { ok: true, text: await read('operator') };
    return await answerHere(
      () => read(person),
      (json) => json,
    );
  } catch (error) {
    if (error instanceof ReportOptionError) throw usageError(error.message);
    throw error;
  }
}

/** Of this machine, or of the Vigie elsewhere that the environment names. */
export async function askForReport(context: CommandContext, call: ReportCall): Promise<DoorAnswer> {
  const remote = findRemote(context.config);
  if (remote === null) return readHere(context, call);
  refuseNameElsewhere(call.as);
  return { ok: true, text: await readRemoteReport(remote, call.name, call.args) };
}

export async function run(args: string[], context: CommandContext): Promise<number> {
  const call = readCall(args);
  const answer = await askForReport(context, call);
  if (!answer.ok) return printRefusal(context, answer, call.json);
  context.print(call.json ? answer.text : renderReport(call.name, JSON.parse(answer.text)));
  return EXIT.done;
}
