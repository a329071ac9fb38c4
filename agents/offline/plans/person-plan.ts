// What is asked of one person beside the reports: their days on one project, their manager, until when they are booked,
// and who works on one's own projects.

import { addMonths, firstDayOf, monthOf, monthsBetween } from '../../../domain/periods.ts';
import { sayDate } from '../../../domain/french.ts';
import { name } from '../answers/write-rows.ts';
import { chooseMeasure } from '../choose-measure.ts';
import { inLanguage, isRead, isRefused, readTable, say, type Asking, type Plan } from '../plan.ts';
import { lastPeriod } from '../query.ts';
import { has, namesOf, type Candidate, type Reading } from '../reading.ts';
import { listAssignments } from './assignments-plan.ts';
import { readReport, sayNoTool } from './read-plan.ts';
import { queryFor } from './why-plan.ts';

export function planPerson(reading: Reading, asking: Asking): Plan | null {
  const [person] = namesOf(reading, 'consultant');
  const [project] = namesOf(reading, 'project');
  const measure = chooseMeasure(reading);
  if (person && project && asksDays(reading, measure?.report, measure?.field ?? null))
    return readDays(person, project, reading, asking);
  const self = asking.person.consultantCode;
  const who = person?.code ?? (has(reading, '@scope:mine') ? self : null);
  if (who !== null && measure === null && has(reading, '@manager') && !project && reading.kinds.length === 0)
    return sayManagerOf(who, asking);
  if (person && measure?.report === 'missions') return readEnd(reading, asking);
  if (has(reading, '@assignments') && measure === null && has(reading, '@scope:mine') && reading.kinds[0] === 'project')
    return self === null || !/qui|who/i.test(reading.text) ? null : listOnMyProjects(self, reading, asking);
  return null;
}

function asksDays(reading: Reading, report: string | undefined, field: string | null): boolean {
  if (report === 'margin' && field === 'days') return true;
  const bare = report === undefined || (report === 'occupancy' && field === 'billable_days');
  return bare && has(reading, '@as_days', '@cra') && has(reading, '@howmany', '@question');
}

/** More months than a year are no question of one project. */
const MONTHS_AT_MOST = 13;

/** « combien de jours Léa a-t-elle passés sur Atlas en septembre ? »: handed in or validated, as the reports count them. */
function* readDays(person: Candidate, project: Candidate, reading: Reading, asking: Asking): Plan {
  const { language, asOf } = asking;
  if (!asking.tools.has('list_cra_days')) return sayNoTool(asking);
  const period = lastPeriod(reading);
  const [from, to] = [period?.from ?? null, period?.to ?? asOf];
  const last = to < asOf ? to : asOf;
  const first = from ?? firstDayOf(addMonths(monthOf(last), 1 - MONTHS_AT_MOST));
  const months = monthsBetween(monthOf(first), monthOf(last)).slice(-MONTHS_AT_MOST);
  // All at once: a turn has few steps.
  const outcomes = yield months.map((month) => ({
    tool: 'list_cra_days',
    args: {
      month,
      consultant: person.code,
      select: {
        where: [
          { field: 'list', op: '=', value: 'entries' },
          { field: 'project', op: '=', value: project.code },
          { field: 'state', op: '!=', value: 'brouillon' },
          { field: 'date', op: '<=', value: last },
          ...(from === null ? [] : [{ field: 'date', op: '>=', value: from }]),
        ],
      },
    },
  }));
  const told: string[] = [];
  for (const [at, days] of outcomes.entries()) {
    // A month without a single entry has no such field.
    if (isRefused(days) && days.code === 'field_unknown') continue;
    if (isRefused(days)) return say(days.sentence);
    if (isRead(days) && days.count > 0) told.push(`${sayMonthOf(months[at] ?? '')} [[${days.ref}:sum.days]]`);
  }
  const label = `${person.label} (${person.code}), ${project.label} (${project.code})`;
  const when = from === null ? sayDate(last) : `${sayDate(from)} – ${sayDate(last)}`;
  const none = inLanguage(language, 'aucun jour', 'no day: none');
  return say(`${label} : ${told.length === 0 ? none : told.join(', ')} (${when}).`);
}

function sayMonthOf(month: string): string {
  return `${month.slice(5)}/${month.slice(0, 4)} :`;
}

function* sayManagerOf(code: string, asking: Asking): Plan {
  const { language } = asking;
  if (!asking.tools.has('list_consultants')) return sayNoTool(asking);
  const result = yield* readTable(
    'list_consultants',
    {},
    { subjects: [code], where: [{ field: 'subject', op: '=', value: code }] },
  );
  if (isRefused(result)) return say(result.sentence);
  const [row] = result.rows;
  const manager = row?.fields['manager'];
  if (!row || typeof manager !== 'string')
    return say(inLanguage(language, 'Aucun responsable hiérarchique n’est noté.', 'No manager is recorded: none.'));
  const people = yield* readTable('list_consultants', {}, { where: [{ field: 'subject', op: '=', value: manager }] });
  const head = isRefused(people) ? undefined : people.rows[0];
  const called = !isRefused(people) && head ? name(people, head) : manager;
  return say(`${name(result, row)} : ${inLanguage(language, 'responsable', 'manager')} ${called}.`);
}

/** Who has no end in sight has assignments all the same: they tell until when. */
function* readEnd(reading: Reading, asking: Asking): Plan {
  const query = queryFor('missions', reading, asking, chooseMeasure(reading)?.field ?? null);
  if (!query || !asking.tools.has('report_missions')) return sayNoTool(asking);
  const result = yield* readTable('report_missions', query.options, query.select);
  if (isRefused(result)) return say(result.sentence);
  if (result.rows.length > 0) return yield* readReport(query, asking);
  return yield* listAssignments(reading, asking);
}

function* listOnMyProjects(manager: string, reading: Reading, asking: Asking): Plan {
  const projects = yield* readTable('list_projects', {}, { where: [{ field: 'manager', op: '=', value: manager }] });
  if (isRefused(projects)) return say(projects.sentence);
  return yield* listAssignments(
    reading,
    asking,
    projects.rows.map(({ subject }) => subject),
  );
}
