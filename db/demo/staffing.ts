// Who is on which project, from when to when, at what price: the assignments that come from the teams' seats,
// and the tentative ones for those who are free soon.
import { addDays, earlier, later, type CivilDate } from '../../domain/civil-dates.ts';
import type { Assignment, Person, Project, Seat, Team } from './facts.ts';
import type { Random } from './random.ts';
import { profileNamed, TIME_BILLED_IN_HYBRID } from './trade.ts';
import { fridayOnOrBefore, type Window } from './window.ts';

export type Staffed = {
  assignments: Assignment[];
  /** By what the seat's story needs. */
  byStory: Map<string, Assignment>;
};

export function isTimeBilled(project: Project): boolean {
  return project.contract === 'regie' || project.contract === 'regie_plafonnee';
}

/** A project's TJM for a profile, by 5 €; none where the profile is part of a fixed price or a fee. */
export function rateFor(project: Project, profile: string, window: Window, random: Random): number | null {
  const isSoldByDay =
    isTimeBilled(project) || (project.contract === 'hybride' && TIME_BILLED_IN_HYBRID.includes(profile));
  if (!isSoldByDay) return null;
  const yearsAgo = Number(window.today.slice(0, 4)) - Number((project.start ?? window.today).slice(0, 4));
  const target = (profileNamed(profile).rateCents ?? 0) * (project.client?.priceFactor ?? 1) * (1 - 0.02 * yearsAgo);
  return Math.round((target * random.between(0.98, 1.02)) / 500) * 500;
}

// The person who rolls off left the project on the Friday before this many days ago.
const ROLLED_OFF_DAYS_AGO = 16;

function endOf(seat: Seat, project: Project, window: Window): CivilDate {
  const end = project.end ?? window.today;
  if (!seat.stories.includes('rolls_off') || end < window.today) return end;
  return fridayOnOrBefore(addDays(window.today, -ROLLED_OFF_DAYS_AGO));
}

type Mission = { person: Person; start: CivilDate; end: CivilDate };

/** Who sits there while the project runs: one person, then the one who replaced them. */
function missionsOf(seat: Seat, project: Project, window: Window): Mission[] {
  return seat.occupants.flatMap(({ person, from }, index) => {
    const next = seat.occupants[index + 1];
    const start = later(project.start ?? from, from);
    const end = next ? earlier(endOf(seat, project, window), addDays(next.from, -1)) : endOf(seat, project, window);
    return start <= end ? [{ person, start, end: earlier(end, person.exit ?? end) }] : [];
  });
}

/** A long time-and-materials mission is sold a little dearer from January on. */
function splitAtRise(mission: Mission, project: Project): Mission[] {
  const january = `${mission.end.slice(0, 4)}-01-01`;
  const isLong =
    project.contract === 'regie' && mission.start < addDays(january, -120) && mission.end > addDays(january, 60);
  if (!isLong) return [mission];
  return [
    { ...mission, end: addDays(january, -1) },
    { ...mission, start: january },
  ];
}

function assignTeam(team: Team, window: Window, random: Random, staffed: Staffed): void {
  for (const project of team.projects) {
    const rates = new Map<string, number | null>();
    const rateOf = (profile: string): number | null => {
      if (!rates.has(profile)) rates.set(profile, rateFor(project, profile, window, random));
      return rates.get(profile) ?? null;
    };
    for (const { seat, quarters } of team.seats) {
      for (const whole of missionsOf(seat, project, window)) {
        splitAtRise(whole, project).forEach((mission, index) => {
          const soldAt = rateOf(seat.profile);
          const rateCents = soldAt === null ? null : soldAt + index * 1000;
          const assignment = assign(
            project,
            mission,
            seat,
            Math.min(quarters, mission.person.dayQuarters),
            rateCents,
            random,
          );
          staffed.assignments.push(assignment);
          if (project.status === 'en_cours') for (const story of seat.stories) staffed.byStory.set(story, assignment);
        });
      }
    }
  }
}

function assign(
  project: Project,
  mission: Mission,
  seat: Seat,
  quarters: number,
  rateCents: number | null,
  random: Random,
): Assignment {
  return {
    code: '',
    project,
    person: mission.person,
    profile: seat.profile,
    start: mission.start,
    end: mission.end,
    quarters,
    rateCents,
    costCents: mission.person.isEmployee ? null : missionCost(project, mission.person, seat, rateCents, random),
    isFirm: true,
  };
}

/** What an independent is paid on a mission; one of them costs more than they are sold. */
function missionCost(project: Project, person: Person, seat: Seat, rateCents: number | null, random: Random): number {
  const usual = person.costs[0]?.cents ?? 0;
  if (rateCents === null) return usual;
  if (seat.stories.includes('negative_margin') && project.status === 'en_cours')
    return rateCents + random.int(3, 6) * 500;
  return Math.min(usual, Math.round((rateCents * 0.84) / 500) * 500);
}

export function staffTeams(teams: readonly Team[], window: Window, random: Random): Staffed {
  const staffed: Staffed = { assignments: [], byStory: new Map() };
  for (const team of teams) assignTeam(team, window, random, staffed);
  return staffed;
}

export function numberAssignments(assignments: readonly Assignment[]): void {
  assignments.forEach((assignment, index) => {
    assignment.code = `A${String(index + 1).padStart(5, '0')}`;
  });
}

/** The people with no firm assignment today, nor on the days just after. */
export function benchAt(people: readonly Person[], assignments: readonly Assignment[], today: CivilDate): Person[] {
  const nextWeek = addDays(today, 7);
  const busy = new Set(
    assignments
      .filter((one) => one.isFirm && one.start <= nextWeek && (one.end === null || one.end >= today))
      .map((one) => one.person),
  );
  return people.filter(
    (person) => person.isProductive && (person.exit === null || person.exit >= today) && !busy.has(person),
  );
}
