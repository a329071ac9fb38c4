// The ground in which CRA anomalies are planted: the month's rows, who has an ordinary day to spoil, and the list of
// what was spoilt.
import type { CivilDate } from '../../domain/civil-dates.ts';
import { isWorkingDay } from '../../domain/calendar.ts';
import type { Calendar } from './absences.ts';
import type { Assignment, Person, Project, TimeRow } from './facts.ts';
import type { InternalProjects } from './projects.ts';
import type { Random } from './random.ts';
import type { Staffed } from './staffing.ts';
import type { TimeBook } from './timesheets.ts';
import type { Window } from './window.ts';

/** A rule about the day has no project; a rule about the month has no date. */
type Fault = { rule: string; person: Person; date: CivilDate | null; project: Project | null; quarters: number };

export type Planting = {
  book: TimeBook;
  staffed: Staffed;
  calendar: Calendar;
  internal: InternalProjects;
  /** Client projects in the order of their codes. */
  projects: readonly Project[];
  bench: readonly Person[];
  window: Window;
  random: Random;
  faults: Fault[];
  /** Invoicing waits for these: their CRAs of the month are wrong. */
  held: Set<Project>;
  /** The days already tampered with: a day holds one fault, and a person as few as possible. */
  used: Map<Person, Set<CivilDate>>;
};

export function flag(planting: Planting, fault: Fault, ...held: Project[]): void {
  planting.faults.push(fault);
  for (const project of held) planting.held.add(project);
}

export const rowsIn = (planting: Planting, person: Person): TimeRow[] => {
  const rows = planting.book.get(person);
  if (!rows) throw new Error(`${person.matricule} has no timesheet`);
  return rows;
};

export type PlainDay = { row: TimeRow; rows: TimeRow[] };

/** Days of the month that one employee spent whole on one running client project, with no leave. */
function plainDays(planting: Planting, person: Person): PlainDay[] {
  const { window } = planting;
  const rows = rowsIn(planting, person);
  const perDay = new Map<string, number>();
  for (const row of rows) perDay.set(row.date, (perDay.get(row.date) ?? 0) + 1);
  return rows
    .filter(
      (row) =>
        row.date >= window.monthStart &&
        row.date <= window.monthEnd &&
        isWorkingDay(row.date) &&
        row.quarters === 4 &&
        row.assignment !== null &&
        perDay.get(row.date) === 1,
    )
    .map((row) => ({ row, rows }));
}

/** An ordinary day of someone with no fault yet, else of someone with one on another day, that `suits` accepts. */
export function takePlainDay(planting: Planting, suits: (row: TimeRow) => boolean): PlainDay {
  const { staffed, random, used } = planting;
  const stories = new Set([...staffed.byStory.values()].map((assignment) => assignment.person));
  const people = random
    .shuffle([...planting.book.keys()])
    .filter((person) => !stories.has(person) && person.isEmployee && person.quota === '1');
  const inOrder = [...people.filter((one) => !used.has(one)), ...people.filter((one) => used.has(one))];
  // In August a small firm may have nobody with more than one such day.
  for (const least of [3, 1]) {
    for (const person of inOrder) {
      const ordinary = plainDays(planting, person).filter(({ row }) => !used.get(person)?.has(row.date));
      const days = ordinary.filter(({ row }) => suits(row));
      if (days.length < least || ordinary.length < 3) continue;
      const day = random.pick(days);
      used.set(person, (used.get(person) ?? new Set()).add(day.row.date));
      return day;
    }
  }
  throw new Error('nobody left with an ordinary day in the month of the anomalies');
}

export function storyOf(staffed: Staffed, story: string): Assignment {
  const assignment = staffed.byStory.get(story);
  if (!assignment) throw new Error(`nobody plays ${story}`);
  return assignment;
}
