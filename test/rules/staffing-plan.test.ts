// The plan of all needs: against every plan there is on small firms, and by hand.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { solveModel } from '../../api/staffing/solve-model.ts';
import { solveStaffing } from '../../api/staffing/solve-staffing.ts';
import { STAFFING_AIMS } from '../../domain/staffing/alternatives.ts';
import type { StaffingFacts } from '../../domain/staffing/find-needs.ts';
import { holds, packBetter, packGreedily, worthOf } from '../../domain/staffing/pack.ts';
import { buildPlanModel, worthTo, type PlanModel } from '../../domain/staffing/plan-model.ts';
import { DEFAULT_PLAN_SETTINGS, posePlan, type PlanProblem } from '../../domain/staffing/plan-problem.ts';
import { addDays } from '../../domain/civil-dates.ts';
import { randomStaffing } from '../bench/staffing-firm.ts';
import { staffBooking, staffPerson } from './staffing-people.ts';

/** Whether the choices can be lived together: told day by day, without the model's rows. */
function canBeLived(problem: PlanProblem, chosen: readonly number[]): boolean {
  const picked = chosen.map((column) => problem.choices[column]).filter((choice) => choice !== undefined);
  for (const [i, { person, firm, work }] of problem.people.entries()) {
    const own = picked.filter((choice) => choice.person === i);
    const ways = own.filter(({ kind }) => kind === 'assign').map(({ need }) => need);
    if (new Set(ways).size < ways.length) return false;
    for (let day = problem.span.startsOn; day <= problem.span.endsOn; day = addDays(day, 1)) {
      const running = own.filter(({ offer }) => offer.startsOn <= day && offer.endsOn >= day);
      if (running.length === 0) continue;
      const byTarget = new Map<string, number>();
      for (const one of firm) {
        if (one.startsOn <= day && (one.endsOn === null || one.endsOn >= day))
          byTarget.set(one.target, Math.max(one.share, byTarget.get(one.target) ?? 0));
      }
      const booked = [...byTarget.values()].reduce((total, share) => total + share, 0);
      const free = Math.max(0, work.maxShare - booked);
      if (running.reduce((total, { offer }) => total + offer.share, 0) > free) return false;
      if (person.leftOn !== null && day > person.leftOn && running.some(({ kind }) => kind === 'assign')) return false;
    }
  }
  return problem.needs.every(({ place, mostQuarters }, i) => {
    const own = picked.filter(({ need }) => need === i);
    const people = own.filter(({ kind }) => kind === 'assign').length;
    return own.reduce((total, { offer }) => total + offer.quarterDays, 0) <= mostQuarters && people <= 2 * place.people;
  });
}

/** The worth of the best of all plans. */
function bruteForce(problem: PlanProblem, worth: readonly number[]): number {
  let best = 0;
  const chosen: number[] = [];
  const walk = (column: number, sum: number): void => {
    if (sum > best) best = sum;
    for (let next = column; next < worth.length; next += 1) {
      if ((worth[next] ?? 0) <= 0) continue;
      chosen.push(next);
      // What cannot be lived with fewer choices cannot with more.
      if (canBeLived(problem, chosen)) walk(next + 1, sum + (worth[next] ?? 0));
      chosen.pop();
    }
  };
  walk(0, 0);
  return best;
}

const small = fc.record({
  people: fc.integer({ min: 1, max: 5 }),
  needs: fc.integer({ min: 1, max: 4 }),
  seed: fc.integer({ min: 1, max: 1e6 }),
});
const SETTINGS = { ...DEFAULT_PLAN_SETTINGS, weeks: 8 };

function poseSmall(drawn: { people: number; needs: number; seed: number }): PlanProblem {
  const facts = randomStaffing({ ...drawn, weeks: 8 });
  // One trade: else small firms have nobody to choose between.
  const people = facts.people.map((person, i) => ({ ...person, profile: i % 3 === 0 ? 'Architecte' : 'Développeur' }));
  const opportunities = facts.opportunities.map((deal) => ({
    ...deal,
    needs: deal.needs.map((need) => ({ ...need, profile: 'Développeur' })),
  }));
  return posePlan({ ...facts, people, opportunities }, SETTINGS);
}

describe('le plan de tous les besoins', () => {
  test('est le meilleur de tous les plans possibles, sur de petites firmes tirées au sort', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(small, fc.constantFrom(...STAFFING_AIMS), async (drawn, aim) => {
        const problem = poseSmall(drawn);
        fc.pre(problem.choices.length > 0 && problem.choices.length <= 16);
        const model = buildPlanModel(problem, aim);
        const solved = await solveModel(model, 20);
        expect(solved.state).toBe('optimal');
        expect(worthOf(model, solved.chosen)).toBe(
          bruteForce(
            problem,
            problem.choices.map((choice) => worthTo(aim, choice, problem)),
          ),
        );
        const columns = [...solved.chosen.keys()].filter((column) => solved.chosen[column] === 1);
        expect(canBeLived(problem, columns)).toBe(true);
        if (problem.choices.length > 4) compared += 1;
      }),
      { numRuns: 25 },
    );
    expect(compared).toBeGreaterThan(5);
  }, 120_000);

  test('un plan fait sans solveur tient, et n’est jamais en dessous du plan glouton', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const model = buildPlanModel(
          posePlan(randomStaffing({ people: 20, needs: 12, seed }), DEFAULT_PLAN_SETTINGS),
          'margin',
        );
        const [greedy, better] = [packGreedily(model), packBetter(model, 200)];
        expect(holds(model, greedy) && holds(model, better)).toBe(true);
        expect(worthOf(model, better)).toBeGreaterThanOrEqual(worthOf(model, greedy));
      }),
      { numRuns: 20 },
    );
  });

  test('hors délai, le plan rendu tient et dit ce qui n’est pas prouvé', async () => {
    const model = buildPlanModel(
      posePlan(randomStaffing({ people: 60, needs: 40, seed: 3 }), DEFAULT_PLAN_SETTINGS),
      'margin',
    );
    const solved = await solveModel(model, 0.01, { gap: 1e-9, rounds: 50, heuristicEffort: 0, nodes: 1000 });
    expect(solved.state).toBe('time_limit');
    expect(solved.gap === null || solved.gap > 0).toBe(true);
    expect(holds(model, solved.chosen)).toBe(true);
    expect(worthOf(model, solved.chosen)).toBeGreaterThanOrEqual(worthOf(model, packBetter(model, 50)));
  }, 30_000);

  test('au bout des branches comptées, le plan est le même à chaque fois, avec l’écart qui reste', async () => {
    const model = buildPlanModel(
      posePlan(randomStaffing({ people: 26, needs: 30, seed: 2 }), DEFAULT_PLAN_SETTINGS),
      'margin',
    );
    const limits = { gap: 0, rounds: 20, heuristicEffort: 0, nodes: 1 };
    const [one, two] = [await solveModel(model, 120, limits), await solveModel(model, 120, limits)];
    expect(one.state).toBe('within_gap');
    expect(one.gap ?? 0).toBeGreaterThan(1e-4);
    expect(two).toEqual(one);
    expect(holds(model, one.chosen)).toBe(true);
  }, 300_000);

  test('un modèle sans choix a son plan, qui est vide', async () => {
    const empty: PlanModel = { worth: [], rows: [] };
    expect(await solveModel(empty, 1)).toMatchObject({ state: 'optimal', gap: 0 });
  });
});

/** One deal of November at half time sold 500 euros a day, and whom one can send. */
function novemberFirm(given: Partial<StaffingFacts>): StaffingFacts {
  return {
    people: [],
    opportunities: [
      {
        code: 'O1',
        client: 'CL1',
        city: null,
        title: null,
        startsOn: '2026-11-02',
        endsOn: '2026-11-27',
        stage: 'gagnee',
        probabilityPercent: 100,
        hasProject: false,
        needs: [{ profile: 'Développeur', quarterDays: 76 }],
        rates: new Map([['Développeur', 50_000]]),
      },
    ],
    projects: [],
    requests: [],
    targetRates: new Map(),
    asOf: '2026-10-31',
    ...given,
  };
}
const oneMonth = { ...DEFAULT_PLAN_SETTINGS, weeks: 4 };

describe('ce que dit un plan', () => {
  test('qui va où, pour combien, et ce que l’intercontrat y gagne', async () => {
    const plans = await solveStaffing(
      novemberFirm({ people: [staffPerson('C1'), staffPerson('C2', { profile: 'Architecte' })] }),
      oneMonth,
      ['margin'],
      5,
    );
    // 19 working days in November 2026 to the 27th, 20 to the 28th less the 11th: two employees at 300 euros.
    expect(plans.today).toEqual({ margin: 0, bench_days: 38, bench_cost: 11_400, tentative: 0 });
    expect(plans.alternatives[0]).toMatchObject({
      state: 'optimal',
      gap: 0,
      margin: 3800,
      bench_days: 19,
      difference: { margin: 3800, bench_cost: -5700, result: 9500 },
      assignments: [
        {
          need: 'O1:Développeur',
          consultant: 'C1',
          starts_on: '2026-11-02',
          ends_on: '2026-11-27',
          share: 1,
          days: 19,
          margin: 3800,
        },
      ],
      displaced: [],
      unserved: [],
    });
  });

  test('une affectation prévisionnelle qui rapporte moins est déplacée par la marge, gardée par la stabilité', async () => {
    const pencilled = staffBooking({
      code: 'A1',
      target: 'P9',
      status: 'previsionnelle',
      startsOn: '2026-11-02',
      endsOn: '2026-11-27',
      dailyRateCents: 42_000,
    });
    const project = {
      code: 'P9',
      client: 'CL9',
      city: null,
      title: null,
      startsOn: null,
      endsOn: null,
      running: true,
      remaining: [],
    };
    const facts = novemberFirm({ people: [staffPerson('C1', { bookings: [pencilled] })], projects: [project] });
    const plans = await solveStaffing(facts, oneMonth, ['margin', 'stability'], 5);
    const [margin, stability] = plans.alternatives;
    expect(margin?.displaced).toEqual([{ assignment: 'A1', consultant: 'C1', target: 'P9', days: 19, margin: 2280 }]);
    expect(margin?.difference).toMatchObject({ margin: 1520 });
    expect(stability).toMatchObject({
      displaced: [],
      assignments: [],
      unserved: [{ need: 'O1:Développeur', days: 19, constraint: 'load', taken_by: ['A1'] }],
    });
  });

  test('chaque besoin non servi dit ce qui le tient', async () => {
    const held = async (given: Partial<StaffingFacts>) => {
      const plans = await solveStaffing(novemberFirm(given), oneMonth, ['margin'], 5);
      return plans.alternatives[0]?.unserved.map(({ constraint, detail }) => [constraint, detail]);
    };
    expect(await held({ people: [staffPerson('C1', { profile: 'Architecte' })] })).toEqual([
      ['profile', "Personne n'est Développeur."],
    ]);
    expect(await held({ people: [staffPerson('C1', { leftOn: '2026-10-15' })] })).toMatchObject([
      ['presence', expect.any(String)],
    ]);
    expect(
      await held({ people: [staffPerson('C1', { bookings: [staffBooking({ code: 'A1', target: 'P1' })] })] }),
    ).toEqual([['load', 'Tous pris par des missions fermes : C1.']]);
    expect(
      await held({ people: [staffPerson('C1', { employment: 'independant', dailyCostCents: 60_000 })] }),
    ).toMatchObject([['margin', expect.any(String)]]);
  });

  test('un besoin sans dates est dit incomplet', async () => {
    const [deal] = novemberFirm({}).opportunities;
    const plans = await solveStaffing(
      novemberFirm({ opportunities: deal ? [{ ...deal, endsOn: null }] : [] }),
      oneMonth,
      ['margin'],
      5,
    );
    expect(plans).toMatchObject({ needs: 0, incomplete: [{ need: 'O1:Développeur', gaps: ['dates'] }] });
  });

  test('dix mille besoins : les plus gros sont pris, les autres sont comptés', async () => {
    const [deal] = novemberFirm({}).opportunities;
    const opportunities = Array.from({ length: 10_000 }, (_, i) => (deal ? [{ ...deal, code: `O${i}` }] : [])).flat();
    const plans = await solveStaffing(
      novemberFirm({ people: [staffPerson('C1')], opportunities }),
      oneMonth,
      ['margin'],
      5,
    );
    expect(plans).toMatchObject({ needs: 400, left_out: 9600 });
    expect(plans.alternatives[0]?.assignments).toHaveLength(1);
  }, 30_000);

  test('le même plan deux fois, octet par octet', async () => {
    const facts = randomStaffing({ people: 12, needs: 8, seed: 7 });
    const [once, twice] = [
      await solveStaffing(facts, DEFAULT_PLAN_SETTINGS, STAFFING_AIMS, 20),
      await solveStaffing(facts, DEFAULT_PLAN_SETTINGS, STAFFING_AIMS, 20),
    ];
    expect(JSON.stringify(twice)).toBe(JSON.stringify(once));
  }, 60_000);
});
