// CJM, TJM and the margin of a day: the worked example of DOMAIN.md §1.2, and which cost holds on which day.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countWorkingDays } from '../../domain/calendar.ts';
import { compareCodes } from '../../domain/codes.ts';
import { annualCostCents, dailyCostCents, targetDailyRateCents } from '../../domain/daily-cost.ts';
import { fraction } from '../../domain/fraction.ts';
import { marginOf, rateOf } from '../../domain/margin.ts';
import { eurosFromCents, showEuros, showRate } from '../../domain/money.ts';
import { addDays } from '../../domain/civil-dates.ts';
import {
  type CostRate,
  costRateOn,
  coveringAssignment,
  type FirmAssignment,
  valueDay,
} from '../../domain/valuation.ts';

const employee = { grossSalaryCents: 4_800_000, chargesRate: '0.42', benefitsCents: 440_000, overheadCents: 0 };
const withStructure = { ...employee, overheadCents: 1_200_000 };
// 252 working days of 2026 − 25 CP − 10 RTT − 2 sick − 3 training.
const productiveQuarterDays = (countWorkingDays('2026-01-01', '2026-12-31') - 25 - 10 - 2 - 3) * 4;

describe('le coût journalier moyen', () => {
  it('48 000 € brut chargés à 42 % et 4 400 € d’avantages font 72 560 € par an', () => {
    expect(annualCostCents({ ...employee, benefitsCents: 0 })).toBe(6_816_000);
    expect(annualCostCents(employee)).toBe(7_256_000);
  });

  it('direct : 342,26 € sur 212 jours productifs', () => {
    expect(productiveQuarterDays).toBe(212 * 4);
    expect(dailyCostCents(employee, productiveQuarterDays)).toBe(34_226);
  });

  it('complet : 398,87 € avec 12 000 € de structure', () => {
    expect(dailyCostCents(withStructure, productiveQuarterDays)).toBe(39_887);
  });

  it("n'existe pas sans jour productif", () => {
    expect(dailyCostCents(employee, 0)).toBeNull();
  });
});

describe('la marge d’un jour vendu 550 €', () => {
  const sold = (costCents: number) => ({ revenue: fraction(550), cost: eurosFromCents(costCents) });

  it('est brute de 207,74 € (37,77 %) sur le CJM direct', () => {
    expect(showEuros(marginOf(sold(34_226)))).toBe(207.74);
    expect(showRate(rateOf(sold(34_226)))).toBe(0.3777);
  });

  it('est nette de 151,13 € (27,48 %) sur le CJM complet', () => {
    expect(showEuros(marginOf(sold(39_887)))).toBe(151.13);
    expect(showRate(rateOf(sold(39_887)))).toBe(0.2748);
  });

  it('le TJM cible pour 35 % est 526,55 €', () => {
    expect(targetDailyRateCents(34_226, '0.35')).toBe(52_655);
  });

  it('aucun TJM ne donne 100 % de marge', () => {
    expect(targetDailyRateCents(34_226, '1')).toBeNull();
  });
});

const assignment = (given: Partial<FirmAssignment>): FirmAssignment => ({
  id: 1,
  code: 'A1',
  profileId: null,
  startsOn: '2026-01-01',
  endsOn: null,
  dailyRateCents: null,
  dailyCostCents: null,
  ...given,
});

const anyAssignment = fc
  .record({
    code: fc.constantFrom('A1', 'A10', 'A2', 'B1'),
    start: fc.integer({ min: 0, max: 20 }),
    length: fc.option(fc.integer({ min: 0, max: 20 })),
  })
  .map(({ code, start, length }) =>
    assignment({
      code,
      startsOn: addDays('2026-10-01', start),
      endsOn: length === null ? null : addDays('2026-10-01', start + length),
    }),
  );

describe('l’affectation d’un jour', () => {
  it('couvre ses deux bouts', () => {
    const only = [assignment({ startsOn: '2026-10-05', endsOn: '2026-10-09' })];
    const covered = ['2026-10-04', '2026-10-05', '2026-10-09', '2026-10-10'].map(
      (date) => coveringAssignment(only, date) !== null,
    );
    expect(covered).toEqual([false, true, true, false]);
  });

  it('est celle qui commence en dernier, puis celle du dernier code', () => {
    const early = assignment({ code: 'Z9' });
    const late = assignment({ code: 'A2', startsOn: '2026-10-01' });
    const twin = assignment({ code: 'A10', startsOn: '2026-10-01' });
    expect(coveringAssignment([late, early, twin], '2026-10-15')).toBe(late);
    expect(coveringAssignment([twin, late, early], '2026-10-15')).toBe(late);
    expect(coveringAssignment([twin, late, early], '2026-09-30')).toBe(early);
  });

  it('ne dépend pas de l’ordre des affectations, et aucune autre ne passe devant', () => {
    fc.assert(
      fc.property(fc.array(anyAssignment), fc.integer({ min: 0, max: 45 }), (assignments, day) => {
        const date = addDays('2026-10-01', day);
        const found = coveringAssignment(assignments, date);
        const key = (a: FirmAssignment | null) => a && `${a.startsOn} ${a.code}`;
        expect(key(coveringAssignment([...assignments].reverse(), date))).toBe(key(found));
        const keys = assignments
          .filter(({ startsOn, endsOn }) => startsOn <= date && (endsOn === null || endsOn >= date))
          .map(({ startsOn, code }) => `${startsOn} ${code}`)
          .sort(compareCodes);
        expect(key(found)).toBe(keys.at(-1) ?? null);
      }),
    );
  });
});

describe('le coût et le prix d’un jour travaillé', () => {
  const rates: CostRate[] = [
    { startsOn: '2026-07-01', dailyCostCents: 36_000 },
    { startsOn: '2025-01-01', dailyCostCents: 34_226 },
  ];
  const terms = { profileId: 7, costRates: rates, assignments: [], budgetRates: new Map([[7, 60_000]]) };

  it('le CJM est celui en vigueur ce jour-là ; avant le premier, il vaut 0', () => {
    const dates = ['2024-12-31', '2025-01-01', '2026-06-30', '2026-07-01', '2027-01-01'];
    expect(dates.map((date) => costRateOn(rates, date))).toEqual([0, 34_226, 34_226, 36_000, 36_000]);
  });

  it('sans affectation : le profil du consultant, le TJM du budget, le CJM du jour', () => {
    const expected = { assignmentId: null, profileId: 7, dailyRateCents: 60_000, dailyCostCents: 36_000 };
    expect(valueDay(terms, '2026-10-01')).toEqual(expected);
  });

  it('le TJM et le coût convenus pour la mission passent devant', () => {
    const mission = assignment({ id: 3, profileId: 8, dailyRateCents: 65_000, dailyCostCents: 45_000 });
    const expected = { assignmentId: 3, profileId: 8, dailyRateCents: 65_000, dailyCostCents: 45_000 };
    expect(valueDay({ ...terms, assignments: [mission] }, '2026-10-01')).toEqual(expected);
  });

  it('une mission sans TJM prend celui du budget pour son profil, sinon 0', () => {
    const asOther = assignment({ id: 3, profileId: 8 });
    const budgetRates = new Map([
      [7, 60_000],
      [8, null],
    ]);
    expect(valueDay({ ...terms, budgetRates, assignments: [asOther] }, '2026-10-01').dailyRateCents).toBe(0);
    budgetRates.set(8, 70_000);
    expect(valueDay({ ...terms, budgetRates, assignments: [asOther] }, '2026-10-01').dailyRateCents).toBe(70_000);
  });

  it('un TJM de 0 convenu pour la mission reste 0', () => {
    const offered = assignment({ dailyRateCents: 0, dailyCostCents: 0 });
    expect(valueDay({ ...terms, assignments: [offered] }, '2026-10-01')).toMatchObject({
      dailyRateCents: 0,
      dailyCostCents: 0,
    });
  });
});
