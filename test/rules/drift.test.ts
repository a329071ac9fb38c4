// "Which projects are drifting?": each signal fires just past its threshold and not at it (REPORTS.md, "drift").
import { describe, expect, it } from 'vitest';
import { addDays } from '../../domain/civil-dates.ts';
import type { BudgetLine, CountedTime, ProjectFacts, RemainingWork } from '../../domain/contract/facts.ts';
import { type ContractAmounts, CONTRACT_KINDS, type ContractKind } from '../../domain/contract/kinds.ts';
import { type DriftFacts, reportDrift } from '../../domain/drift.ts';
import { parseDecimal } from '../../domain/fraction.ts';
import { reportChanges } from '../../domain/changes.ts';
import { amountsOf, factsOf } from './sold-project.ts';

const AS_OF = '2026-10-30'; // A Friday.

const sold = (days: number, cost = 300, rate: number | null = null): BudgetLine => ({
  profile: 'Dev',
  quarterDays: days * 4,
  dailyRateCents: rate === null ? null : rate * 100,
  plannedDailyCostCents: Math.round(cost * 100),
});
const done = (days: number, cost = 300, rate = 0): CountedTime => ({
  profile: 'Dev',
  rated: rate > 0,
  quarterDays: days * 4,
  valueQuarterCents: days * 4 * rate * 100,
  costQuarterCents: days * 4 * Math.round(cost * 100),
});
const left = (days: number, cost = 300, rate: number | null = null): RemainingWork => sold(days, cost, rate);

function drifting(
  kind: ContractKind,
  money: Partial<ContractAmounts>,
  project: Partial<ProjectFacts>,
  given: Partial<DriftFacts> = {},
): DriftFacts {
  return {
    code: 'P1',
    client: 'CL1',
    manager: 'C9',
    status: 'en_cours',
    lastRafOn: AS_OF,
    recentQuarterDays: 4,
    orderBalance: null,
    project: factsOf(amountsOf(kind, money), { asOf: AS_OF, ...project }),
    ...given,
  };
}

const signalsOf = (facts: DriftFacts): string[] =>
  reportDrift([facts]).projects.flatMap(({ signals }) => signals.map(({ code }) => code));
const severityOf = (facts: DriftFacts) => reportDrift([facts]).projects[0]?.severity ?? null;

/** A forfait of 100 days sold at `price` €, at 300 € a day, with so many days done and left. */
const forfait = (price: number, doneDays: number, leftDays: number, given: Partial<DriftFacts> = {}, cost = 300) =>
  drifting(
    'forfait',
    { fixedPriceCents: price * 100 },
    { budget: [sold(100)], time: [done(doneDays, cost)], remaining: [left(leftDays, cost)] },
    given,
  );

describe('le signal « loss »', () => {
  it('naît au premier cent de perte à terminaison', () => {
    expect(signalsOf(forfait(30_000, 50, 50))).toEqual([]);
    expect(
      signalsOf(
        drifting(
          'forfait',
          { fixedPriceCents: 2_999_999 },
          { budget: [sold(100)], time: [done(50)], remaining: [left(50)] },
        ),
      ),
    ).toEqual(['loss']);
  });

  it('suffit à être au rouge, quel que soit l’impact', () => {
    expect(
      severityOf(
        drifting(
          'forfait',
          { fixedPriceCents: 2_999_999 },
          { budget: [sold(100)], time: [done(50)], remaining: [left(50)] },
        ),
      ),
    ).toBe('red');
  });
});

describe('le signal « margin »', () => {
  // 50 000 € sold at 40 % of margin; each 1 % of the price is 500 € of cost.
  const withCost = (cost: number) => forfait(50_000, 50, 50, {}, cost);

  it('naît au-delà de 5 points de moins que vendu', () => {
    expect(signalsOf(withCost(325))).toEqual([]);
    expect(signalsOf(withCost(325.01))).toEqual(['margin']);
  });

  it('dit les points perdus, à deux décimales, et l’impact', () => {
    expect(reportDrift([withCost(330)]).projects).toMatchObject([
      {
        severity: 'amber',
        planned_rate: 0.4,
        eac_rate: 0.34,
        drift_points: 6,
        impact: 3_000,
        client: 'CL1',
        manager: 'C9',
      },
    ]);
  });

  it('se tait sans taux vendu ou sans taux à terminaison', () => {
    const unsold = drifting('regie', {}, { budget: [sold(10, 300, 0)], time: [done(10, 500)] });
    expect(signalsOf(unsold)).toEqual(['loss']);
    expect(reportDrift([unsold]).projects).toMatchObject([
      { planned_rate: null, eac_rate: null, drift_points: null, impact: 2_000 },
    ]);
  });
});

describe('le signal « budget »', () => {
  it('naît au-delà de 1,10 fois les jours vendus', () => {
    expect(signalsOf(forfait(200_000, 60, 50))).toEqual([]);
    expect(signalsOf(forfait(200_000, 60, 50.25))).toEqual(['budget']);
  });

  it('se tait sans jour vendu', () => {
    expect(
      signalsOf(drifting('forfait', { fixedPriceCents: 100_000_000 }, { budget: [sold(0)], remaining: [left(50)] })),
    ).toEqual([]);
  });
});

describe('le signal « burn »', () => {
  // 20 working days, from 5 to 30 October; half of them by the 16th.
  const money = {
    startsOn: '2026-10-05',
    endsOn: '2026-10-30',
    fixedPriceCents: 100_000_000,
    monthlyFeeCents: 10_000_000,
  };
  const burning = (days: number, kind: ContractKind = 'forfait', asOf = '2026-10-16') =>
    drifting(
      kind,
      money,
      { asOf, budget: [sold(20)], time: [done(days)], remaining: [left(20 - days)] },
      { lastRafOn: asOf },
    );

  it('naît au-delà de 15 points d’avance sur le calendrier', () => {
    expect(signalsOf(burning(13))).toEqual([]);
    expect(signalsOf(burning(13.25))).toEqual(['burn']);
  });

  it('ne concerne que les modèles qui brûlent un budget vendu', () => {
    const kinds = CONTRACT_KINDS.filter((kind) => kind !== 'interne' && signalsOf(burning(20, kind)).includes('burn'));
    expect(kinds).toEqual(['forfait', 'hybride', 'forfait_agile', 'tma']);
  });

  it('s’arrête au dernier jour du projet', () => {
    expect(signalsOf(burning(20, 'forfait', '2026-12-31'))).toEqual([]);
    expect(signalsOf(burning(3.25, 'forfait', '2026-10-02'))).toEqual(['burn']);
    expect(signalsOf(burning(3, 'forfait', '2026-10-02'))).toEqual([]);
  });

  it('se tait sans dates, sans jour ouvré ou sans jour vendu', () => {
    const silent = (amounts: Partial<ContractAmounts>, budget: BudgetLine[]) =>
      signalsOf(drifting('forfait', { ...money, ...amounts }, { budget, time: [done(20)] }));
    expect(silent({ startsOn: null }, [sold(20)])).toEqual([]);
    expect(silent({ endsOn: null }, [sold(20)])).toEqual([]);
    expect(silent({ startsOn: '2026-10-31', endsOn: '2026-11-01' }, [sold(20)])).toEqual([]);
    expect(silent({}, [sold(0)])).toEqual([]);
  });
});

describe('le signal « schedule »', () => {
  const milestone = (plannedOn: string | null, acceptedOn: string | null = null) => [
    { code: 'J1', plannedOn, amountCents: 100, acceptedOn },
  ];
  const withMilestone = (plannedOn: string | null, acceptedOn: string | null = null, asOf = AS_OF) =>
    drifting('regie', {}, { asOf, budget: [sold(1, 300, 600)], milestones: milestone(plannedOn, acceptedOn) });

  it('naît au onzième jour ouvré après la date prévue d’un jalon', () => {
    // From 19 to 30 October: ten working days.
    expect(signalsOf(withMilestone('2026-10-16'))).toEqual([]);
    expect(signalsOf(withMilestone('2026-10-15'))).toEqual(['schedule']);
    // A weekend adds nothing, All Saints' Monday would: 1 November 2026 is a Sunday, the 2nd is worked.
    expect(signalsOf(withMilestone('2026-10-16', null, '2026-11-01'))).toEqual([]);
    expect(signalsOf(withMilestone('2026-10-16', null, '2026-11-02'))).toEqual(['schedule']);
  });

  it('se tait quand le jalon est accepté, ce jour-là au plus tard', () => {
    expect(signalsOf(withMilestone('2026-09-01', '2026-10-30'))).toEqual([]);
    expect(signalsOf(withMilestone('2026-09-01', '2026-10-31'))).toEqual(['schedule']);
    expect(signalsOf(withMilestone(null))).toEqual([]);
  });

  const ending = (endsOn: string, leftDays: number) =>
    drifting(
      'regie',
      { startsOn: '2026-01-01', endsOn },
      { budget: [sold(100, 300, 600)], remaining: [left(leftDays, 300, 600)] },
    );

  it('naît quand la fin est passée et qu’il reste du travail', () => {
    expect(signalsOf(ending('2026-10-29', 0.25))).toEqual(['schedule']);
    expect(signalsOf(ending('2026-10-30', 0.25))).toEqual([]);
    expect(signalsOf(ending('2026-10-29', 0))).toEqual([]);
  });

  it('ne se dit qu’une fois, avec tout ce qui est en retard', () => {
    const facts = ending('2026-10-29', 2);
    const late = { ...facts, project: { ...facts.project, milestones: milestone('2026-09-01') } };
    const [signal, ...others] = reportDrift([late]).projects[0]?.signals ?? [];
    expect(others).toEqual([]);
    expect(signal?.detail).toMatch(/jalon J1 prévu le 01\/09\/2026.*fin prévue le 29\/10\/2026 et 2 j/);
  });
});

describe('le signal « ceiling »', () => {
  const capped = (doneDays: number, leftDays: number, kind: ContractKind = 'regie_plafonnee') =>
    drifting(
      kind,
      { ceilingCents: 1_000_000 },
      { budget: [sold(20, 300, 500)], time: [done(doneDays, 300, 500)], remaining: [left(leftDays, 300, 500)] },
    );

  it('naît quand le travail fait et à faire passe le plafond', () => {
    expect(signalsOf(capped(12, 8))).toEqual([]);
    expect(signalsOf(capped(12, 8.25))).toEqual(['ceiling']);
  });

  it('ne concerne que la régie plafonnée', () => {
    expect(signalsOf(capped(12, 8.25, 'regie'))).toEqual([]);
  });
});

describe('le signal « po »', () => {
  const ordered = (balance: string | null, kind: ContractKind = 'regie') =>
    drifting(
      kind,
      { fixedPriceCents: 10_000_000 },
      { budget: [sold(10, 300, 600)] },
      { orderBalance: balance === null ? null : parseDecimal(balance) },
    );

  it('naît au premier cent au-delà des bons de commande', () => {
    expect(signalsOf(ordered('0'))).toEqual([]);
    expect(signalsOf(ordered('-0.01'))).toEqual(['po']);
    expect(signalsOf(ordered(null))).toEqual([]);
  });

  it('ne concerne que ce qui se facture au temps', () => {
    expect(signalsOf(ordered('-1', 'regie_plafonnee'))).toEqual(['po']);
    expect(signalsOf(ordered('-1', 'forfait'))).toEqual([]);
    expect(signalsOf(ordered('-1', 'hybride'))).toEqual([]);
  });
});

describe('ce qui empêche de juger', () => {
  it('« no_budget » : aucun budget, seul il rend aveugle', () => {
    const facts = drifting('regie', {}, { time: [done(5, 300, 500)] });
    expect(signalsOf(facts)).toEqual(['no_budget']);
    expect(reportDrift([facts]).projects).toMatchObject([
      { severity: 'blind', impact: null, planned_rate: null, drift_points: null },
    ]);
  });

  it('« raf_missing » : au-delà de 30 % du budget consommé sans reste à faire déclaré', () => {
    const silent = (days: number, kind: ContractKind = 'forfait') =>
      signalsOf(
        drifting(
          kind,
          { fixedPriceCents: 10_000_000, startsOn: '2026-01-01', endsOn: '2026-10-31', monthlyFeeCents: 1e7 },
          { budget: [sold(100)], time: [done(days)] },
          { lastRafOn: null },
        ),
      );
    expect(silent(30)).toEqual([]);
    expect(silent(30.25)).toEqual(['raf_missing']);
    expect(silent(30.25, 'hybride')).toEqual(['raf_missing']);
    expect(silent(30.25, 'tma')).toEqual([]);
    const unsold = { budget: [sold(0)], time: [done(5)] };
    expect(signalsOf(drifting('forfait', { fixedPriceCents: 100_000_000 }, unsold, { lastRafOn: null }))).toEqual([]);
  });

  it('« stale_raf » : du temps depuis 35 jours, aucun reste à faire dans ces 35 jours', () => {
    const declared = (daysBefore: number, recentQuarterDays = 1) =>
      signalsOf(forfait(50_000, 50, 50, { lastRafOn: addDays(AS_OF, -daysBefore), recentQuarterDays }));
    expect(declared(34)).toEqual([]);
    expect(declared(35)).toEqual(['stale_raf']);
    expect(declared(35, 0)).toEqual([]);
  });

  it('se dit aussi à côté d’une dérive, qui reste une dérive', () => {
    const facts = forfait(30_000, 60, 60, { lastRafOn: '2026-01-01' });
    expect(signalsOf(facts)).toEqual(['loss', 'margin', 'budget', 'stale_raf']);
    expect(severityOf(facts)).toBe('red');
  });
});

describe('le rouge', () => {
  const price = 50_000; // 40 % sold.

  it('demande plus de 10 points et 2 000 € d’impact', () => {
    expect(severityOf(forfait(price, 50, 50, {}, 350))).toBe('amber'); // 10 points exactly, 5 000 €.
    expect(severityOf(forfait(price, 50, 50, {}, 350.01))).toBe('red');
    // 10 000 € sold at 3 000 € of cost: 20 points lost, 1 999,90 € of impact, then 2 000 €.
    const small = (cost: number) =>
      drifting(
        'forfait',
        { fixedPriceCents: 1_000_000 },
        { budget: [sold(10)], time: [done(5, cost)], remaining: [left(5, cost)] },
      );
    expect(severityOf(small(499.99))).toBe('amber');
    expect(severityOf(small(500))).toBe('red');
  });

  it('ou plus de 1,20 fois les jours vendus et 2 000 € d’impact', () => {
    expect(severityOf(forfait(200_000, 60, 60))).toBe('amber');
    expect(severityOf(forfait(200_000, 60, 60.25))).toBe('red');
    // No day was sold: none is too many. 50 000 € sold at no cost: 9,6 points and 4 800 € short.
    const unsold = (leftDays: number) =>
      drifting('forfait', { fixedPriceCents: 5_000_000 }, { budget: [sold(0)], time: [], remaining: [left(leftDays)] });
    expect(severityOf(unsold(16))).toBe('amber');
    // Days over, but cheaper than sold: no impact.
    expect(severityOf(forfait(200_000, 60, 90, {}, 150))).toBe('amber');
  });
});

describe('la liste des dérives', () => {
  it('ne regarde que les projets en cours pour un client', () => {
    const lossy = forfait(10_000, 50, 50);
    expect(
      reportDrift([
        { ...lossy, status: 'clos' },
        { ...lossy, status: 'prevu' },
      ]).projects,
    ).toEqual([]);
    expect(reportDrift([drifting('interne', {}, { time: [done(10)] })]).projects).toEqual([]);
  });

  it('va du plus grand impact au plus petit, l’inconnu ensuite, les aveugles à la fin', () => {
    const named = (code: string, facts: DriftFacts): DriftFacts => ({ ...facts, code });
    const unknown = drifting('regie', {}, { time: [done(10, 600, 500)] });
    const blind = drifting('regie', {}, { time: [done(5, 300, 500)] });
    const report = reportDrift([
      named('B2', blind),
      named('B1', blind),
      named('U1', unknown),
      named('P3', forfait(50_000, 50, 50, {}, 330)),
      named('P2', forfait(50_000, 50, 50, {}, 400)),
      named('P1', forfait(50_000, 50, 50, {}, 330)),
    ]);
    expect(report.projects.map(({ code, severity, impact }) => [code, severity, impact])).toEqual([
      ['P2', 'red', 10_000],
      ['P1', 'amber', 3_000],
      ['P3', 'amber', 3_000],
      ['U1', 'red', null],
      ['B1', 'blind', null],
      ['B2', 'blind', null],
    ]);
  });

  it('range les aveugles par code, même quand on devine leur impact', () => {
    const stale = (code: string, cost: number): DriftFacts => ({
      ...forfait(50_000, 50, 50, { lastRafOn: '2026-01-01' }, cost),
      code,
    });
    expect(
      reportDrift([stale('B2', 320), stale('B1', 301)]).projects.map(({ code, impact }) => [code, impact]),
    ).toEqual([
      ['B1', 100],
      ['B2', 2_000],
    ]);
  });
});

describe('chaque signal se dit en une phrase, avec ses chiffres', () => {
  const detailsOf = (facts: DriftFacts) =>
    reportDrift([facts]).projects.flatMap(({ signals }) => signals.map(({ detail }) => detail.replaceAll(/\s/gu, ' ')));
  const calendar = { startsOn: '2026-10-05', endsOn: '2026-10-30', fixedPriceCents: 100_000_000 };

  it.each<[string, DriftFacts, string[]]>([
    [
      'perte, marge et budget',
      forfait(30_000, 60, 60),
      [
        'Perte à terminaison de 6 000 €.',
        'Marge à terminaison -20,0 % contre 0,0 % vendus : 20 points et 6 000 € de moins.',
        '120 j à terminaison pour 100 j vendus.',
      ],
    ],
    [
      'marge',
      forfait(50_000, 50, 50, {}, 330),
      ['Marge à terminaison 34,0 % contre 40,0 % vendus : 6 points et 3 000 € de moins.'],
    ],
    [
      'rythme',
      drifting(
        'forfait',
        calendar,
        { asOf: '2026-10-16', budget: [sold(20)], time: [done(14)], remaining: [left(6)] },
        { lastRafOn: '2026-10-16' },
      ),
      ['70,0 % des jours vendus consommés pour 50,0 % du calendrier écoulé.'],
    ],
    [
      'plafond',
      drifting(
        'regie_plafonnee',
        { ceilingCents: 500_000 },
        { budget: [sold(20, 300, 500)], time: [done(12, 100, 500)] },
      ),
      ['1 000 € de travail au-delà du plafond de 5 000 € : personne ne les paiera.'],
    ],
    [
      'bons de commande',
      drifting('regie', {}, { budget: [sold(20, 300, 500)] }, { orderBalance: parseDecimal('-1250') }),
      ['Bons de commande dépassés de 1 250 €.'],
    ],
    [
      'reste à faire absent',
      drifting(
        'forfait',
        { fixedPriceCents: 4_000_000 },
        { budget: [sold(100)], time: [done(50)], remaining: [left(50)] },
        { lastRafOn: null },
      ),
      ['Aucun reste à faire déclaré alors que 50,0 % du budget est consommé.'],
    ],
    [
      'reste à faire ancien',
      forfait(50_000, 50, 50, { lastRafOn: '2026-08-31' }),
      ['Dernier reste à faire déclaré le 31/08/2026, du temps a été saisi depuis.'],
    ],
    [
      'pas de budget',
      drifting('regie', {}, { time: [done(5, 300, 500)] }),
      ['Aucun budget saisi : la marge vendue est inconnue.'],
    ],
  ])('%s', (_case, facts, expected) => {
    expect(detailsOf(facts)).toEqual(expected);
  });
});

describe('ce qui a changé entre deux jours', () => {
  const drift = (...facts: DriftFacts[]) => reportDrift(facts);
  const mild = forfait(50_000, 50, 50, {}, 330);
  const worse = forfait(50_000, 50, 50, {}, 335);
  const grave = forfait(50_000, 50, 50, {}, 400);
  const fine = forfait(50_000, 50, 50);
  const blind = forfait(50_000, 50, 50, { lastRafOn: '2026-01-01' });
  const changes = (before: DriftFacts, after: DriftFacts) =>
    reportChanges(drift(before), drift(after)).projects.map(({ change }) => change);

  it('est nouveau, pire, mieux ou fini', () => {
    expect(changes(fine, mild)).toEqual(['new']);
    expect(changes(mild, worse)).toEqual(['worse']);
    expect(changes(mild, grave)).toEqual(['worse']);
    expect(changes(grave, mild)).toEqual(['better']);
    expect(changes(worse, mild)).toEqual(['better']);
    expect(changes(mild, fine)).toEqual(['gone']);
  });

  it('n’est rien quand la gravité et l’impact sont les mêmes', () => {
    expect(changes(mild, mild)).toEqual([]);
  });

  it('ne compte pas les projets seulement aveugles comme des dérives', () => {
    expect(changes(fine, blind)).toEqual([]);
    expect(changes(blind, mild)).toEqual(['new']);
    expect(changes(mild, blind)).toEqual(['gone']);
    expect(reportChanges(drift(blind), drift(grave)).projects).toEqual([
      { code: 'P1', change: 'new', severity_before: null, severity: 'red', impact_before: null, impact: 10_000 },
    ]);
  });
});
