// The findings of the anomalies report as checks of the CRA: the same ones, with the rows that show each and the change
// that settles it.
import { findAnomalies, type AnomalyFinding } from '../anomalies.ts';
import type { CivilDate } from '../civil-dates.ts';
import { isTimeBilled } from '../contract/kinds.ts';
import { agreeWith, sayDate, sayDays } from '../french.ts';
import { isWithin, lastDayOf } from '../periods.ts';
import { absentQuarters, isWorkingDayOf } from '../presence.ts';
import { isWorkingDay } from '../calendar.ts';
import { compare, fraction, parseDecimal, roundDecimal, subtract, sum, ZERO } from '../fraction.ts';
import type { CheckedBooking, CheckedRow, CraCheckFacts } from './facts.ts';
import { correctRow, makeFinding, quartersOf, timeKey, type CraFinding, type Fix } from './finding.ts';

/** The rows that an anomaly is about: of the day, of the day on a project, of the month on a project. */
function rowsOf(facts: CraCheckFacts, { rule, consultant, date, project }: AnomalyFinding): CheckedRow[] {
  return facts.rows.filter(
    (row) =>
      row.consultant === consultant &&
      (date === null || row.date === date) &&
      (project === null || row.project === project) &&
      // A finding of the month on a project names the very days: without a TJM, or sold at a loss.
      (rule !== 'no_rate' || (row.dailyRateCents === 0 && row.state !== 'brouillon')),
  );
}

/** Firm bookings of a person that cover the day, on projects that are open then. */
export function bookingsOn(facts: CraCheckFacts, consultant: string, date: CivilDate): CheckedBooking[] {
  return facts.bookings.filter((booking) => {
    const project = facts.projects.get(booking.project);
    return (
      booking.consultant === consultant &&
      isWithin(date, booking.startsOn, booking.endsOn) &&
      project !== undefined &&
      isWithin(date, project.startsOn, project.endsOn)
    );
  });
}

/** The day is cut by what it holds too much, from its last row. */
function cutDay(rows: readonly CheckedRow[], allowed: number, reason: string): Fix | null {
  const last = rows.at(-1);
  return correctRow(last, Math.max(0, (last?.quarterDays ?? 0) - Math.max(0, quartersOf(rows) - allowed)), reason);
}

/** The person is put on the project for that day, as much as they are free; else the row goes. */
function assignFor(facts: CraCheckFacts, rows: readonly CheckedRow[]): Fix | null {
  const [row] = rows;
  if (!row) return null;
  const taken = sum(bookingsOn(facts, row.consultant, row.date).map(({ quota }) => parseDecimal(quota)));
  const free = subtract(fraction(1n), taken);
  const worked = fraction(Math.min(4, quartersOf(rows)), 4n);
  const quota = compare(free, worked) < 0 ? free : worked;
  if (facts.projects.get(row.project)?.open !== true || compare(quota, ZERO) <= 0)
    return correctRow(row, 0, 'Aucune affectation ne couvre ce jour');
  return {
    command: 'assign_consultant',
    input: {
      consultant: row.consultant,
      project: row.project,
      startsOn: row.date,
      endsOn: row.date,
      quota: roundDecimal(quota, 4),
    },
  };
}

/** What lacks is entered where the person was booked, when that is one project. */
function enterMissing(facts: CraCheckFacts, finding: AnomalyFinding): Fix | null {
  const { consultant, date } = finding;
  if (date === null) return null;
  const projects = [...new Set(bookingsOn(facts, consultant, date).map(({ project }) => project))];
  const [project] = projects;
  if (projects.length !== 1 || project === undefined || facts.projects.get(project)?.open !== true) return null;
  const known = facts.rows.find(
    (row) => row.consultant === consultant && row.date === date && row.project === project && row.occurrence === 1,
  );
  const quarterDays = (known?.quarterDays ?? 0) + finding.days * 4;
  if (known && known.state !== 'brouillon') return correctRow(known, quarterDays, 'Journée incomplète');
  return { command: 'enter_time', input: { entries: [{ consultant, date, project, days: quarterDays / 4 }] } };
}

/** The order is extended by what the month's work goes beyond it, to the cent above; without an order, the block is lifted. */
function extendOrder(facts: CraCheckFacts, finding: AnomalyFinding): Fix | null {
  const code = finding.project ?? '';
  const [checked, project] = [facts.projects.get(code), facts.anomalies.projects.get(code)];
  const order = checked?.orders.at(-1);
  if (!checked || !project || !order) return null;
  const end = lastDayOf(facts.month);
  const begun = project.orders.filter(({ startsOn }) => startsOn === null || startsOn <= end);
  const untaken = facts.anomalies.rows.filter((row) => row.project === code && row.state !== 'brouillon' && !row.taken);
  const usedQuarterCents =
    project.uninvoicedBeforeQuarterCents +
    untaken.reduce((total, row) => total + row.quarterDays * row.dailyRateCents, 0) +
    4 * (project.invoicedNetCents - begun.reduce((total, { amountCents }) => total + amountCents, 0));
  if (usedQuarterCents <= 0) return null;
  return {
    command: 'extend_purchase_order',
    input: { number: order.number, addedAmount: Math.ceil(usedQuarterCents / 4) / 100 },
  };
}

function fixOf(facts: CraCheckFacts, finding: AnomalyFinding, rows: readonly CheckedRow[]): Fix | null {
  const { rule, consultant, date, project } = finding;
  switch (rule) {
    case 'holiday':
      return correctRow(rows.at(-1), 0, 'Jour non ouvré, sans demande');
    case 'leave': {
      const person = facts.anomalies.people.find(({ code }) => code === consultant);
      const absent = person && date !== null ? absentQuarters(person, date) : 0;
      return cutDay(rows, 4 - absent, 'Absence validée ce jour');
    }
    case 'overfull':
      return cutDay(rows, 4, 'Plus d’une journée');
    case 'closed':
      return correctRow(rows.at(-1), 0, 'Projet clos ou hors de ses dates');
    case 'unassigned':
      return assignFor(facts, rows);
    case 'duplicate':
      return correctRow(rows.at(-1), 0, 'Saisi deux fois');
    case 'employment':
      return correctRow(rows.at(-1), 0, 'Hors des dates de présence');
    case 'missing':
      return enterMissing(facts, finding);
    case 'no_timesheet':
      return { command: 'remind_timesheets', input: { month: facts.month, consultants: [consultant] } };
    case 'po':
      return extendOrder(facts, finding);
    case 'negative_margin':
      return {
        command: 'accept_anomaly',
        input: { rule, consultant, month: facts.month, project, reason: 'Vendu sous le coût, connu et accepté' },
      };
    // What the day is sold at is for a person to say.
    case 'no_rate':
      return null;
  }
}

/** Where no row shows it, the booking that asked for one does, else the CRA itself. */
function evidenceOf(facts: CraCheckFacts, finding: AnomalyFinding, rows: readonly CheckedRow[]): string[] {
  if (rows.length > 0) return rows.map(timeKey);
  const { consultant, date } = finding;
  const bookings = facts.bookings.filter(
    (booking) =>
      booking.consultant === consultant && (date === null || isWithin(date, booking.startsOn, booking.endsOn)),
  );
  return bookings.length > 0 ? bookings.map(({ code }) => `affectation/${code}`) : [`cra/${consultant}/${facts.month}`];
}

/** Days sold under their cost, as the anomalies judge them: the row's own TJM against its cost. */
function rowsAtLoss(facts: CraCheckFacts, finding: AnomalyFinding, rows: readonly CheckedRow[]): CheckedRow[] {
  const losing = new Set(
    facts.anomalies.rows
      .filter(
        (row) =>
          row.consultant === finding.consultant &&
          row.project === finding.project &&
          row.dailyRateCents > 0 &&
          row.dailyRateCents < row.dailyCostCents,
      )
      .map(({ date }) => date),
  );
  return rows.filter(({ date }) => losing.has(date));
}

/** From the first day beyond the orders on, every day that is billed by it is a part of the matter. */
function rowsBeyondOrder(facts: CraCheckFacts, { project, date }: AnomalyFinding): CheckedRow[] {
  const kind = facts.projects.get(project ?? '')?.kind;
  if (kind === undefined || !isTimeBilled(kind)) return [];
  return facts.rows.filter(
    (row) => row.project === project && row.state !== 'brouillon' && (date === null || row.date >= date),
  );
}

/**
 * The anomalies know a project's state now: one that was closed when its end came makes no fault of the days worked
 * before that. Closed before its end, or without one, its days are to be looked at.
 */
function isClosedSince(facts: CraCheckFacts, { rule, project, date }: AnomalyFinding): boolean {
  const own = facts.projects.get(project ?? '');
  if (rule !== 'closed' || !own || date === null || own.endsOn === null) return false;
  return own.endsOn <= facts.today && isWithin(date, own.startsOn, own.endsOn);
}

export function mapAnomalies(facts: CraCheckFacts): CraFinding[] {
  const findings = findAnomalies(facts.anomalies).filter((finding) => !isClosedSince(facts, finding));
  return findings.map((finding) => {
    const own = rowsOf(facts, finding);
    const rows =
      finding.rule === 'negative_margin'
        ? rowsAtLoss(facts, finding, own)
        : finding.rule === 'po'
          ? rowsBeyondOrder(facts, finding)
          : finding.rule === 'no_timesheet'
            ? []
            : own;
    return makeFinding(finding.rule, {
      consultant: finding.consultant,
      project: finding.project,
      date: finding.date,
      quarterDays: finding.days * 4,
      sentence: finding.message,
      evidence: evidenceOf(facts, finding, rows),
      fix: fixOf(facts, finding, rows),
    });
  });
}

/** A fixed day off of a part-timer is worked: the quotité of that date is 0 (rule 3). */
export function checkDaysOff(facts: CraCheckFacts): CraFinding[] {
  const people = new Map(facts.anomalies.people.map((person) => [person.code, person]));
  const days = Map.groupBy(facts.rows, ({ consultant, date }) => `${consultant} ${date}`);
  return [...days.values()].flatMap((rows) => {
    const [first] = rows;
    const person = first && people.get(first.consultant);
    if (!first || !person || !isWorkingDay(first.date) || isWorkingDayOf(person, first.date)) return [];
    const quarterDays = quartersOf(rows);
    return [
      makeFinding('over_quota', {
        consultant: first.consultant,
        date: first.date,
        quarterDays,
        sentence: `${sayDays(quarterDays / 4)} ${agreeWith(quarterDays / 4, 'saisi')} le ${sayDate(first.date)}, jour non travaillé de son temps partiel.`,
        evidence: rows.map(timeKey),
        fix: correctRow(rows.at(-1), 0, 'Jour non travaillé du temps partiel'),
      }),
    ];
  });
}
