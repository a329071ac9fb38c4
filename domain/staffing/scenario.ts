// What the firm would be if: somebody leaves, a client's work slips, a price changes, a deal is won. Facts in, facts out:
// nothing is saved.
import { addDays, civilDate, daysBetween, daysInMonth, later, type CivilDate } from '../civil-dates.ts';
import { sayDate, sayNumber } from '../french.ts';
import { addMonths, monthOf } from '../periods.ts';
import type { OpportunityFact, StaffingFacts } from './find-needs.ts';
import type { StaffBooking, StaffPerson } from './staff-person.ts';

export type Scenario = {
  /** Code of who leaves: their last day is the day before `from`. */
  readonly leaves: string | null;
  /** Code of the client whose work is done `months` later, from the day on. */
  readonly slips: string | null;
  readonly months: number;
  /** Change of the TJM, percent; of one client or one project, or of all. */
  readonly ratePercent: number | null;
  readonly client: string | null;
  readonly project: string | null;
  /** Code of the opportunity that is won, to start on the day. */
  readonly wins: string | null;
  readonly from: CivilDate | null;
};

export type Supposed = { readonly facts: StaffingFacts; readonly sentences: readonly string[] };

/** The same day so many months later; the last of a shorter month. */
export function addMonthsTo(date: CivilDate, months: number): CivilDate {
  const month = addMonths(monthOf(date), months);
  const [year, number] = [Number(month.slice(0, 4)), Number(month.slice(5, 7))];
  return civilDate(year, number, Math.min(Number(date.slice(8, 10)), daysInMonth(year, number)));
}

function withBookings(facts: StaffingFacts, change: (booking: StaffBooking) => readonly StaffBooking[]): StaffPerson[] {
  return facts.people.map((person) => ({ ...person, bookings: person.bookings.flatMap(change) }));
}

function targetsOf(facts: StaffingFacts, client: string): Set<string> {
  return new Set(
    [...facts.projects, ...facts.opportunities].filter((deal) => deal.client === client).map(({ code }) => code),
  );
}

function shift(date: CivilDate | null, months: number): CivilDate | null {
  return date === null ? null : addMonthsTo(date, months);
}

/** What was to be done from the day on is done so many months later; what is done before stays. */
function slipBooking(booking: StaffBooking, from: CivilDate, months: number): StaffBooking[] {
  if (booking.worksUntil !== null && booking.worksUntil < from) return [booking];
  const before = addDays(from, -1);
  const resumes = addMonthsTo(later(booking.worksFrom, from), months);
  const rest: StaffBooking = {
    ...booking,
    startsOn: resumes,
    worksFrom: resumes,
    endsOn: shift(booking.endsOn, months),
    worksUntil: shift(booking.worksUntil, months),
  };
  return booking.worksFrom >= from ? [rest] : [{ ...booking, endsOn: before, worksUntil: before }, rest];
}

function slip(facts: StaffingFacts, client: string, months: number, from: CivilDate): StaffingFacts {
  const targets = targetsOf(facts, client);
  const slipDeal = <D extends { client: string | null; startsOn: CivilDate | null; endsOn: CivilDate | null }>(
    deal: D,
  ): D =>
    deal.client !== client
      ? deal
      : {
          ...deal,
          startsOn: deal.startsOn === null || deal.startsOn < from ? deal.startsOn : addMonthsTo(deal.startsOn, months),
          endsOn: deal.endsOn === null || deal.endsOn < from ? deal.endsOn : addMonthsTo(deal.endsOn, months),
        };
  return {
    ...facts,
    people: withBookings(facts, (booking) =>
      targets.has(booking.target) ? slipBooking(booking, from, months) : [booking],
    ),
    opportunities: facts.opportunities.map(slipDeal),
    projects: facts.projects.map(slipDeal),
  };
}

function reprice(facts: StaffingFacts, percent: number, isConcerned: (target: string) => boolean): StaffingFacts {
  const changed = (cents: number): number => Math.round((cents * (100 + percent)) / 100);
  const rate = (cents: number | null): number | null => (cents === null ? null : changed(cents));
  return {
    ...facts,
    people: withBookings(facts, (booking) => [
      isConcerned(booking.target) ? { ...booking, dailyRateCents: rate(booking.dailyRateCents) } : booking,
    ]),
    opportunities: facts.opportunities.map((deal) =>
      isConcerned(deal.code)
        ? { ...deal, rates: new Map([...deal.rates].map(([profile, cents]) => [profile, changed(cents)])) }
        : deal,
    ),
    projects: facts.projects.map((project) =>
      isConcerned(project.code)
        ? {
            ...project,
            remaining: project.remaining.map((line) => ({ ...line, dailyRateCents: rate(line.dailyRateCents) })),
          }
        : project,
    ),
  };
}

/** Signed: what was pencilled in for it is firm; with a day, all of it starts that day. */
function win(facts: StaffingFacts, deal: OpportunityFact, from: CivilDate | null): StaffingFacts {
  const days = from === null || deal.startsOn === null ? 0 : daysBetween(deal.startsOn, from);
  const move = (date: CivilDate | null): CivilDate | null => (date === null ? null : addDays(date, days));
  return {
    ...facts,
    people: withBookings(facts, (booking) => [
      booking.target !== deal.code
        ? booking
        : {
            ...booking,
            status: 'ferme',
            startsOn: addDays(booking.startsOn, days),
            worksFrom: addDays(booking.worksFrom, days),
            endsOn: move(booking.endsOn),
            worksUntil: move(booking.worksUntil),
          },
    ]),
    opportunities: facts.opportunities.map((one) =>
      one.code === deal.code
        ? {
            ...one,
            stage: 'gagnee',
            probabilityPercent: 100,
            startsOn: move(one.startsOn) ?? from,
            endsOn: move(one.endsOn),
          }
        : one,
    ),
  };
}

type Step = (
  facts: StaffingFacts,
) => { readonly facts: StaffingFacts; readonly sentence: string } | { readonly refusal: string };

function stepsOf(scenario: Scenario, from: CivilDate): Step[] {
  const { leaves, slips, months, ratePercent, client, project, wins } = scenario;
  const steps: Step[] = [];
  if (slips !== null)
    steps.push((facts) =>
      targetsOf(facts, slips).size === 0
        ? { refusal: `Client inconnu, ou sans affaire : ${slips}.` }
        : {
            facts: slip(facts, slips, months, from),
            sentence: `${slips} : ce qui était prévu à partir du ${sayDate(from)} est fait ${months} mois plus tard.`,
          },
    );
  if (wins !== null)
    steps.push((facts) => {
      const deal = facts.opportunities.find(({ code }) => code === wins);
      if (!deal) return { refusal: `Opportunité inconnue : ${wins}.` };
      const start = scenario.from === null ? '' : `, démarrage le ${sayDate(scenario.from)}`;
      return { facts: win(facts, deal, scenario.from), sentence: `${wins} est gagnée${start}.` };
    });
  if (ratePercent !== null)
    steps.push((facts) => {
      const targets = client === null ? null : targetsOf(facts, client);
      if (targets?.size === 0) return { refusal: `Client inconnu, ou sans affaire : ${client}.` };
      if (project !== null && !facts.projects.some(({ code }) => code === project))
        return { refusal: `Projet inconnu : ${project}.` };
      const concerned = (target: string) =>
        (project === null || target === project) && (targets === null || targets.has(target));
      return {
        facts: reprice(facts, ratePercent, concerned),
        sentence: `TJM ${ratePercent > 0 ? '+' : '−'}${sayNumber(Math.abs(ratePercent))} % sur ${project ?? client ?? 'tout'}.`,
      };
    });
  if (leaves !== null)
    steps.push((facts) => {
      const person = facts.people.find(({ code }) => code === leaves);
      if (!person) return { refusal: `Consultant inconnu : ${leaves}.` };
      const people = facts.people.map((one) => (one.code === leaves ? { ...one, leftOn: addDays(from, -1) } : one));
      return { facts: { ...facts, people }, sentence: `${person.name} (${leaves}) part le ${sayDate(from)}.` };
    });
  return steps;
}

/** @returns the firm as it would be, told in sentences (as it is when nothing is supposed); a refusal when what is supposed is about nothing. */
export function suppose(facts: StaffingFacts, scenario: Scenario): Supposed | { readonly refusal: string } {
  const tomorrow = addDays(facts.asOf, 1);
  const steps = stepsOf(scenario, later(scenario.from ?? tomorrow, tomorrow));
  const sentences: string[] = [];
  let supposed = facts;
  for (const step of steps) {
    const done = step(supposed);
    if ('refusal' in done) return done;
    supposed = done.facts;
    sentences.push(done.sentence);
  }
  return { facts: supposed, sentences };
}
