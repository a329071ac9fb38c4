// The people of the demo firm: who holds each seat, since when, at what cost; who left and was replaced; part-timers.
import { addDays, earlier, type CivilDate } from '../../domain/civil-dates.ts';
import { compareText } from './csv.ts';
import type { Person, Seat, Team } from './facts.ts';
import type { Random } from './random.ts';
import { newcomerArrival, type FirmPlan } from './teams.ts';
import { FIRST_NAMES, LAST_NAMES } from './names.ts';
import { AGENCIES, profileNamed } from './trade.ts';
import { fridayOnOrAfter, mondayOnOrBefore, type Window } from './window.ts';

const MAIL_DOMAIN = 'nordet-conseil.example';

type Hiring = { window: Window; random: Random; names: Set<string>; people: Person[]; agencies: readonly string[] };

/** 'Éléonore Le Gall' → 'eleonore-le-gall' */
export function asciiOf(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z]+/g, '-');
}

function nameSomeone(hiring: Hiring): { firstName: string; lastName: string; email: string } {
  for (;;) {
    const firstName = hiring.random.pick(FIRST_NAMES);
    const lastName = hiring.random.pick(LAST_NAMES);
    const email = `${asciiOf(firstName)}.${asciiOf(lastName)}@${MAIL_DOMAIN}`;
    if (hiring.names.has(email)) continue;
    hiring.names.add(email);
    return { firstName, lastName, email };
  }
}

function skillsFor(profile: string, seniority: number, random: Random): string {
  const skills = random.shuffle(profileNamed(profile).skills).slice(0, random.int(2, 4));
  return skills.map((skill) => `${skill}:${Math.min(5, Math.max(1, seniority + random.int(-1, 2)))}`).join('|');
}

function hire(hiring: Hiring, profile: string, isEmployee: boolean, entry: CivilDate): Person {
  const { random, window } = hiring;
  const years = Number(window.today.slice(0, 4)) - Number(entry.slice(0, 4));
  const person: Person = {
    matricule: '',
    ...nameSomeone(hiring),
    profile,
    isEmployee,
    entry,
    exit: null,
    quota: '1',
    dayQuarters: 4,
    daysOff: [],
    skills: skillsFor(profile, Math.min(4, 2 + Math.floor(years / 3)), random),
    agency: random.pick(hiring.agencies),
    isProductive: profileNamed(profile).rateCents !== null,
    manager: null,
    costs: isEmployee
      ? salaryHistory(profile, entry, window, random)
      : [{ from: entry, cents: independentCost(profile, random) }],
  };
  hiring.people.push(person);
  return person;
}

/** An employee's CJM: today's, and what it was before each January's rise. */
function salaryHistory(
  profile: string,
  entry: CivilDate,
  window: Window,
  random: Random,
): { from: CivilDate; cents: number }[] {
  const thisYear = Number(window.today.slice(0, 4));
  let cents = Math.round(profileNamed(profile).costCents * random.between(0.94, 1.06));
  const history: { from: CivilDate; cents: number }[] = [];
  for (let year = thisYear; year > Number(entry.slice(0, 4)); year -= 1) {
    history.unshift({ from: `${year}-01-01`, cents });
    cents = Math.round(cents / random.between(1.015, 1.03));
  }
  return [{ from: entry, cents }, ...history];
}

/** What an independent is paid a day: four fifths of what the profile is sold, by 5 €. */
function independentCost(profile: string, random: Random): number {
  return Math.round(((profileNamed(profile).rateCents ?? 0) * random.between(0.76, 0.83)) / 500) * 500;
}

function entryBefore(startsAt: CivilDate, isEmployee: boolean, window: Window, random: Random): CivilDate {
  if (startsAt > window.start) return mondayOnOrBefore(addDays(startsAt, -random.int(0, isEmployee ? 10 : 40)));
  // Many arrived in the last years, a few long ago.
  const days = isEmployee ? Math.floor(30 + 3400 * random.next() ** 2) : random.int(20, 700);
  return mondayOnOrBefore(addDays(window.start, -days));
}

function teamsOf(seat: Seat, teams: readonly Team[]): Team[] {
  return teams.filter((team) => team.seats.some((one) => one.seat === seat));
}

function fillSeat(hiring: Hiring, seat: Seat, team: Team): void {
  const { window, random } = hiring;
  const isNewcomer = seat.stories.includes('newcomer');
  const arrival = isNewcomer ? newcomerArrival(window) : null;
  const entry = arrival?.contract ?? entryBefore(team.startsAt, !seat.isIndependent, window, random);
  const person = hire(hiring, seat.profile, !seat.isIndependent, entry);
  seat.occupants.push({ person, from: arrival?.mission ?? (entry < team.startsAt ? team.startsAt : entry) });
}

/** Someone left between two missions; another took the seat for the next one. */
function replaceLeavers(hiring: Hiring, plan: FirmPlan): void {
  const { random, window } = hiring;
  const ordinary = plan.seats.filter((seat) => !seat.isIndependent && seat.stories.length === 0);
  const single = ordinary
    .map((seat) => ({ seat, teams: teamsOf(seat, plan.teams) }))
    .filter(({ teams }) => teams.length === 1 && teams[0]?.kind !== 'tma');
  const shuffled = random.shuffle(single);
  const isStory = (one: (typeof single)[number]): boolean => one.teams[0]?.story !== null;
  let left = plan.leaverCount;
  for (const { seat, teams } of [...shuffled.filter((one) => !isStory(one)), ...shuffled.filter(isStory)]) {
    if (left === 0) return;
    const projects = teams[0]?.projects ?? [];
    const boundaries = projects.slice(1).filter((project) => (project.start ?? '') > addDays(window.start, 60));
    if (boundaries.length === 0 || teams[0]?.story === 'ended') continue;
    const next = random.pick(boundaries);
    const before = projects[projects.indexOf(next) - 1];
    const leaver = seat.occupants[0];
    if (!before?.end || !next.start || !leaver) continue;
    leaver.person.exit = earlier(
      fridayOnOrAfter(addDays(before.end, random.int(0, 9))),
      addDays(window.monthStart, -1),
    );
    const replacement = hire(hiring, seat.profile, true, mondayOnOrBefore(addDays(next.start, -random.int(0, 6))));
    seat.occupants.push({ person: replacement, from: next.start });
    left -= 1;
  }
  if (left > 0) throw new Error(`no mission after which ${left} more people could leave`);
}

const DAYS_OFF = [[3], [3], [5], [1], [3, 5]];

/** About one employee in twelve works four days a week; in a firm of 30 or more, one works every morning. */
function choosePartTimers(hiring: Hiring, plan: FirmPlan): void {
  const ordinary = plan.seats.filter((seat) => {
    const teams = teamsOf(seat, plan.teams);
    return (
      !seat.isIndependent &&
      seat.stories.length === 0 &&
      teams.every((team) => team.story === null && team.kind !== 'tma') &&
      teams.length === 1
    );
  });
  const shuffled = hiring.random.shuffle(ordinary);
  const mornings = shuffled.find(
    (seat) => teamsOf(seat, plan.teams)[0]?.kind === 'regie' && seat.occupants.length === 1,
  )?.occupants[0]?.person;
  if (mornings) {
    mornings.quota = '0.5';
    mornings.dayQuarters = 2;
  }
  const people = shuffled
    .flatMap((seat) => seat.occupants.map(({ person }) => person))
    .filter((person) => person !== mornings && person.exit === null);
  for (const person of people.slice(0, Math.max(1, Math.round(plan.seats.length / 12)))) {
    person.daysOff = hiring.random.pick(DAYS_OFF);
    person.quota = String((5 - person.daysOff.length) / 5);
  }
}

/** Each agency's leads answer to direction, the others to a lead of their agency. */
function chooseManagers(people: readonly Person[], director: Person, random: Random): void {
  const leads = people.filter(
    (person) =>
      ['Chef de projet', 'Tech lead', 'Architecte'].includes(person.profile) &&
      person.isEmployee &&
      person.exit === null,
  );
  for (const person of people) {
    if (person === director) continue;
    const near = leads.filter((lead) => lead.agency === person.agency);
    person.manager =
      leads.includes(person) || !person.isProductive || near.length === 0
        ? director.matricule
        : random.pick(near).matricule;
  }
}

export type Staff = { people: Person[]; director: Person; sales: Person };

/** Fills every seat of the plan; needs the teams' projects, for people leave and join between two of them. */
export function hirePeople(plan: FirmPlan, window: Window, random: Random): Staff {
  const agencies = AGENCIES.slice(0, plan.seats.length < 20 ? 1 : plan.seats.length < 60 ? 3 : AGENCIES.length);
  const hiring: Hiring = { window, random, names: new Set(), people: [], agencies };
  const director = hire(hiring, 'Direction', true, mondayOnOrBefore(addDays(window.start, -3650)));
  let sales = director;
  for (let i = 1; i < plan.officeCount; i += 1) {
    const person = hire(hiring, "Ingénieur d'affaires", true, entryBefore(window.start, true, window, random));
    if (i === 1) sales = person;
  }
  for (const seat of plan.seats) {
    const team = teamsOf(seat, plan.teams).find((one) => one.kind !== 'tma') ?? teamsOf(seat, plan.teams)[0];
    if (!team) throw new Error(`a seat of ${seat.profile} without a team`);
    fillSeat(hiring, seat, team);
  }
  replaceLeavers(hiring, plan);
  choosePartTimers(hiring, plan);
  const people = [...hiring.people].sort((a, b) => compareText(`${a.entry} ${a.email}`, `${b.entry} ${b.email}`));
  people.forEach((person, index) => {
    person.matricule = `C${String(index + 1).padStart(3, '0')}`;
  });
  chooseManagers(people, director, random);
  return { people, director, sales };
}
