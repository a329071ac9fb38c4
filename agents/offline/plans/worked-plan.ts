// « qui a travaillé sur P001 en octobre, et combien de jours ? »: the days of each in the timesheets of the month.

import { monthOf } from '../../../domain/periods.ts';
import { name, nameMonth } from '../answers/write-rows.ts';
import { inLanguage, isRefused, readTable, say, type Asking, type Plan } from '../plan.ts';
import { lastPeriod } from '../query.ts';
import { has, namesOf, type Reading } from '../reading.ts';
import { sayNoTool } from './read-plan.ts';

const WORKED =
  /(?<!\p{L})(?:travaill\p{L}+|boss\p{L}+|pass\p{L}+|jours?|pointé?|saisi\p{L}*|worked|spent|days?)(?!\p{L})/iu;

/** Null: the days of a month by person, on one project, are not asked for. */
export function planWorked(reading: Reading, asking: Asking): Plan | null {
  const period = lastPeriod(reading);
  const projects = namesOf(reading, 'project').map(({ code }) => code);
  const byPerson = has(reading, '@who') || reading.by === 'consultant' || reading.kinds[0] === 'consultant';
  const figured = reading.measures.every(({ report, field }) => report === 'margin' && field === 'days');
  const past = period?.kind === 'month' && (period.from ?? '') <= asking.asOf;
  const others =
    namesOf(reading, 'consultant', 'client').length > 0 || has(reading, '!staff', '!find', '!replace', '@what_if');
  if (!past || projects.length !== 1 || !byPerson || !figured || others || !WORKED.test(reading.text)) return null;
  return readWorked(projects[0] ?? '', monthOf(period.from ?? asking.asOf), asking);
}

function* readWorked(project: string, month: string, asking: Asking): Plan {
  const { language } = asking;
  if (!asking.tools.has('list_timesheets')) return sayNoTool(asking);
  const where = [
    { field: 'list', op: '=' as const, value: 'timesheets' },
    { field: 'project', op: '=' as const, value: project },
  ];
  const sheets = yield* readTable('list_timesheets', { month }, { where });
  if (isRefused(sheets) && sheets.code !== 'field_unknown') return say(sheets.sentence);
  const people = yield* readTable('list_timesheets', { month });
  const rows = isRefused(sheets) ? [] : sheets.rows;
  if (isRefused(sheets) || rows.length === 0)
    return say(
      inLanguage(
        language,
        `Aucun jour sur ${project} (${nameMonth(month, language)}).`,
        `No day on ${project}: none (${nameMonth(month, language)}).`,
      ),
    );
  const words: Readonly<Record<string, string>> = {
    draft_days: inLanguage(language, 'en brouillon', 'in draft'),
    submitted_days: inLanguage(language, 'soumis', 'submitted'),
    validated_days: inLanguage(language, 'validés', 'validated'),
  };
  const lines = rows.map((row) => {
    const who = isRefused(people) ? undefined : people.rows.find(({ subject }) => subject === row.fields['consultant']);
    const told = Object.keys(words).filter((field) => Number(row.fields[field]) > 0);
    const days = told.map((field) => `[[${sheets.ref}:${row.key}.${field}]] ${words[field]}`).join(', ');
    return `- ${!isRefused(people) && who ? name(people, who) : String(row.fields['consultant'])} : ${days}`;
  });
  const whole = `${inLanguage(language, 'Jours sur', 'Days on')} ${project} (${nameMonth(month, language)})`;
  return say(`${whole} :\n${lines.join('\n')}`);
}
