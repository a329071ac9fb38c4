// Régie, ceiling, hybride, sprints, TMA and rebilled purchases: what each term of a contract earns and forecasts
// (REPORTS.md, "margin"; DOMAIN.md §2).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  composeTerms,
  CONTRACT_KINDS,
  isTimeBilled,
  isTimeBilledPart,
  type ManagedService,
} from '../../domain/contract/kinds.ts';
import {
  earnedRevenue,
  plannedCost,
  plannedRevenue,
  remainingCost,
  revenueAtCompletion,
} from '../../domain/contract/contract.ts';
import type { BudgetLine, CountedTime, Purchases, RemainingWork } from '../../domain/contract/facts.ts';
import {
  consumeUnits,
  earnManagedService,
  forecastManagedService,
  planManagedService,
} from '../../domain/contract/managed-service.ts';
import { add, compare, fraction, multiply, parseDecimal, subtract, sum, type Fraction } from '../../domain/fraction.ts';
import { measureProject } from '../../domain/margin.ts';
import { eurosFromCents, showEuros } from '../../domain/money.ts';
import { addMonths, lastDayOf, type Month } from '../../domain/periods.ts';
import { amountsOf, factsOf } from './sold-project.ts';

const line = (profile: string, days: number, rate: number | null, cost = 300): BudgetLine & RemainingWork => ({
  profile,
  quarterDays: days * 4,
  dailyRateCents: rate === null ? null : rate * 100,
  plannedDailyCostCents: cost * 100,
});

const time = (days: number, rate: number, given: Partial<CountedTime> = {}): CountedTime => ({
  profile: 'Dev',
  rated: true,
  quarterDays: days * 4,
  valueQuarterCents: days * 4 * rate * 100,
  costQuarterCents: days * 4 * 30_000,
  ...given,
});

describe('la régie', () => {
  const amounts = amountsOf('regie');

  it('gagne chaque jour à son TJM, même changé en cours de mois', () => {
    expect(showEuros(earnedRevenue(factsOf(amounts, { time: [time(10, 550), time(8.5, 600)] })))).toBe(10_600);
  });

  it('compte aussi les jours sur une affectation sans TJM, au TJM du budget', () => {
    expect(showEuros(earnedRevenue(factsOf(amounts, { time: [time(2, 500, { rated: false })] })))).toBe(1_000);
  });

  it('est vendue au TJM du budget ; un profil sans TJM ne rapporte rien', () => {
    expect(showEuros(plannedRevenue(amounts, [line('Dev', 100, 550), line('CP', 10, null)], []))).toBe(55_000);
  });

  it('finit à ses jours faits plus ses jours restants au TJM du budget', () => {
    expect(
      showEuros(revenueAtCompletion(factsOf(amounts, { time: [time(10, 550)], remaining: [line('Dev', 4, 600)] }))),
    ).toBe(7_900);
  });

  it('close, finit à son chiffre d’affaires', () => {
    expect(showEuros(revenueAtCompletion(factsOf(amounts, { closed: true, time: [time(10, 550)] })))).toBe(5_500);
  });
});

describe('la régie plafonnée', () => {
  const amounts = amountsOf('regie_plafonnee', { ceilingCents: 500_000 });

  it.each([
    [9.75, 4_875],
    [10, 5_000],
    [10.25, 5_000],
  ])('%s jours à 500 € sous un plafond de 5 000 € : %s €', (days, revenue) => {
    expect(showEuros(earnedRevenue(factsOf(amounts, { time: [time(days, 500)] })))).toBe(revenue);
  });

  it('plafonne aussi la vente et la prévision', () => {
    expect(showEuros(plannedRevenue(amounts, [line('Dev', 20, 500)], []))).toBe(5_000);
    expect(
      showEuros(revenueAtCompletion(factsOf(amounts, { time: [time(6, 500)], remaining: [line('Dev', 6, 500)] }))),
    ).toBe(5_000);
    expect(
      showEuros(revenueAtCompletion(factsOf(amounts, { time: [time(6, 500)], remaining: [line('Dev', 2, 500)] }))),
    ).toBe(4_000);
  });

  it('ne gagne jamais plus que son plafond, les achats refacturés à part', () => {
    const purchases: Purchases = { totalCents: 10_000, notRebillableCents: 0, rebilled: fraction(110) };
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 0, max: 2_000 }),
        fc.integer({ min: 0, max: 1e7 }),
        (days, rate, ceilingCents) => {
          const capped = amountsOf('regie_plafonnee', { ceilingCents });
          const open = { time: [time(days, rate)], remaining: [line('Dev', days, rate)], purchases };
          const top = add(eurosFromCents(ceilingCents), fraction(110));
          expect(compare(earnedRevenue(factsOf(capped, open)), top)).toBeLessThanOrEqual(0);
          expect(compare(revenueAtCompletion(factsOf(capped, open)), top)).toBeLessThanOrEqual(0);
          expect(
            compare(earnedRevenue(factsOf(capped, open)), earnedRevenue(factsOf(amountsOf('regie'), open))),
          ).toBeLessThanOrEqual(0);
        },
      ),
    );
  });
});

describe("l'hybride", () => {
  const amounts = amountsOf('hybride', { fixedPriceCents: 4_000_000, plannedPurchasesCents: 100_000 });
  const lot = { rated: false, valueQuarterCents: 0 };

  it('facture les jours qui ont un TJM et avance le lot par ses seuls coûts', () => {
    const facts = factsOf(amounts, {
      time: [time(10, 600), time(20, 0, lot)],
      remaining: [line('Expert', 5, 600), line('Dev', 20, null)],
    });
    // Lot: 6 000 spent; 6 000 of days and 1 000 of purchases left.
    expect(showEuros(earnedRevenue(facts))).toBe(6_000 + 18_461.54);
    expect(showEuros(revenueAtCompletion(facts))).toBe(40_000 + 6_000 + 3_000);
    expect(showEuros(remainingCost(facts))).toBe(1_500 + 6_000 + 1_000);
  });

  it('ne facture pas un jour sans TJM d’affectation, même si le budget en donne un à son profil', () => {
    const facts = factsOf(amounts, { time: [time(20, 999, { rated: false })], remaining: [line('Dev', 20, null)] });
    expect(showEuros(earnedRevenue(facts))).toBe(18_461.54);
  });

  it('met les achats non refacturables dans le lot', () => {
    const purchases: Purchases = { totalCents: 60_000, notRebillableCents: 60_000, rebilled: fraction(0) };
    const facts = factsOf(amounts, { time: [time(10, 600)], remaining: [line('Dev', 20, null)], purchases });
    // Lot: 600 spent of 600 + 6 000 + 400.
    expect(showEuros(earnedRevenue(facts))).toBe(6_000 + 3_428.57);
  });

  it('est vendu au prix du lot plus les jours à TJM du budget', () => {
    expect(showEuros(plannedRevenue(amounts, [line('Expert', 10, 600), line('Dev', 40, null)], []))).toBe(46_000);
  });

  it('clos, a gagné tout son lot', () => {
    expect(showEuros(earnedRevenue(factsOf(amounts, { closed: true, time: [time(10, 600)] })))).toBe(46_000);
  });
});

describe('le forfait agile', () => {
  const sprint = (code: string, euros: number, acceptedOn: string | null) => ({
    code,
    plannedOn: null,
    amountCents: euros * 100,
    acceptedOn,
  });
  const milestones = [
    sprint('S1', 8_000, '2026-09-30'),
    sprint('S2', 8_000, '2026-10-31'),
    sprint('S3', 9_000, '2026-11-01'),
    sprint('S4', 5_000, null),
  ];
  const facts = factsOf(amountsOf('forfait_agile'), { milestones, time: [time(50, 600)] });

  it('gagne les sprints acceptés au jour dit, ce jour compris, quel que soit le temps passé', () => {
    expect(showEuros(earnedRevenue(facts))).toBe(16_000);
    expect(showEuros(earnedRevenue({ ...facts, asOf: '2026-10-30' }))).toBe(8_000);
    expect(showEuros(earnedRevenue({ ...facts, asOf: '2026-11-01' }))).toBe(25_000);
  });

  it('est vendu, et finira, à tous ses sprints', () => {
    expect(showEuros(plannedRevenue(facts.amounts, [], milestones))).toBe(30_000);
    expect(showEuros(revenueAtCompletion(facts))).toBe(30_000);
  });
});

describe('les achats refacturés', () => {
  const purchases: Purchases = { totalCents: 100_000, notRebillableCents: 40_000, rebilled: parseDecimal('660.00') };

  it.each(CONTRACT_KINDS)('sont du chiffre d’affaires dans un contrat %s, à ce jour et à terminaison', (kind) => {
    const money = {
      startsOn: '2026-01-01',
      endsOn: '2026-12-31',
      fixedPriceCents: 5_000_000,
      monthlyFeeCents: 100_000,
      ceilingCents: 5_000_000,
    };
    const facts = factsOf(amountsOf(kind, money), { time: [time(10, 500)], remaining: [line('Dev', 10, 500)] });
    const bought = { ...facts, purchases: { ...purchases, totalCents: 60_000, notRebillableCents: 0 } };
    expect(showEuros(subtract(earnedRevenue(bought), earnedRevenue(facts)))).toBe(660);
    expect(showEuros(subtract(revenueAtCompletion(bought), revenueAtCompletion(facts)))).toBe(660);
  });

  it('coûtent avec les autres ; la vente compte les achats prévus', () => {
    const facts = factsOf(amountsOf('interne', { plannedPurchasesCents: 100_000 }), { time: [time(2, 0)], purchases });
    expect(showEuros(measureProject(facts).cost)).toBe(1_600);
    expect(showEuros(plannedCost(facts.amounts, [line('Dev', 10, null)]))).toBe(4_000);
    expect(showEuros(measureProject(facts).revenue)).toBe(660);
  });
});

describe('les modèles de contrat', () => {
  it('sont des compositions des mêmes termes', () => {
    const money = { startsOn: '2026-01-01', endsOn: '2026-12-31' };
    const terms = CONTRACT_KINDS.map((kind) => [kind, composeTerms(amountsOf(kind, money)).map((term) => term.kind)]);
    expect(Object.fromEntries(terms)).toEqual({
      regie: ['time_and_materials', 'rebillable_expenses'],
      regie_plafonnee: ['time_and_materials', 'rebillable_expenses'],
      forfait: ['fixed_price', 'rebillable_expenses'],
      hybride: ['time_and_materials', 'fixed_price', 'rebillable_expenses'],
      forfait_agile: ['accepted_sprints', 'rebillable_expenses'],
      tma: ['managed_service', 'rebillable_expenses'],
      interne: ['rebillable_expenses'],
    });
  });

  it('facturent au jour : les régies toujours, l’hybride sur une affectation à TJM', () => {
    expect(CONTRACT_KINDS.filter(isTimeBilled)).toEqual(['regie', 'regie_plafonnee']);
    expect(CONTRACT_KINDS.filter((kind) => isTimeBilledPart(kind, true))).toEqual([
      'regie',
      'regie_plafonnee',
      'hybride',
    ]);
    expect(CONTRACT_KINDS.filter((kind) => isTimeBilledPart(kind, false))).toEqual(['regie', 'regie_plafonnee']);
  });

  it('gardent l’argent du contrat ; ce qui n’y est pas vaut 0', () => {
    const dates = { startsOn: '2026-01-01', endsOn: '2026-12-31' };
    const money = { monthlyFeeCents: 500_000, includedUnits: '12.5', unitPriceCents: 60_000, carryOverMonths: 2 };
    expect(composeTerms(amountsOf('tma', { ...dates, ...money }))[0]).toEqual({
      kind: 'managed_service',
      ...dates,
      ...money,
    });
    const none = { monthlyFeeCents: 0, includedUnits: '0', unitPriceCents: 0, carryOverMonths: 0 };
    expect(composeTerms(amountsOf('tma', dates))[0]).toEqual({ kind: 'managed_service', ...dates, ...none });
    expect(composeTerms(amountsOf('forfait', { fixedPriceCents: 7 }))[0]).toMatchObject({ priceCents: 7 });
    expect(composeTerms(amountsOf('forfait'))[0]).toMatchObject({ priceCents: 0 });
    expect(composeTerms(amountsOf('regie_plafonnee', { ceilingCents: 7 }))[0]).toMatchObject({ ceilingCents: 7 });
  });

  it('une TMA a un premier et un dernier jour', () => {
    expect(() => composeTerms(amountsOf('tma', { startsOn: '2026-01-01' }))).toThrow(
      /a TMA has a first and a last day/,
    );
  });
});

const service = (given: Partial<ManagedService> = {}): ManagedService => ({
  kind: 'managed_service',
  startsOn: '2026-01-01',
  endsOn: '2026-06-30',
  monthlyFeeCents: 500_000,
  includedUnits: '10',
  unitPriceCents: 60_000,
  carryOverMonths: 1,
  ...given,
});

const unitsOf = (...consumed: (number | string)[]): Map<Month, string> =>
  new Map(consumed.map((units, index) => [addMonths('2026-01', index), String(units)]));

const overages = (term: ManagedService, ...consumed: (number | string)[]): number[] =>
  consumeUnits(term, unitsOf(...consumed)).map(({ overage }) => Number(overage.n) / Number(overage.d));

describe('la TMA', () => {
  it('10 UO incluses : 7 puis 15 font 2 UO de dépassement, 1 200 € à 600 €', () => {
    const term = service();
    expect(overages(term, 7, 15)).toEqual([0, 2, 0, 0, 0, 0]);
    const earned = earnManagedService(term, unitsOf(7, 15), '2026-02-28');
    expect(showEuros(subtract(earned, fraction(10_000)))).toBe(1_200);
  });

  it('reporte sur les mois qui suivent, pas au-delà', () => {
    expect(overages(service({ carryOverMonths: 1 }), 4, 10, 16)).toEqual([0, 0, 6, 0, 0, 0]);
    expect(overages(service({ carryOverMonths: 2 }), 4, 10, 16)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(overages(service({ carryOverMonths: 2 }), 4, 10, 17)).toEqual([0, 0, 1, 0, 0, 0]);
  });

  it('emploie les siennes d’abord, puis les plus anciennes', () => {
    // January leaves 2, February leaves 3; March uses 12, its own and January's 2; April still has February's 3.
    expect(overages(service({ carryOverMonths: 2 }), 8, 7, 12, 13)).toEqual([0, 0, 0, 0, 0, 0]);
    // A month used only up to its own share does not touch what was left before it.
    expect(overages(service({ carryOverMonths: 1 }), 8, 10, 12)).toEqual([0, 0, 2, 0, 0, 0]);
  });

  it('sans report, rien ne passe au mois suivant', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 6, maxLength: 6 }), (consumed) => {
        expect(overages(service({ carryOverMonths: 0 }), ...consumed)).toEqual(
          consumed.map((units) => Math.max(0, units - 10)),
        );
      }),
    );
  });

  it('compte les fractions d’UO', () => {
    expect(overages(service({ includedUnits: '7.5', carryOverMonths: 0 }), '8.25')).toEqual([0.75, 0, 0, 0, 0, 0]);
  });

  it('tout ce qui est consommé est inclus, reporté ou en dépassement', () => {
    const consumption = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(
        consumption,
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 0, max: 6 }),
        (consumed, included, carryOverMonths) => {
          const term = service({ includedUnits: String(included), carryOverMonths });
          const months = consumeUnits(term, unitsOf(...consumed));
          // The same, counted unit by unit: each unit of work takes its month's own first, then the oldest still valid.
          const left = consumed.map(() => included);
          const expected = consumed.map((units, month) => {
            let over = 0;
            for (let unit = 0; unit < units; unit += 1) {
              const oldest = left.findIndex(
                (free, from) => free > 0 && from < month && from + carryOverMonths >= month,
              );
              const source = (left[month] ?? 0) > 0 ? month : oldest;
              if (source < 0) over += 1;
              else left[source] = (left[source] ?? 0) - 1;
            }
            return over;
          });
          expect(months.map(({ overage }) => Number(overage.n) / Number(overage.d))).toEqual(expected);
          expect(months.map((month) => Number(month.consumed.n) / Number(month.consumed.d))).toEqual(consumed);
        },
      ),
    );
  });

  it('gagne le forfait d’un mois le soir de son dernier jour', () => {
    const earnedOn = (date: string) => showEuros(earnManagedService(service(), unitsOf(25), date));
    expect(['2026-01-30', '2026-01-31', '2026-02-27', '2026-02-28'].map(earnedOn)).toEqual([0, 14_000, 14_000, 19_000]);
  });

  it('finira à ce qui est gagné plus les forfaits des mois à venir', () => {
    expect(showEuros(planManagedService(service()))).toBe(30_000);
    expect(showEuros(forecastManagedService(service(), unitsOf(25), '2026-01-30'))).toBe(30_000);
    expect(showEuros(forecastManagedService(service(), unitsOf(25), '2026-01-31'))).toBe(39_000);
    expect(showEuros(forecastManagedService(service(), unitsOf(25), '2027-01-31'))).toBe(39_000);
  });

  it('chaque mois rapporte son forfait et son dépassement, ni plus ni moins', () => {
    const consumption = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(consumption, fc.integer({ min: 0, max: 6 }), (consumed, month) => {
        const term = service();
        const asOf = lastDayOf(addMonths('2025-12', month));
        const served = consumeUnits(term, unitsOf(...consumed)).slice(0, month);
        const overage: Fraction = sum(served.map((entry) => entry.overage));
        const expected = add(fraction(5_000 * month), multiply(overage, fraction(600)));
        expect(compare(earnManagedService(term, unitsOf(...consumed), asOf), expected)).toBe(0);
      }),
    );
  });
});
