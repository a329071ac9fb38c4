// Random people: profiles, consultants with every kind of contract, their costs and absences.
import { addDays, addMonths, firstDay, lastDay } from './calendar.ts';
import type { Day, Month } from './calendar.ts';
import { day, hundredths, quarters } from './random-source.ts';
import type { CsvRow, Random } from './random-source.ts';

/** The months that a random firm has lived, first and last included. */
export type Span = { months: Month[]; first: Day; last: Day };

export type Person = {
  code: string;
  profile: string;
  entry: Day;
  exit: Day | null;
  isIndependent: boolean;
};

export const PROFILES = ['Développeur', 'Développeur senior', 'Chef de projet', 'Architecte', 'data engineer'];

// Prefixes that a database's collation would sort otherwise than code points do.
const PREFIXES = ['C', 'C', 'C', 'c', 'É', 'Z_', 'a-'];

export const randomCode = (random: Random, prefixes: readonly string[], index: number): string =>
  `${random.pick(prefixes)}${String(index).padStart(3, '0')}`;

export function randomProfiles(random: Random): CsvRow[] {
  return PROFILES.map((profil) => ({
    profil,
    tjm_cible: random.chance(0.8) ? hundredths(random.int(400, 900) * 100) : null,
    cjm_prevu: random.chance(0.85) ? hundredths(random.int(25000, 48000)) : null,
  }));
}

/** Working times: full, part with the days off known, part without. */
const WORKING_TIMES: readonly { quotite: number | null; daysOff: string | null }[] = [
  { quotite: null, daysOff: null },
  { quotite: 100, daysOff: null },
  { quotite: 100, daysOff: null },
  { quotite: 100, daysOff: null },
  { quotite: 80, daysOff: 'mercredi' },
  { quotite: 80, daysOff: null },
  { quotite: 60, daysOff: 'lundi|vendredi' },
  { quotite: 50, daysOff: null },
  { quotite: 90, daysOff: 'vendredi' },
];

export function randomConsultants(random: Random, span: Span, count: number): { people: Person[]; rows: CsvRow[] } {
  const people: Person[] = [];
  const rows: CsvRow[] = [];
  for (let index = 1; index <= count; index += 1) {
    const code = randomCode(random, PREFIXES, index);
    const entry = random.chance(0.3) ? random.day(span.first, span.last) : random.day('2019-01-01', span.first);
    const leaves = random.chance(0.2);
    const exit = leaves ? random.day(entry > span.first ? entry : span.first, span.last) : null;
    const time = random.pick(WORKING_TIMES);
    const isIndependent = random.chance(0.25);
    const profile = random.pick(PROFILES);
    rows.push({
      matricule: code,
      prenom: random.pick(['Zoé', 'Anne-Lise', 'Jean', 'Ludivine', 'Noël']),
      nom: random.pick(["O'Neil", 'Le Goff', 'Nguyên', 'Dit "Petit"', 'Martin; fils']),
      email: random.chance(0.9) ? `personne${String(index)}@esn.example` : null,
      profil: profile,
      type: isIndependent ? 'independant' : 'salarie',
      date_entree: day(entry),
      date_sortie: day(exit),
      quotite: time.quotite === null ? null : hundredths(time.quotite),
      competences: random.pick(['', 'TypeScript:4|AWS:3', 'SQL:5']),
      agence: random.pick(['', 'Lyon', 'Paris']),
      jours_non_travailles: time.daysOff,
      productif: random.pick(['', 'oui', 'oui', 'oui', 'oui', 'oui', 'oui', 'non']),
      manager: people.length > 0 && random.chance(0.6) ? random.pick(people).code : null,
    });
    people.push({ code, profile, entry, exit, isIndependent });
  }
  return { people, rows };
}

/** Costs that change on any day; some people have none, or none yet on their first days. */
export function randomCosts(random: Random, span: Span, people: readonly Person[]): CsvRow[] {
  return people.flatMap((person) => {
    if (random.chance(0.06)) return [];
    const first = random.chance(0.15) ? random.day(person.entry, span.last) : person.entry;
    const starts = new Set([first]);
    while (random.chance(0.5)) starts.add(random.day(span.first, span.last));
    return random.shuffle([...starts]).map((debut) => ({
      matricule: person.code,
      debut: day(debut),
      cjm: hundredths(random.int(18000, 62000)),
    }));
  });
}

const ABSENCE_TYPES = [
  'cp',
  'cp',
  'cp',
  'rtt',
  'rtt',
  'maladie',
  'sans_solde',
  'maternite',
  'parental',
  'formation',
  'autre',
];

function randomAbsence(random: Random, person: string, around: Day): CsvRow {
  const type = random.pick(ABSENCE_TYPES);
  const length = type === 'maternite' ? random.int(10, 60) : random.pick([0, 0, 0, 1, 4, 11]);
  const startsAtNoon = random.chance(0.2);
  // A day cannot begin at noon and end at noon: such an absence would end before it starts.
  const endsAtNoon = random.chance(0.2) && !(length === 0 && startsAtNoon);
  return {
    matricule: person,
    type,
    debut: day(around),
    fin: day(addDays(around, length)),
    debut_apres_midi: startsAtNoon ? 'oui' : random.pick(['', 'non']),
    fin_matin: endsAtNoon ? 'oui' : random.pick(['', 'non']),
    statut: random.pick(['validee', 'validee', 'validee', 'validee', 'demandee', 'refusee']),
  };
}

/** Absences past and to come, some on top of others, of the same kind or of another. */
export function randomAbsences(random: Random, span: Span, people: readonly Person[]): CsvRow[] {
  return people.flatMap((person) => {
    const rows: CsvRow[] = [];
    for (const month of [...span.months, addMonths(span.months.at(-1) ?? '', 2)]) {
      if (!random.chance(0.5)) continue;
      const around = random.day(firstDay(month), lastDay(month));
      rows.push(randomAbsence(random, person.code, around));
      if (random.chance(0.2)) {
        rows.push(randomAbsence(random, person.code, addDays(around, random.int(0, 1))));
      }
    }
    return rows;
  });
}

/** A time worked, in quarters of a day. */
export type Worked = { person: string; date: Day; project: string; quarters: number };

export const timeRow = (worked: Worked, status: string, comment: string): CsvRow => ({
  matricule: worked.person,
  date: day(worked.date),
  projet: worked.project,
  jours: quarters(worked.quarters),
  statut: status,
  commentaire: comment,
});
