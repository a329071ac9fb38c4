// What a report leaves out is asked for: running projects that do not drift, clients that owe nothing.

import type { ReportName } from '../../../domain/report-names.ts';
import type { Selection, SubjectKind } from '../../turn.ts';
import { nounOf } from '../answers/nouns.ts';
import { name } from '../answers/write-rows.ts';
import { chooseMeasure } from '../choose-measure.ts';
import { inLanguage, isRefused, readTable, say, type Asking, type Plan } from '../plan.ts';
import { clearNames, has, type Reading } from '../reading.ts';
import { sayNoTool, toolOf } from './read-plan.ts';

type Whole = { readonly kind: SubjectKind; readonly tool: string; readonly where: NonNullable<Selection['where']> };

/** Of which things the report tells some. */
const WHOLES: Readonly<Partial<Record<ReportName, Whole>>> = {
  drift: {
    kind: 'project',
    tool: 'list_projects',
    where: [
      { field: 'status', op: '=', value: 'en_cours' },
      { field: 'billable', op: '=', value: true },
    ],
  },
  receivables: { kind: 'client', tool: 'list_clients', where: [] },
};

export function planSound(reading: Reading, asking: Asking): Plan | null {
  if (!has(reading, '@sound') || clearNames(reading).length > 0) return null;
  const measure = chooseMeasure(reading);
  const whole = measure && WHOLES[measure.report];
  return whole ? listTheOthers(measure.report, whole, asking) : null;
}

function* listTheOthers(report: ReportName, { kind, tool, where }: Whole, asking: Asking): Plan {
  const { language } = asking;
  if (!asking.tools.has(tool) || !asking.tools.has(toolOf(report))) return sayNoTool(asking);
  const told = yield* readTable(toolOf(report), {});
  if (isRefused(told)) return say(told.sentence);
  const all = yield* readTable(tool, {}, { where });
  if (isRefused(all)) return say(all.sentence);
  const named = new Set(told.rows.map(({ subject }) => subject));
  const others = all.rows.filter(({ subject }) => !named.has(subject)).map(({ subject }) => subject);
  const noun = nounOf(kind, language);
  if (others.length === 0) return say(`${noun.none}.`);
  // Read again by themselves, so that their count is a figure that opens.
  const left = yield* readTable(tool, {}, { subjects: others, where });
  if (isRefused(left)) return say(left.sentence);
  const lines = left.rows.map((row) => `- ${name(left, row)}`).join('\n');
  const title = `[[${left.ref}:count]] ${left.count === 1 ? noun.one : noun.many}`;
  return say(`${title} ${inLanguage(language, 'à ce jour', 'to date')} :\n${lines}`);
}
