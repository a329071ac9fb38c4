// Random CRAs: ordinary days most of the time, and every way of filling one wrongly now and then.
import { addDays, daysFrom, firstDay, isWorkingDay, lastDay } from './calendar.ts';
import type { Day } from './calendar.ts';
import type { Deal, Mission } from './random-deals.ts';
import { timeRow } from './random-people.ts';
import type { Person, Span, Worked } from './random-people.ts';
import type { CsvRow, Random } from './random-source.ts';

/** Quarters of a day, by project in turn: ordinary days, short ones, and days that are too full. */
const SPLITS: readonly (readonly number[])[] = [
  [4],
  [4],
  [4],
  [4],
  [4],
  [4],
  [2, 2],
  [2, 2],
  [3, 1],
  [1, 1, 2],
  [2],
  [4, 2],
];

function pickProject(random: Random, deals: readonly Deal[], missions: readonly Mission[], date: Day): string {
  const current = missions.filter((mission) => mission.start <= date && (mission.end === null || date <= mission.end));
  if (random.chance(0.03)) return random.pick(deals).code;
  return current.length === 0 || random.chance(0.04) ? 'INT01' : random.pick(current).project;
}

function workOf(
  random: Random,
  person: Person,
  deals: readonly Deal[],
  missions: readonly Mission[],
  date: Day,
): Worked[] {
  const rows = random.pick(SPLITS).map((quarters) => ({
    person: person.code,
    date,
    project: pickProject(random, deals, missions, date),
    quarters,
  }));
  const first = rows[0];
  // A day typed twice.
  return first && random.chance(0.015) ? [...rows, first] : rows;
}

function isWorked(random: Random, person: Person, date: Day): boolean {
  const isThere = person.entry <= date && (person.exit === null || date <= person.exit);
  if (!isThere) return random.chance(0.01);
  return random.chance(isWorkingDay(date) ? 0.93 : 0.02);
}

/** How far a CRA has gone: old ones are validated, fresh ones less so. */
function statusOf(random: Random, span: Span, date: Day): string {
  const isFresh = date > addDays(span.last, -75);
  const isValidated = random.chance(isFresh ? 0.6 : 0.94);
  return isValidated ? 'valide' : random.pick(['soumis', 'soumis', 'brouillon']);
}

const COMMENTS = ['', '', '', '', 'dit "urgent"', 'a;b,c\td', '=HYPERLINK(1)', 'deux\nlignes'];

export function randomTimes(
  random: Random,
  span: Span,
  people: readonly Person[],
  deals: readonly Deal[],
  missions: readonly Mission[],
): CsvRow[] {
  const rows: CsvRow[] = [];
  for (const person of people) {
    const own = missions.filter((mission) => mission.person === person.code);
    for (const month of span.months) {
      const days = daysFrom(firstDay(month), lastDay(month)).filter((date) => isWorked(random, person, date));
      // Some months are forgotten, others are typed and never submitted.
      if (random.chance(0.05)) continue;
      const isDraft = random.chance(0.04);
      for (const date of days) {
        for (const worked of workOf(random, person, deals, own, date)) {
          const status = isDraft ? 'brouillon' : statusOf(random, span, date);
          rows.push(timeRow(worked, status, random.pick(COMMENTS)));
        }
      }
    }
  }
  return random.chance(0.5) ? random.shuffle(rows) : rows;
}
