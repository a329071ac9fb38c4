// What would have to be decided for a supposition to become the plan: each change as its command takes it, with the other
// people one may choose. Nothing is proposed here.
import { addDays, later, type CivilDate } from '../civil-dates.ts';
import { compareCodes } from '../codes.ts';
import { sayDate, sayEurosAndCents } from '../french.ts';
import { threeAlternatives } from './alternatives.ts';
import { rankCandidates, readyPeople } from './candidates.ts';
import type { StaffingFacts } from './find-needs.ts';
import { FULL_SHARE } from './free-time.ts';
import type { Need, Place } from './need.ts';
import { addMonthsTo, type Scenario } from './scenario.ts';
import type { StaffBooking, StaffPerson } from './staff-person.ts';
import type { StaffingWeights } from './weights.ts';

type Input = Readonly<Record<string, string | number | null>>;

export type ReadyChange = {
  readonly command: string;
  readonly input: Input;
  /** Other inputs of the same command: other people for the same need. */
  readonly alternatives: readonly Input[];
  readonly sentence: string;
};

/** A list that a person reads before they decide on it. */
const MOST_CHANGES = 50;

function change(command: string, input: Input, sentence: string): ReadyChange {
  return { command, input, alternatives: [], sentence };
}

/** Who takes the needs that the supposition opens. A person is offered first once: else one approval undoes the next. */
function fillNeeds(
  facts: StaffingFacts,
  opened: readonly { readonly need: Need; readonly place: Place }[],
  weights: StaffingWeights,
): ReadyChange[] {
  const tomorrow = addDays(facts.asOf, 1);
  const ends = opened.map(({ place }) => place.endsOn);
  const people = readyPeople(facts.people, { startsOn: tomorrow, endsOn: ends.reduce(later, tomorrow) });
  const taken = new Set<string>();
  return opened.flatMap(({ need, place }): ReadyChange[] => {
    if (need.project === null && need.opportunity === null) return [];
    const { candidates } = rankCandidates(people, need, { place, weights });
    const free = candidates.filter(({ person }) => !taken.has(person.code));
    const [first, ...others] = threeAlternatives(need, free.length > 0 ? free : candidates);
    if (!first) return [];
    taken.add(first.candidate.person.code);
    const same = others.filter(({ ready }) => ready.command === first.ready.command);
    return [
      {
        command: first.ready.command,
        input: { ...first.ready.input },
        alternatives: same.map(({ ready }) => ({ ...ready.input })),
        sentence: first.sentence,
      },
    ];
  });
}

function slipDates(startsOn: CivilDate | null, endsOn: CivilDate | null, from: CivilDate, months: number) {
  return {
    ...(startsOn !== null && startsOn >= from && { start: addMonthsTo(startsOn, months) }),
    ...(endsOn !== null && endsOn >= from && { end: addMonthsTo(endsOn, months) }),
  };
}

/** The dates of the client's deals and projects. */
function slipDeals(facts: StaffingFacts, client: string, from: CivilDate, months: number): ReadyChange[] {
  const sayMoved = (start: string | undefined, end: string | undefined): string =>
    [start && `début le ${sayDate(start)}`, end && `fin le ${sayDate(end)}`].filter((part) => part).join(', ');
  const projects = facts.projects
    .filter((one) => one.client === client && one.running)
    .flatMap(({ code, startsOn, endsOn }) => {
      const { start, end } = slipDates(startsOn, endsOn, from, months);
      if (start === undefined && end === undefined) return [];
      const input = {
        code,
        ...(start !== undefined && { startsOn: start }),
        ...(end !== undefined && { endsOn: end }),
      };
      return [change('update_project', input, `${code} : ${sayMoved(start, end)}.`)];
    });
  const deals = facts.opportunities
    .filter((one) => one.client === client && one.stage !== 'perdue' && !one.hasProject)
    .flatMap(({ code, startsOn, endsOn }) => {
      const { start, end } = slipDates(startsOn, endsOn, from, months);
      if (start === undefined && end === undefined) return [];
      const input = {
        code,
        ...(start !== undefined && { plannedStartOn: start }),
        ...(end !== undefined && { plannedEndOn: end }),
      };
      return [change('update_opportunity', input, `${code} : ${sayMoved(start, end)}.`)];
    });
  return [...projects, ...deals];
}

/** Not begun: moved. Running: ended the day before, and booked again for what is left. */
function slipBooking(
  facts: StaffingFacts,
  { code: consultant, name }: StaffPerson,
  booking: StaffBooking,
  from: CivilDate,
  months: number,
): ReadyChange[] {
  const { code, target, startsOn, endsOn, ownRateCents = null } = booking;
  if (endsOn !== null && endsOn < from) return [];
  const end = endsOn === null ? null : addMonthsTo(endsOn, months);
  if (startsOn >= from) {
    const start = addMonthsTo(startsOn, months);
    return [
      change(
        'move_assignment',
        { code, startsOn: start, endsOn: end },
        `${name} (${code}) sur ${target} : commence le ${sayDate(start)}.`,
      ),
    ];
  }
  const resumes = addMonthsTo(from, months);
  const onProject = facts.projects.some((project) => project.code === target);
  const again = {
    consultant,
    project: onProject ? target : null,
    opportunity: onProject ? null : target,
    profile: booking.profile,
    startsOn: resumes,
    endsOn: end,
    quota: booking.share / FULL_SHARE,
    status: booking.status,
    ...(ownRateCents !== null && { dailyRate: ownRateCents / 100 }),
  };
  const last = addDays(from, -1);
  return [
    change('end_assignment', { code, endsOn: last }, `${name} (${code}) sur ${target} : s’arrête le ${sayDate(last)}.`),
    change('assign_consultant', again, `${name} sur ${target} : reprend le ${sayDate(resumes)}.`),
  ];
}

function bookingsOn(facts: StaffingFacts, targets: ReadonlySet<string> | null) {
  return facts.people
    .flatMap((person) => person.bookings.map((booking) => ({ person, booking })))
    .filter(({ booking }) => targets === null || targets.has(booking.target))
    .toSorted((a, b) => compareCodes(a.booking.code, b.booking.code));
}

function targetsOf(facts: StaffingFacts, client: string): Set<string> {
  const deals = [...facts.projects, ...facts.opportunities].filter((deal) => deal.client === client);
  return new Set(deals.map(({ code }) => code));
}

/** The bookings that have a TJM of their own; those sold at their project's are its contract's to change. */
function reprice(facts: StaffingFacts, percent: number, scenario: Scenario, from: CivilDate): ReadyChange[] {
  const targets = scenario.client === null ? null : targetsOf(facts, scenario.client);
  return bookingsOn(facts, targets).flatMap(({ person, booking }) => {
    const { code, target, endsOn, ownRateCents = null } = booking;
    if (ownRateCents === null || (endsOn !== null && endsOn < from)) return [];
    if (scenario.project !== null && target !== scenario.project) return [];
    const dailyRate = Math.round((ownRateCents * (100 + percent)) / 100) / 100;
    const sentence = `${person.name} (${code}) sur ${target} : TJM de ${sayEurosAndCents(dailyRate)}.`;
    return [change('move_assignment', { code, dailyRate }, sentence)];
  });
}

/**
 * @param opened the needs that are open in the supposition and were not before.
 * @returns in the order in which to decide: the deals, their people, then who takes what is opened.
 */
export function readyChanges(
  now: StaffingFacts,
  supposed: StaffingFacts,
  scenario: Scenario,
  opened: readonly { readonly need: Need; readonly place: Place }[],
  weights: StaffingWeights,
): { changes: ReadyChange[]; leftOut: number } {
  const tomorrow = addDays(now.asOf, 1);
  const from = later(scenario.from ?? tomorrow, tomorrow);
  const { slips, months, wins, ratePercent } = scenario;
  const won = now.opportunities.find(({ code, stage }) => code === wins && stage !== 'gagnee');
  const changes = [
    ...(slips === null ? [] : slipDeals(now, slips, from, months)),
    ...(slips === null
      ? []
      : bookingsOn(now, targetsOf(now, slips)).flatMap(({ person, booking }) =>
          slipBooking(now, person, booking, from, months),
        )),
    ...(won ? [change('win_opportunity', { code: won.code }, `${won.code} est gagnée.`)] : []),
    ...(ratePercent === null ? [] : reprice(now, ratePercent, scenario, from)),
    ...fillNeeds(supposed, opened, weights),
  ];
  return { changes: changes.slice(0, MOST_CHANGES), leftOut: Math.max(0, changes.length - MOST_CHANGES) };
}
