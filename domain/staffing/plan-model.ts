// The plan as a mixed-integer model: one yes-or-no column a choice, a row for each day on which a person's load may rise,
// a row a need for its days, and one for how many share it. The load only rises where a choice or a booking starts: those
// days are enough, and the model is as exact as the commands that will book it.
import type { CivilDate } from '../civil-dates.ts';
import type { StaffingAim } from './alternatives.ts';
import { FULL_SHARE, loadSpans } from './free-time.ts';
import type { Choice, PlanPerson, PlanProblem } from './plan-problem.ts';

/** Σ coefficient × column ≤ most. Columns are 0 or 1. */
export type ModelRow = {
  readonly columns: readonly number[];
  readonly coefficients: readonly number[];
  readonly most: number;
};

/** Maximise Σ worth × column. */
export type PlanModel = { readonly worth: readonly number[]; readonly rows: readonly ModelRow[] };

/** How much an aim gives for each thing, as shares of the price of the days. */
type AimWeights = {
  readonly euros: number;
  readonly fit: number;
  readonly continuity: number;
  readonly keep: number;
  readonly handovers: number;
};

/** Stability gives up to a third of a day's price to move nobody; balance half of that, and looks at what people know. */
export const AIM_WEIGHTS: Readonly<Record<StaffingAim, AimWeights>> = {
  margin: { euros: 1, fit: 0, continuity: 0, keep: 0, handovers: 1 },
  balance: { euros: 1, fit: 0.1, continuity: 0.1, keep: 0.15, handovers: 2 },
  stability: { euros: 1, fit: 0.05, continuity: 0.2, keep: 0.35, handovers: 4 },
};

/** What a choice is worth to an aim, in cents. */
export function worthTo(aim: StaffingAim, choice: Choice, { needs, settings }: PlanProblem): number {
  const weights = AIM_WEIGHTS[aim];
  const planned = needs[choice.need];
  const isWon = planned !== undefined && planned.need.probabilityPercent === 100 && planned.need.kind !== 'opportunity';
  const price = choice.priceCents;
  const handover = choice.partial ? (settings.handoverDays * 4 * price) / Math.max(1, choice.offer.quarterDays) : 0;
  return Math.round(
    weights.euros * (choice.marginCents + settings.benchWeight * choice.benchCents) +
      (isWon ? settings.wonPriority * price : 0) +
      weights.fit * choice.fit * price +
      (choice.knowsClient ? weights.continuity * price : 0) +
      (choice.kind === 'keep' ? weights.keep * price : 0) -
      weights.handovers * handover,
  );
}

function covers({ offer }: Choice, day: CivilDate): boolean {
  return offer.startsOn <= day && offer.endsOn >= day;
}

/** Rows of one person: on each day where the load may rise, what is chosen fits in what is free. */
function loadRows(
  { work, firm }: PlanPerson,
  own: readonly { choice: Choice; column: number }[],
  end: CivilDate,
): ModelRow[] {
  const days = new Set(own.map(({ choice }) => choice.offer.startsOn));
  for (const one of firm) if (own.some(({ choice }) => covers(choice, one.startsOn))) days.add(one.startsOn);
  const rows = new Map<string, ModelRow>();
  for (const day of [...days].sort()) {
    const running = own.filter(({ choice }) => covers(choice, day));
    const [span] = loadSpans(firm, { startsOn: day, endsOn: day < end ? day : end });
    const free = Math.max(0, work.maxShare - (span?.load ?? 0));
    const wanted = running.reduce((total, { choice }) => total + choice.offer.share, 0);
    if (wanted <= free) continue;
    const columns = running.map(({ column }) => column);
    const key = columns.join(',');
    const known = rows.get(key);
    if (known && known.most <= free / FULL_SHARE) continue;
    rows.set(key, {
      columns,
      coefficients: running.map(({ choice }) => choice.offer.share / FULL_SHARE),
      most: free / FULL_SHARE,
    });
  }
  return withoutWeaker([...rows.values()]);
}

/** A row whose columns are all in another that allows no more says nothing. */
function withoutWeaker(rows: readonly ModelRow[]): ModelRow[] {
  const sets = rows.map(({ columns }) => new Set(columns));
  return rows.filter(
    (row, i) =>
      !rows.some(
        (other, j) =>
          i !== j &&
          other.columns.length > row.columns.length &&
          other.most <= row.most &&
          row.columns.every((column) => sets[j]?.has(column)),
      ),
  );
}

/** At most twice the people that the days take: a need is not cut into crumbs. */
const SHARERS = 2;

function needRows(
  problem: PlanProblem,
  byNeed: readonly (readonly { choice: Choice; column: number }[])[],
): ModelRow[] {
  return problem.needs.flatMap((planned, i): ModelRow[] => {
    const own = byNeed[i] ?? [];
    const all = own.map(({ column }) => column);
    const quarters = own.map(({ choice }) => choice.offer.quarterDays);
    const rows: ModelRow[] = [];
    if (quarters.reduce((total, one) => total + one, 0) > planned.mostQuarters)
      rows.push({ columns: all, coefficients: quarters, most: planned.mostQuarters });
    const assigned = own.filter(({ choice }) => choice.kind === 'assign').map(({ column }) => column);
    const most = SHARERS * planned.place.people;
    if (assigned.length > most) rows.push({ columns: assigned, coefficients: assigned.map(() => 1), most });
    const byPerson = Map.groupBy(
      own.filter(({ choice }) => choice.kind === 'assign'),
      ({ choice }) => choice.person,
    );
    for (const ways of byPerson.values()) {
      if (ways.length > 1)
        rows.push({ columns: ways.map(({ column }) => column), coefficients: ways.map(() => 1), most: 1 });
    }
    return rows;
  });
}

/** @returns one column a choice, in the order of the problem's choices. */
export function buildPlanModel(problem: PlanProblem, aim: StaffingAim): PlanModel {
  const columns = problem.choices.map((choice, column) => ({ choice, column }));
  const byPerson: { choice: Choice; column: number }[][] = problem.people.map(() => []);
  const byNeed: { choice: Choice; column: number }[][] = problem.needs.map(() => []);
  for (const one of columns) {
    byPerson[one.choice.person]?.push(one);
    byNeed[one.choice.need]?.push(one);
  }
  return {
    worth: problem.choices.map((choice) => worthTo(aim, choice, problem)),
    rows: [
      ...problem.people.flatMap((person, i) => loadRows(person, byPerson[i] ?? [], problem.span.endsOn)),
      ...needRows(problem, byNeed),
    ],
  };
}
