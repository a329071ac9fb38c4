// The faults typed into the last complete month's CRAs, one or more of each rule, and the exact list of them:
// whoever checks the anomalies report has the truth.
import { addDays } from '../../domain/civil-dates.ts';
import { isWorkingDay } from '../../domain/calendar.ts';
import { showDays } from '../../domain/days.ts';
import { worksOn } from './absences.ts';
import { compareText } from './csv.ts';
import type { Assignment, Finding, Person, Project, TimeRow } from './facts.ts';
import { flag, rowsIn, storyOf, takePlainDay, type PlainDay, type Planting } from './planting.ts';
import { costOf } from './timesheets.ts';

function insertAfter(day: PlainDay, row: TimeRow): void {
  day.rows.splice(day.rows.indexOf(day.row) + 1, 0, row);
}

function plantHoliday(planting: Planting): void {
  const { window } = planting;
  const isBeforeSaturday = (row: TimeRow): boolean => {
    const next = addDays(row.date, 1);
    return !isWorkingDay(next) && next <= window.monthEnd && next <= (row.assignment?.end ?? next);
  };
  const day = takePlainDay(planting, isBeforeSaturday);
  const extra = { ...day.row, date: addDays(day.row.date, 1), comment: 'Mise en production du week-end' };
  insertAfter(day, extra);
  flag(
    planting,
    { rule: 'holiday', person: extra.person, date: extra.date, project: null, quarters: 4 },
    extra.project,
  );
}

function plantLeave(planting: Planting): void {
  const { calendar } = planting;
  const { row } = takePlainDay(planting, () => true);
  calendar.absences.push({
    person: row.person,
    kind: 'rtt',
    start: row.date,
    end: row.date,
    startsAtNoon: false,
    endsAtNoon: false,
    status: 'validee',
  });
  row.quarters = 2;
  row.comment = 'Point avec le client';
  flag(planting, { rule: 'leave', person: row.person, date: row.date, project: null, quarters: 2 }, row.project);
}

function plantOverfull(planting: Planting): void {
  const day = takePlainDay(planting, () => true);
  const { row } = day;
  insertAfter(day, {
    ...row,
    project: planting.internal.presales,
    assignment: null,
    quarters: 2,
    comment: "Réponse à l'appel d'offres",
  });
  flag(planting, { rule: 'overfull', person: row.person, date: row.date, project: null, quarters: 6 }, row.project);
}

/** Half a day on the project that the person had delivered before, closed since. */
function plantClosed(planting: Planting): void {
  const { staffed, window } = planting;
  const formerOf = (person: Person): Assignment | undefined =>
    staffed.assignments.findLast(
      (one) =>
        one.person === person &&
        one.project.status === 'clos' &&
        one.rateCents === null &&
        one.project.contract !== 'tma',
    );
  const day = takePlainDay(planting, (row) => formerOf(row.person) !== undefined);
  const { row } = day;
  const former = formerOf(row.person);
  if (!former) throw new Error(`${row.person.matricule} delivered nothing before`);
  const start = addDays(former.project.end ?? former.start, 1);
  const support: Assignment = { ...former, code: '', start, end: window.monthEnd, quarters: 1 };
  staffed.assignments.push(support);
  row.quarters = 2;
  insertAfter(day, {
    ...row,
    project: former.project,
    assignment: support,
    comment: 'Question du client après la recette',
  });
  flag(
    planting,
    { rule: 'closed', person: row.person, date: row.date, project: former.project, quarters: 2 },
    row.project,
  );
}

/** Half a day on a running fixed price of another team. */
function plantUnassigned(planting: Planting): void {
  const { staffed, projects } = planting;
  const helped = projects.find((project) => project.team?.story === 'begins_to_drift' && project.status === 'en_cours');
  if (!helped) throw new Error('no running project to lend a hand to');
  const members = new Set(staffed.assignments.filter((one) => one.project === helped).map((one) => one.person));
  const day = takePlainDay(planting, (row) => !members.has(row.person));
  const { row } = day;
  row.quarters = 2;
  insertAfter(day, { ...row, project: helped, assignment: null, comment: "Coup de main à l'équipe" });
  flag(
    planting,
    { rule: 'unassigned', person: row.person, date: row.date, project: helped, quarters: 2 },
    row.project,
    helped,
  );
}

function plantDuplicate(planting: Planting): void {
  const day = takePlainDay(planting, () => true);
  const { row } = day;
  row.quarters = 2;
  insertAfter(day, { ...row, comment: 'Saisie en double' });
  flag(
    planting,
    { rule: 'duplicate', person: row.person, date: row.date, project: row.project, quarters: 4 },
    row.project,
  );
}

/** One person forgot a day, another half of one. */
function plantMissing(planting: Planting, quarters: 2 | 4): void {
  const { row, rows } = takePlainDay(planting, () => true);
  if (quarters === 4) rows.splice(rows.indexOf(row), 1);
  else row.quarters = 2;
  flag(planting, { rule: 'missing', person: row.person, date: row.date, project: null, quarters }, row.project);
}

/** The newcomer, an independent, began the day before their contract. */
function plantEmployment(planting: Planting): void {
  const { staffed, book } = planting;
  const assignment = storyOf(staffed, 'newcomer');
  const { person, project, start } = assignment;
  const rows = book.get(person) ?? [];
  rows.unshift({
    person,
    date: start,
    project,
    quarters: 4,
    status: rows[0]?.status ?? 'soumis',
    comment: 'Prise de poste',
    assignment,
  });
  book.set(person, rows);
  flag(planting, { rule: 'employment', person, date: start, project: null, quarters: 4 }, project);
}

function plantNoTimesheet(planting: Planting): void {
  const { window, staffed } = planting;
  const { person, project } = storyOf(staffed, 'no_timesheet');
  const rows = rowsIn(planting, person);
  const kept = rows.filter((row) => row.date < window.monthStart || row.date > window.monthEnd);
  rows.splice(0, rows.length, ...kept);
  const days = window.workingDays.filter(
    (date) => date >= window.monthStart && date <= window.monthEnd && worksOn(person, date),
  );
  flag(planting, { rule: 'no_timesheet', person, date: null, project: null, quarters: 4 * days.length }, project);
}

/** Someone from the bench helped a client for three days before a price was agreed. */
function plantNoRate(planting: Planting): void {
  const { window, staffed, bench } = planting;
  const large = storyOf(staffed, 'negative_margin').project;
  const helper = bench.find((person) => person !== storyOf(staffed, 'rolls_off').person);
  if (!helper) throw new Error('nobody on the bench');
  const rows = rowsIn(planting, helper).filter(
    (row) => row.date >= window.monthStart && row.date <= window.monthEnd && row.quarters === 4,
  );
  const [first, second, third] = rows.slice(4);
  if (!first || !second || !third) throw new Error(`${helper.matricule} has no three days on the bench`);
  const help: Assignment = {
    code: '',
    project: large,
    person: helper,
    profile: helper.profile,
    start: first.date,
    end: third.date,
    quarters: 4,
    rateCents: null,
    costCents: null,
    isFirm: true,
  };
  staffed.assignments.push(help);
  for (const row of rowsIn(planting, helper)) {
    if (row.date < first.date || row.date > third.date) continue;
    row.project = large;
    row.assignment = help;
  }
  const quarters = rowsIn(planting, helper).reduce((sum, row) => sum + (row.assignment === help ? row.quarters : 0), 0);
  flag(planting, { rule: 'no_rate', person: helper, date: null, project: large, quarters }, large);
}

function findNegativeMargin(planting: Planting): void {
  const { window, staffed } = planting;
  const assignment = storyOf(staffed, 'negative_margin');
  const rows = rowsIn(planting, assignment.person).filter(
    (row) => row.date >= window.monthStart && row.date <= window.monthEnd && (row.assignment?.rateCents ?? 0) > 0,
  );
  const quarters = rows.reduce(
    (sum, row) => sum + ((row.assignment?.rateCents ?? 0) < costOf(row) ? row.quarters : 0),
    0,
  );
  flag(
    planting,
    { rule: 'negative_margin', person: assignment.person, date: null, project: assignment.project, quarters },
    assignment.project,
  );
}

/**
 * The order that runs out: as many whole days as were worked before some day past the middle of the month.
 * @returns its amount in cents
 */
function exhaustOrder(planting: Planting): { project: Project; cents: number } {
  const { window, book, staffed } = planting;
  const assignment = storyOf(staffed, 'outlasts_order');
  const { project } = assignment;
  if (assignment.rateCents === null) throw new Error(`${project.code} has no price a day`);
  const rows = (book.get(assignment.person) ?? []).filter((row) => row.project === project);
  const middle = addDays(window.monthStart, 14);
  let worked = 0;
  for (const row of rows) {
    if (row.date >= middle && row.date <= window.monthEnd && row.quarters === 4) {
      flag(planting, { rule: 'po', person: row.person, date: row.date, project, quarters: 4 }, project);
      return { project, cents: Math.ceil(worked / 4) * assignment.rateCents };
    }
    worked += row.quarters;
  }
  throw new Error(`${project.code}: no whole day in the second half of ${window.month}`);
}

export type Planted = { findings: Finding[]; held: Set<Project>; exhaustedOrder: { project: Project; cents: number } };

const sortKey = (one: Finding): string => [one.consultant, one.date ?? '', one.rule, one.project ?? ''].join(' ');

export function plantAnomalies(ground: Omit<Planting, 'faults' | 'held' | 'used'>): Planted {
  const planting: Planting = { ...ground, faults: [], held: new Set(), used: new Map() };
  const exhaustedOrder = exhaustOrder(planting);
  plantClosed(planting);
  plantHoliday(planting);
  plantUnassigned(planting);
  plantLeave(planting);
  plantOverfull(planting);
  plantDuplicate(planting);
  plantMissing(planting, 4);
  // The smallest firm has nobody left for a second one.
  if (planting.book.size > 20) plantMissing(planting, 2);
  plantEmployment(planting);
  plantNoTimesheet(planting);
  plantNoRate(planting);
  findNegativeMargin(planting);
  const findings = planting.faults.map(({ rule, person, date, project, quarters }) => ({
    rule,
    consultant: person.matricule,
    date,
    project: project?.code ?? null,
    days: showDays(quarters),
  }));
  return {
    findings: findings.sort((a, b) => compareText(sortKey(a), sortKey(b))),
    held: planting.held,
    exhaustedOrder,
  };
}
