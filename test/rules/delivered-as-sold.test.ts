// The promise of the contract engine (DESIGN.md, idea 1): a project delivered exactly as sold earns exactly the
// margin that was quoted, to the cent, in the six models; on the way there, the forecast never leaves the quote.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { billProject, type BillingFacts } from '../../domain/billing.ts';
import { countWorkingDays } from '../../domain/calendar.ts';
import { addDays, daysBetween, type CivilDate } from '../../domain/civil-dates.ts';
import { plannedCost, plannedRevenue } from '../../domain/contract/contract.ts';
import type { BudgetLine } from '../../domain/contract/facts.ts';
import type { ContractAmounts, ContractKind } from '../../domain/contract/kinds.ts';
import { reportDrift } from '../../domain/drift.ts';
import { compare, subtract, type Fraction, ZERO } from '../../domain/fraction.ts';
import { marginOf, measureProject, plannedMarginOf, reportMargin } from '../../domain/margin.ts';
import { roundToCents } from '../../domain/money.ts';
import { addMonths, lastDayOf, monthOf, monthsBetween } from '../../domain/periods.ts';
import { amountsOf, deliverAsSold, type SoldProject } from './sold-project.ts';

const cents = (max: number) => fc.integer({ min: 0, max });

const startOn = fc.integer({ min: 0, max: 900 }).map((days) => addDays('2025-01-01', days));

const dates = fc
  .tuple(startOn, fc.integer({ min: 6, max: 500 }))
  .map(([startsOn, days]) => ({ startsOn, endsOn: addDays(startsOn, days) }))
  // Ten days hold a working day, a week of May may not.
  .filter(({ startsOn, endsOn }) => countWorkingDays(startsOn, endsOn) > 0);

const PROFILES = ['Architecte', 'Chef de projet', 'Développeur', 'Développeur senior', 'Testeur'];

/** `rated`: has a TJM always, never, or as it comes. */
function budgetOf(rated: 'always' | 'never' | 'mixed'): fc.Arbitrary<BudgetLine[]> {
  const rate = cents(150_000);
  const line = (profile: string) =>
    fc.record({
      profile: fc.constant(profile),
      quarterDays: fc.integer({ min: 1, max: 900 }),
      dailyRateCents: rated === 'always' ? rate : rated === 'never' ? fc.constant(null) : fc.option(rate),
      plannedDailyCostCents: cents(80_000),
    });
  return fc.subarray(PROFILES, { minLength: 1 }).chain((profiles) => fc.tuple(...profiles.map(line)));
}

function soldOf(
  kind: ContractKind,
  rated: Parameters<typeof budgetOf>[0],
  money: fc.Arbitrary<Partial<ContractAmounts>>,
): fc.Arbitrary<SoldProject> {
  return fc.tuple(dates, budgetOf(rated), money).map(([range, budget, given]) => ({
    amounts: { ...amountsOf(kind, given), ...range },
    budget,
    milestones: [],
    units: new Map<string, string>(),
  }));
}

/** Milestones on days of the project, in any order. */
function withMilestones(sold: fc.Arbitrary<SoldProject>): fc.Arbitrary<SoldProject> {
  return sold.chain((project) => {
    // The last day too: fast-check tries the bounds of a range often.
    const length = daysBetween(project.amounts.startsOn, project.amounts.endsOn);
    const milestone = fc.record({ after: fc.integer({ min: 0, max: length }), amountCents: cents(4_000_000) });
    return fc.array(milestone, { minLength: 1, maxLength: 8 }).map((milestones) => ({
      ...project,
      milestones: milestones.map(({ after, amountCents }, index) => ({
        code: `J${index + 1}`,
        plannedOn: addDays(project.amounts.startsOn, after),
        acceptedOn: null,
        amountCents,
      })),
    }));
  });
}

/** A TMA of whole months whose users ask for what is included, and sometimes for what the month before left. */
const tma: fc.Arbitrary<SoldProject> = fc
  .record({
    start: startOn.map(monthOf),
    months: fc.integer({ min: 1, max: 24 }),
    budget: budgetOf('mixed'),
    fee: cents(2_000_000),
    unit: cents(90_000),
    included: fc.integer({ min: 0, max: 40 }),
    carry: fc.integer({ min: 0, max: 3 }),
    asked: fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 24, maxLength: 24 }),
  })
  .map(({ start, months, budget, fee, unit, included, carry, asked }) => {
    const units = new Map<string, string>();
    let left = 0;
    for (let index = 0; index < months; index += 1) {
      const used = Math.floor(((included + left) * (asked[index] ?? 0)) / 100);
      units.set(addMonths(start, index), String(used));
      left = carry > 0 ? Math.max(0, included - used) : 0;
    }
    const range = { startsOn: `${start}-01`, endsOn: lastDayOf(addMonths(start, months - 1)) };
    const money = {
      monthlyFeeCents: fee,
      includedUnits: String(included),
      unitPriceCents: unit,
      carryOverMonths: carry,
    };
    return { amounts: { ...amountsOf('tma', money), ...range }, budget, milestones: [], units };
  });

const NO_MONEY = fc.constant({});
const PRICE = fc.record({ fixedPriceCents: cents(30_000_000) });

const FORFAIT = soldOf('forfait', 'mixed', PRICE);

const MODELS: readonly (readonly [ContractKind, fc.Arbitrary<SoldProject>])[] = [
  ['regie', soldOf('regie', 'always', NO_MONEY)],
  ['regie_plafonnee', soldOf('regie_plafonnee', 'always', fc.record({ ceilingCents: cents(40_000_000) }))],
  ['forfait', FORFAIT],
  ['hybride', soldOf('hybride', 'mixed', PRICE)],
  ['forfait_agile', withMilestones(soldOf('forfait_agile', 'never', NO_MONEY))],
  ['tma', tma],
];

/** 0: the eve of the first day; 100: the last day; more: after it. */
const dayOf = (sold: SoldProject, share: number): CivilDate => {
  const length = daysBetween(sold.amounts.startsOn, sold.amounts.endsOn) + 1;
  return addDays(sold.amounts.startsOn, Math.floor((length * share) / 100) - 1);
};

const quoteOf = (sold: SoldProject) => ({
  revenue: plannedRevenue(sold.amounts, sold.budget, sold.milestones),
  cost: plannedCost(sold.amounts, sold.budget),
});

const isSame = (a: Fraction | null | undefined, b: Fraction): boolean => !!a && compare(a, b) === 0;

describe.each(MODELS)('un contrat %s', (_kind, sold) => {
  it('livré comme vendu rapporte la marge vendue, au cent', () => {
    fc.assert(
      fc.property(sold, (project) => {
        const delivered = deliverAsSold(project, project.amounts.endsOn, true);
        const figures = measureProject(delivered);
        const quote = quoteOf(project);
        expect(isSame(plannedMarginOf(figures)?.margin, marginOf(quote))).toBe(true);
        expect(isSame(marginOf(figures), marginOf(quote))).toBe(true);
        const [shown] = reportMargin([{ code: 'P1', client: 'CL1', project: delivered }], null).projects;
        expect(shown?.margin).toBe(roundToCents(marginOf(quote)) / 100);
        expect([shown?.margin, shown?.margin_rate]).toEqual([shown?.planned_margin, shown?.planned_rate]);
        expect([shown?.eac_margin, shown?.eac_rate]).toEqual([shown?.planned_margin, shown?.planned_rate]);
      }),
    );
  });

  it('livré comme prévu garde, chaque jour, la marge vendue à terminaison', () => {
    fc.assert(
      fc.property(sold, fc.integer({ min: 0, max: 150 }), (project, share) => {
        const figures = measureProject(deliverAsSold(project, dayOf(project, share)));
        const quote = quoteOf(project);
        expect(isSame(figures.eacRevenue, quote.revenue)).toBe(true);
        expect(isSame(figures.eacCost, quote.cost)).toBe(true);
        expect(figures.quarterDays + figures.remainingQuarterDays).toBe(figures.budgetQuarterDays);
      }),
    );
  });

  it('ne reconnaît jamais moins que la veille, ni plus que le prix vendu', () => {
    fc.assert(
      fc.property(sold, fc.integer({ min: 0, max: 150 }), fc.integer({ min: 0, max: 60 }), (project, share, days) => {
        const before = measureProject(deliverAsSold(project, dayOf(project, share))).revenue;
        const after = measureProject(deliverAsSold(project, addDays(dayOf(project, share), days))).revenue;
        expect(compare(before, after)).toBeLessThanOrEqual(0);
        expect(compare(after, quoteOf(project).revenue)).toBeLessThanOrEqual(0);
      }),
    );
  });

  it("ne dérive pas tant qu'il est livré comme prévu, s'il est vendu sans perte", () => {
    fc.assert(
      fc.property(sold, fc.integer({ min: 0, max: 100 }), (project, share) => {
        const asOf = dayOf(project, share);
        const delivered = deliverAsSold(project, asOf);
        const quote = quoteOf(project);
        const codes = signalsOf(project, asOf);
        const isSoldAtALoss = compare(marginOf(quote), ZERO) < 0;
        const withoutCeiling = { ...project.amounts, ceilingCents: null };
        const isSoldOverCeiling = compare(quote.revenue, plannedRevenue(withoutCeiling, delivered.budget, [])) < 0;
        const expected = [
          ...(isSoldAtALoss ? ['loss'] : []),
          ...(isSoldOverCeiling && project.amounts.ceilingCents !== null ? ['ceiling'] : []),
        ];
        expect(codes).toEqual(expected);
      }),
    );
  });
});

function signalsOf(sold: SoldProject, asOf: CivilDate): string[] {
  const facts = {
    code: 'P1',
    client: 'CL1',
    manager: 'C1',
    status: 'en_cours' as const,
    project: deliverAsSold(sold, asOf),
    lastRafOn: asOf,
    recentQuarterDays: 4,
    orderBalance: null,
  };
  return reportDrift([facts]).projects.flatMap(({ signals }) => signals.map(({ code }) => code));
}

// Money a quarter of which is a whole number of cents: each invoice line is then exact as it is made.
function wholeCents(sold: SoldProject): SoldProject {
  const budget = sold.budget.map((line) => ({
    ...line,
    dailyRateCents: line.dailyRateCents && line.dailyRateCents * 4,
  }));
  if (sold.amounts.kind !== 'forfait' && sold.amounts.kind !== 'hybride') return { ...sold, budget };
  // A price is billed by milestones that add up to it: here two halves, the last one takes the odd cent.
  const price = sold.amounts.fixedPriceCents ?? 0;
  const half = Math.floor(price / 2);
  const milestones = [
    { code: 'J1', plannedOn: sold.amounts.startsOn, acceptedOn: null, amountCents: half },
    { code: 'J2', plannedOn: sold.amounts.endsOn, acceptedOn: null, amountCents: price - half },
  ];
  return { ...sold, budget, milestones };
}

/** What is to be invoiced for a month when the months before were invoiced in full. */
function billingOf(
  sold: SoldProject,
  month: string,
  invoicedNetCents: number,
  milestonesPaidCents: number,
): BillingFacts {
  const now = deliverAsSold(sold, lastDayOf(month));
  const before = deliverAsSold(sold, lastDayOf(addMonths(month, -1)));
  const isTimeBilled = ['regie', 'regie_plafonnee', 'hybride'].includes(sold.amounts.kind);
  const time = now.time.map((line, index) => ({
    consultant: line.profile,
    dailyRateCents: sold.budget[index]?.dailyRateCents ?? 0,
    quarterDays: line.quarterDays - (before.time[index]?.quarterDays ?? 0),
  }));
  return {
    code: 'P1',
    client: 'CL1',
    amounts: sold.amounts,
    time: isTimeBilled ? time.filter((_, index) => sold.budget[index]?.dailyRateCents !== null) : [],
    submittedQuarterDays: 0,
    arrears: { quarterDays: 0, valueQuarterCents: 0 },
    milestones: now.milestones.flatMap(({ acceptedOn, ...rest }) =>
      acceptedOn === null ? [] : [{ ...rest, acceptedOn }],
    ),
    periodlessNetCents: milestonesPaidCents,
    units: sold.units,
    serviceTaken: false,
    purchases: [],
    onCall: [],
    late: { purchases: [], onCall: [] },
    invoicedNetCents,
    takenRebilledCents: 0,
    orders: [],
    orderRequired: false,
    orderBlockLifted: false,
    missingTime: [],
  };
}

function invoiceEveryMonth(sold: SoldProject): number {
  let invoicedCents = 0;
  let milestonesCents = 0;
  for (const month of monthsBetween(monthOf(sold.amounts.startsOn), monthOf(sold.amounts.endsOn))) {
    for (const line of billProject(billingOf(sold, month, invoicedCents, milestonesCents), month)) {
      invoicedCents += line.amountCents;
      if (line.kind === 'milestone') milestonesCents += line.amountCents;
    }
  }
  return invoicedCents;
}

describe.each(MODELS)('un contrat %s facturé mois après mois', (_kind, sold) => {
  it('et livré comme vendu, est facturé au prix vendu, au cent', () => {
    fc.assert(
      fc.property(sold.map(wholeCents), (project) => {
        expect(invoiceEveryMonth(project)).toBe(roundToCents(quoteOf(project).revenue));
      }),
    );
  });
});

describe('la marge vendue', () => {
  it('est le prix moins les jours au coût prévu', () => {
    fc.assert(
      fc.property(FORFAIT, (project) => {
        const figures = measureProject(deliverAsSold(project, project.amounts.endsOn, true));
        const costQuarterCents = project.budget.reduce(
          (total, line) => total + line.quarterDays * line.plannedDailyCostCents,
          0,
        );
        const expected = BigInt(project.amounts.fixedPriceCents ?? 0) * 4n - BigInt(costQuarterCents);
        expect(compare(marginOf(figures), { n: expected, d: 400n })).toBe(0);
        expect(isSame(subtract(figures.revenue, figures.cost), marginOf(figures))).toBe(true);
      }),
    );
  });
});
