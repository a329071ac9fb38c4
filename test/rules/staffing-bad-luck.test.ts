// Bad input and bad luck of staffing, one by one: nobody can, somebody leaves half-way, needs that say too little, ten
// thousand of them. (Two approvals of one person: test/db/replan.test.ts; the solver out of time: staffing-plan.test.ts.)
import { describe, expect, test } from 'vitest';
import { NOTHING_ASKED } from '../../domain/staffing/asked-needs.ts';
import type { OpportunityFact, StaffingFacts } from '../../domain/staffing/find-needs.ts';
import { buildPlanModel } from '../../domain/staffing/plan-model.ts';
import { DEFAULT_PLAN_SETTINGS, posePlan } from '../../domain/staffing/plan-problem.ts';
import { reportPlan } from '../../domain/staffing/report-plan.ts';
import { reportStaffing } from '../../domain/staffing/report-staffing.ts';
import { weeksFrom } from '../../domain/staffing/plan-view.ts';
import type { StaffPerson } from '../../domain/staffing/staff-person.ts';
import { DEFAULT_WEIGHTS } from '../../domain/staffing/weights.ts';
import { packBetter } from '../../domain/staffing/pack.ts';
import { staffBooking, staffPerson } from './staffing-people.ts';

const AS_OF = '2026-10-31';

function deal(code: string, given: Partial<OpportunityFact> = {}): OpportunityFact {
  return {
    code,
    client: 'CL1',
    city: 'Paris',
    title: null,
    stage: 'negociation',
    probabilityPercent: 80,
    startsOn: '2026-11-02',
    endsOn: '2026-11-27',
    hasProject: false,
    needs: [{ profile: 'Développeur', quarterDays: 76 }],
    rates: new Map(),
    ...given,
  };
}

function firm(people: readonly StaffPerson[], opportunities: readonly OpportunityFact[]): StaffingFacts {
  return { people, opportunities, projects: [], requests: [], targetRates: new Map(), asOf: AS_OF };
}

function ask(facts: StaffingFacts, asked: Partial<typeof NOTHING_ASKED> = {}) {
  const report = reportStaffing(facts, { ...NOTHING_ASKED, ...asked }, DEFAULT_WEIGHTS);
  if ('refusal' in report) throw new Error(report.refusal);
  return report;
}

const busy = staffBooking({ code: 'A1', target: 'P9', startsOn: '2026-01-05', endsOn: '2027-03-31' });
const leave = {
  kind: 'cp' as const,
  startsOn: '2026-11-01',
  endsOn: '2026-11-30',
  startsAfternoon: false,
  endsMorning: false,
};

describe('personne ne peut', () => {
  const kept: readonly (readonly [string, Partial<StaffPerson>, Partial<OpportunityFact>, string, string])[] = [
    ['pris ailleurs', { bookings: [busy] }, {}, 'load', 'Déjà pris sur la période : P9.'],
    ['parti', { leftOn: '2026-10-30' }, {}, 'presence', "Quitte l'entreprise le 30/10/2026."],
    ['pas encore là', { enteredOn: '2026-12-01' }, {}, 'presence', "N'arrive que le 01/12/2026."],
    ['absent', { absences: [leave] }, {}, 'leave', 'Absent sur toute la période.'],
    ['d’ailleurs', { agency: 'Lyon' }, { placeRequired: true }, 'place', 'Agence Lyon, et le besoin se fait à Paris.'],
  ];

  test.each(kept)('%s : la contrainte et au plus près', (_, person, given, constraint, detail) => {
    const [need] = ask(firm([staffPerson('C1', person)], [deal('O1', given)])).needs;
    expect(need).toMatchObject({ feasible: 0, alternatives: [], nearest_miss: { code: 'C1', constraint, detail } });
    expect(need?.message).toBe(`Personne ne peut le prendre ; au plus près, Personne C1 (C1) : ${detail}`);
  });

  test('au plus près est qui a le meilleur score de ceux qui ne peuvent pas', () => {
    const far = staffPerson('C1', { profile: 'Architecte', bookings: [busy] });
    const near = staffPerson('C2', { bookings: [busy] });
    expect(ask(firm([far, near], [deal('O1')])).needs[0]?.nearest_miss?.code).toBe('C2');
    expect(ask(firm([], [deal('O1')])).needs[0]?.message).toContain('aucune personne productive');
  });
});

test('qui part au milieu n’est offert ni planifié après son dernier jour', () => {
  const facts = firm([staffPerson('C1', { leftOn: '2026-11-13' })], [deal('O1')]);
  const [need] = ask(facts).needs;
  expect(need?.candidates[0]).toMatchObject({ code: 'C1', ends_on: '2026-11-13', days: 9, leaves_on: '2026-11-13' });
  expect(need?.alternatives[0]?.input).toMatchObject({ endsOn: '2026-11-13' });
  const problem = posePlan(facts, DEFAULT_PLAN_SETTINGS);
  const chosen = packBetter(buildPlanModel(problem, 'margin'), 50);
  const taken = problem.choices.filter((_, column) => chosen[column] === 1);
  expect(taken.length).toBeGreaterThan(0);
  expect(taken.every(({ offer }) => offer.endsOn <= '2026-11-13')).toBe(true);
});

describe('un besoin qui dit trop peu', () => {
  test('sans dates : personne n’est cherché, et c’est dit, au classement comme au plan', () => {
    const facts = firm([staffPerson('C1')], [deal('O1', { startsOn: null })]);
    expect(ask(facts).needs[0]).toMatchObject({
      gaps: ['dates'],
      feasible: 0,
      message: expect.stringContaining('pas de dates'),
    });
    expect(posePlan(facts, DEFAULT_PLAN_SETTINGS)).toMatchObject({ needs: [], incomplete: [{ gaps: ['dates'] }] });
  });

  test('passé : sa période est finie, et c’est dit', () => {
    const facts = firm([staffPerson('C1')], [deal('O1', { startsOn: '2026-09-01', endsOn: '2026-09-30' })]);
    expect(ask(facts).needs[0]).toMatchObject({ gaps: ['past'], message: expect.stringContaining('passée') });
  });

  test('sans jours : l’affaire n’a pas de besoin écrit, des journées entières sont supposées', () => {
    const facts = firm([staffPerson('C1')], [deal('O1', { needs: [] })]);
    const [need] = ask(facts, { opportunity: 'O1' }).needs;
    expect(need?.gaps).toContain('days');
    expect(need).toMatchObject({ share: 1, message: expect.stringContaining('journées entières') });
    // Among all needs it is none: nothing is asked of anybody.
    expect(ask(facts).needs).toEqual([]);
  });

  test('zéro jour ne demande personne', () => {
    expect(
      ask(firm([staffPerson('C1')], [deal('O1', { needs: [{ profile: 'Développeur', quarterDays: 0 }] })])).needs,
    ).toEqual([]);
  });
});

test('dix mille besoins : cent sont répondus, le reste est compté ; l’intercontrat en regarde cinq cents', () => {
  const deals = Array.from({ length: 10_000 }, (_, i) => deal(`O${String(i).padStart(5, '0')}`));
  const facts = firm([staffPerson('C1')], deals);
  const { needs, total } = ask(facts);
  expect([needs.length, total.needs, total.left_out]).toEqual([100, 10_000, 9_900]);
  const plan = reportPlan(
    {
      people: [{ ...staffPerson('C1'), bookings: [] }],
      weeks: weeksFrom(AS_OF, 2),
      missions: [],
      bench: [{ code: 'C1', profile: 'Développeur', since: '2026-10-01', days: 20 }],
      staffing: facts,
    },
    DEFAULT_WEIGHTS,
  );
  expect(plan.total.needs_left_out).toBe(9_500);
  expect(plan.bench[0]?.best).toMatchObject({ need: 'O00000:Développeur' });
});
