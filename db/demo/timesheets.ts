// The CRAs, day by day: each person's working days go to their missions, what is left to the firm's own projects.
import { addDays, later, weekdayOf, type CivilDate } from '../../domain/civil-dates.ts';
import { monthOf } from '../../domain/periods.ts';
import { worksOn, type Calendar } from './absences.ts';
import type { Assignment, Person, Project, TimeRow, TimeStatus } from './facts.ts';
import type { InternalProjects } from './projects.ts';
import type { Random } from './random.ts';
import { mondayOnOrBefore, type Window } from './window.ts';

/** Half days that go to presales and the firm's life, by profile: a share of the days. */
const INTERNAL_SHARE: Readonly<Record<string, number>> = {
  'Chef de projet': 0.07,
  'Tech lead': 0.06,
  Architecte: 0.06,
  'Product owner': 0.04,
};
const USUAL_INTERNAL_SHARE = 0.035;

/** The agency meets for a quarter of a day on the first Thursday of each month. */
function isAgencyMeeting(date: CivilDate): boolean {
  return Number(date.slice(8)) <= 7 && weekdayOf(date) === 4;
}

const COMMENTS = [
  'Atelier avec le métier',
  'Télétravail',
  'Support à la mise en production',
  'Comité de suivi',
  'Revue de code',
  'Recette',
  'Préparation du sprint',
] as const;

export type TimeBook = Map<Person, TimeRow[]>;

type Filling = {
  window: Window;
  random: Random;
  internal: InternalProjects;
  rows: TimeRow[];
  person: Person;
  /** Has not sent the current week yet. */
  isLate: boolean;
  /** Their client has not validated the last week of the complete month. */
  isWaiting: boolean;
};

function statusOn(filling: Filling, date: CivilDate): TimeStatus {
  const { window, isLate, isWaiting } = filling;
  const isLastWeekOfMonth = date > addDays(window.monthEnd, -7) && date <= window.monthEnd;
  if (date <= window.validatedThrough && !(isWaiting && isLastWeekOfMonth)) return 'valide';
  const isThisWeek = date >= mondayOnOrBefore(window.workingDays.at(-1) ?? window.today);
  if (!isThisWeek || !isLate) return 'soumis';
  // Someone back from a month's leave on its last days sends them: else the month would have no timesheet of theirs.
  const isFirstOfMonth = !filling.rows.some((row) => monthOf(row.date) === window.month && row.status !== 'brouillon');
  return monthOf(date) === window.month && isFirstOfMonth ? 'soumis' : 'brouillon';
}

function write(
  filling: Filling,
  date: CivilDate,
  project: Project,
  quarters: number,
  assignment: Assignment | null,
): void {
  const comment = filling.random.chance(0.015) ? filling.random.pick(COMMENTS) : '';
  filling.rows.push({
    person: filling.person,
    date,
    project,
    quarters,
    status: statusOn(filling, date),
    comment,
    assignment,
  });
}

/** The quarters of a day given to each mission: as planned on a full day, by turns on a short one. */
function shareDay(active: readonly Assignment[], available: number, random: Random): number[] {
  const [first, second] = active;
  if (!first) return [];
  if (!second) return [Math.min(first.quarters, available)];
  if (available === 3) return [2, 1];
  if (available < first.quarters + second.quarters) {
    const isFirst = random.chance(first.quarters / (first.quarters + second.quarters));
    return isFirst ? [available, 0] : [0, available];
  }
  // Days are not cut with a knife: now and then one mission takes the other's quarter.
  const moved = random.chance(0.12) ? random.pick([-1, 1]) : 0;
  return [first.quarters + moved, second.quarters - moved];
}

function fillDay(filling: Filling, date: CivilDate, active: readonly Assignment[], absent: number): void {
  const { person, random, internal } = filling;
  let available = Math.max(0, person.dayQuarters - absent);
  if (available === 0) return;
  const share = INTERNAL_SHARE[person.profile] ?? USUAL_INTERNAL_SHARE;
  if (active.length > 0 && available === 4 && person.isEmployee && isAgencyMeeting(date)) {
    write(filling, date, internal.firmLife, 1, null);
    available -= 1;
  } else if (active.length > 0 && random.chance(share)) {
    const quarters = Math.min(available, random.chance(0.2) ? 4 : 2);
    write(filling, date, random.chance(0.7) ? internal.presales : internal.firmLife, quarters, null);
    available -= quarters;
  }
  const shares = shareDay(active, available, random);
  active.forEach((assignment, index) => {
    const quarters = shares[index] ?? 0;
    if (quarters <= 0) return;
    write(filling, date, assignment.project, quarters, assignment);
    available -= quarters;
  });
  if (available > 0)
    write(
      filling,
      date,
      active.length > 0 || random.chance(0.15) ? internal.presales : internal.bench,
      available,
      null,
    );
}

/** At most two firm missions at a time, the larger first. */
function activeOn(own: readonly Assignment[], date: CivilDate): Assignment[] {
  return own.filter((one) => one.start <= date && (one.end === null || one.end >= date));
}

/** @param steady people whose story needs their time sent: never late with it */
export function fillTimesheets(
  people: readonly Person[],
  assignments: readonly Assignment[],
  calendar: Calendar,
  internal: InternalProjects,
  steady: ReadonlySet<Person>,
  window: Window,
  random: Random,
): TimeBook {
  const byPerson = new Map<Person, Assignment[]>();
  for (const assignment of assignments) {
    const own = byPerson.get(assignment.person) ?? [];
    own.push(assignment);
    byPerson.set(assignment.person, own);
  }
  const book: TimeBook = new Map();
  // One person in six, the story's apart, has not sent the current week.
  const unsent = new Set(
    people.filter((one) => one.isProductive && !steady.has(one)).filter((_, index) => index % 6 === 1),
  );
  for (const person of people) {
    if (!person.isProductive) continue;
    const rows: TimeRow[] = [];
    const filling: Filling = {
      window,
      random,
      internal,
      rows,
      person,
      isLate: unsent.has(person),
      isWaiting: random.chance(0.08),
    };
    const own = (byPerson.get(person) ?? []).sort((a, b) => b.quarters - a.quarters);
    const absent = calendar.absentQuarters.get(person);
    // An independent's contract starts with the mission; an employee fills every day of theirs.
    const from = person.isEmployee
      ? person.entry
      : later(
          person.entry,
          own.reduce((first, one) => (one.start < first ? one.start : first), window.today),
        );
    for (const date of window.workingDays) {
      if (date < from || (person.exit !== null && date > person.exit) || !worksOn(person, date)) continue;
      const active = activeOn(own, date);
      // Between two missions, an independent is not paid by the firm.
      if (active.length > 0 || person.isEmployee) fillDay(filling, date, active, absent?.get(date) ?? 0);
    }
    book.set(person, rows);
  }
  return book;
}

/** What was worked on each project, summed as budgets, RAF and invoices need it. Quarter days; quarter-cents. */
export type WorkSums = {
  quarters: number;
  byProfile: Map<string, { quarters: number; costQuarterCents: number; byMonth: Map<string, number> }>;
  valueByMonth: Map<string, number>;
  /** Months with a row that is not validated. */
  openMonths: Set<string>;
};

export function costOf(row: TimeRow): number {
  if (row.assignment?.costCents != null) return row.assignment.costCents;
  return row.person.costs.findLast((cost) => cost.from <= row.date)?.cents ?? 0;
}

export function sumWork(book: TimeBook): Map<Project, WorkSums> {
  const sums = new Map<Project, WorkSums>();
  for (const rows of book.values()) {
    for (const row of rows) {
      let work = sums.get(row.project);
      if (!work)
        sums.set(
          row.project,
          (work = { quarters: 0, byProfile: new Map(), valueByMonth: new Map(), openMonths: new Set() }),
        );
      const month = monthOf(row.date);
      if (row.status !== 'valide') work.openMonths.add(month);
      if (row.status === 'brouillon') continue;
      const name = row.assignment?.profile ?? row.person.profile;
      let profile = work.byProfile.get(name);
      if (!profile) work.byProfile.set(name, (profile = { quarters: 0, costQuarterCents: 0, byMonth: new Map() }));
      work.quarters += row.quarters;
      profile.quarters += row.quarters;
      profile.costQuarterCents += row.quarters * costOf(row);
      profile.byMonth.set(month, (profile.byMonth.get(month) ?? 0) + row.quarters);
      work.valueByMonth.set(
        month,
        (work.valueByMonth.get(month) ?? 0) + row.quarters * (row.assignment?.rateCents ?? 0),
      );
    }
  }
  return sums;
}
