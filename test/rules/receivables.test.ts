// What clients owe, by age, the DSO two ways, and how long billing takes (REPORTS.md, "receivables" and "billing-lag";
// worked examples of DOMAIN.md §1.5).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../domain/civil-dates.ts';
import { roundDecimal } from '../../domain/fraction.ts';
import {
  AGE_BUCKETS,
  bucketOf,
  countBackDays,
  daysSalesOutstanding,
  type OpenInvoice,
  reportBillingLag,
  reportLate,
  reportReceivables,
} from '../../domain/receivables.ts';

const AS_OF = '2026-11-30';

const open = (client: string, daysLate: number, euros: number): OpenInvoice => ({
  client,
  dueOn: addDays(AS_OF, -daysLate),
  leftCents: Math.round(euros * 100),
});

describe('l’âge d’une créance', () => {
  it.each([
    [-30, 'not_due'],
    [0, 'not_due'],
    [1, 'd1_30'],
    [30, 'd1_30'],
    [31, 'd31_60'],
    [60, 'd31_60'],
    [61, 'd61_90'],
    [90, 'd61_90'],
    [91, 'over_90'],
  ])('%s jours après l’échéance : %s', (days, bucket) => {
    expect(bucketOf(addDays(AS_OF, -days), AS_OF)).toBe(bucket);
  });
});

describe('la balance âgée', () => {
  it('range chaque facture par client, dans l’ordre des codes', () => {
    const invoices = [
      open('B', 5, 100),
      open('A', 0, 50.25),
      open('A', 45, 20),
      open('A', 75, 10),
      open('A', 200, 5),
      open('A', 12, -3),
    ];
    expect(reportReceivables(invoices, AS_OF, 0)).toEqual({
      clients: [
        { code: 'A', balance: 82.25, not_due: 50.25, d1_30: -3, d31_60: 20, d61_90: 10, over_90: 5 },
        { code: 'B', balance: 100, not_due: 0, d1_30: 100, d31_60: 0, d61_90: 0, over_90: 0 },
      ],
      total: 182.25,
      dso: null,
    });
  });

  it('laisse de côté un client qui ne doit rien, même quand ses factures se compensent', () => {
    expect(reportReceivables([open('A', 10, 100), open('A', -10, -100)], AS_OF, 100).clients).toEqual([]);
  });

  it('les tranches font le solde, et les soldes le total', () => {
    const anyInvoice = fc.record({
      client: fc.constantFrom('A', 'B', 'C'),
      late: fc.integer({ min: -60, max: 200 }),
      cents: fc.integer({ min: -1e6, max: 1e8 }),
    });
    fc.assert(
      fc.property(fc.array(anyInvoice), (rows) => {
        const invoices = rows.map(({ client, late, cents }) => open(client, late, cents / 100));
        const report = reportReceivables(invoices, AS_OF, 1);
        const cents = (euros: number) => Math.round(euros * 100);
        for (const row of report.clients) {
          expect(AGE_BUCKETS.reduce((total, bucket) => total + cents(row[bucket]), 0)).toBe(cents(row.balance));
          expect(row.balance).not.toBe(0);
        }
        expect(report.clients.reduce((total, { balance }) => total + cents(balance), 0)).toBe(cents(report.total));
        expect(cents(report.total)).toBe(rows.reduce((total, row) => total + row.cents, 0));
      }),
    );
  });
});

describe('le délai de paiement des clients', () => {
  it('DSO comptable : 480 000 € dus sur 720 000 € facturés en 90 jours font 60 jours', () => {
    const dso = daysSalesOutstanding(48_000_000, 72_000_000);
    expect(dso && roundDecimal(dso, 1)).toBe(60);
    expect(reportReceivables([open('A', 0, 480_000)], AS_OF, 72_000_000).dso).toBe(60);
  });

  it('a une décimale, et n’existe pas sans vente', () => {
    expect(reportReceivables([open('A', 0, 100)], AS_OF, 70_000).dso).toBe(12.9);
    expect(reportReceivables([open('A', 0, 100)], AS_OF, 0).dso).toBeNull();
  });

  const months = [
    { salesCents: 15_000_000, days: 30 },
    { salesCents: 12_000_000, days: 31 },
    { salesCents: 10_000_000, days: 30 },
  ];
  const countBack = (owedCents: number) => {
    const days = countBackDays(owedCents, months);
    return days && roundDecimal(days, 1);
  };

  it('DSO par épuisement : 300 000 € épuisent novembre, octobre et 30 % de septembre, 70 jours', () => {
    expect(countBack(30_000_000)).toBe(70);
  });

  it('par épuisement : rien de dû, zéro jour ; un mois entier, ses jours ; au-delà des ventes connues, rien à dire', () => {
    expect(countBack(0)).toBe(0);
    expect(countBack(15_000_000)).toBe(30);
    expect(countBack(37_000_000)).toBe(91);
    expect(countBack(37_000_001)).toBeNull();
  });

  it('un mois sans vente ne s’épuise pas : il est traversé', () => {
    const days = countBackDays(5_000_000, [
      { salesCents: 0, days: 30 },
      { salesCents: 10_000_000, days: 30 },
    ]);
    expect(days && roundDecimal(days, 1)).toBe(45);
    const nothing = countBackDays(0, [{ salesCents: 0, days: 30 }]);
    expect(nothing && roundDecimal(nothing, 1)).toBe(0);
  });
});

describe('les clients en retard', () => {
  it('doivent une somme échue, avec leur plus vieux retard', () => {
    const invoices = [open('B', 1, 10), open('A', 12, 100), open('A', 40, 50), open('A', 0, 999), open('C', 0, 5)];
    expect(reportLate(invoices, AS_OF).clients).toEqual([
      { code: 'A', amount: 150, days: 40 },
      { code: 'B', amount: 10, days: 1 },
    ]);
  });

  it('une facture trop payée ou soldée ne fait pas de retard, et vient en déduction', () => {
    expect(reportLate([open('A', 12, 100), open('A', 80, -10), open('A', 50, 0)], AS_OF).clients).toEqual([
      { code: 'A', amount: 90, days: 12 },
    ]);
    expect(reportLate([open('D', 9, -5), open('E', 9, 0), open('F', 9, 5), open('F', 2, -5)], AS_OF).clients).toEqual(
      [],
    );
  });
});

describe('le délai de facturation', () => {
  const invoice = (euros: number, days: number, periodEnd = '2026-10-31') => ({
    periodEnd,
    issuedOn: addDays(periodEnd, days),
    netCents: Math.round(euros * 100),
  });

  it('pondéré par le HT : 10 727,40 € à 2 jours et 20 000 € à 10 jours font 7,2 jours', () => {
    expect(reportBillingLag([invoice(10_727.4, 2), invoice(20_000, 10)]).months).toEqual([
      { month: '2026-10', invoices: 2, weighted_days: 7.2, median_days: 6 },
    ]);
  });

  it('va par mois de fin de période ; la médiane d’un nombre impair est celle du milieu', () => {
    const invoices = [invoice(1, 30), invoice(1, 4), invoice(1, 5), invoice(1, 3, '2026-09-15')];
    expect(reportBillingLag(invoices).months).toEqual([
      { month: '2026-09', invoices: 1, weighted_days: 3, median_days: 3 },
      { month: '2026-10', invoices: 3, weighted_days: 13, median_days: 5 },
    ]);
  });

  it('est négatif quand on facture d’avance, et sans moyenne quand rien n’est facturé', () => {
    expect(reportBillingLag([invoice(100, -10), invoice(100, -9)]).months).toMatchObject([
      { weighted_days: -9.5, median_days: -9.5 },
    ]);
    expect(reportBillingLag([invoice(0, 3)]).months).toMatchObject([{ weighted_days: null, median_days: 3 }]);
  });
});
