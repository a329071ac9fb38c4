// « la marge de l'équipe de Justine », « mon équipe est-elle chargée en décembre ? »: a figure of each person of a team,
// and their sum where it adds up.

import { fieldWord } from '../answers/write-rows.ts';
import { chooseMeasure } from '../choose-measure.ts';
import { abstain, endWith, inLanguage, isRefused, readTable, say, type Asking, type End, type Plan } from '../plan.ts';
import { makeQuery, type Query } from '../query.ts';
import { has, type Candidate, type Reading } from '../reading.ts';
import { refuseWithheld, sayNoTool, toolOf, writeAnswer } from './read-plan.ts';
import { isOfMyTeam, managerAsked, managerTold, namesTeam, readTeam } from './team.ts';

/** Reports that have a line for each person. */
const OF_PEOPLE: ReadonlySet<string> = new Set(['margin', 'occupancy', 'available']);

/** Null: no team is spoken of, or no report tells that figure of people. */
export function planTeam(reading: Reading, asking: Asking): Plan | null {
  return readTeamFigure(reading, asking) ?? (isOfTeam(reading) ? endWith(sayNoTeam(asking)) : null);
}

/** « la marge de l'équipe de Justine » is not hers; nor is the load of one's team the firm's. */
function isOfTeam(reading: Reading): boolean {
  const report = chooseMeasure(reading)?.report;
  return (namesTeam(reading) && report !== undefined) || (isOfMyTeam(reading) && report === 'capacity');
}

function sayNoTeam({ language }: Asking): End {
  return abstain(
    'no_data',
    inLanguage(
      language,
      'Je ne dis pas ce chiffre pour une équipe ; demandez-le par consultant, ou pour la société.',
      'I do not tell that figure for a team; ask for it by consultant, or for the firm.',
    ),
  );
}

function readTeamFigure(reading: Reading, asking: Asking): Plan | null {
  if (has(reading, '@what_if', '@why', '@compare')) return null;
  const told = managerTold(reading);
  const report = chooseMeasure(reading)?.report;
  // The load is told by profile; of people, the days that are left free are.
  const asked = report === 'capacity' ? 'available' : report;
  if (asked === undefined || !OF_PEOPLE.has(asked)) return null;
  // Of one's own team, the other reports already tell the people whom one reads.
  if (told === null && report !== 'capacity') return null;
  const manager = managerAsked(reading, asking);
  return manager === null ? null : readOfTeam(manager, told, { ...reading, ...measuring(reading, asked) }, asking);
}

function measuring(reading: Reading, report: string): Pick<Reading, 'measures'> {
  return report === 'available'
    ? { measures: [{ report: 'available', field: 'days', weight: 1 }] }
    : { measures: reading.measures };
}

function* readOfTeam(manager: string, told: Candidate | null, reading: Reading, asking: Asking): Plan {
  const { language } = asking;
  const people = yield* readTeam(manager, asking);
  const of = told ? `${told.label} (${told.code})` : inLanguage(language, 'vous', 'you');
  if (people.length === 0)
    return abstain(
      'no_data',
      inLanguage(language, `Je ne vois personne dans l’équipe de ${of}.`, `I see nobody in the team of ${of}.`),
    );
  const query = makeQuery(ofPeople(reading, people, manager), asking);
  if (!query || !asking.tools.has(toolOf(query.report))) return sayNoTool(asking);
  const result = yield* readTable(toolOf(query.report), query.options, query.select);
  if (isRefused(result)) return say(result.sentence);
  const withheld = refuseWithheld(query, result, asking);
  if (withheld) return withheld;
  const head = inLanguage(
    language,
    `Équipe de ${told ? of : asking.person.name}, ${sayHowMany(people.length, language)}`,
    `Team of ${told ? of : asking.person.name}, ${sayHowMany(people.length, language)}`,
  );
  return say(`${head}${saySum(query, result.sums, result.ref, asking)} :\n${writeAnswer(query, result, asking)}`);
}

/** The rest of the team may be out of the asking person's reach. */
function sayHowMany(count: number, language: Asking['language']): string {
  return count === 1
    ? inLanguage(language, 'une seule personne que vous voyez', 'one person that you see')
    : inLanguage(language, `${count} personnes que vous voyez`, `${count} people that you see`);
}

function saySum(
  { field, view }: Query,
  sums: Readonly<Record<string, unknown>>,
  ref: number,
  { language }: Asking,
): string {
  // Rates have no sum.
  if (!(field in sums)) return '';
  return `, ${fieldWord(field, view.fields[field], language)} [[${ref}:sum.${field}]]`;
}

/** The same question, asked of these people. */
function ofPeople(reading: Reading, people: readonly Candidate[], manager: string): Reading {
  const named = reading.names.filter(({ candidates }) => candidates[0]?.code !== manager);
  return {
    ...reading,
    names: [...named, ...people.map((one) => ({ text: one.label, start: 0, candidates: [one] }))],
    kinds: ['consultant'],
    by: null,
    marks: new Map([...reading.marks].filter(([mark]) => !/^@(?:scope|who|list|count|howmany|singular)/.test(mark))),
  };
}
