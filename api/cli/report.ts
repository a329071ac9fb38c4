// `vigie report NAME`: a report as one JSON document (--json), or as tables that read well in a terminal.

import { parseArgs } from 'node:util';
import {
  OPTIONS_OF_REPORT,
  REPORT_NAMES,
  REPORT_OPTIONS,
  isReportName,
  type ReportOption,
} from '../../domain/report-names.ts';
import { readReport, ReportOptionError } from '../../db/reports/read-report.ts';
import { EXIT, usageError, type CommandContext } from './command-context.ts';
import { findRemote, readRemoteReport } from './remote.ts';
import { renderReport } from './report-table.ts';

type ReportCall = {
  readonly name: (typeof REPORT_NAMES)[number];
  readonly args: Record<string, string>;
  readonly json: boolean;
};

function readCall(args: string[]): ReportCall {
  const options = Object.fromEntries(REPORT_OPTIONS.map((option) => [option, { type: 'string' as const }]));
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { ...options, json: { type: 'boolean' } },
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
  return { name, args: given, json: values['json'] === true };
}

export async function run(args: string[], context: CommandContext): Promise<number> {
  const call = readCall(args);
  const remote = findRemote(context.config);
  let json: string;
  if (remote !== null) {
    json = await readRemoteReport(remote, call.name, call.args);
  } else {
    const instance = await context.openInstance();
    try {
      // The operator of the machine reads everything (COMMANDS.md, "The command line").
      json = await readReport(instance.reader, {
        name: call.name,
        args: call.args,
        today: context.today,
        costs: 'real',
      });
    } catch (error) {
      if (error instanceof ReportOptionError) throw usageError(error.message);
      throw error;
    }
  }
  context.print(call.json ? json : renderReport(call.name, JSON.parse(json)));
  return EXIT.done;
}
