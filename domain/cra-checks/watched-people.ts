// How people fill their CRA (rules 12, 13 and 23): signs of days written by habit, never a proof. Off unless direction
// turns them on, and then told to the person concerned, who reads their own.
import { addDays, daysBetween } from '../civil-dates.ts';
import { countWorkingDays } from '../calendar.ts';
import { compareCodes } from '../codes.ts';
import { sayDate, sayDays, sayPercent } from '../french.ts';
import { firstDayOf, lastDayOf, monthOf } from '../periods.ts';
import type { CheckedRow, CraCheckFacts, OwnTask } from './facts.ts';
import { makeFinding, quartersOf, timeKey, type CraFinding } from './finding.ts';

const LEAST_ENTRIES = 20;
const WHOLE_DAYS_SHARE = 0.95;
const LEAST_DAYS_AT_ONCE = 15;
const AT_ONCE_SECONDS = 120;

/** Every day split alike over two projects or more, in whole days: a standard deviation of 0. */
function isSplitAlike(rows: readonly CheckedRow[]): boolean {
  if (rows.length < LEAST_ENTRIES) return false;
  const days = [...Map.groupBy(rows, ({ date }) => date).values()];
  const whole = days.filter((day) => quartersOf(day) % 4 === 0).length;
  const splits = new Set(
    days.map((day) =>
      day
        .map(({ project, quarterDays }) => JSON.stringify([project, quarterDays]))
        .toSorted(compareCodes)
        .join(' '),
    ),
  );
  const projects = new Set(rows.map(({ project }) => project));
  return whole >= WHOLE_DAYS_SHARE * days.length && splits.size === 1 && projects.size >= 2;
}

/** The most days typed within two minutes. */
function daysAtOnce(facts: CraCheckFacts, consultant: string): number {
  const own = facts.told.entries.filter(
    (entry) => entry.consultant === consultant && monthOf(entry.date) === facts.month,
  );
  return Math.max(
    0,
    ...own.map(
      ({ enteredAt }) =>
        new Set(
          own
            .filter((other) => other.enteredAt >= enteredAt && other.enteredAt - enteredAt <= AT_ONCE_SECONDS)
            .map(({ date }) => date),
        ).size,
    ),
  );
}

export function checkPadding(facts: CraCheckFacts): CraFinding[] {
  return [...Map.groupBy(facts.rows, ({ consultant }) => consultant)].flatMap(([consultant, rows]) => {
    const atOnce = daysAtOnce(facts, consultant);
    const alike = isSplitAlike(rows);
    if (!alike && atOnce < LEAST_DAYS_AT_ONCE) return [];
    return [
      makeFinding('padding', {
        consultant,
        quarterDays: quartersOf(rows),
        sentence: alike
          ? `${rows.length} saisies réparties chaque jour de la même façon sur plusieurs projets.`
          : `${atOnce} jours saisis en moins de deux minutes.`,
        evidence: rows.map(timeKey),
        fix: null,
      }),
    ];
  });
}

const EXACT_RUN = 3;
/** A week without a day on it, the task still open: the work stopped. */
const STOPPED_WORKING_DAYS = 5;

function keyOfTask({ project, profile }: OwnTask): string {
  return `tache/${project}/${profile}`;
}

export function checkExactFits(facts: CraCheckFacts): CraFinding[] {
  const [start, end] = [firstDayOf(facts.month), lastDayOf(facts.month)];
  const byPerson = Map.groupBy(facts.ownTasks, ({ consultant }) => consultant);
  return [...byPerson].flatMap(([consultant, all]) => {
    const tasks = all.toSorted((a, b) => compareCodes(a.lastOn, b.lastOn) || compareCodes(a.project, b.project));
    const at = tasks.findLastIndex(({ lastOn }) => lastOn >= start && lastOn <= end);
    const last = tasks[at];
    if (!last) return [];
    const isExact = (task: OwnTask): boolean => task.countedQuarterDays === task.budgetQuarterDays;
    const run = tasks.slice(Math.max(0, at + 1 - EXACT_RUN), at + 1);
    const stopped =
      isExact(last) && last.open && countWorkingDays(addDays(last.lastOn, 1), facts.asOf) >= STOPPED_WORKING_DAYS;
    const fits = run.length === EXACT_RUN && run.every(isExact);
    if (!stopped && !fits) return [];
    return [
      makeFinding('exact_fit', {
        consultant,
        project: last.project,
        date: last.lastOn,
        quarterDays: last.countedQuarterDays,
        sentence: fits
          ? `Trois tâches de suite finies au jour près de leur budget (${run.map(({ project }) => project).join(', ')}).`
          : `Le temps sur ${last.project} s'arrête le ${sayDate(last.lastOn)}, à ${sayDays(last.countedQuarterDays / 4)} : tout le budget, et la tâche reste ouverte.`,
        evidence: (fits ? run : [last]).map(keyOfTask),
        fix: null,
      }),
    ];
  });
}

const TRAILING_MONTHS = 6;
const DEVIATIONS = 3;
/** Months that are all alike have a deviation of 0: below five points nothing is said. */
const LEAST_GAP = 0.05;

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

export function checkOutliers(facts: CraCheckFacts): CraFinding[] {
  // A month that is still running is not compared with whole ones.
  if (daysBetween(facts.asOf, lastDayOf(facts.month)) > 0) return [];
  const byPerson = Map.groupBy(facts.workedMonths, ({ consultant }) => consultant);
  return [...byPerson].flatMap(([consultant, months]) => {
    const ratios = months.filter(({ total }) => total > 0).map((one) => ({ ...one, ratio: one.billable / one.total }));
    const own = ratios.find(({ month }) => month === facts.month);
    const trailing = ratios.filter(({ month }) => month < facts.month).map(({ ratio }) => ratio);
    if (!own || trailing.length < TRAILING_MONTHS) return [];
    const usual = medianOf(trailing);
    const deviation = medianOf(trailing.map((ratio) => Math.abs(ratio - usual)));
    const gap = Math.abs(own.ratio - usual);
    if (gap <= Math.max(DEVIATIONS * deviation, LEAST_GAP)) return [];
    return [
      makeFinding('billable_outlier', {
        consultant,
        quarterDays: own.total,
        sentence: `${sayPercent(own.ratio)} de jours facturables, pour ${sayPercent(usual)} d'habitude.`,
        evidence: [`cra/${consultant}/${facts.month}`],
        fix: null,
      }),
    ];
  });
}
