// `vigie staffing propose --leaves C001 --from JOUR --as EMAIL`: a supposition made into proposals, which wait for their
// decision like any other.

import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { ReportOptionError } from '../../db/reports/report-option.ts';
import { readReport } from '../../db/reports/read-report.ts';
import { OPTIONS_OF_REPORT } from '../../domain/report-names.ts';
import { proposeWhatIf } from '../routes/propose-what-if.ts';
import { EXIT, usageError, type CommandContext } from './command-context.ts';
import { askThrough, printRefusal } from './through-door.ts';

const answered = z.object({
  proposals: z.array(z.object({ state: z.string(), id: z.string().nullable(), sentence: z.string() })),
  left_out: z.number(),
});

function* tell(answer: unknown): Generator<string> {
  const { proposals, left_out } = answered.parse(answer);
  if (proposals.length === 0) yield 'Rien à proposer.';
  for (const { state, id, sentence } of proposals)
    yield state === 'proposed' ? `à décider ${id} : ${sentence}` : `refusé : ${sentence}`;
  if (left_out > 0) yield `${left_out} changements sont laissés de côté : décidez de ceux-ci, puis recommencez.`;
}

/** @param args without the word `propose`. */
export async function runPropose(args: string[], context: CommandContext): Promise<number> {
  const text = { type: 'string' } as const;
  const names = ['as-of', ...OPTIONS_OF_REPORT.what_if];
  const { values } = parseArgs({
    args,
    options: { ...Object.fromEntries(names.map((name) => [name, text])), as: text, json: { type: 'boolean' } },
  });
  const given = values as Readonly<Record<string, string | boolean | undefined>>;
  const options = Object.fromEntries(
    names.flatMap((name) => (typeof given[name] === 'string' ? [[name, given[name]]] : [])),
  ) as Record<string, string>;
  const json = given['json'] === true;
  try {
    const answer = await askThrough(context, {
      here: async (door, person) => {
        const { reader } = await context.openInstance();
        return proposeWhatIf(
          { ...door, readerSql: reader, readReport, channel: 'cli', operator: userInfo().username },
          person,
          options,
        );
      },
      path: '/staffing/what-if/proposals',
      body: options,
      as: typeof given['as'] === 'string' ? given['as'] : undefined,
    });
    if (!answer.ok) return printRefusal(context, answer, json);
    context.print(json ? answer.text : [...tell(JSON.parse(answer.text))].join('\n'));
    return EXIT.done;
  } catch (error) {
    if (error instanceof ReportOptionError) throw usageError(error.message);
    throw error;
  }
}
