// The forecast of cash, each flow by hand; a day of October 2026.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { forecastCash, learnDelays, reportCash, type CashFacts } from '../../domain/cash-forecast.ts';
import { countBackDays } from '../../domain/receivables.ts';
import { roundDecimal } from '../../domain/fraction.ts';

const NOTHING: CashFacts = {
  asOf: '2026-10-15',
  opening: null,
  invoices: [],
  payments: [],
  terms: new Map([
    ['A', { paymentDays: 30, endOfMonth: false, vatPercent: '20' }],
    ['B', { paymentDays: 45, endOfMonth: true, vatPercent: '0' }],
  ]),
  lagDays: 4,
  work: [],
  salaries: [],
  subcontracted: [],
  bills: [],
  purchases: [],
  vat: { onReceipts: true, months: [] },
};
const flowsOf = (facts: Partial<CashFacts>) =>
  forecastCash({ ...NOTHING, ...facts }).map(({ kind, on, subject, amountCents }) => [kind, on, subject, amountCents]);
const invoice = {
  number: 'F1',
  client: 'A',
  dueOn: '2026-10-20',
  leftCents: 120_000,
  vatPercent: '20',
  promisedOn: null,
  disputed: false,
};
const paid = (client: string, late: string) => ({ client, dueOn: '2026-08-10', paidOn: late });

describe('le délai de paiement', () => {
  test('d’un client est la médiane de ses retards, celui des autres la médiane de tous', () => {
    const payments = [
      paid('A', '2026-08-13'),
      paid('A', '2026-08-08'),
      paid('A', '2026-08-20'),
      paid('B', '2026-08-15'),
    ];
    // A: −2, 3, 10; B: 5; all: −2, 3, 5, 10 → 4.
    expect(learnDelays(payments)).toEqual({
      clients: [
        { client: 'A', days: 3, count: 3 },
        { client: 'B', days: 5, count: 1 },
      ],
      usualDays: 4,
    });
    expect(learnDelays([])).toEqual({ clients: [], usualDays: 0 });
  });
});

describe('une facture due', () => {
  test('s’encaisse à l’échéance plus l’habitude du client, et sa TVA le mois d’après', () => {
    expect(flowsOf({ invoices: [invoice], payments: [paid('A', '2026-08-13')] })).toEqual([
      ['open_invoice', '2026-10-23', 'F1', 120_000],
      ['vat', '2026-11-24', '2026-10', -20_000],
    ]);
  });

  test('déjà plus tardive que l’habitude s’attend sous sept jours ; promise, au jour promis ; en litige, pas', () => {
    const onDebits = { onReceipts: false, months: [] };
    const late = { ...invoice, dueOn: '2026-10-01' };
    expect(flowsOf({ invoices: [late], vat: onDebits })).toEqual([['open_invoice', '2026-10-22', 'F1', 120_000]]);
    expect(flowsOf({ invoices: [{ ...late, promisedOn: '2026-10-30' }], vat: onDebits })).toEqual([
      ['open_invoice', '2026-10-30', 'F1', 120_000],
    ]);
    expect(flowsOf({ invoices: [{ ...late, promisedOn: '2026-10-14' }], vat: onDebits })).toEqual([
      ['open_invoice', '2026-10-22', 'F1', 120_000],
    ]);
    const disputed = { ...NOTHING, invoices: [{ ...late, disputed: true }] };
    expect(reportCash(disputed)).toMatchObject({ flows: [], total: { receipts: 0, disputed: 1200 } });
  });

  test('au-delà de quatre-vingt-dix jours est hors de la prévision', () => {
    // 15/10/2026 + 90 days = 13/01/2027.
    expect(flowsOf({ invoices: [{ ...invoice, vatPercent: '0', dueOn: '2027-01-13' }] })).toHaveLength(1);
    expect(flowsOf({ invoices: [{ ...invoice, vatPercent: '0', dueOn: '2027-01-14' }] })).toEqual([]);
  });
});

describe('le travail à facturer', () => {
  const work = { project: 'P1', client: 'A', month: '2026-10', kind: 'work_done' as const, netCents: 100_000 };

  test('s’encaisse à fin de mois + délai de facturation + échéance + habitude', () => {
    // 31/10 + 4 → 04/11, + 30 → 04/12, TTC 1 200; its VAT is due in December, paid beyond the forecast? On 24/01: yes.
    expect(flowsOf({ work: [work] })).toEqual([['work_done', '2026-12-04', 'P1', 120_000]]);
    // 31/10 + 4 → 04/11, + 45 → 19/12, end of month → 31/12; no VAT.
    expect(flowsOf({ work: [{ ...work, client: 'B' }] })).toEqual([['work_done', '2026-12-31', 'P1', 100_000]]);
  });

  test('d’un mois passé se facture demain au plus tôt ; sur les débits sa TVA suit la facture', () => {
    const onDebits = { onReceipts: false, months: [] };
    // Invoiced on 16/10 (not 04/10), due 15/11; VAT of October on 24/11.
    expect(flowsOf({ work: [{ ...work, month: '2026-09' }], vat: onDebits })).toEqual([
      ['work_done', '2026-11-15', 'P1', 120_000],
      ['vat', '2026-11-24', '2026-10', -20_000],
    ]);
  });

  test('sans facture encore émise, se facture cinq jours après la fin du mois', () => {
    expect(flowsOf({ work: [work], lagDays: null })[0]?.[1]).toBe('2026-12-05');
  });
});

describe('ce qui sort', () => {
  test('salaires le dernier jour ouvré, sous-traitants et achats à trente jours', () => {
    const facts = {
      salaries: [{ month: '2026-10', costCents: 3_000_000, people: 8 }],
      subcontracted: [
        { consultant: 'C1', month: '2026-10', netCents: 100_000 },
        { consultant: 'C4', month: '2026-08', netCents: 60_000 },
      ],
      bills: [
        { supplier: 'C2', number: 'S1', dueOn: '2026-11-01', leftCents: 50_000, vatCents: 0 },
        { supplier: 'C3', number: 'S7', dueOn: '2026-10-10', leftCents: 30_000, vatCents: 5000 },
      ],
      purchases: [{ project: 'P1', label: 'Licence', boughtOn: '2026-09-20', netCents: 7000 }],
    };
    // 31 October 2026 is a Saturday. C3 is late; August of C4 was paid on 30/09. The VAT of C1 and C3 is a credit.
    expect(flowsOf(facts)).toEqual([
      ['purchases', '2026-10-20', 'P1', -7000],
      ['subcontractors', '2026-10-22', 'C3', -30_000],
      ['salaries', '2026-10-30', '2026-10', -3_000_000],
      ['subcontractors', '2026-11-01', 'C2', -50_000],
      ['subcontractors', '2026-11-30', 'C1', -120_000],
    ]);
  });

  test('la TVA du mois passé et d’avant ce jour, moins la déductible, un crédit se reporte', () => {
    const months = [
      { month: '2026-09', netCents: -5000 },
      { month: '2026-10', netCents: 12_000 },
    ];
    expect(flowsOf({ vat: { onReceipts: true, months } })).toEqual([['vat', '2026-11-24', '2026-10', -7000]]);
    const due = [{ month: '2026-09', netCents: 5000 }];
    expect(flowsOf({ vat: { onReceipts: true, months: due } })).toEqual([['vat', '2026-10-24', '2026-09', -5000]]);
    expect(flowsOf({ asOf: '2026-10-24', vat: { onReceipts: true, months: due } })).toEqual([]);
  });
});

describe('la prévision', () => {
  test('part du dernier solde connu, semaine par semaine', () => {
    const report = reportCash({
      ...NOTHING,
      opening: { balanceCents: 1_000_000, on: '2026-10-14' },
      invoices: [invoice],
      salaries: [{ month: '2026-10', costCents: 500_000, people: 1 }],
    });
    // 15 October 2026 is a Thursday: the forecast begins on Friday 16, then on Mondays.
    expect(report.weeks.slice(0, 4)).toEqual([
      { week: '2026-10-16', receipts: 0, payments: 0, movement: 0, balance: 10_000 },
      { week: '2026-10-19', receipts: 1200, payments: 0, movement: 1200, balance: 11_200 },
      { week: '2026-10-26', receipts: 0, payments: 5000, movement: -5000, balance: 6200 },
      { week: '2026-11-02', receipts: 0, payments: 0, movement: 0, balance: 6200 },
    ]);
    expect(report).toMatchObject({ from: '2026-10-16', to: '2027-01-13' });
    expect(report.weeks.at(-1)?.week).toBe('2027-01-11');
    expect(report.total).toEqual({ receipts: 1200, payments: 5200, movement: -4000, closing: 6000, disputed: 0 });
    expect(reportCash(NOTHING)).toMatchObject({ opening: null, total: { closing: null } });
  });

  test('range chaque flux dans une semaine, une fois', () => {
    const one = fc.record({
      days: fc.integer({ min: -60, max: 120 }),
      leftCents: fc.integer({ min: 1, max: 1_000_000 }),
      disputed: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 20 }), (invoices) => {
        const report = reportCash({
          ...NOTHING,
          opening: { balanceCents: 0, on: '2026-10-15' },
          invoices: invoices.map(({ days, ...more }, i) => ({
            ...invoice,
            ...more,
            number: `F${i}`,
            dueOn: new Date(Date.UTC(2026, 9, 15 + days)).toISOString().slice(0, 10),
          })),
        });
        const cents = (euros: number) => Math.round(euros * 100);
        const flows = report.flows.reduce((total, { amount }) => total + cents(amount), 0);
        expect(report.weeks.reduce((total, { movement }) => total + cents(movement), 0)).toBe(flows);
        expect(cents(report.total.closing ?? 0)).toBe(flows);
      }),
    );
  });
});

test('le DSO par épuisement remonte les ventes : 300 000 dus sur 150, 120 et 100 font 70 jours', () => {
  const months = [
    { salesCents: 15_000_000, days: 30 },
    { salesCents: 12_000_000, days: 31 },
    { salesCents: 10_000_000, days: 30 },
  ];
  const days = countBackDays(30_000_000, months);
  expect(days && roundDecimal(days, 1)).toBe(70);
  expect(countBackDays(40_000_000, months)).toBeNull();
});
