// The entries of DOMAIN.md §3.5, one by one, to the cent: what is debited, what is credited, and from which row.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  accrueProjects,
  accrueSupplier,
  postAccruals,
  postLosses,
  type EarnedProject,
} from '../../domain/accounts/accruals.ts';
import { USUAL_SETTINGS } from '../../domain/accounts/chart.ts';
import { accountOf } from '../../domain/accounts/chart.ts';
import { balanceOf, debit, writeEntry, type Entry } from '../../domain/accounts/entry.ts';
import { keepLedger, type LedgerFacts } from '../../domain/accounts/ledger.ts';
import { letterOf } from '../../domain/accounts/lettering.ts';
import {
  postPurchase,
  postSupplierBill,
  postSupplierPayments,
  type SupplierPayment,
} from '../../domain/accounts/purchases.ts';
import { postReceipts, type Receipt } from '../../domain/accounts/receipts.ts';
import { imputeDeposits, postSale, type SalesDocument } from '../../domain/accounts/sales.ts';
import { fraction } from '../../domain/fraction.ts';

const CLIENT = { code: 'CLI', name: 'Client' };

function sale(given: Partial<SalesDocument> & Pick<SalesDocument, 'number' | 'netCents'>): SalesDocument {
  return {
    kind: 'facture',
    client: CLIENT,
    project: 'P1',
    issuedOn: '2026-10-31',
    grossCents: given.netCents + Math.round(given.netCents * 0.2),
    vatPercent: '20',
    vat: null,
    rebilledCents: 0,
    disbursedCents: 0,
    acceptanceCents: 0,
    credited: null,
    vatOnReceipts: false,
    ...given,
  };
}

function paid(invoice: string, grossCents: number, paidOn = '2026-11-30', isWriteOff = false): Receipt {
  return { invoice, paidOn, occurrence: 1, grossCents, reference: null, isWriteOff };
}

/** « VE D 411/CLI 12872.88 », a line a line. */
function tell(entries: readonly Entry[]): string[] {
  return entries.flatMap(({ journal, lines }) =>
    lines.map((line) => {
      const { number } = accountOf(USUAL_SETTINGS, line.account);
      const side = line.debitCents > 0 ? 'D' : 'C';
      const account = line.auxiliary === null ? number : `${number}/${line.auxiliary.code}`;
      return `${journal} ${side} ${account} ${(Math.abs(balanceOf(line)) / 100).toFixed(2)}`;
    }),
  );
}

const REGIE = sale({ number: 'F1', netCents: 1_072_740, grossCents: 1_287_288, rebilledCents: 31_240 });

describe('les écritures de vente', () => {
  test('une facture de régie : 411 au débit ; 706, 708 et TVA au crédit', () => {
    expect(tell(postSale(REGIE, 0))).toEqual([
      'VE D 411/CLI 12872.88',
      'VE C 706 10415.00',
      'VE C 708 312.40',
      'VE C 44571 2145.48',
    ]);
    expect(postSale(REGIE, 0)[0]?.source).toEqual({ entity: 'invoice', key: 'F1' });
  });

  test('la TVA sur encaissements attend en 44574', () => {
    expect(tell(postSale({ ...REGIE, vatOnReceipts: true }, 0))).toContain('VE C 44574 2145.48');
  });

  test('une facture sans TVA n’a pas de ligne de TVA', () => {
    expect(tell(postSale(sale({ number: 'F2', netCents: 100, grossCents: 100, vatPercent: '0' }), 0))).toEqual([
      'VE D 411/CLI 1.00',
      'VE C 706 1.00',
    ]);
  });

  test('un avoir de 2 j × 550', () => {
    const note = sale({ number: 'A1', kind: 'avoir', netCents: 110_000, credited: { number: 'F1', kind: 'facture' } });
    expect(tell(postSale(note, 0))).toEqual(['VE C 411/CLI 1320.00', 'VE D 706 1100.00', 'VE D 44571 220.00']);
  });

  test('un acompte, puis la facture finale qui le reprend', () => {
    const deposit = sale({ number: 'F1', kind: 'acompte', netCents: 3_000_000, issuedOn: '2026-06-01' });
    const final = sale({ number: 'F2', netCents: 7_000_000, acceptanceCents: 7_000_000 });
    const acceptances = [{ project: 'P1', acceptedOn: '2026-10-20', amountCents: 10_000_000 }];
    const taken = imputeDeposits([final, deposit], acceptances);
    expect(taken).toEqual(new Map([['F2', 3_000_000]]));
    expect(tell(postSale(deposit, 0))).toEqual(['VE D 411/CLI 36000.00', 'VE C 4191 30000.00', 'VE C 44571 6000.00']);
    expect(tell(postSale(final, 3_000_000))).toEqual([
      'VE D 411/CLI 84000.00',
      'VE D 4191 30000.00',
      'VE C 706 100000.00',
      'VE C 44571 14000.00',
    ]);
  });

  test('un acompte n’est repris qu’à hauteur de ce qui est accepté', () => {
    const deposit = sale({ number: 'F1', kind: 'acompte', netCents: 3_000_000, issuedOn: '2026-06-01' });
    const regie = sale({ number: 'F2', netCents: 500_000 });
    expect(imputeDeposits([deposit, regie], [])).toEqual(new Map());
    const part = [{ project: 'P1', acceptedOn: '2026-10-20', amountCents: 2_500_000 }];
    expect(
      imputeDeposits([deposit, sale({ number: 'F2', netCents: 500_000, acceptanceCents: 500_000 })], part),
    ).toEqual(new Map([['F2', 2_000_000]]));
  });

  test('l’avoir d’un acompte déjà repris rend au 4191 ce qui en avait été tiré', () => {
    const deposit = sale({ number: 'F1', kind: 'acompte', netCents: 3_000_000, issuedOn: '2026-06-01' });
    const final = sale({ number: 'F2', netCents: 7_000_000, acceptanceCents: 7_000_000, issuedOn: '2026-10-30' });
    const back = sale({
      number: 'F3',
      kind: 'avoir',
      netCents: 3_000_000,
      credited: { number: 'F1', kind: 'acompte' },
    });
    const taken = imputeDeposits(
      [deposit, final, back],
      [{ project: 'P1', acceptedOn: '2026-10-20', amountCents: 10_000_000 }],
    );
    expect(taken.get('F3')).toBe(-3_000_000);
    const balances = [deposit, final, back].flatMap((one) => postSale(one, taken.get(one.number) ?? 0));
    const on4191 = balances.flatMap(({ lines }) => lines).filter(({ account }) => account === 'deposit');
    expect(on4191.reduce((total, line) => total + balanceOf(line), 0)).toBe(0);
  });
});

test('un numéro que la firme donne à deux usages a un seul libellé', () => {
  const settings = { ...USUAL_SETTINGS, numbers: { services: '706100', rebilledCosts: '706100' } };
  expect(accountOf(settings, 'rebilledCosts')).toEqual(accountOf(settings, 'services'));
  expect(accountOf(settings, 'bank')).toEqual({ number: '512', label: 'Banque' });
});

describe('les règlements', () => {
  test('un paiement solde le client', () => {
    expect(tell(postReceipts([REGIE], [paid('F1', 1_287_288)]))).toEqual([
      'BQ D 512 12872.88',
      'BQ C 411/CLI 12872.88',
    ]);
  });

  test('sur encaissements, 6 000 payés à 20 % rendent 1 000 de TVA exigible', () => {
    const invoice = sale({ number: 'F1', netCents: 1_000_000, vatOnReceipts: true });
    expect(tell(postReceipts([invoice], [paid('F1', 600_000)]))).toEqual([
      'BQ D 512 6000.00',
      'BQ C 411/CLI 6000.00',
      'OD D 44574 1000.00',
      'OD C 44571 1000.00',
    ]);
  });

  test('un trop-perçu ne rend pas plus de TVA exigible, un remboursement la reprend', () => {
    const invoice = sale({ number: 'F1', netCents: 10_000, vatOnReceipts: true });
    const over = postReceipts([invoice], [paid('F1', 15_000), { ...paid('F1', -15_000, '2026-12-02') }]);
    expect(tell(over)).toEqual([
      'BQ D 512 150.00',
      'BQ C 411/CLI 150.00',
      'OD D 44574 20.00',
      'OD C 44571 20.00',
      'BQ C 512 150.00',
      'BQ D 411/CLI 150.00',
      'OD C 44574 20.00',
      'OD D 44571 20.00',
    ]);
  });

  test('l’avoir d’une facture payée reprend la TVA exigible', () => {
    const invoice = sale({ number: 'F1', netCents: 10_000, vatOnReceipts: true, issuedOn: '2026-10-01' });
    const note = sale({
      number: 'A1',
      kind: 'avoir',
      netCents: 10_000,
      vatOnReceipts: true,
      issuedOn: '2026-12-01',
      credited: { number: 'F1', kind: 'facture' },
    });
    const entries = [
      ...postSale(invoice, 0),
      ...postSale(note, 0),
      ...postReceipts([invoice, note], [paid('F1', 12_000)]),
    ];
    const balance = (use: string) =>
      entries
        .flatMap(({ lines }) => lines)
        .filter(({ account }) => account === use)
        .reduce((total, line) => total + balanceOf(line), 0);
    expect([balance('vatPending'), balance('vatCollected'), balance('client')]).toEqual([0, 0, -12_000]);
  });

  test('une créance abandonnée devient douteuse et se déprécie hors taxe', () => {
    expect(tell(postReceipts([REGIE], [paid('F1', 1_287_288, '2026-12-31', true)]))).toEqual([
      'OD D 416/CLI 12872.88',
      'OD C 411/CLI 12872.88',
      'OD D 6817 10727.40',
      'OD C 491 10727.40',
    ]);
  });

  test('ce qui est payé après avoir été cru perdu reprend la dépréciation', () => {
    const entries = postReceipts(
      [sale({ number: 'F1', netCents: 10_000 })],
      [paid('F1', 12_000, '2026-11-30', true), paid('F1', 6_000, '2026-12-15')],
    );
    expect(tell(entries).slice(4)).toEqual([
      'BQ D 512 60.00',
      'BQ C 416/CLI 60.00',
      'OD D 491 50.00',
      'OD C 7817 50.00',
    ]);
  });
});

describe('les achats', () => {
  test('la facture d’un sous-traitant de 4 000', () => {
    const bill = {
      supplier: { code: 'SUB', name: 'Sous-traitant' },
      number: 'S1',
      project: 'P1',
      receivedOn: '2026-11-05',
      netCents: 400_000,
      vatCents: 80_000,
      vatOnDebits: true,
    };
    expect(tell(postSupplierBill(bill))).toEqual(['AC D 604 4000.00', 'AC D 44566 800.00', 'AC C 401/SUB 4800.00']);
    expect(tell(postSupplierPayments([bill], [spent(480_000, '2026-12-05')]))).toEqual([
      'BQ D 401/SUB 4800.00',
      'BQ C 512 4800.00',
    ]);
  });

  test('sans option pour les débits, sa TVA se déduit au paiement, au prorata, le dernier prend le reste', () => {
    const bill = {
      supplier: { code: 'SUB', name: 'Sous-traitant' },
      number: 'S1',
      project: 'P1',
      receivedOn: '2026-11-05',
      netCents: 10_000,
      vatCents: 2_000,
      vatOnDebits: false,
    };
    expect(tell(postSupplierBill(bill))).toContain('AC D 44564 20.00');
    const payments = [spent(4_001, '2026-12-05'), spent(4_001, '2026-12-06'), spent(3_998, '2026-12-07')];
    expect(tell(postSupplierPayments([bill], payments)).filter((line) => line.startsWith('OD D'))).toEqual([
      'OD D 44566 6.67',
      'OD D 44566 6.67',
      'OD D 44566 6.66',
    ]);
    // Paid before it came, or back: no VAT without the invoice, and none kept of what came back.
    const entries = postSupplierPayments([bill], [spent(12_000, '2026-10-30'), spent(-12_000, '2026-12-01')]);
    expect(entries.map(({ journal, date }) => [journal, date])).toEqual([
      ['BQ', '2026-10-30'],
      ['OD', '2026-11-05'],
      ['BQ', '2026-12-01'],
      ['OD', '2026-12-01'],
    ]);
    expect(tell(entries).slice(-2)).toEqual(['OD C 44566 20.00', 'OD D 44564 20.00']);
  });

  test('une facture payée est lettrée, et l’exercice suivant s’ouvre sur ce qui reste dû', () => {
    const bill = {
      supplier: { code: 'SUB', name: 'Sous-traitant' },
      number: 'S1',
      project: null,
      receivedOn: '2026-11-05',
      netCents: 10_000,
      vatCents: 2_000,
      vatOnDebits: false,
    };
    const facts = { ...NOTHING, bills: [bill], billPayments: [spent(7_000, '2026-12-05'), spent(5_000, '2027-01-08')] };
    expect(keepLedger(facts, '2026-01-01', '2026-12-31').letters.size).toBe(0);
    const { entries, letters } = keepLedger(facts, '2027-01-01', '2027-12-31');
    expect(tell(entries)).toEqual([
      'AN C 512 70.00',
      'AN C 401/SUB 50.00',
      'AN D 44566 11.67',
      'AN D 44564 8.33',
      'AN D 129 100.00',
      'BQ D 401/SUB 50.00',
      'BQ C 512 50.00',
      'OD D 44566 8.33',
      'OD C 44564 8.33',
    ]);
    expect([...letters.values()].map(({ code }) => code)).toEqual(['AAA', 'AAA']);
  });

  test('un achat de projet, dont la TVA n’est pas connue', () => {
    const purchase = {
      id: 7,
      project: 'P1',
      boughtOn: '2026-10-03',
      label: 'Licence',
      netCents: 12_300,
      disbursement: false,
    };
    expect(tell(postPurchase(purchase))).toEqual(['AC D 604 123.00', 'AC C 401/DIVERS 123.00']);
  });

  test('les jours d’un sous-traitant qu’aucune facture ne dit', () => {
    const supplier = { code: 'SUB', name: 'Sous-traitant' };
    const months = [
      { quarterDays: 80, costQuarterCents: 80 * 40_000, invoicedQuarterDays: 80 },
      { quarterDays: 80, costQuarterCents: 80 * 40_000, invoicedQuarterDays: 40 },
    ];
    const accrual = accrueSupplier({ supplier, months });
    expect(accrual.netCents).toBe(400_000);
    const { end } = postAccruals({ day: '2026-10-31', projects: [], suppliers: [accrual] });
    expect(tell(end)).toEqual(['OD D 604 4000.00', 'OD D 44586 800.00', 'OD C 408 4800.00']);
  });
});

function spent(grossCents: number, paidOn: string): SupplierPayment {
  return { supplier: { code: 'SUB' }, number: 'S1', paidOn, occurrence: 1, grossCents, reference: null };
}

function earned(euros: number, given: Partial<EarnedProject> = {}): EarnedProject {
  return {
    project: 'P1',
    client: CLIENT,
    vatPercent: '20',
    earned: fraction(Math.round(euros * 100), 100n),
    cost: fraction(0),
    eacRevenue: fraction(0),
    eacCost: fraction(0),
    hasPrice: true,
    ...given,
  };
}

function monthOf(one: EarnedProject, invoicedCents: number) {
  return { day: '2026-10-31', projects: accrueProjects([one], new Map([['P1', invoicedCents]])), suppliers: [] };
}

describe('la fin du mois', () => {
  test('facture à établir de 10 415, extournée le 1er du mois suivant', () => {
    const { end, reversal } = postAccruals(monthOf(earned(10_415), 0));
    expect(tell(end)).toEqual(['OD D 4181 12498.00', 'OD C 706 10415.00', 'OD C 44587 2083.00']);
    expect(tell(reversal)).toEqual(['OD C 4181 12498.00', 'OD D 706 10415.00', 'OD D 44587 2083.00']);
    expect([end[0]?.date, reversal[0]?.date]).toEqual(['2026-10-31', '2026-11-01']);
  });

  test('l’oracle A : facturé 40 000, FAE 7 826,09 ; facturé 60 000, PCA 12 173,91', () => {
    const revenue = earned(0, { earned: fraction(100_000n * 38_500n, 80_500n) });
    expect(tell(postAccruals(monthOf(revenue, 4_000_000)).end)).toContain('OD C 706 7826.09');
    expect(tell(postAccruals(monthOf(revenue, 6_000_000)).end)).toEqual(['OD D 706 12173.91', 'OD C 487 12173.91']);
  });

  test('l’oracle B : une perte à terminaison de 12 852,94 reste jusqu’à ce qu’elle change', () => {
    const losing = earned(0, {
      earned: fraction(100_000n * 38_500n, 119_000n),
      cost: fraction(38_500),
      eacRevenue: fraction(100_000),
      eacCost: fraction(119_000),
    });
    const month = monthOf(losing, 0);
    expect(tell(postLosses(month, new Map()))).toEqual(['OD D 6815 12852.94', 'OD C 1516 12852.94']);
    expect(postLosses(month, new Map([['P1', 1_285_294]]))).toEqual([]);
    expect(tell(postLosses(monthOf(earned(10), 0), new Map([['P1', 1_285_294]])))).toEqual([
      'OD C 7815 12852.94',
      'OD D 1516 12852.94',
    ]);
  });

  test('sans prix convenu, une régie vendue sous son coût n’est pas provisionnée', () => {
    const regie = earned(100, {
      cost: fraction(500),
      eacRevenue: fraction(100),
      eacCost: fraction(900),
      hasPrice: false,
    });
    expect(accrueProjects([regie], new Map())[0]?.lossCents).toBe(0);
  });
});

const NOTHING: LedgerFacts = {
  settings: USUAL_SETTINGS,
  documents: [],
  acceptances: [],
  receipts: [],
  bills: [],
  billPayments: [],
  purchases: [],
  accruals: [],
};

describe('le grand livre', () => {
  test('une écriture qui ne s’équilibre pas est une panne, pas un cas', () => {
    const entry = { journal: 'OD', date: '2026-10-31', piece: 'X', pieceDate: '2026-10-31', label: 'x' } as const;
    expect(() => writeEntry({ ...entry, source: { entity: 'accrual', key: 'X' }, lines: [debit('bank', 1)] })).toThrow(
      'off balance',
    );
  });

  test('l’exercice s’ouvre sur ce qui reste dû, lettré avec le paiement qui vient', () => {
    const documents = [sale({ number: 'F1', netCents: 10_000, issuedOn: '2025-12-15' })];
    const facts = { ...NOTHING, documents, receipts: [paid('F1', 12_000, '2026-01-20')] };
    const { entries, letters } = keepLedger(facts, '2026-01-01', '2026-12-31');
    expect(tell(entries)).toEqual([
      'AN D 411/CLI 120.00',
      'AN C 44571 20.00',
      'AN C 120 100.00',
      'BQ D 512 120.00',
      'BQ C 411/CLI 120.00',
    ]);
    expect([...letters.values()]).toEqual([
      { code: 'AAA', date: '2026-01-20' },
      { code: 'AAA', date: '2026-01-20' },
    ]);
    expect(entries.map(({ number }) => number)).toEqual([1, 2]);
  });

  test('les lettres vont de AAA à ZZZ, puis continuent', () => {
    expect([0, 1, 25, 26, 17_575, 17_576].map(letterOf)).toEqual(['AAA', 'AAB', 'AAZ', 'ABA', 'ZZZ', 'BAAA']);
  });

  test('quelle que soit l’histoire, tout s’équilibre et les lettres font zéro', () => {
    const cents = fc.integer({ min: 1, max: 10_000_000 });
    const day = fc.integer({ min: 1, max: 28 }).map((at) => `2026-10-${String(at).padStart(2, '0')}`);
    const history = fc.array(
      fc.record({
        net: cents,
        kind: fc.constantFrom('facture', 'acompte'),
        percent: fc.constantFrom(0, 5.5, 20),
        onReceipts: fc.boolean(),
        paidShare: fc.integer({ min: 0, max: 4 }),
        creditShare: fc.integer({ min: 0, max: 2 }),
        day,
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(history, (given) => {
        const documents: SalesDocument[] = [];
        const receipts: Receipt[] = [];
        for (const [at, { net, kind, percent, onReceipts, paidShare, creditShare, day: issuedOn }] of given.entries()) {
          const number = `F${at}`;
          const one = { vatPercent: String(percent), vatOnReceipts: onReceipts, issuedOn };
          const gross = (value: number) => value + Math.round((value * percent) / 100);
          documents.push(
            sale({
              number,
              kind: kind as 'facture',
              netCents: net,
              grossCents: gross(net),
              acceptanceCents: net,
              ...one,
            }),
          );
          const back = Math.floor((net * creditShare) / 2);
          if (back > 0)
            documents.push(
              sale({
                number: `A${at}`,
                kind: 'avoir',
                netCents: back,
                grossCents: back === net ? gross(net) : gross(back),
                credited: { number, kind: kind as 'facture' },
                ...one,
              }),
            );
          const left = gross(net) - (back === net ? gross(net) : gross(back));
          if (paidShare > 0) receipts.push(paid(number, Math.max(1, Math.floor((left * paidShare) / 4)), '2026-11-05'));
        }
        const acceptances = [{ project: 'P1', acceptedOn: '2026-10-10', amountCents: 20_000_000 }];
        const facts = { ...NOTHING, documents, receipts, acceptances };
        const { entries, letters } = keepLedger(facts, '2026-01-01', '2026-12-31');
        for (const { lines } of entries) expect(lines.reduce((total, line) => total + balanceOf(line), 0)).toBe(0);
        const byLetter = new Map<string, number>();
        for (const [line, { code }] of letters) byLetter.set(code, (byLetter.get(code) ?? 0) + balanceOf(line));
        for (const balance of byLetter.values()) expect(balance).toBe(0);
        // Cash VAT: what is due is never more than what was charged, nor less than nothing.
        const on = (use: string) =>
          entries
            .flatMap(({ lines }) => lines)
            .filter(({ account }) => account === use)
            .reduce((total, line) => total + balanceOf(line), 0);
        expect(on('deposit')).toBeLessThanOrEqual(0);
      }),
      { numRuns: 300 },
    );
  });
});
