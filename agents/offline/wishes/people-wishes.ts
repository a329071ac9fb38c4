// What people in charge declare and decide: work left, accepted milestones, leave, corrections of timesheets.

import { sayDate } from '../../../domain/french.ts';
import type { ResultRow } from '../../turn.ts';
import { foldText, wordsOf } from '../../words.ts';
import { askBack, inLanguage, isRefused, readTable, say, type Asking, type End, type Plan } from '../plan.ts';
import { lastPeriod } from '../query.ts';
import { namesOf, type Reading } from '../reading.ts';
import { askKind } from '../plans/ask-plan.ts';
import { monthAsked } from './money-wishes.ts';
import { proposeAll } from '../plans/propose.ts';

/** The days told, by profile: all on the one that is named, else shared as what is left is shared now. */
function shareDays(days: number, rows: readonly ResultRow[]): { profile: string; days: number }[] {
  const weights = rows.map(({ fields }) => Number(fields['raf_days'] ?? fields['days'] ?? 0));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const lines = rows.map(({ fields }, at) => ({
    profile: String(fields['profile']),
    days: whole === 0 ? (at === 0 ? days : 0) : Math.floor(((days * (weights[at] ?? 0)) / whole) * 4) / 4,
  }));
  const left = days - lines.reduce((sum, line) => sum + line.days, 0);
  const [first] = lines.toSorted((a, b) => b.days - a.days);
  return lines.map((line) => (line === first ? { ...line, days: line.days + left } : line));
}

/** « ajoute 3 jours de RAF », « baisse le RAF de 5 jours »: counted from what is left now. */
const MORE =
  /(?<!\p{L})(?:ajoute[rz]?|rajoute[rz]?|augmente[rz]?|rallonge[rz]?|add|increase|raise)(?!\p{L})|(?:de|en) plus(?!\p{L})/iu;
const LESS =
  /(?<!\p{L})(?:enl[èe]ve[rz]?|retire[rz]?|r[ée]dui[ts]\p{L}*|baisse[rz]?|diminue[rz]?|retranche[rz]?|remove|reduce|cut|lower)(?!\p{L})|(?:de|en) moins(?!\p{L})/iu;
/** « baisse le RAF à 12 jours » says where it ends. */
const UP_TO = /(?<!\p{L})(?:à|a|to)\s*$/iu;

function* daysAfter(told: number, project: string, reading: Reading): Plan<number> {
  const { text, numbers } = reading;
  const sign = MORE.test(text) ? 1 : LESS.test(text) ? -1 : 0;
  if (sign === 0 || UP_TO.test(text.slice(0, numbers.plain.at(-1)?.start ?? 0))) return told;
  const margin = yield* readTable('report_margin', {}, { subjects: [project] });
  const left = isRefused(margin) ? undefined : margin.rows[0]?.fields['remaining_days'];
  return typeof left === 'number' ? Math.max(0, left + sign * told) : told;
}

export function* declareRaf(reading: Reading, asking: Asking): Plan {
  const { language } = asking;
  const [project] = namesOf(reading, 'project');
  if (!project) return yield* askKind('project', asking);
  const said = reading.numbers.plain.at(-1)?.value ?? null;
  const days = said === null ? null : yield* daysAfter(said, project.code, reading);
  const budgets = yield* readTable('list_budgets', { project: project.code });
  if (isRefused(budgets)) return say(budgets.sentence);
  const named = namesOf(reading, 'profile').map(({ code }) => code);
  const rows = budgets.rows.filter(({ fields }) => named.length === 0 || named.includes(String(fields['profile'])));
  const label = `${project.label} (${project.code})`;
  if (days === null) {
    const choices = [0, 5, 10, 20].map((one) => `${one} ${inLanguage(language, 'jours', 'days')}`);
    return askBack(
      inLanguage(language, `Combien de jours reste-t-il sur ${label} ?`, `How many days are left on ${label}?`),
      choices,
    );
  }
  if (rows.length === 0 && named.length === 0)
    return say(
      inLanguage(
        language,
        `${label} n’a pas de budget par profil : le RAF se déclare sur sa page.`,
        `${label} has no budget by profile: declare its remaining work on its page.`,
      ),
    );
  const lines = rows.length === 0 ? named.map((profile) => ({ profile, days })) : shareDays(days, rows);
  const written = reading.text.slice(reading.numbers.plain.at(-1)?.start, reading.numbers.plain.at(-1)?.end).trim();
  const told =
    days === said
      ? inLanguage(language, `Reste à faire de ${label} : ${written}.`, `Remaining work of ${label}: ${written}.`)
      : '';
  return yield* proposeAll('declare_raf', [{ project: project.code, lines }], asking, told);
}

/** Milestones that the words name: by code, or by a word of their title. */
function namedMilestones(reading: Reading, rows: readonly ResultRow[]): ResultRow[] {
  const words = new Set(wordsOf(reading.text).map(({ stem }) => stem));
  const folded = foldText(reading.text);
  const byCode = rows.filter(({ fields }) => words.has(foldText(String(fields['code']))));
  if (byCode.length > 0) return byCode;
  // « le jalon 2 »: J2.
  const numbers = new Set(reading.numbers.plain.map(({ value }) => value));
  const numbered = rows.filter(({ fields }) => numbers.has(Number(/\d+$/.exec(String(fields['code']))?.[0])));
  if (numbered.length > 0) return numbered;
  const titled = (row: ResultRow): string => foldText(String(row.fields['title'] ?? ''));
  const whole = rows.filter((row) => titled(row) !== '' && folded.includes(titled(row)));
  return whole.length > 0
    ? whole
    : rows.filter((row) =>
        wordsOf(titled(row)).some(
          ({ stem }) => stem.length > 4 && words.has(stem) && !/recette|sprint|jalon/.test(stem),
        ),
      );
}

export function* acceptMilestone(reading: Reading, asking: Asking): Plan {
  const { language, asOf } = asking;
  const [project] = namesOf(reading, 'project');
  if (!project) return yield* acceptUnplaced(reading, asking);
  const listed = yield* readTable(
    'list_milestones',
    {},
    {
      subjects: [project.code],
      where: [{ field: 'accepted', op: '=', value: false }],
      sort: { field: 'planned_on', order: 'asc' },
    },
  );
  if (isRefused(listed)) return say(listed.sentence);
  const named = namedMilestones(reading, listed.rows);
  const rows = named.length > 0 ? named : listed.rows;
  const label = `${project.label} (${project.code})`;
  if (rows.length === 0)
    return say(
      inLanguage(language, `Aucun jalon à recetter sur ${label}.`, `No milestone left to accept on ${label}.`),
    );
  const [first] = rows;
  if (rows.length > 1 || !first) {
    const choices = rows.map(({ fields }) =>
      `${project.code} ${String(fields['code'])} ${String(fields['title'] ?? '')}`.trim(),
    );
    return askBack(inLanguage(language, `Quel jalon de ${label} ?`, `Which milestone of ${label}?`), choices);
  }
  const day = lastPeriod(reading);
  const acceptedOn = day?.kind === 'day' && day.to !== null && day.to <= asOf ? { acceptedOn: day.to } : {};
  const milestone = String(first.fields['code']);
  const told = inLanguage(language, `Recette de ${milestone} sur ${label}.`, `Acceptance of ${milestone} on ${label}.`);
  return yield* proposeAll('accept_milestone', [{ project: project.code, milestone, ...acceptedOn }], asking, told);
}

/** « recette le jalon Sprint 5 »: the one milestone that is called so, whatever its project. */
function* acceptUnplaced(reading: Reading, asking: Asking): Plan {
  const waiting = { where: [{ field: 'accepted', op: '=' as const, value: false }] };
  const listed = yield* readTable('list_milestones', {}, waiting);
  if (isRefused(listed)) return say(listed.sentence);
  const named = namedMilestones(reading, listed.rows);
  const [first] = named;
  if (!first) return yield* askKind('project', asking);
  if (named.length > 1)
    return askBack(
      inLanguage(asking.language, 'Quel jalon ?', 'Which milestone?'),
      named.map(({ fields }) =>
        `${String(fields['project'])} ${String(fields['code'])} ${String(fields['title'] ?? '')}`.trim(),
      ),
    );
  const [project, milestone] = [String(first.fields['project']), String(first.fields['code'])];
  const told = inLanguage(
    asking.language,
    `Recette de ${milestone} sur ${project}.`,
    `Acceptance of ${milestone} on ${project}.`,
  );
  return yield* proposeAll('accept_milestone', [{ project, milestone }], asking, told);
}

export function* closeMonth(reading: Reading, asking: Asking): Plan {
  const month = monthAsked(reading, asking);
  const told = inLanguage(asking.language, `Clôture de ${month}.`, `Closing of ${month}.`);
  return yield* proposeAll('close_month', [{ month }], asking, told);
}

/** What a correction can undo by itself: the row that is too much. */
const REMOVED: ReadonlySet<string> = new Set(['duplicate', 'closed', 'unassigned', 'employment', 'holiday', 'leave']);

export function* fixTime(reading: Reading, asking: Asking): Plan {
  const { language } = asking;
  const direct = yield* correctDay(reading, asking);
  if (direct) return direct;
  const people = namesOf(reading, 'consultant').map(({ code }) => code);
  const month = monthAsked(reading, asking);
  const listed = yield* readTable('report_anomalies', { month }, people.length > 0 ? { subjects: people } : undefined);
  if (isRefused(listed)) return say(listed.sentence);
  const rules = [...reading.marks.keys()].flatMap((mark) => (mark.startsWith('@rule:') ? [mark.slice(6)] : []));
  const period = lastPeriod(reading);
  const day = period?.kind === 'day' ? period.to : null;
  const projects = namesOf(reading, 'project').map(({ code }) => code);
  const rows = listed.rows.filter(
    ({ fields }) =>
      (rules.length === 0 || rules.includes(String(fields['rule']))) &&
      (day === null || fields['date'] === day) &&
      (projects.length === 0 || fields['project'] === null || projects.includes(String(fields['project']))),
  );
  if (rows.length === 0)
    return say(inLanguage(language, 'Aucune anomalie de ce genre à corriger.', 'No such anomaly to fix.'));
  const [row] = rows.filter(({ fields }) => REMOVED.has(String(fields['rule'])) && fields['date'] !== null);
  const distinct = new Set(rows.map(({ subject, fields }) => `${subject} ${String(fields['date'])}`));
  if (!row || distinct.size > 1) return askBackAnomaly(rows, asking);
  const project = row.fields['project'] ?? projects[0] ?? (yield* projectOf(row, month));
  if (project === null) return askBackAnomaly(listed.rows, asking);
  const date = String(row.fields['date']);
  const input = {
    consultant: row.subject,
    date,
    project,
    ...(row.fields['rule'] === 'duplicate' && { occurrence: 2 }),
    days: 0,
    reason: String(row.fields['message'] ?? 'Anomalie de CRA'),
  };
  const told = inLanguage(
    language,
    `Correction du CRA de ${row.label} (${row.subject}), le ${sayDate(date)}.`,
    `Correction of the timesheet of ${row.label} (${row.subject}), ${sayDate(date)}.`,
  );
  return yield* proposeAll('correct_time', [input], asking, told);
}

/** « ramène à 0,5 jour le temps de Léa sur Atlas le 12 octobre »: everything is told. */
function* correctDay(reading: Reading, asking: Asking): Plan<End | null> {
  const [person] = namesOf(reading, 'consultant');
  const [project] = namesOf(reading, 'project');
  const date = lastPeriod(reading);
  const number = reading.numbers.plain.find(({ unit, value }) => (unit === 'days' || unit === 'none') && value <= 1);
  if (!person || !project || date?.kind !== 'day' || date.to === null || !number) return null;
  const reason = inLanguage(asking.language, 'Correction demandée', 'Correction asked for');
  const input = { consultant: person.code, date: date.to, project: project.code, days: number.value, reason };
  const told = inLanguage(
    asking.language,
    `Correction du temps de ${person.label} (${person.code}) sur ${project.label} (${project.code}), le ${sayDate(date.to)}.`,
    `Correction of the time of ${person.label} (${person.code}) on ${project.label} (${project.code}), ${sayDate(date.to)}.`,
  );
  return yield* proposeAll('correct_time', [input], asking, told);
}

function askBackAnomaly(rows: readonly ResultRow[], { language }: Asking): ReturnType<typeof say> {
  const choices = rows.map(({ subject, label, fields }) => {
    const date = fields['date'] === null ? '' : ` ${sayDate(String(fields['date']))}`;
    return `${subject} ${label}, ${String(fields['rule'])}${date}`;
  });
  const unique = [...new Set(choices)];
  if (unique.length >= 2)
    return askBack(inLanguage(language, 'Laquelle corriger ?', 'Which one should be fixed?'), unique);
  return say(
    inLanguage(
      language,
      `${unique[0] ?? ''} : cette anomalie se corrige dans le CRA de la personne.`,
      `${unique[0] ?? ''}: this one is fixed in the person’s timesheet.`,
    ),
  );
}

/** The one project of the month, when there is one. */
function* projectOf(row: ResultRow, month: string): Plan<string | null> {
  const sheets = yield* readTable(
    'list_timesheets',
    { month },
    {
      subjects: [row.subject],
      where: [{ field: 'list', op: '=', value: 'timesheets' }],
    },
  );
  if (isRefused(sheets)) return null;
  const projects = [...new Set(sheets.rows.map(({ fields }) => String(fields['project'])))];
  return projects.length === 1 ? (projects[0] ?? null) : null;
}
