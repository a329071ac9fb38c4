// The days worked against the days planned (rules 14 and 15), and against what is left of each task (rule 16).
import {
  add,
  compare,
  fraction,
  multiply,
  parseDecimal,
  roundDecimal,
  subtract,
  sum,
  ZERO,
  type Fraction,
} from '../fraction.ts';
import type { CivilDate } from '../civil-dates.ts';
import { sayDate, sayDays } from '../french.ts';
import { firstDayOf, isWithin, lastDayOf } from '../periods.ts';
import { absentQuarters, isPresent, presentDaysOf, type Person } from '../presence.ts';
import { coveringAssignment } from '../valuation.ts';
import type { CheckedBooking, CheckedRow, CraCheckFacts, Task } from './facts.ts';
import { makeFinding, quartersOf, timeKey, type CraFinding, type Fix } from './finding.ts';
import { bookingsOn } from './mapped.ts';

/** Above the plan by more than a fifth, below it by more than two fifths, and by two days at least. */
const ABOVE = fraction(6n, 5n);
const BELOW = fraction(3n, 5n);
const LEAST_GAP_QUARTERS = fraction(8n);

/** Quarter days that a person is booked for on a project in the month, their absences taken out. */
function plannedQuarters(
  facts: CraCheckFacts,
  person: Person,
  code: string,
  bookings: readonly CheckedBooking[],
): Fraction {
  const project = facts.projects.get(code);
  const days = presentDaysOf(person, firstDayOf(facts.month), lastDayOf(facts.month));
  // A part-timer whose days off are not known works their share of each day, however they are booked.
  const most = person.daysOff === null ? parseDecimal(person.quota) : fraction(1n);
  let planned = ZERO;
  for (const date of days) {
    const booking = coveringAssignment(bookings, date);
    if (!booking || !project || !isWithin(date, project.startsOn, project.endsOn)) continue;
    const quota = parseDecimal(booking.quota);
    const share = compare(quota, most) > 0 ? most : quota;
    planned = add(planned, multiply(share, fraction(4 - absentQuarters(person, date))));
  }
  return planned;
}

function acceptAs(facts: CraCheckFacts, rule: string, consultant: string, project: string, reason: string): Fix {
  return { command: 'accept_anomaly', input: { rule, consultant, month: facts.month, project, reason } };
}

/** Days that lack in the CRA are rule 8's: they explain as much of a gap. */
function lackingQuarters(person: Person, facts: CraCheckFacts, rows: readonly CheckedRow[]): number {
  const worked = new Map<CivilDate, number>();
  for (const row of rows) worked.set(row.date, (worked.get(row.date) ?? 0) + row.quarterDays);
  return presentDaysOf(person, firstDayOf(facts.month), lastDayOf(facts.month)).reduce(
    (total, date) => total + Math.max(0, 4 - (worked.get(date) ?? 0) - absentQuarters(person, date)),
    0,
  );
}

export function checkPlan(facts: CraCheckFacts): CraFinding[] {
  const people = new Map(facts.anomalies.people.map((person) => [person.code, person]));
  const monthIsOver = lastDayOf(facts.month) <= facts.asOf;
  const toClients = facts.bookings.filter(({ project }) => facts.projects.get(project)?.kind !== 'interne');
  const groups = Map.groupBy(toClients, ({ consultant, project }) => JSON.stringify([consultant, project]));
  return [...groups.values()].flatMap((bookings) => {
    const [{ consultant, project } = { consultant: '', project: '' }] = bookings;
    const person = people.get(consultant);
    // Days before they came or after they left are rule 10's.
    const own = facts.rows.filter((row) => row.consultant === consultant && (!person || isPresent(person, row.date)));
    if (!person || !own.some(({ state }) => state !== 'brouillon')) return [];
    const planned = plannedQuarters(facts, person, project, bookings);
    if (compare(planned, ZERO) <= 0) return [];
    const rows = own.filter((row) => row.project === project);
    const worked = fraction(quartersOf(rows));
    const gap = subtract(worked, planned);
    const about = (quarterDays: number, side: string) => ({
      consultant,
      project,
      quarterDays,
      sentence: `${sayDays(quartersOf(rows) / 4)} sur ${project} pour ${sayDays(roundDecimal(planned, 2) / 4)} prévu(s) : ${side} de son affectation.`,
      evidence: [...bookings.map(({ code }) => `affectation/${code}`), ...rows.map(timeKey)],
    });
    if (compare(worked, multiply(planned, ABOVE)) > 0 && compare(gap, LEAST_GAP_QUARTERS) >= 0) {
      const fix = acceptAs(facts, 'above_plan', consultant, project, 'Renfort accepté');
      return [makeFinding('above_plan', { ...about(roundDecimal(gap, 0), 'au-dessus'), fix })];
    }
    const explained = add(worked, fraction(lackingQuarters(person, facts, own)));
    const short = subtract(planned, explained);
    if (monthIsOver && compare(explained, multiply(planned, BELOW)) < 0 && compare(short, LEAST_GAP_QUARTERS) >= 0) {
      const fix = acceptAs(facts, 'below_plan', consultant, project, 'Charge moindre acceptée');
      return [makeFinding('below_plan', { ...about(roundDecimal(short, 0), 'au-dessous'), fix })];
    }
    return [];
  });
}

/**
 * Said without a mission while a client's work has them whole. (The reverse, billable days of a person declared on the
 * bench, needs a declaration that Vigie does not keep: who is on the bench is read from the bookings, and a day without
 * one is rule 5's.)
 */
export function checkBench(facts: CraCheckFacts): CraFinding[] {
  return facts.rows.flatMap((row) => {
    if (facts.projects.get(row.project)?.isBench !== true) return [];
    const bookings = bookingsOn(facts, row.consultant, row.date).filter(
      ({ project }) => facts.projects.get(project)?.kind !== 'interne',
    );
    const load = sum(bookings.map(({ quota }) => parseDecimal(quota)));
    if (compare(load, fraction(1n)) < 0) return [];
    const projects = [...new Set(bookings.map(({ project }) => project))];
    return [
      makeFinding('bench_while_assigned', {
        consultant: row.consultant,
        project: row.project,
        date: row.date,
        quarterDays: row.quarterDays,
        sentence: `${sayDays(row.quarterDays / 4)} d'intercontrat le ${sayDate(row.date)}, affecté(e) à 100 % sur ${projects.join(', ')}.`,
        evidence: [timeKey(row), ...bookings.map(({ code }) => `affectation/${code}`)],
        fix: {
          command: 'accept_anomaly',
          input: {
            rule: 'bench_while_assigned',
            consultant: row.consultant,
            month: facts.month,
            date: row.date,
            project: row.project,
            reason: 'Sans travail chez le client ce jour',
          },
        },
      }),
    ];
  });
}

const PRICED_TASKS = new Set(['forfait', 'forfait_agile', 'hybride']);

/** Counted days on a task of a fixed price, by day; those of a hybride billed at their own TJM are no part of it. */
function rowsOfTask(facts: CraCheckFacts, task: Task): CheckedRow[] {
  const kind = facts.projects.get(task.project)?.kind ?? '';
  if (!PRICED_TASKS.has(kind)) return [];
  return facts.rows
    .filter(
      (row) =>
        row.project === task.project &&
        row.profile === task.profile &&
        row.state !== 'brouillon' &&
        !(kind === 'hybride' && row.rated),
    )
    .toSorted((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
}

/** The days booked once nothing was left: the last RAF before the day is 0, or none was declared and the budget is spent. */
function rowsBeyondTask(task: Task, rows: readonly CheckedRow[]): CheckedRow[] {
  let counted = task.countedBefore;
  return rows.filter((row) => {
    const before = counted;
    counted += row.quarterDays;
    const declared = task.declarations.findLast(({ declaredOn }) => declaredOn < row.date);
    if (declared) return declared.quarterDays === 0;
    return task.declarations.length === 0 && task.budgetQuarterDays > 0 && before >= task.budgetQuarterDays;
  });
}

export function checkTasks(facts: CraCheckFacts): CraFinding[] {
  return facts.tasks.flatMap((task) => {
    const rows = rowsOfTask(facts, task);
    const [first] = rows;
    if (!first) return [];
    const findings: CraFinding[] = [];
    const named = `${task.project} (${task.profile})`;
    const beyond = rowsBeyondTask(task, rows);
    const [begins] = beyond;
    if (begins) {
      findings.push(
        makeFinding('task_done', {
          consultant: begins.consultant,
          project: task.project,
          date: begins.date,
          quarterDays: quartersOf(beyond),
          sentence: `${sayDays(quartersOf(beyond) / 4)} sur ${named} à partir du ${sayDate(begins.date)}, alors qu'il n'y reste rien à faire.`,
          evidence: beyond.map(timeKey),
          fix: acceptAs(facts, 'task_done', begins.consultant, task.project, 'Dépassement connu du responsable'),
        }),
      );
    }
    const [last, previous] = [task.declarations.at(-1), task.declarations.at(-2)];
    const fresh = last !== undefined && last.declaredOn >= firstDayOf(facts.month);
    if (
      fresh &&
      previous &&
      last.quarterDays === previous.quarterDays &&
      last.quarterDays > 0 &&
      task.countedBetween > 0
    ) {
      findings.push(
        makeFinding('raf_unchanged', {
          consultant: first.consultant,
          project: task.project,
          quarterDays: task.countedBetween,
          sentence: `Reste à faire de ${named} inchangé (${sayDays(last.quarterDays / 4)}) du ${sayDate(previous.declaredOn)} au ${sayDate(last.declaredOn)}, avec ${sayDays(task.countedBetween / 4)} travaillé(s) entre les deux.`,
          evidence: [previous, last].map(({ declaredOn }) => `raf/${task.project}/${task.profile}/${declaredOn}`),
          fix: {
            command: 'declare_raf',
            input: {
              project: task.project,
              declaredOn: last.declaredOn,
              lines: [{ profile: task.profile, days: Math.max(0, previous.quarterDays - task.countedBetween) / 4 }],
            },
          },
        }),
      );
    }
    return findings;
  });
}
