// The forfait: percentage of completion by costs, accrual, loss at completion. Worked examples A to E of DOMAIN.md §1.4.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accrueRevenue, earnedRevenue, remainingCost, revenueAtCompletion } from '../../domain/contract/contract.ts';
import { type BudgetLine, NO_PURCHASES, type ProjectFacts, type RemainingWork } from '../../domain/contract/facts.ts';
import { completionShare, provisionForLoss } from '../../domain/contract/fixed-price.ts';
import { scheduleMilestones } from '../../domain/contract/milestone-schedule.ts';
import { add, compare, divide, fraction, multiply, subtract, type Fraction } from '../../domain/fraction.ts';
import { costToDate, marginOf, measureProject, rateOf, reportMargin } from '../../domain/margin.ts';
import { eurosFromCents, showEuros, showRate } from '../../domain/money.ts';
import { amountsOf, factsOf } from './sold-project.ts';

const TERM = { kind: 'fixed_price', priceCents: 10_000_000, unratedOnly: false } as const;
const AMOUNTS = amountsOf('forfait', { fixedPriceCents: 10_000_000 });
const DAY_COST = 35_000;

const budget: BudgetLine[] = [
  { profile: 'Dev', quarterDays: 800, dailyRateCents: null, plannedDailyCostCents: DAY_COST },
];

const worked = (days: number, dailyCostCents = DAY_COST) => [
  {
    profile: 'Dev',
    rated: false,
    quarterDays: days * 4,
    valueQuarterCents: 0,
    costQuarterCents: days * 4 * dailyCostCents,
  },
];
const left = (days: number, dailyCostCents = DAY_COST): RemainingWork[] => [
  { profile: 'Dev', quarterDays: days * 4, dailyRateCents: null, plannedDailyCostCents: dailyCostCents },
];

/** Oracle A: sold 100 000 € for 200 days at 350 €, 110 days worked. */
const oracle = (remainingDays: number, given: Partial<ProjectFacts> = {}): ProjectFacts =>
  factsOf(AMOUNTS, { budget, time: worked(110), remaining: left(remainingDays), ...given });

describe('le forfait A : 100 000 € vendus, 70 000 € de budget, 110 j faits, 120 j à faire', () => {
  const facts = oracle(120);
  const figures = measureProject(facts);

  it('a coûté 38 500 €, en coûtera encore 42 000, 80 500 à terminaison', () => {
    expect(showEuros(costToDate(facts))).toBe(38_500);
    expect(showEuros(remainingCost(facts))).toBe(42_000);
    expect(showEuros(figures.eacCost)).toBe(80_500);
    expect(showEuros(subtract(figures.plannedCost ?? fraction(0), figures.eacCost))).toBe(-10_500);
  });

  it('est avancé à 47,83 % et reconnaît 47 826,09 €', () => {
    expect(showRate(completionShare(TERM, facts))).toBe(0.4783);
    expect(showEuros(earnedRevenue(facts))).toBe(47_826.09);
    expect(showEuros(marginOf(figures))).toBe(9_326.09);
  });

  it('finira à 19 500 € de marge, 19,50 % pour 30 % vendus', () => {
    const eac = { revenue: revenueAtCompletion(facts), cost: figures.eacCost };
    expect(showEuros(marginOf(eac))).toBe(19_500);
    expect(showRate(rateOf(eac))).toBe(0.195);
    expect(reportMargin([{ code: 'P1', client: 'CL1', project: facts }], null).projects).toMatchObject([
      { days: 110, planned_margin: 30_000, planned_rate: 0.3, remaining_days: 120, eac_days: 230, eac_margin: 19_500 },
    ]);
  });

  it('facturé 40 000 €, il reste 7 826,09 € de facture à établir', () => {
    const accrual = accrueRevenue(earnedRevenue(facts), fraction(40_000));
    expect([accrual.toInvoice, accrual.deferred].map(showEuros)).toEqual([7_826.09, 0]);
  });

  it("facturé 60 000 €, 12 173,91 € sont constatés d'avance", () => {
    const accrual = accrueRevenue(earnedRevenue(facts), fraction(60_000));
    expect([accrual.toInvoice, accrual.deferred].map(showEuros)).toEqual([0, 12_173.91]);
  });

  it("n'a pas de perte à provisionner", () => {
    expect(showEuros(provisionForLoss(fraction(100_000), figures.eacCost, completionShare(TERM, facts)))).toBe(0);
  });
});

describe('le forfait B : le même, 230 j à faire', () => {
  const facts = oracle(230);
  const figures = measureProject(facts);

  it('coûtera 119 000 € : 19 000 € de perte', () => {
    expect(showEuros(figures.eacCost)).toBe(119_000);
    expect(showEuros(marginOf({ revenue: figures.eacRevenue, cost: figures.eacCost }))).toBe(-19_000);
  });

  it('reconnaît 32 352,94 € à 32,35 %, où 6 147,06 € de perte se voient déjà', () => {
    expect(showRate(completionShare(TERM, facts))).toBe(0.3235);
    expect(showEuros(figures.revenue)).toBe(32_352.94);
    expect(showEuros(marginOf(figures))).toBe(-6_147.06);
  });

  it('en provisionne 12 852,94 €', () => {
    expect(showEuros(provisionForLoss(fraction(100_000), figures.eacCost, completionShare(TERM, facts)))).toBe(
      12_852.94,
    );
  });
});

/** A forfait known by its costs alone, in euros. */
function ofCosts(priceEuros: number, doneEuros: number, eacEuros: number): ProjectFacts {
  const amounts = amountsOf('forfait', { fixedPriceCents: priceEuros * 100, plannedPurchasesCents: eacEuros * 100 });
  return factsOf(amounts, {
    purchases: { ...NO_PURCHASES, totalCents: doneEuros * 100, notRebillableCents: doneEuros * 100 },
  });
}

describe('le forfait C (Gualino) : 2 400 000 € vendus', () => {
  const first = ofCosts(2_400_000, 500_000, 1_500_000);
  const second = ofCosts(2_400_000, 900_000, 1_800_000);

  it("l'an N : 800 000 € de chiffre d'affaires, 300 000 € de résultat", () => {
    expect(showEuros(earnedRevenue(first))).toBe(800_000);
    expect(showEuros(marginOf(measureProject(first)))).toBe(300_000);
  });

  it("l'an N+1, les coûts révisés : 1 200 000 € cumulés, 400 000 € de l'année, résultat nul", () => {
    const project = (facts: ProjectFacts) => [{ code: 'P1', client: null, project: facts }];
    const report = reportMargin(project(second), project(first)).projects;
    expect(showEuros(earnedRevenue(second))).toBe(1_200_000);
    expect(report).toMatchObject([{ revenue: 400_000, cost: 400_000, margin: 0, margin_rate: 0 }]);
  });
});

describe('le forfait D : 1 008 000 € vendus, 624 240 € dépensés sur 1 224 000', () => {
  const facts = ofCosts(1_008_000, 624_240, 1_224_000);
  const term = { ...TERM, priceCents: 100_800_000 };

  it('reconnaît 514 080 € à 51 %, 110 160 € de perte déjà vue, 105 840 € à provisionner', () => {
    const figures = measureProject(facts);
    expect(showRate(completionShare(term, facts))).toBe(0.51);
    expect(showEuros(figures.revenue)).toBe(514_080);
    expect(showEuros(marginOf(figures))).toBe(-110_160);
    expect(showEuros(provisionForLoss(fraction(1_008_000), figures.eacCost, completionShare(term, facts)))).toBe(
      105_840,
    );
  });
});

describe('le reste à faire révisé (E)', () => {
  it('ne refait pas le passé : le rattrapage tombe dans la période', () => {
    const september = oracle(120, { asOf: '2026-09-30' });
    const october = oracle(230);
    const project = (facts: ProjectFacts) => [{ code: 'P1', client: null, project: facts }];
    expect(reportMargin(project(september), null).projects[0]?.revenue).toBe(47_826.09);
    // 32 352.94 − 47 826.09: no day was worked, the whole correction is October's.
    expect(reportMargin(project(october), project(september)).projects).toMatchObject([
      { days: 0, revenue: -15_473.15, cost: 0 },
    ]);
  });
});

describe("l'avancement d'un forfait", () => {
  it('est nul avant le premier coût', () => {
    expect(showEuros(earnedRevenue(factsOf(AMOUNTS, { budget, remaining: left(200) })))).toBe(0);
    expect(showEuros(earnedRevenue(factsOf(AMOUNTS)))).toBe(0);
  });

  it('est entier une fois le projet clos, même sans un jour saisi', () => {
    expect(showEuros(earnedRevenue(factsOf(AMOUNTS, { closed: true })))).toBe(100_000);
    expect(showEuros(earnedRevenue(oracle(0, { closed: true, time: worked(3) })))).toBe(100_000);
  });

  it('compte les achats faits et ceux qui restent, pas ceux que le client rembourse', () => {
    const amounts = { ...AMOUNTS, plannedPurchasesCents: 2_000_000 };
    const purchases = { totalCents: 1_200_000, notRebillableCents: 500_000, rebilled: fraction(7_700) };
    const facts = factsOf(amounts, { budget, time: worked(100), remaining: left(100), purchases });
    // Own cost 35 000 + 5 000; left 35 000 + 20 000 − 5 000.
    expect(showEuros(remainingCost(facts))).toBe(50_000);
    expect(showEuros(completionShare(TERM, facts))).toBe(0.44);
    expect(showEuros(earnedRevenue(facts))).toBe(52_144.44);
    expect(showEuros(revenueAtCompletion(facts))).toBe(107_700);
  });

  it('des achats au-delà du prévu ne réduisent pas ce qui reste ; clos, rien ne reste à acheter', () => {
    const amounts = { ...AMOUNTS, plannedPurchasesCents: 100_000 };
    const over = { ...NO_PURCHASES, totalCents: 150_000, notRebillableCents: 150_000 };
    expect(showEuros(remainingCost(factsOf(amounts, { remaining: left(1), purchases: over })))).toBe(350);
    expect(showEuros(remainingCost(factsOf(amounts, { closed: true })))).toBe(0);
  });

  const anyWork = fc.record({
    done: fc.integer({ min: 0, max: 400 }),
    remaining: fc.integer({ min: 0, max: 400 }),
    cost: fc.integer({ min: 1, max: 90_000 }),
  });

  it('ne dépasse jamais le prix', () => {
    fc.assert(
      fc.property(anyWork, ({ done, remaining, cost }) => {
        const revenue = earnedRevenue(factsOf(AMOUNTS, { time: worked(done, cost), remaining: left(remaining, cost) }));
        expect(compare(revenue, fraction(100_000))).toBeLessThanOrEqual(0);
        expect(compare(revenue, fraction(0))).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('croît avec le coût dépensé, à reste à faire égal, et décroît avec le reste à faire', () => {
    fc.assert(
      fc.property(anyWork, fc.integer({ min: 1, max: 50 }), ({ done, remaining, cost }, more) => {
        const earn = (spent: number, toDo: number) =>
          earnedRevenue(factsOf(AMOUNTS, { time: worked(spent, cost), remaining: left(toDo, cost) }));
        const expectedMore = remaining > 0 || done === 0 ? 1 : 0;
        expect(compare(earn(done + more, remaining), earn(done, remaining))).toBe(expectedMore);
        expect(compare(earn(done, remaining + more), earn(done, remaining))).toBe(done === 0 ? 0 : -1);
      }),
    );
  });

  const anyEuros = fc.integer({ min: 0, max: 1_000_000_00 }).map(eurosFromCents);

  it('la facture à établir et le produit constaté d’avance ne coexistent jamais, et ramènent au chiffre reconnu', () => {
    fc.assert(
      fc.property(anyEuros, anyEuros, (earned, invoiced) => {
        const { toInvoice, deferred } = accrueRevenue(earned, invoiced);
        expect(compare(subtract(add(invoiced, toInvoice), deferred), earned)).toBe(0);
        expect(compare(multiply(toInvoice, deferred), fraction(0))).toBe(0);
        expect(toInvoice.n >= 0n && deferred.n >= 0n).toBe(true);
      }),
    );
  });

  it('perte vue à l’avancement et provision font ensemble la perte à terminaison', () => {
    fc.assert(
      fc.property(anyEuros, anyEuros, fc.integer({ min: 0, max: 100 }), (price, cost, percent) => {
        const share = fraction(percent, 100);
        const provision = provisionForLoss(price, cost, share);
        const loss = subtract(cost, price);
        const seen: Fraction = multiply(loss, share);
        if (compare(loss, fraction(0)) <= 0) expect(compare(provision, fraction(0))).toBe(0);
        else expect(compare(add(provision, seen), loss)).toBe(0);
      }),
    );
  });
});

describe("l'échéancier d'un forfait", () => {
  it('33,33 % trois fois de 10 000 € : la dernière échéance prend le reste', () => {
    expect(scheduleMilestones(1_000_000, ['33.33', '33.33', '33.33'])).toEqual([333_300, 333_300, 333_400]);
  });

  it('une seule échéance est le prix', () => {
    expect(scheduleMilestones(1_000_001, ['100'])).toEqual([1_000_001]);
  });

  it('fait toujours le prix, au cent', () => {
    const percents = fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), percents, (priceCents, hundredths) => {
        const texts = hundredths.map((value) => `${Math.floor(value / 100)}.${String(value % 100).padStart(2, '0')}`);
        const amounts = scheduleMilestones(priceCents, texts);
        expect(amounts).toHaveLength(texts.length);
        expect(amounts.reduce((total, amount) => total + amount, 0)).toBe(priceCents);
        const [first] = amounts;
        if (texts.length > 1) {
          const exact = divide(fraction(BigInt(priceCents) * BigInt(hundredths[0] ?? 0)), fraction(10_000));
          expect(Math.abs(Number(first) - Number(exact?.n) / Number(exact?.d))).toBeLessThanOrEqual(0.51);
        }
      }),
    );
  });
});
