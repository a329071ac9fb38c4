// What is to be invoiced for a month, line by line, and what stands in the way (REPORTS.md, "billing"; DOMAIN.md §2).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { billProject, type BillingFacts, blockBilling, rebilledCents, reportBilling } from '../../domain/billing.ts';
import { addDays } from '../../domain/civil-dates.ts';
import { CONTRACT_KINDS } from '../../domain/contract/kinds.ts';
import { amountsOf, billingOf } from './sold-project.ts';

const MONTH = '2026-11';

/** Rebilled at its cost, at the rate of the client's services. */
const WHOLE = { rebillingPercent: '100', rebilledCents: null, disbursement: false, vatPercent: null } as const;

const time = (consultant: string, days: number, rate: number) => ({
  consultant,
  quarterDays: days * 4,
  dailyRateCents: Math.round(rate * 100),
});

type Line = ReturnType<typeof reportBilling>['projects'][number]['lines'][number];
const short = ({ kind, consultant, quantity, unit_price, amount }: Line) => [
  kind,
  consultant,
  quantity,
  unit_price,
  amount,
];
const projectOf = (given: Partial<BillingFacts>) => reportBilling([billingOf(given)], MONTH).projects[0];
const linesOf = (given: Partial<BillingFacts>) => projectOf(given)?.lines.map(short) ?? [];

describe('la régie se facture au jour', () => {
  it('18,5 j à 550 € et des frais de 312,40 € : 10 487,40 €', () => {
    const purchases = [{ label: 'Train', boughtOn: '2026-10-05', occurrence: 1, amountCents: 31_240, ...WHOLE }];
    expect(projectOf({ time: [time('C1', 18.5, 550)], purchases })).toMatchObject({
      lines: [
        { kind: 'time', consultant: 'C1', quantity: 18.5, unit_price: 550, amount: 10_175 },
        { kind: 'purchase', consultant: null, label: 'Train', quantity: 1, unit_price: 312.4, amount: 312.4 },
      ],
      total: 10_487.4,
    });
  });

  it('un TJM changé le 16 fait deux lignes, par consultant puis TJM', () => {
    expect(linesOf({ time: [time('C2', 3, 500), time('C1', 8.5, 600), time('C1', 10, 550)] })).toEqual([
      ['time', 'C1', 10, 550, 5_500],
      ['time', 'C1', 8.5, 600, 5_100],
      ['time', 'C2', 3, 500, 1_500],
    ]);
  });

  it('arrondit chaque ligne quand elle se fait', () => {
    const report = projectOf({ time: [time('C1', 0.25, 333.33), time('C2', 0.25, 333.33), time('C3', 0.25, 333.34)] });
    expect(report?.lines.map(({ amount }) => amount)).toEqual([83.33, 83.33, 83.34]);
    expect(report?.total).toBe(250);
  });

  it('un jour sans TJM ne fait pas de ligne', () => {
    expect(linesOf({ time: [time('C1', 5, 0)] })).toEqual([]);
  });
});

describe('la régie plafonnée', () => {
  const capped = (given: Partial<BillingFacts>) =>
    linesOf({
      amounts: amountsOf('regie_plafonnee', { ceilingCents: 1_000_000 }),
      time: [time('C1', 10, 500)],
      ...given,
    });

  it('reprend ce qui passe le plafond, pas ce qui l’atteint', () => {
    expect(capped({ invoicedNetCents: 500_000 })).toEqual([['time', 'C1', 10, 500, 5_000]]);
    expect(capped({ invoicedNetCents: 500_001 })).toEqual([
      ['time', 'C1', 10, 500, 5_000],
      ['ceiling', null, -1, 0.01, -0.01],
    ]);
  });

  it('laisse les achats refacturés hors du plafond', () => {
    const purchases = [
      { label: 'Train', boughtOn: '2026-10-05', occurrence: 1, amountCents: 10_000, ...WHOLE, rebillingPercent: '110' },
    ];
    expect(capped({ invoicedNetCents: 511_000, takenRebilledCents: 11_000, purchases })).toEqual([
      ['time', 'C1', 10, 500, 5_000],
      ['purchase', null, 1, 110, 110],
    ]);
  });

  it('déjà dépassé, ne facture plus rien au temps', () => {
    expect(capped({ invoicedNetCents: 1_200_000 })).toEqual([
      ['time', 'C1', 10, 500, 5_000],
      ['ceiling', null, -1, 5_000, -5_000],
    ]);
  });

  it('ne facture jamais plus que son plafond, mois après mois', () => {
    const months = fc.array(
      fc.array(fc.record({ days: fc.integer({ min: 0, max: 25 }), rate: fc.integer({ min: 0, max: 900 }) }), {
        maxLength: 4,
      }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(months, fc.integer({ min: 0, max: 5_000_000 }), (worked, ceilingCents) => {
        let invoicedNetCents = 0;
        let worthCents = 0;
        for (const lines of worked) {
          const facts = billingOf({
            amounts: amountsOf('regie_plafonnee', { ceilingCents }),
            time: lines.map(({ days, rate }, index) => time(`C${index}`, days, rate)),
            invoicedNetCents,
          });
          worthCents += lines.reduce((total, { days, rate }) => total + days * rate * 100, 0);
          const totalCents = billProject(facts, MONTH).reduce((total, line) => total + line.amountCents, 0);
          expect(totalCents).toBeGreaterThanOrEqual(0);
          invoicedNetCents += totalCents;
          expect(invoicedNetCents).toBe(Math.min(worthCents, ceilingCents));
        }
      }),
    );
  });
});

describe('les jalons acceptés', () => {
  const milestone = (code: string, euros: number, acceptedOn: string) => ({
    code,
    plannedOn: null,
    amountCents: euros * 100,
    acceptedOn,
  });
  const three = [
    milestone('J3', 4_000, '2026-11-02'),
    milestone('J10', 3_000, '2026-10-15'),
    milestone('J2', 2_000, '2026-11-02'),
  ];
  const bill = (periodlessNetCents: number) =>
    projectOf({ amounts: amountsOf('forfait'), milestones: three, periodlessNetCents })?.lines.map(
      ({ label, amount }) => [label, amount],
    ) ?? [];

  it('se facturent du plus ancien au plus récent, puis par code', () => {
    expect(bill(0)).toEqual([
      ['Jalon J10', 3_000],
      ['Jalon J2', 2_000],
      ['Jalon J3', 4_000],
    ]);
  });

  it('un acompte paie les plus anciens ; le reste d’un jalon payé en partie est une ligne', () => {
    expect(bill(300_000)).toEqual([
      ['Jalon J2', 2_000],
      ['Jalon J3', 4_000],
    ]);
    expect(bill(450_000)).toEqual([
      ['Jalon J2', 500],
      ['Jalon J3', 4_000],
    ]);
    expect(bill(900_000)).toEqual([]);
    expect(bill(1_000_000)).toEqual([]);
  });

  it('un avoir qui dépasse ses factures ne grossit pas les jalons', () => {
    expect(bill(-100_000)).toHaveLength(3);
    expect(projectOf({ amounts: amountsOf('forfait'), milestones: three, periodlessNetCents: -100_000 })?.total).toBe(
      9_000,
    );
  });

  it('se facturent quel que soit le contrat, sauf un projet interne', () => {
    const money = { startsOn: '2026-12-01', endsOn: '2026-12-31' };
    const kinds = CONTRACT_KINDS.filter(
      (kind) => linesOf({ amounts: amountsOf(kind, money), milestones: three }).length === 3,
    );
    expect(kinds).toEqual(CONTRACT_KINDS.filter((kind) => kind !== 'interne'));
  });

  it('lignes et acomptes font ensemble ce qui est accepté', () => {
    const anyMilestone = fc.record({
      amount: fc.integer({ min: 0, max: 5_000_000 }),
      day: fc.integer({ min: 0, max: 60 }),
    });
    fc.assert(
      fc.property(
        fc.array(anyMilestone, { maxLength: 8 }),
        fc.integer({ min: -1_000_000, max: 30_000_000 }),
        (accepted, paid) => {
          const milestones = accepted.map(({ amount, day }, index) => ({
            code: `J${index}`,
            plannedOn: null,
            amountCents: amount,
            acceptedOn: addDays('2026-10-01', day),
          }));
          const lines = billProject(
            billingOf({ amounts: amountsOf('forfait'), milestones, periodlessNetCents: paid }),
            MONTH,
          );
          const totalCents = lines.reduce((total, line) => total + line.amountCents, 0);
          const acceptedCents = accepted.reduce((total, { amount }) => total + amount, 0);
          expect(totalCents).toBe(acceptedCents - Math.min(acceptedCents, Math.max(0, paid)));
          expect(lines.every(({ amountCents }) => amountCents > 0)).toBe(true);
        },
      ),
    );
  });
});

describe('la TMA', () => {
  const amounts = amountsOf('tma', {
    startsOn: '2026-10-01',
    endsOn: '2026-12-31',
    monthlyFeeCents: 500_000,
    includedUnits: '10',
    unitPriceCents: 60_000,
    carryOverMonths: 1,
  });
  const units = new Map([
    ['2026-10', '7'],
    ['2026-11', '15'],
  ]);

  it('se facture en un forfait et 2 UO de dépassement à 600 €', () => {
    expect(linesOf({ amounts, units })).toEqual([
      ['fee', null, 1, 5_000, 5_000],
      ['overage', null, 2, 600, 1_200],
    ]);
  });

  it('sans dépassement, le forfait seul', () => {
    expect(linesOf({ amounts, units: new Map() })).toEqual([['fee', null, 1, 5_000, 5_000]]);
  });

  it('arrondit le dépassement d’une fraction d’UO', () => {
    const odd = amountsOf('tma', { ...amounts, includedUnits: '0', unitPriceCents: 3_333, carryOverMonths: 0 });
    expect(linesOf({ amounts: odd, units: new Map([[MONTH, '1.5']]) })).toEqual([
      ['fee', null, 1, 5_000, 5_000],
      ['overage', null, 1.5, 33.33, 50],
    ]);
  });

  it('déjà facturée, ou hors de ses mois, ne fait pas de ligne', () => {
    expect(linesOf({ amounts, units, serviceTaken: true })).toEqual([]);
    expect(reportBilling([billingOf({ amounts, units })], '2027-01').projects).toEqual([]);
  });
});

describe('les achats refacturés', () => {
  it.each([
    [31_240, '100', 31_240],
    [10_000, '110', 11_000],
    [3_333, '33.33', 1_111],
    [50, '1', 1],
    [49, '1', 0],
  ])('%s cents à %s %% : %s cents', (amount, percent, rebilled) => {
    expect(rebilledCents(amount, percent)).toBe(rebilled);
  });

  it('font une ligne chacun, sauf s’ils ne valent rien', () => {
    const purchases = ['100', '0', '50'].map((rebillingPercent) => ({
      label: 'Licence',
      boughtOn: '2026-10-12',
      occurrence: 1,
      amountCents: 9_999,
      ...WHOLE,
      rebillingPercent,
    }));
    expect(linesOf({ amounts: amountsOf('forfait'), purchases })).toEqual([
      ['purchase', null, 1, 99.99, 99.99],
      ['purchase', null, 1, 50, 50],
    ]);
  });
});

describe('l’hybride', () => {
  it('se facture au jour sur sa part à TJM, aux jalons sur son lot', () => {
    const milestones = [{ code: 'J1', plannedOn: null, amountCents: 1_000_000, acceptedOn: '2026-11-05' }];
    expect(linesOf({ amounts: amountsOf('hybride'), time: [time('C1', 2, 600)], milestones })).toEqual([
      ['time', 'C1', 2, 600, 1_200],
      ['milestone', null, 1, 10_000, 10_000],
    ]);
  });
});

describe('ce qui empêche de facturer', () => {
  const blocksOf = (given: Partial<BillingFacts>) => projectOf({ time: [time('C1', 2, 500)], ...given })?.blocked ?? [];
  const order = (euros: number, startsOn: string | null = null, endsOn: string | null = null) => ({
    startsOn,
    endsOn,
    amountCents: Math.round(euros * 100),
  });

  it('« submitted_time_not_validated » : du temps soumis que personne n’a validé', () => {
    expect(blocksOf({ submittedQuarterDays: 0 })).toEqual([]);
    expect(blocksOf({ submittedQuarterDays: 1 })).toEqual([{ reason: 'submitted_time_not_validated', days: 0.25 }]);
  });

  it('« missing_time » : les consultants qui n’ont pas tout saisi', () => {
    expect(blocksOf({ missingTime: ['C1', 'C2'] })).toEqual([{ reason: 'missing_time', consultants: ['C1', 'C2'] }]);
  });

  it('« po_missing » : le client veut un bon de commande, et aucun ne vaut dans le mois', () => {
    expect(blocksOf({ orderRequired: false })).toEqual([]);
    expect(blocksOf({ orderRequired: true })).toEqual([{ reason: 'po_missing' }]);
    expect(blocksOf({ orderRequired: true, orders: [order(5_000)] })).toEqual([]);
    // Valid on one day of the month is enough; the day before or after is not.
    expect(blocksOf({ orders: [order(5_000, '2026-01-01', '2026-11-01')] })).toEqual([]);
    expect(blocksOf({ orders: [order(5_000, '2026-01-01', '2026-10-31')] })).toEqual([{ reason: 'po_missing' }]);
    expect(blocksOf({ orders: [order(5_000, '2026-11-30')] })).toEqual([]);
    expect(blocksOf({ orders: [order(5_000, '2026-12-01')] })).toEqual([
      { reason: 'po_missing' },
      { reason: 'po_exceeded', excess: 1_000 },
    ]);
  });

  it('« po_exceeded » : le mois dépasse les bons commencés, déjà facturé compris', () => {
    expect(blocksOf({ orders: [order(1_000)] })).toEqual([]);
    expect(blocksOf({ orders: [order(999.99)] })).toEqual([{ reason: 'po_exceeded', excess: 0.01 }]);
    expect(blocksOf({ orders: [order(1_500)], invoicedNetCents: 50_000 })).toEqual([]);
    expect(blocksOf({ orders: [order(1_500)], invoicedNetCents: 50_100 })).toEqual([
      { reason: 'po_exceeded', excess: 1 },
    ]);
    // An order that ended still paid for what it covered.
    expect(blocksOf({ orders: [order(500, '2026-01-01', '2026-06-30'), order(500, '2026-07-01')] })).toEqual([]);
  });

  it('levé par décision, le blocage du bon de commande se tait ; les autres restent', () => {
    expect(blocksOf({ orderBlockLifted: true, orderRequired: true })).toEqual([]);
    expect(blocksOf({ orderBlockLifted: true, orders: [order(1)], missingTime: ['C1'] })).toEqual([
      { reason: 'missing_time', consultants: ['C1'] },
    ]);
  });

  it('sans ligne à facturer, aucun bon de commande ne manque', () => {
    const nothing = billingOf({ orderRequired: true, orders: [order(1, '2027-01-01')], invoicedNetCents: 500 });
    expect(blockBilling(nothing, [], MONTH)).toEqual([]);
  });
});

describe('l’état de facturation', () => {
  it('ne liste que ce qui a une ligne, un arriéré ou un blocage, et jamais l’interne', () => {
    const report = reportBilling(
      [
        billingOf({ code: 'P9', time: [time('C1', 1, 500)] }),
        billingOf({ code: 'P1' }),
        billingOf({ code: 'P3', arrears: { quarterDays: 6, valueQuarterCents: 6 * 55_000 } }),
        billingOf({ code: 'P2', submittedQuarterDays: 4 }),
        billingOf({ code: 'P0', amounts: amountsOf('interne'), missingTime: ['C1'] }),
      ],
      MONTH,
    );
    expect(
      report.projects.map(({ code, total, arrears_days, arrears_amount }) => [
        code,
        total,
        arrears_days,
        arrears_amount,
      ]),
    ).toEqual([
      ['P2', 0, 0, 0],
      ['P3', 0, 1.5, 825],
      ['P9', 500, 0, 0],
    ]);
  });

  it('totalise toutes les lignes, bloquées ou non', () => {
    const report = reportBilling(
      [
        billingOf({ time: [time('C1', 1, 500)] }),
        billingOf({ code: 'P2', client: null, time: [time('C1', 2, 600)], orderRequired: true }),
      ],
      MONTH,
    );
    expect(report).toMatchObject({
      month: MONTH,
      total: 1_700,
      projects: [
        { client: 'CL1', contract: 'regie' },
        { client: null, blocked: [{ reason: 'po_missing' }] },
      ],
    });
  });
});
