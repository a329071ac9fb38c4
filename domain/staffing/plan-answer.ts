// What a solved plan says: who goes where, who is taken from today's plan, what it changes in euros, and for each need
// that is not served the constraint that holds it.
import { compareCodes } from '../codes.ts';
import { readyCommand, type StaffingAim } from './alternatives.ts';
import { canTakeOver, centsOfDays } from './candidates.ts';
import { FULL_SHARE, loadSpans, presenceIn, quartersIn, quartersOfShare } from './free-time.ts';
import { isEligible, type Choice, type PlanNeed, type PlanProblem } from './plan-problem.ts';
import { worthTo } from './plan-model.ts';

/** optimal: nothing better by more than one part in ten thousand; within_gap: nothing better by more than the gap; time_limit: the best found in the time given. */
export const PLAN_STATES = ['optimal', 'within_gap', 'time_limit'] as const;
export type PlanState = (typeof PLAN_STATES)[number];

/** What holds a need that a plan does not serve. */
export const PLAN_CONSTRAINTS = ['profile', 'skills', 'presence', 'load', 'margin'] as const;
export type PlanConstraint = (typeof PLAN_CONSTRAINTS)[number];

export type SolvedPlan = {
  readonly aim: StaffingAim;
  /** 1 a chosen column of the model. */
  readonly chosen: ArrayLike<number>;
  readonly state: PlanState;
  /** Nothing can be better by more than this share; null: not proven. */
  readonly gap: number | null;
};

function isChosen(plan: SolvedPlan, column: number): boolean {
  return (plan.chosen[column] ?? 0) > 0.5;
}

const euros = (cents: number): number => cents / 100;

function sumOf(choices: readonly Choice[], value: (choice: Choice) => number): number {
  return choices.reduce((total, choice) => total + value(choice), 0);
}

function overlap(a: Choice, b: Choice): boolean {
  return a.offer.startsOn <= b.offer.endsOn && b.offer.startsOn <= a.offer.endsOn;
}

/** Days of the employees that nobody is booked on if all that is chosen happens, and what they cost. */
function benchOf({ people, span }: PlanProblem, chosen: readonly Choice[]): { days: number; cost: number } {
  let [quarters, cents] = [0, 0];
  for (const [i, { person, work, firm }] of people.entries()) {
    if (person.employment !== 'salarie') continue;
    const present = presenceIn(person, span);
    const capacity = Math.floor((quartersIn(work, present) * work.maxShare) / FULL_SHARE);
    const booked = loadSpans(firm, present).reduce((total, one) => total + quartersOfShare(work, one, one.load), 0);
    const given = sumOf(chosen, (choice) => (choice.person === i ? choice.offer.quarterDays : 0));
    const free = Math.max(0, capacity - booked - given);
    quarters += free;
    cents += centsOfDays(free, person.dailyCostCents);
  }
  return { days: quarters / 4, cost: euros(cents) };
}

type Held = { readonly constraint: PlanConstraint; readonly detail: string; readonly taken_by: string[] };

/** Nobody could be chosen at all: for want of the profile, of a required skill, of presence, or of a free day. */
function explainNoChoice(problem: PlanProblem, { need, place }: PlanNeed): Held {
  const eligible = problem.people.filter(({ person }) => isEligible(person, need, problem.settings));
  if (eligible.length === 0) {
    const profiled = problem.people.some(({ person }) => person.profile === need.profile);
    if (!profiled || need.profile === null)
      return { constraint: 'profile', detail: `Personne n'est ${need.profile ?? 'de ce profil'}.`, taken_by: [] };
    return { constraint: 'skills', detail: 'Personne n’a toutes les compétences exigées.', taken_by: [] };
  }
  const there = eligible.filter(({ person }) => {
    const present = presenceIn(person, place);
    return present.startsOn <= present.endsOn;
  });
  if (there.length === 0)
    return {
      constraint: 'presence',
      detail: 'Personne de ce profil n’est dans l’entreprise à ces dates.',
      taken_by: [],
    };
  const codes = there
    .map(({ person }) => person.code)
    .slice(0, 5)
    .join(', ');
  return { constraint: 'load', detail: `Tous pris par des missions fermes : ${codes}.`, taken_by: [] };
}

function explainUnserved(problem: PlanProblem, plan: SolvedPlan, index: number, chosen: readonly Choice[]): Held {
  const planned = problem.needs[index];
  if (!planned) throw new Error(`the plan has no need ${index}`);
  const own = problem.choices.filter(
    (choice, column) => choice.need === index && choice.kind === 'assign' && !isChosen(plan, column),
  );
  if (own.length === 0 && !chosen.some(({ need }) => need === index)) return explainNoChoice(problem, planned);
  if (own.length === 0)
    return {
      constraint: 'load',
      detail: 'Ceux qui peuvent le prendre y donnent déjà tous leurs jours libres.',
      taken_by: [],
    };
  if (own.every((choice) => worthTo(plan.aim, choice, problem) <= 0))
    return { constraint: 'margin', detail: 'Personne ne peut le prendre sans y perdre.', taken_by: [] };
  const people = new Set(own.map(({ person }) => person));
  const others = chosen.filter(
    (one) =>
      one.need !== index &&
      people.has(one.person) &&
      own.some((choice) => choice.person === one.person && overlap(choice, one)),
  );
  const taken = [...new Set(others.map((one) => one.booking?.code ?? problem.needs[one.need]?.need.id ?? ''))].sort(
    compareCodes,
  );
  const detail =
    taken.length === 0
      ? 'Ceux qui peuvent le prendre n’ont plus de jour libre sur ces dates.'
      : `Ceux qui peuvent le prendre rapportent plus ailleurs : ${taken.slice(0, 5).join(', ')}.`;
  return { constraint: 'load', detail, taken_by: taken };
}

function showAssignment(problem: PlanProblem, { need, person, offer, marginCents }: Choice) {
  const [planned, planner] = [problem.needs[need], problem.people[person]];
  if (!planned || !planner) throw new Error('an assignment gives somebody of the plan to a need of it');
  const taker = planner.person;
  const takesOver = canTakeOver(taker, planned.need, planned.place, offer);
  return {
    need: planned.need.id,
    consultant: taker.code,
    name: taker.name,
    starts_on: offer.startsOn,
    ends_on: offer.endsOn,
    share: offer.share / FULL_SHARE,
    days: offer.quarterDays / 4,
    margin: euros(marginCents),
    ready: readyCommand(planned.need, { person: taker, offer, takesOver }),
  };
}

function showPlan(problem: PlanProblem, plan: SolvedPlan, today: { margin: number; benchCost: number }) {
  const chosen = problem.choices.filter((_, column) => isChosen(plan, column));
  const assigned = chosen.filter(({ kind }) => kind === 'assign');
  const displaced = problem.choices.filter((choice, column) => choice.kind === 'keep' && !isChosen(plan, column));
  const unserved = problem.needs.flatMap((planned, i) => {
    const served = sumOf(chosen, (choice) => (choice.need === i ? choice.offer.quarterDays : 0));
    const left = planned.mostQuarters - served;
    // A day is what a share rounded to twentieths may leave.
    if (left < 4) return [];
    return [
      {
        need: planned.need.id,
        days: left / 4,
        of: planned.mostQuarters / 4,
        ...explainUnserved(problem, plan, i, chosen),
      },
    ];
  });
  const bench = benchOf(problem, chosen);
  const margin = euros(sumOf(chosen, ({ marginCents }) => marginCents));
  return {
    aim: plan.aim,
    state: plan.state,
    gap: plan.gap === null ? null : Math.round(plan.gap * 10_000) / 10_000,
    margin,
    bench_days: bench.days,
    bench_cost: bench.cost,
    served_days: sumOf(assigned, ({ offer }) => offer.quarterDays) / 4,
    difference: {
      margin: Math.round((margin - today.margin) * 100) / 100,
      bench_cost: Math.round((bench.cost - today.benchCost) * 100) / 100,
      result: Math.round((margin - today.margin - bench.cost + today.benchCost) * 100) / 100,
    },
    assignments: assigned.map((choice) => showAssignment(problem, choice)),
    displaced: displaced.map(({ booking, person, offer, marginCents }) => ({
      assignment: booking?.code ?? '',
      consultant: problem.people[person]?.person.code ?? '',
      target: booking?.target ?? '',
      days: offer.quarterDays / 4,
      margin: euros(marginCents),
    })),
    unserved,
  };
}

/** Margins are expected: weighed by the probability of each deal. Bench is that of the employees over the horizon. */
export function showPlans(problem: PlanProblem, plans: readonly SolvedPlan[]) {
  const kept = problem.choices.filter(({ kind }) => kind === 'keep');
  const bench = benchOf(problem, kept);
  const today = { margin: euros(sumOf(kept, ({ marginCents }) => marginCents)), benchCost: bench.cost };
  return {
    from: problem.span.startsOn,
    to: problem.span.endsOn,
    people: problem.people.length,
    needs: problem.needs.length,
    left_out: problem.leftOut,
    choices_left_out: problem.choicesLeftOut,
    incomplete: problem.incomplete.map(({ need, gaps }) => ({ need: need.id, gaps: [...gaps] })),
    today: { margin: today.margin, bench_days: bench.days, bench_cost: bench.cost, tentative: kept.length },
    alternatives: plans.map((plan) => showPlan(problem, plan, today)),
  };
}
