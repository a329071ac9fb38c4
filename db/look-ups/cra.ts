// The look-ups of the CRA: a person's month day by day, and how far everybody's is.

import { decidesSheet, describeMonth, quartersByDay, stateOfSheet, type CraDay } from '../../domain/cra/month-sheet.ts';
import type { SuggestedTime } from '../../domain/cra/prefill.ts';
import { firstDayOf, lastDayOf, monthOf, type Month } from '../../domain/periods.ts';
import type { ReportScope } from '../../domain/report-scope.ts';
import { readFirmThrough } from '../firm-reader.ts';
import {
  readCraFindings,
  readCraMonth,
  suggestFor,
  type CraFinding,
  type CraMonth,
  type CraPerson,
  type CraProject,
  type CraRow,
} from './cra-facts.ts';
import { orNobody, readManaged, requireScope, type Reading } from './reading.ts';

type Sees = (consultant: string, project: string | null) => boolean;

/** A CRA is its person's, their manager's, and of who runs a project the part on it (as in `list_timesheets`). */
async function readReach(reading: Reading, month: Month): Promise<Sees> {
  const scope = await requireScope(reading, 'anomalies', firstDayOf(month), lastDayOf(month)).catch(orNobody);
  const managed = await readManaged(reading);
  return (consultant, project) =>
    managed.has(consultant) || scope?.finding({ rule: 'missing', consultant, project }) === true;
}

function quartersOf(rows: readonly { readonly quarterDays: number }[]): number {
  return rows.reduce((total, { quarterDays }) => total + quarterDays, 0);
}

function countStates(rows: readonly CraRow[]) {
  const of = (state: CraRow['state']): number => quartersOf(rows.filter((row) => row.state === state)) / 4;
  return { draft_days: of('brouillon'), submitted_days: of('soumis'), validated_days: of('valide') };
}

function isOpenError(finding: CraFinding): boolean {
  return finding.severity === 'error' && finding.accepted === null;
}

/** The whole month of the person, and the part of it that the reader sees. */
function openSheet(facts: CraMonth, person: CraPerson, sees: Sees, today: string) {
  const all = facts.rows.get(person.code) ?? [];
  const rows = all.filter(({ project }) => sees(person.code, project));
  const suggested = suggestFor(facts, person).filter(({ project }) => sees(person.code, project));
  const days = describeMonth(person, facts.month, quartersByDay(all), quartersByDay(suggested), today);
  return { all, rows, suggested, days, total: sumDays(days, rows) };
}

function sumDays(days: readonly CraDay[], rows: readonly CraRow[]) {
  const sum = (of: (day: CraDay) => number): number => days.reduce((total, day) => total + of(day), 0);
  return {
    // Quotités have two decimals at most: so has their sum.
    expected_days: Math.round(sum((day) => day.expectedDays) * 100) / 100,
    absent_days: sum((day) => day.absentQuarters) / 4,
    entered_days: sum((day) => day.enteredQuarters) / 4,
    suggested_days: sum((day) => day.suggestedQuarters) / 4,
    missing_days: sum((day) => day.missingQuarters) / 4,
    ...countStates(rows),
  };
}

function showProject(facts: CraMonth, person: CraPerson, project: CraProject, own: readonly CraRow[]) {
  const key = `${person.code} ${project.code}`;
  const state = stateOfSheet(own, facts.rejected.has(key));
  return { state, reason: state === 'rejete' ? (facts.rejected.get(key) ?? null) : null, ...countStates(own) };
}

const NOTHING = {
  expected_days: 0,
  absent_days: 0,
  entered_days: 0,
  suggested_days: 0,
  missing_days: 0,
  draft_days: 0,
  submitted_days: 0,
  validated_days: 0,
};

/** Of somebody out of reach, as of nobody: empty. */
function showNobody(facts: CraMonth) {
  const { month, closed, prefill } = facts;
  const lists = { days: [], entries: [], suggestions: [], projects: [], findings: [] };
  return { month, consultant: null, name: null, closed, may_enter: false, prefill, ...lists, total: NOTHING };
}

export async function listCraDays(reading: Reading) {
  const { tx, asOf, options, who } = reading;
  const month = options['month'] ?? monthOf(asOf);
  const code = options['consultant'] ?? who.asker.consultantCode ?? '';
  const facts = await readCraMonth(tx, month, code);
  const sees = await readReach(reading, month);
  const person = facts.people.get(code);
  const inReach = sees(code, null) || (facts.rows.get(code) ?? []).some(({ project }) => sees(code, project));
  if (!person || !inReach) return showNobody(facts);
  const sheet = openSheet(facts, person, sees, asOf);
  const mayEnter = who.asker.consultantCode === code || who.roles.includes('direction');
  const leave = await requireScope(reading, 'occupancy', firstDayOf(month), lastDayOf(month)).catch(orNobody);
  const seesLeave = (await readManaged(reading)).has(code) || leave?.person(code) === true;
  return {
    month,
    consultant: code,
    name: person.name,
    closed: facts.closed,
    may_enter: mayEnter && !facts.closed,
    prefill: facts.prefill,
    days: sheet.days.map((day) => showDay(day, sheet.all, sheet.rows, seesLeave)),
    entries: sheet.rows.map(({ date, project, occurrence, quarterDays, state, billed, comment }) => ({
      date,
      project,
      occurrence,
      days: quarterDays / 4,
      state,
      billed,
      comment,
    })),
    suggestions: sheet.suggested.map(({ date, project, quarterDays }) => ({ date, project, days: quarterDays / 4 })),
    projects: listActivities(facts, person, sheet, { ...who, sees, mayEnter }),
    findings: await listFindings(reading, month, code),
    total: sheet.total,
  };
}

function showDay(day: CraDay, all: readonly CraRow[], rows: readonly CraRow[], seesLeave: boolean) {
  const seen = quartersOf(rows.filter(({ date }) => date === day.date));
  return {
    date: day.date,
    kind: day.kind,
    expected_days: day.expectedDays,
    absent_days: day.absentQuarters / 4,
    absence: seesLeave ? (day.absences[0] ?? null) : null,
    entered_days: day.enteredQuarters / 4,
    elsewhere_days: (quartersOf(all.filter(({ date }) => date === day.date)) - seen) / 4,
    suggested_days: day.suggestedQuarters / 4,
    missing_days: day.missingQuarters / 4,
  };
}

type Looking = Reading['who'] & { readonly sees: Sees; readonly mayEnter: boolean };

/** What the month is on, what it is booked on, and for who enters it the firm's own activities. */
function listActivities(
  facts: CraMonth,
  person: CraPerson,
  { rows, suggested }: { rows: readonly CraRow[]; suggested: readonly SuggestedTime[] },
  { asker, roles, sees, mayEnter }: Looking,
) {
  const booked = new Set((facts.bookings.get(person.code) ?? []).map(({ project }) => project));
  return [...facts.projects.values()].flatMap((project) => {
    const own = rows.filter((row) => row.project === project.code);
    const proposed = suggested.filter((time) => time.project === project.code);
    const assigned = booked.has(project.code) && sees(person.code, project.code);
    const offered = mayEnter && project.open && project.internal;
    if (own.length === 0 && proposed.length === 0 && !assigned && !offered) return [];
    const { code, title, internal, open } = project;
    return [
      {
        code,
        title,
        internal,
        open,
        assigned,
        ...showProject(facts, person, project, own),
        suggested_days: quartersOf(proposed) / 4,
        may_decide: decidesSheet({ consultantCode: asker.consultantCode, roles }, person, project),
      },
    ];
  });
}

async function listFindings(reading: Reading, month: Month, consultant: string) {
  const scope = await readFindingScope(reading, month);
  const findings = await readCraFindings(reading.tx, month, reading.asOf);
  return findings
    .filter((finding) => finding.consultant === consultant && scope?.finding({ ...finding, rule: finding.check }))
    .map(({ check, severity, project, date, sentence, accepted }) => ({
      check,
      severity,
      project,
      date,
      sentence,
      accepted,
    }));
}

function readFindingScope(reading: Reading, month: Month): Promise<ReportScope | null> {
  return requireScope(reading, 'cra_checks', firstDayOf(month), lastDayOf(month)).catch(orNobody);
}

export async function listCraProgress(reading: Reading) {
  const { tx, asOf, options } = reading;
  const month = options['month'] ?? monthOf(asOf);
  const facts = await readCraMonth(tx, month, null);
  const sees = await readReach(reading, month);
  const scope = await readFindingScope(reading, month);
  const findings = Map.groupBy(await readCraFindings(tx, month, asOf), ({ consultant }) => consultant);
  const expected = await readFirmThrough(tx).expectedTimesheets(month);
  const codes = new Set([...expected.map(({ consultant }) => consultant), ...facts.rows.keys()]);
  return {
    month,
    closed: facts.closed,
    consultants: [...codes].toSorted().flatMap((code) => {
      const person = facts.people.get(code);
      if (!person) return [];
      const own = (findings.get(code) ?? []).filter((one) => scope?.finding({ ...one, rule: one.check }));
      return showProgress(facts, person, { sees, findings: own.filter(isOpenError), who: reading.who, today: asOf });
    }),
  };
}

function showProgress(
  facts: CraMonth,
  person: CraPerson,
  { sees, findings, who, today }: { sees: Sees; findings: readonly CraFinding[]; who: Reading['who']; today: string },
) {
  const { rows, total } = openSheet(facts, person, sees, today);
  if (rows.length === 0 && !sees(person.code, null)) return [];
  const decider = { consultantCode: who.asker.consultantCode, roles: who.roles };
  const timesheets = [...Map.groupBy(rows, ({ project }) => project)].flatMap(([code, own]) => {
    const project = facts.projects.get(code);
    if (!project) return [];
    const about = findings.filter((finding) => finding.project === null || finding.project === code);
    return [
      {
        project: code,
        ...showProject(facts, person, project, own),
        may_decide: decidesSheet(decider, person, project),
        clean: about.length === 0 && total.missing_days === 0,
      },
    ];
  });
  const { expected_days, entered_days, missing_days } = total;
  const rejected = timesheets.some(({ state }) => state === 'rejete');
  return [
    {
      code: person.code,
      name: person.name,
      state: stateOfSheet(rows, rejected),
      expected_days,
      entered_days,
      missing_days,
      anomalies: findings.length,
      timesheets,
    },
  ];
}
