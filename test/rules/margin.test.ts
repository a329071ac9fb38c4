// The margin report: projects, clients, consultants, and a period (REPORTS.md, "margin").
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BudgetLine, ProjectFacts } from '../../domain/contract/facts.ts';
import type { ContractKind } from '../../domain/contract/kinds.ts';
import { fraction } from '../../domain/fraction.ts';
import {
  type ConsultantTime,
  type MarginFacts,
  reportMargin,
  reportMarginByClient,
  reportMarginByConsultant,
} from '../../domain/margin.ts';
import { amountsOf, factsOf } from './sold-project.ts';

const time = (consultant: string, days: number, rate: number, cost: number, rated = true): ConsultantTime => ({
  consultant,
  profile: 'Dev',
  rated,
  quarterDays: days * 4,
  valueQuarterCents: days * 4 * rate * 100,
  costQuarterCents: days * 4 * cost * 100,
});

const budget: BudgetLine[] = [
  { profile: 'Dev', quarterDays: 40, dailyRateCents: 50_000, plannedDailyCostCents: 30_000 },
];

const project = (code: string, client: string | null, facts: ProjectFacts): MarginFacts => ({
  code,
  client,
  project: facts,
});

const regie = (code: string, client: string | null, lines: ConsultantTime[], given: Partial<ProjectFacts> = {}) =>
  project(code, client, factsOf(amountsOf('regie'), { time: lines, ...given }));

describe('la marge par projet', () => {
  it('va dans l’ordre des codes et se totalise : rapport des sommes', () => {
    const report = reportMargin(
      [regie('P2', 'CL1', [time('C1', 10, 500, 400)]), regie('P10', null, [time('C1', 20, 600, 300)])],
      null,
    );
    expect(report.projects.map(({ code, margin, margin_rate }) => [code, margin, margin_rate])).toEqual([
      ['P10', 6_000, 0.5],
      ['P2', 1_000, 0.2],
    ]);
    expect(report.total).toEqual({ revenue: 17_000, cost: 10_000, margin: 7_000, margin_rate: 0.4118 });
  });

  it('sans chiffre d’affaires, n’a pas de taux', () => {
    const [row] = reportMargin(
      [project('P1', null, factsOf(amountsOf('interne'), { time: [time('C1', 2, 0, 300)] }))],
      null,
    ).projects;
    expect(row).toMatchObject({ contract: 'interne', revenue: 0, cost: 600, margin: -600, margin_rate: null });
    // An internal project is planned at nothing, not unknown.
    expect(row).toMatchObject({ planned_revenue: 0, planned_cost: 0, planned_margin: 0, planned_rate: null });
  });

  it.each<[ContractKind, number | null]>([
    ['regie', null],
    ['regie_plafonnee', null],
    ['forfait', 20_000],
    ['hybride', 20_000],
    ['forfait_agile', 7_000],
    ['tma', 12_000],
  ])('sans budget, un contrat %s a pour vente %s, et ni coût ni marge vendus', (kind, plannedRevenue) => {
    const money = {
      startsOn: '2026-01-01',
      endsOn: '2026-12-31',
      fixedPriceCents: 2_000_000,
      monthlyFeeCents: 100_000,
    };
    const milestones = [{ code: 'S1', plannedOn: null, amountCents: 700_000, acceptedOn: null }];
    const [row] = reportMargin([project('P1', null, factsOf(amountsOf(kind, money), { milestones }))], null).projects;
    expect(row).toMatchObject({
      planned_revenue: plannedRevenue,
      planned_cost: null,
      planned_margin: null,
      planned_rate: null,
    });
  });

  it('montre la vente, le reste et la fin', () => {
    const remaining = [{ profile: 'Dev', quarterDays: 10, dailyRateCents: 50_000, plannedDailyCostCents: 30_000 }];
    const [row] = reportMargin([regie('P1', 'CL1', [time('C1', 8, 500, 350)], { budget, remaining })], null).projects;
    expect(row).toEqual({
      code: 'P1',
      client: 'CL1',
      contract: 'regie',
      days: 8,
      revenue: 4_000,
      cost: 2_800,
      margin: 1_200,
      margin_rate: 0.3,
      planned_revenue: 5_000,
      planned_cost: 3_000,
      planned_margin: 2_000,
      planned_rate: 0.4,
      remaining_days: 2.5,
      eac_days: 10.5,
      eac_revenue: 5_250,
      eac_cost: 3_550,
      eac_margin: 1_700,
      eac_rate: 0.3238,
    });
  });
});

describe('la marge d’une période', () => {
  const september = [regie('P1', 'CL1', [time('C1', 5, 500, 300)], { asOf: '2026-09-30', budget })];
  const october = [
    regie('P1', 'CL1', [time('C1', 12, 500, 300)], { budget }),
    regie('P2', 'CL1', [time('C2', 2, 700, 400)]),
  ];

  it('est celle du dernier jour moins celle de la veille du premier ; le reste est du dernier jour', () => {
    const { projects, total } = reportMargin(october, september);
    expect(projects[0]).toMatchObject({
      days: 7,
      revenue: 3_500,
      cost: 2_100,
      margin: 1_400,
      margin_rate: 0.4,
      planned_revenue: 5_000,
      eac_days: 12,
    });
    // A project that the eve did not know counts in full.
    expect(projects[1]).toMatchObject({ code: 'P2', days: 2, revenue: 1_400 });
    expect(total).toMatchObject({ revenue: 4_900, cost: 2_900 });
  });

  it('vaut aussi par client et par consultant', () => {
    expect(reportMarginByClient(october, september).clients).toMatchObject([
      { code: 'CL1', days: 9, revenue: 4_900, cost: 2_900 },
    ]);
    expect(reportMarginByConsultant(october, september).consultants).toMatchObject([
      { code: 'C1', days: 7, revenue: 3_500, cost: 2_100 },
      { code: 'C2', days: 2, revenue: 1_400, cost: 800 },
    ]);
  });
});

describe('la marge par client', () => {
  it('somme ses projets ; un projet sans client n’y est pas', () => {
    const report = reportMarginByClient(
      [
        regie('P1', 'B', [time('C1', 1, 500, 300)]),
        regie('P2', 'A', [time('C1', 1, 600, 300)]),
        regie('P3', 'B', [time('C1', 2, 500, 300)]),
        regie('P4', null, []),
      ],
      null,
    );
    expect(report.clients).toEqual([
      { code: 'A', days: 1, revenue: 600, cost: 300, margin: 300, margin_rate: 0.5 },
      { code: 'B', days: 3, revenue: 1_500, cost: 900, margin: 600, margin_rate: 0.4 },
    ]);
  });
});

describe('la marge par consultant', () => {
  const shares = (facts: MarginFacts) =>
    reportMarginByConsultant([facts], null).consultants.map(({ code, revenue, cost }) => [code, revenue, cost]);

  it('en régie, partage le chiffre d’affaires selon le TJM des jours', () => {
    expect(shares(regie('P1', 'CL1', [time('C1', 10, 500, 300), time('C2', 10, 700, 400)]))).toEqual([
      ['C1', 5_000, 3_000],
      ['C2', 7_000, 4_000],
    ]);
  });

  it('sous un plafond, chacun en perd sa part', () => {
    const amounts = amountsOf('regie_plafonnee', { ceilingCents: 600_000 });
    expect(
      shares(project('P1', null, factsOf(amounts, { time: [time('C1', 10, 500, 300), time('C2', 10, 700, 400)] }))),
    ).toEqual([
      ['C1', 2_500, 3_000],
      ['C2', 3_500, 4_000],
    ]);
  });

  it('au forfait, le partage selon le coût des jours', () => {
    const amounts = amountsOf('forfait', { fixedPriceCents: 1_400_000 });
    const facts = factsOf(amounts, {
      closed: true,
      time: [time('C1', 10, 500, 300, false), time('C2', 10, 0, 400, false)],
    });
    expect(shares(project('P1', null, facts))).toEqual([
      ['C1', 6_000, 3_000],
      ['C2', 8_000, 4_000],
    ]);
  });

  it('en hybride, un jour pèse son TJM s’il en a un, sinon son coût', () => {
    const amounts = amountsOf('hybride', { fixedPriceCents: 900_000 });
    const facts = factsOf(amounts, { closed: true, time: [time('C1', 10, 600, 300), time('C2', 10, 999, 300, false)] });
    // 9 000 + 6 000, shared 6 000 to 3 000.
    expect(shares(project('P1', null, facts))).toEqual([
      ['C1', 10_000, 3_000],
      ['C2', 5_000, 3_000],
    ]);
  });

  it('laisse de côté les achats refacturés, et ne partage rien quand aucun jour ne vaut', () => {
    const purchases = { totalCents: 10_000, notRebillableCents: 0, rebilled: fraction(110) };
    expect(shares(regie('P1', null, [time('C1', 1, 500, 300)], { purchases }))).toEqual([['C1', 500, 300]]);
    expect(shares(regie('P1', null, [time('C1', 1, 0, 300)]))).toEqual([['C1', 0, 300]]);
  });

  it('ne perd ni n’invente un cent : les parts font le chiffre d’affaires des projets', () => {
    const line = fc
      .record({
        who: fc.constantFrom('C1', 'C2', 'C3'),
        days: fc.integer({ min: 1, max: 60 }),
        rate: fc.integer({ min: 1, max: 1_000 }),
        cost: fc.integer({ min: 1, max: 600 }),
      })
      .map(({ who, days, rate, cost }) => time(who, days, rate, cost, days % 2 === 0));
    const kinds = fc.constantFrom<ContractKind>('regie', 'regie_plafonnee', 'forfait', 'hybride');
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 8 }),
        kinds,
        fc.integer({ min: 0, max: 1e8 }),
        (lines, kind, cents) => {
          const facts = [
            project(
              'P1',
              'CL1',
              factsOf(amountsOf(kind, { fixedPriceCents: cents, ceilingCents: cents }), { time: lines }),
            ),
          ];
          const { consultants } = reportMarginByConsultant(facts, null);
          const { total } = reportMargin(facts, null);
          const add = (pick: (row: (typeof consultants)[number]) => number) =>
            consultants.reduce((sum, row) => sum + pick(row), 0);
          // Each share is rounded when shown: half a cent each at most.
          expect(Math.abs(add((row) => row.revenue) - total.revenue)).toBeLessThan(
            0.005 * (consultants.length + 1) + 1e-6,
          );
          expect(add((row) => row.cost)).toBeCloseTo(total.cost, 4);
        },
      ),
    );
  });

  it('refuse du temps dont on ignore qui l’a fait', () => {
    const { consultant: _, ...anonymous } = time('C1', 1, 500, 300);
    const facts = [project('P1', null, factsOf(amountsOf('regie'), { time: [anonymous] }))];
    expect(() => reportMarginByConsultant(facts, null)).toThrow(/time by consultant/);
  });
});
