// The look-ups: pipeline, rates, missions that end, bench, who is free, orders, landing (REPORTS.md, "Look-ups").
import { describe, expect, it } from 'vitest';
import { type Mission, reportAvailable, reportBench, reportMissions } from '../../domain/availability.ts';
import type { Booking } from '../../domain/capacity.ts';
import { addDays } from '../../domain/civil-dates.ts';
import type { CountedTime, ProjectFacts } from '../../domain/contract/facts.ts';
import type { ContractAmounts, ContractKind } from '../../domain/contract/kinds.ts';
import { fraction } from '../../domain/fraction.ts';
import { type LandingProject, type PlannedWork, reportLanding } from '../../domain/landing.ts';
import { type OrderFacts, reportOrders } from '../../domain/orders.ts';
import { type OpenOpportunity, reportPipeline } from '../../domain/pipeline.ts';
import { reportRates } from '../../domain/rates.ts';
import { absenceOf, personOf } from './people.ts';
import { amountsOf, factsOf } from './sold-project.ts';

const AS_OF = '2026-10-30'; // A Friday.

describe('le pipeline', () => {
  const opportunity = (given: Partial<OpenOpportunity>): OpenOpportunity => ({
    code: 'O1',
    stage: 'proposition',
    amountCents: 1_000_000,
    probabilityPercent: '30',
    expectedCloseOn: null,
    ...given,
  });

  it('compte et pondère les affaires ouvertes, étape par étape', () => {
    const report = reportPipeline(
      [
        opportunity({}),
        opportunity({ probabilityPercent: '33.33', amountCents: 100 }),
        opportunity({ stage: 'piste', amountCents: null, probabilityPercent: null }),
        opportunity({ stage: 'gagnee' }),
        opportunity({ stage: 'perdue' }),
      ],
      AS_OF,
    );
    expect(report.stages.filter(({ count }) => count > 0)).toEqual([
      { stage: 'piste', count: 1, amount: 0, weighted: 0, overdue: 0 },
      { stage: 'proposition', count: 2, amount: 10_001, weighted: 3_000.33, overdue: 0 },
    ]);
    expect(report.stages).toHaveLength(4);
    expect(report.total).toEqual({ count: 3, amount: 10_001, weighted: 3_000.33, overdue: 0 });
  });

  it('une affaire est en retard le lendemain de sa date de clôture prévue', () => {
    const overdue = (expectedCloseOn: string) =>
      reportPipeline([opportunity({ expectedCloseOn })], AS_OF).total.overdue;
    expect(overdue('2026-10-30')).toBe(0);
    expect(overdue('2026-10-29')).toBe(1);
  });
});

describe('les TJM vendus et leur coût', () => {
  const time = (key: string, days: number, rate: number, cost: number, timeBilled = true) => ({
    key,
    timeBilled,
    quarterDays: days * 4,
    valueQuarterCents: days * 4 * rate * 100,
    costQuarterCents: days * 4 * cost * 100,
  });

  it('le TJM est celui des jours facturés au temps, le CJM celui de tous les jours', () => {
    const sold = [{ key: 'P1', quarterDays: 80, ratedQuarterDays: 40, valueQuarterCents: 40 * 58_000 }];
    expect(
      reportRates([time('P1', 10, 500, 300), time('P1', 5, 650, 300), time('P1', 5, 999, 500, false)], sold).rows,
    ).toEqual([{ code: 'P1', planned_tjm: 580, tjm: 550, cjm: 350, gap: 200, planned_days: 20, days: 20 }]);
  });

  it('sans jour au temps, ni TJM ni écart ; sans jour, rien que la vente', () => {
    const sold = [{ key: 'P2', quarterDays: 8, ratedQuarterDays: 0, valueQuarterCents: 0 }];
    expect(reportRates([time('P1', 5, 0, 300, false)], sold).rows).toEqual([
      { code: 'P1', planned_tjm: null, tjm: null, cjm: 300, gap: null, planned_days: null, days: 5 },
      { code: 'P2', planned_tjm: null, tjm: null, cjm: null, gap: null, planned_days: 2, days: 0 },
    ]);
  });
});

const booking = (given: Partial<Mission> = {}): Mission => ({
  code: 'A1',
  consultant: 'C1',
  target: 'P1',
  profile: 'Dev',
  startsOn: '2026-01-01',
  endsOn: '2026-11-30',
  projectStartsOn: null,
  projectEndsOn: null,
  quota: '1',
  status: 'ferme',
  onClientProject: true,
  ...given,
});

describe('les missions qui finissent', () => {
  const ending = (...missions: Mission[]) =>
    reportMissions([personOf('C1')], missions, AS_OF).consultants.map(({ project, end, days_left }) => [
      project,
      end,
      days_left,
    ]);

  it('finissent dans les soixante jours', () => {
    expect(ending(booking({ endsOn: addDays(AS_OF, 60) }))).toEqual([['P1', '2026-12-29', 60]]);
    expect(ending(booking({ endsOn: addDays(AS_OF, 61) }))).toEqual([]);
    expect(ending(booking({ endsOn: AS_OF }))).toEqual([['P1', AS_OF, 0]]);
    expect(ending(booking({ endsOn: addDays(AS_OF, -1) }))).toEqual([]);
  });

  it('finissent avec leur projet, s’il finit avant', () => {
    expect(ending(booking({ endsOn: null, projectEndsOn: '2026-11-15' }))).toEqual([['P1', '2026-11-15', 16]]);
    expect(ending(booking({ endsOn: '2026-11-20', projectEndsOn: '2026-11-15' }))).toEqual([['P1', '2026-11-15', 16]]);
    expect(ending(booking({ endsOn: '2026-11-10', projectEndsOn: '2026-11-15' }))).toEqual([['P1', '2026-11-10', 11]]);
    expect(ending(booking({ endsOn: null }))).toEqual([]);
  });

  it('ne concernent ni qui a aussi une mission sans fin, ni qui n’en a aucune', () => {
    expect(ending(booking(), booking({ code: 'A2', endsOn: null }))).toEqual([]);
    expect(ending()).toEqual([]);
  });

  it('de deux qui finissent ensemble, le dernier code ; l’ordre de la liste n’y fait rien', () => {
    const twin = booking({ code: 'A2', target: 'P2' });
    const earlier = booking({ code: 'A9', target: 'P9', endsOn: '2026-11-15' });
    expect(ending(booking(), twin, earlier)).toEqual([['P2', '2026-11-30', 31]]);
    expect(ending(earlier, twin, booking())).toEqual([['P2', '2026-11-30', 31]]);
  });

  it('sont la dernière de la personne : une suite ferme les efface, une prévision non', () => {
    const next = booking({ code: 'A2', target: 'P2', startsOn: '2026-12-01', endsOn: '2027-06-30' });
    expect(ending(booking(), next)).toEqual([]);
    expect(ending(booking(), { ...next, status: 'previsionnelle' })).toEqual([['P1', '2026-11-30', 31]]);
    expect(ending(booking(), { ...next, onClientProject: false })).toEqual([['P1', '2026-11-30', 31]]);
    expect(ending(booking(), { ...next, endsOn: '2026-11-30', startsOn: '2026-11-01' })).toEqual([
      ['P2', '2026-11-30', 31],
    ]);
  });

  it('ne concernent que des personnes productives et encore là', () => {
    const of = (given: Parameters<typeof personOf>[1]) =>
      reportMissions([personOf('C1', given)], [booking()], AS_OF).consultants.length;
    expect(of({})).toBe(1);
    expect(of({ productive: false })).toBe(0);
    expect(of({ leftOn: '2026-10-29' })).toBe(0);
    expect(of({ leftOn: '2026-10-30' })).toBe(1);
  });
});

describe('l’intercontrat', () => {
  const bench = (bookings: Booking[], given: Parameters<typeof personOf>[1] = {}, asOf = AS_OF) =>
    reportBench([personOf('C1', given)], bookings, asOf, new Map([['C1', 34_226]]));

  it('dit depuis quand, combien de jours libres dans les trente, et ce qu’ils coûtent', () => {
    // 31 October to 29 November: 19 working days.
    expect(bench([booking({ endsOn: '2026-10-15' })])).toEqual({
      consultants: [{ code: 'C1', profile: 'Dev', since: '2026-10-16', days: 19, cost: 6_502.94 }],
      total: { days: 19, cost: 6_502.94 },
    });
  });

  it('deux jours libres à 342,26 € coûtent 684,52 €', () => {
    const away = { absences: [absenceOf('cp', '2026-11-04', '2026-11-30')] };
    expect(bench([], away).total).toEqual({ days: 2, cost: 684.52 });
  });

  it('une personne affectée ce jour-là n’y est pas ; une prévision ne suffit pas', () => {
    expect(bench([booking({ endsOn: AS_OF })]).consultants).toEqual([]);
    expect(bench([booking({ endsOn: '2026-10-29' })]).consultants).toHaveLength(1);
    expect(bench([booking({ status: 'previsionnelle' })]).consultants).toHaveLength(1);
    expect(bench([booking({ startsOn: '2026-11-02' })]).consultants).toMatchObject([{ since: '2020-01-01', days: 0 }]);
  });

  it('un jour non ouvré se juge le jour ouvré suivant', () => {
    expect(bench([booking({ endsOn: AS_OF })], {}, '2026-10-31').consultants).toMatchObject([{ since: '2026-10-31' }]);
    expect(bench([booking({ startsOn: '2026-11-02' })], {}, '2026-10-31').consultants).toEqual([]);
  });

  it('depuis l’entrée pour qui n’a jamais été affecté, et jamais pour qui n’est pas là ou pas vendu', () => {
    expect(bench([], { enteredOn: '2026-10-05' }).consultants).toMatchObject([{ since: '2026-10-05' }]);
    expect(bench([], { enteredOn: '2026-11-02' }).consultants).toEqual([]);
    expect(bench([], { leftOn: '2026-10-29' }).consultants).toEqual([]);
    expect(bench([], { productive: false }).consultants).toEqual([]);
  });
});

describe('les disponibles', () => {
  const range = { from: '2026-11-02', to: '2026-11-06' };
  const available = (
    people: Parameters<typeof reportAvailable>[0],
    bookings: Booking[],
    profile: string | null = null,
  ) => reportAvailable(people, bookings, range, profile).consultants.map(({ code, days }) => [code, days]);

  it('ont des jours ouvrés hors absences et affectations fermes', () => {
    const people = [
      personOf('C2', { absences: [absenceOf('cp', '2026-11-02', '2026-11-02', { endsMorning: true })] }),
      personOf('C1'),
      personOf('C3'),
    ];
    const bookings = [
      booking({ quota: '0.5' }),
      booking({ consultant: 'C3' }),
      booking({ consultant: 'C2', status: 'previsionnelle' }),
    ];
    expect(available(people, bookings)).toEqual([
      ['C1', 2.5],
      ['C2', 4.5],
    ]);
  });

  it('sont d’un profil quand on en demande un', () => {
    const people = [personOf('C1'), personOf('C2', { profile: 'Archi' }), personOf('C3', { productive: false })];
    expect(available(people, [], 'Archi')).toEqual([['C2', 5]]);
    expect(available(people, [])).toEqual([
      ['C1', 5],
      ['C2', 5],
    ]);
  });
});

describe('les bons de commande', () => {
  const order = (number: string, euros: number, given: Partial<OrderFacts> = {}): OrderFacts => ({
    number,
    client: 'CL1',
    project: 'P1',
    amountCents: euros * 100,
    startsOn: '2026-01-01',
    endsOn: null,
    ...given,
  });
  const use = (used: number, pace = 0) => new Map([['P1', { used: fraction(used), paceADay: fraction(pace) }]]);
  const state = (orders: OrderFacts[], used: number) =>
    reportOrders(orders, use(used), AS_OF).orders.map((row) => [row.number, row.used, row.share, row.state]);

  it('s’emploient du premier commencé au dernier, qui porte l’excédent', () => {
    const two = [order('B', 5_000, { startsOn: '2026-06-01' }), order('C', 1_000)];
    expect(state(two, 900)).toEqual([
      ['B', 0, 0, 'open'],
      ['C', 900, 0.9, 'nearly_used'],
    ]);
    expect(state(two, 7_000)).toEqual([
      ['B', 6_000, 1.2, 'exceeded'],
      ['C', 1_000, 1, 'nearly_used'],
    ]);
  });

  it('sont presque épuisés à 80 %, dépassés au-delà de 100 %', () => {
    expect(state([order('A', 1_000)], 799)).toMatchObject([['A', 799, 0.799, 'open']]);
    expect(state([order('A', 1_000)], 800)).toMatchObject([['A', 800, 0.8, 'nearly_used']]);
    expect(state([order('A', 1_000)], 1_000)).toMatchObject([['A', 1_000, 1, 'nearly_used']]);
    expect(state([order('A', 1_000)], 1_001)).toMatchObject([['A', 1_001, 1.001, 'exceeded']]);
  });

  it('expirent quand leur fin est dans les trente jours', () => {
    const ending = (days: number) =>
      reportOrders([order('A', 1_000, { endsOn: addDays(AS_OF, days) })], use(0), AS_OF).orders[0]?.state;
    expect([-1, 0, 30, 31].map(ending)).toEqual(['open', 'expiring', 'expiring', 'open']);
  });

  it('portent dès leur premier jour', () => {
    expect(state([order('A', 1_000, { startsOn: AS_OF })], 400)).toMatchObject([['A', 400, 0.4, 'open']]);
    expect(state([order('A', 1_000, { startsOn: addDays(AS_OF, 1) })], 400)).toMatchObject([['A', 0, 0, 'open']]);
  });

  it('ne portent rien avant leur début, ni sans projet, et ont un rythme', () => {
    const orders = [
      order('A', 1_000, { startsOn: '2026-11-01' }),
      order('B', 1_000, { project: null }),
      order('C', 1_000, { startsOn: null }),
    ];
    expect(
      reportOrders(orders, use(400, 50), AS_OF).orders.map((row) => [
        row.number,
        row.used,
        row.days_left,
        row.exhausted_on,
      ]),
    ).toEqual([
      ['A', 0, 20, '2026-11-30'],
      ['B', 0, null, null],
      ['C', 400, 12, '2026-11-18'],
    ]);
  });

  it('ne disent aucun jour d’épuisement quand la commande l’est déjà, ou quand rien ne l’entame', () => {
    const [used] = reportOrders([order('A', 1_000)], use(1_000, 50), AS_OF).orders;
    expect(used).toMatchObject({ days_left: 0, exhausted_on: null });
    const [untouched] = reportOrders([order('A', 1_000_000)], use(0, 1), AS_OF).orders;
    expect(untouched).toMatchObject({ days_left: 1_000_000, exhausted_on: null });
  });
});

describe('l’atterrissage d’un trimestre', () => {
  const period = { start: '2026-10-01', end: '2026-12-31' };
  const worked = (days: number, rate: number, cost: number, rated = true): CountedTime => ({
    profile: 'Dev',
    rated,
    quarterDays: days * 4,
    valueQuarterCents: days * 4 * rate * 100,
    costQuarterCents: days * 4 * cost * 100,
  });
  const work = (days: number, rate: number, cost: number, rated = true): PlannedWork => ({
    days: fraction(days),
    rated,
    dailyRateCents: rate * 100,
    dailyCostCents: cost * 100,
  });

  function project(
    kind: ContractKind,
    money: Partial<ContractAmounts>,
    now: Partial<ProjectFacts>,
    before: Partial<ProjectFacts>,
    planned: PlannedWork[] = [],
  ): LandingProject {
    const facts = (given: Partial<ProjectFacts>) => ({
      code: 'P1',
      client: 'CL1',
      project: factsOf(amountsOf(kind, money), { asOf: AS_OF, ...given }),
    });
    return { now: facts(now), before: facts({ asOf: '2026-09-30', ...before }), planned, plannedBefore: [] };
  }

  const land = (...projects: LandingProject[]) => {
    const { done_revenue, done_margin, planned_revenue, planned_margin } = reportLanding(projects, period, {
      revenueCents: null,
      marginCents: null,
    });
    return [done_revenue, done_margin, planned_revenue, planned_margin];
  };

  it('régie : les jours faits dans le trimestre, puis les affectations fermes à leur TJM', () => {
    expect(
      land(
        project('regie', {}, { time: [worked(30, 500, 300)] }, { time: [worked(10, 500, 300)] }, [work(20, 500, 300)]),
      ),
    ).toEqual([10_000, 4_000, 10_000, 4_000]);
  });

  it('régie plafonnée : ce que le plafond laisse', () => {
    const capped = project(
      'regie_plafonnee',
      { ceilingCents: 1_800_000 },
      { time: [worked(30, 500, 300)] },
      { time: [worked(10, 500, 300)] },
      [work(20, 500, 300)],
    );
    expect(land(capped)).toEqual([10_000, 4_000, 3_000, -3_000]);
  });

  it('forfait : ce qui reste du prix et du coût, au prorata des jours ouvrés', () => {
    const remaining = [{ profile: 'Dev', quarterDays: 400, dailyRateCents: null, plannedDailyCostCents: 30_000 }];
    const half = (endsOn: string, startsOn: string | null = null) =>
      project(
        'forfait',
        { fixedPriceCents: 10_000_000, startsOn, endsOn },
        { time: [worked(100, 0, 300, false)], remaining },
        { time: [worked(100, 0, 300, false)], remaining },
      );
    expect(land(half('2026-12-31'))).toEqual([0, 0, 50_000, 20_000]);
    // 42 of the 62 working days from 31 October to 29 January.
    expect(land(half('2027-01-29'))).toEqual([0, 0, 33_870.97, 13_548.39]);
    expect(land(half('2027-06-30', '2027-01-04'))).toEqual([0, 0, 0, 0]);
  });

  it('une régie compte aussi les jours d’une affectation sans TJM, au TJM du budget ; une hybride non', () => {
    const planned = [work(10, 500, 300), work(4, 250, 300, false)];
    expect(land(project('regie', {}, {}, {}, planned))).toEqual([0, 0, 6_000, 1_800]);
    expect(land(project('hybride', { fixedPriceCents: 0 }, {}, {}, planned))).toEqual([0, 0, 5_000, 800]);
  });

  it('compte encore le dernier jour', () => {
    const remaining = [{ profile: 'Dev', quarterDays: 4, dailyRateCents: null, plannedDailyCostCents: 30_000 }];
    const eve = { asOf: '2026-12-30', remaining };
    expect(land(project('forfait', { fixedPriceCents: 50_000, endsOn: '2026-12-31' }, eve, eve))).toEqual([
      0, 0, 500, 200,
    ]);
  });

  it('forfait agile : les sprints prévus dans le trimestre et pas encore acceptés', () => {
    const sprint = (code: string, plannedOn: string | null, acceptedOn: string | null = null) => ({
      code,
      plannedOn,
      acceptedOn,
      amountCents: 100_000 * Number(code.slice(1)),
    });
    const milestones = [
      sprint('S1', '2026-10-15', '2026-10-20'),
      sprint('S2', '2026-12-31'),
      sprint('S3', '2027-01-01'),
      sprint('S4', null),
      sprint('S5', '2026-11-15', '2026-11-10'),
      sprint('S6', '2026-10-30', AS_OF),
    ];
    // S1 and S6 are accepted; S2, and S5 whose acceptance is dated after the day, are to come.
    expect(land(project('forfait_agile', {}, { milestones }, { milestones }))).toEqual([7_000, 7_000, 7_000, 7_000]);
  });

  it('TMA : les forfaits des mois qui restent', () => {
    const money = { startsOn: '2026-01-01', endsOn: '2027-12-31', monthlyFeeCents: 100_000 };
    expect(land(project('tma', money, { asOf: '2026-10-31' }, {}))).toEqual([1_000, 1_000, 2_000, 2_000]);
  });

  it('d’un mois à venir, ce qui y est prévu et rien de ce qui le précède : deux mois font leur somme', () => {
    const remaining = [{ profile: 'Dev', quarterDays: 400, dailyRateCents: null, plannedDailyCostCents: 30_000 }];
    const milestones = [
      { code: 'S1', plannedOn: '2026-11-15', acceptedOn: null, amountCents: 100_000 },
      { code: 'S2', plannedOn: '2026-12-15', acceptedOn: null, amountCents: 200_000 },
    ];
    const money = { endsOn: '2027-01-29', fixedPriceCents: 10_000_000 };
    const tma = { startsOn: '2026-01-01', endsOn: '2027-12-31', monthlyFeeCents: 100_000 };
    // 20 days firm in November, 10 in December; the ceiling leaves 12,000 € of the 15,000 €.
    const [november, december] = [work(20, 500, 300), work(10, 500, 300)];
    const projects = (planned: PlannedWork[], plannedBefore: PlannedWork[]) =>
      [
        project('regie_plafonnee', { ceilingCents: 1_200_000 }, {}, {}, planned),
        project('forfait', money, { remaining }, { remaining }),
        project('forfait_agile', {}, { milestones }, { milestones }),
        project('tma', tma, { asOf: AS_OF }, {}),
      ].map((one, i) => ({ ...one, plannedBefore: i === 0 ? plannedBefore : [] }));
    const plan = (start: string, end: string, planned: PlannedWork[], plannedBefore: PlannedWork[]) =>
      reportLanding(projects(planned, plannedBefore), { start, end }, { revenueCents: null, marginCents: null });
    const first = plan('2026-11-01', '2026-11-30', [november], []);
    const second = plan('2026-12-01', '2026-12-31', [november, december], [november]);
    const both = plan('2026-11-01', '2026-12-31', [november, december], []);
    // 10,000 € of days then the 2,000 € that the ceiling leaves; S2; a month of TMA; 22 of the 62 days of the lot.
    expect(second.planned_revenue).toBeCloseTo(2_000 + 2_000 + 1_000 + (100_000 * 22) / 62, 1);
    expect(first.planned_revenue + second.planned_revenue).toBeCloseTo(both.planned_revenue, 1);
    expect(first.planned_margin + second.planned_margin).toBeCloseTo(both.planned_margin, 1);
  });

  it('clos, ou le trimestre fini : plus rien de prévu', () => {
    expect(land(project('regie', {}, { closed: true }, {}, [work(20, 500, 300)]))).toEqual([0, 0, 0, 0]);
    expect(land(project('regie', {}, { asOf: '2026-12-31' }, {}, [work(20, 500, 300)]))).toEqual([0, 0, 0, 0]);
  });

  it('somme ce qui est fait et ce qui est prévu, en face des objectifs', () => {
    const one = project('regie', {}, { time: [worked(10, 500, 300)] }, {}, [work(5, 500, 300)]);
    expect(reportLanding([one, one], period, { revenueCents: 2_000_000, marginCents: null })).toMatchObject({
      revenue: 15_000,
      margin: 6_000,
      target_revenue: 20_000,
      target_margin: null,
    });
  });
});
