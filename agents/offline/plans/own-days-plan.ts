// « mes jours en octobre », « mes jours d'octobre par projet »: what one's own timesheets hold of a month.

import { monthOf } from '../../../domain/periods.ts';
import { nameMonth } from '../answers/write-rows.ts';
import { inLanguage, isRefused, readTable, say, type Asking, type Plan } from '../plan.ts';
import { lastPeriod } from '../query.ts';
import { clearNames, has, type Reading } from '../reading.ts';
import { sayNoTool } from './read-plan.ts';

/** Null: something else than one's own days of a month is asked for. */
export function planOwnDays(reading: Reading, asking: Asking): Plan | null {
  const own = asking.person.consultantCode;
  const period = lastPeriod(reading);
  const others =
    has(reading, '@leave', '@away', '@remaining', '@who', '@what_if', '@howmany') || clearNames(reading).length > 0;
  const asked = has(reading, '@scope:mine') && has(reading, '@as_days') && reading.measures.length === 0;
  const ofMonth = period === null || period.kind === 'month';
  if (own === null || !asked || others || !ofMonth) return null;
  return readOwnDays(own, monthOf(period?.from ?? asking.asOf), reading, asking);
}

function* readOwnDays(own: string, month: string, reading: Reading, asking: Asking): Plan {
  const { language, person } = asking;
  if (!asking.tools.has('list_timesheets')) return sayNoTool(asking);
  const sheet = yield* readTable('list_timesheets', { month }, { subjects: [own] });
  if (isRefused(sheet)) return say(sheet.sentence);
  const row = sheet.rows.find(({ subject }) => subject === own);
  const when = nameMonth(month, language);
  if (!row)
    return say(
      inLanguage(
        language,
        `${person.name} : aucun jour saisi (${when}).`,
        `${person.name}: no day entered: none (${when}).`,
      ),
    );
  const told = (field: string): string => `[[${sheet.ref}:${row.key}.${field}]]`;
  const whole = inLanguage(
    language,
    `${person.name} : ${told('days')} saisis (${when}), dont ${told('submitted_days')} soumis et ${told('validated_days')} validés.`,
    `${person.name}: ${told('days')} entered (${when}), ${told('submitted_days')} submitted and ${told('validated_days')} validated.`,
  );
  if (reading.by !== 'project' && !reading.kinds.includes('project')) return say(whole);
  const byProject = yield* readTable(
    'list_timesheets',
    { month },
    { subjects: [own], where: [{ field: 'list', op: '=', value: 'timesheets' }] },
  );
  if (isRefused(byProject)) return say(whole);
  const lines = byProject.rows.map((line) => {
    const parts = ['draft_days', 'submitted_days', 'validated_days'].filter((field) => Number(line.fields[field]) > 0);
    const words: Readonly<Record<string, string>> = {
      draft_days: inLanguage(language, 'en brouillon', 'in draft'),
      submitted_days: inLanguage(language, 'soumis', 'submitted'),
      validated_days: inLanguage(language, 'validés', 'validated'),
    };
    return `- ${String(line.fields['project'])} : ${parts.map((field) => `[[${byProject.ref}:${line.key}.${field}]] ${words[field]}`).join(', ')}`;
  });
  return say([whole, ...lines].join('\n'));
}
