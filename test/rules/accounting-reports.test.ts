// The reports of accounting by hand: the boxes of a CA3, the variables of payroll, the declaration of services, what is
// written of a day and of an amount.
import { describe, expect, test } from 'vitest';
import { decimalComma, fecFileName, plainCell } from '../../domain/accounts/fec.ts';
import { encodeLatinNine } from '../../domain/accounts/latin-nine.ts';
import { keepLedger, type LedgerFacts } from '../../domain/accounts/ledger.ts';
import { declareServices } from '../../domain/accounts/services-declaration.ts';
import { USUAL_SETTINGS } from '../../domain/accounts/chart.ts';
import type { SalesDocument } from '../../domain/accounts/sales.ts';
import { reportVat } from '../../domain/accounts/vat-return.ts';
import { reportPayroll } from '../../domain/payroll.ts';
import type { Absence, Person } from '../../domain/presence.ts';

function sale(number: string, netCents: number, given: Partial<SalesDocument> = {}): SalesDocument {
  const percent = Number(given.vatPercent ?? '20');
  return {
    number,
    kind: 'facture',
    client: { code: 'CLI', name: 'Client' },
    project: 'P1',
    issuedOn: '2026-10-10',
    netCents,
    grossCents: netCents + Math.round((netCents * percent) / 100),
    vatPercent: '20',
    vat: null,
    rebilledCents: 0,
    disbursedCents: 0,
    acceptanceCents: 0,
    credited: null,
    vatOnReceipts: true,
    ...given,
  };
}

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

function vatOfMonth(facts: Partial<LedgerFacts>, month = '2026-10') {
  const whole = { ...NOTHING, ...facts };
  const report = reportVat(keepLedger(whole, '2026-01-01', '2026-12-31'), whole.documents, month, true);
  const boxes = Object.fromEntries(report.boxes.map(({ box, base, vat }) => [box, [base, vat]]));
  return { report, boxes };
}

const paid = (invoice: string, grossCents: number, paidOn = '2026-10-20') => ({
  invoice,
  paidOn,
  occurrence: 1,
  grossCents,
  reference: null,
  isWriteOff: false,
});

describe('la CA3 d’un mois', () => {
  test('sur encaissements : 6 000 payés à 20 % font 5 000 de base et 1 000 de TVA, le mois du paiement', () => {
    const facts = { documents: [sale('F1', 1_000_000)], receipts: [paid('F1', 600_000, '2026-11-03')] };
    expect(vatOfMonth(facts).boxes).toMatchObject({ '01': [0, null], '16': [null, 0], '28': [null, 0] });
    expect(vatOfMonth(facts, '2026-11').boxes).toMatchObject({
      '01': [5000, null],
      '08': [5000, 1000],
      '16': [null, 1000],
      '28': [null, 1000],
    });
  });

  test('chaque taux a sa case, la TVA déductible se retranche', () => {
    const documents = [
      sale('F1', 100_000, { vatOnReceipts: false }),
      sale('F2', 100_000, { vatOnReceipts: false, vatPercent: '8.5' }),
      sale('F3', 100_000, { vatOnReceipts: false, vatPercent: '5.5' }),
      sale('F4', 70_000, { vatOnReceipts: false, vatPercent: '0' }),
    ];
    const bills = [
      {
        supplier: { code: 'SUB', name: 'Sous-traitant' },
        number: 'S1',
        project: null,
        receivedOn: '2026-10-15',
        netCents: 50_000,
        vatCents: 10_000,
        vatOnDebits: true,
      },
    ];
    const { boxes, report } = vatOfMonth({ documents, bills });
    expect(boxes).toEqual({
      '01': [3000, null],
      '05': [700, null],
      '08': [1000, 200],
      '09': [1000, 55],
      '10': [1000, 85],
      '16': [null, 340],
      '20': [null, 100],
      '23': [null, 100],
      '28': [null, 240],
    });
    expect(report.total).toMatchObject({ collected: 340, deductible: 100, net: 240, difference: 0 });
    expect(report.lines.map(({ piece }) => piece)).toEqual(['F4', 'F1', 'F3', 'F2', 'S1']);
  });

  test('plus de TVA déductible que collectée : un crédit', () => {
    const documents = [
      sale('F1', 100_000, { vatOnReceipts: false }),
      sale('A1', 100_000, { vatOnReceipts: false, kind: 'avoir', credited: { number: 'F1', kind: 'facture' } }),
    ];
    const bills = [
      {
        supplier: { code: 'SUB', name: 'Sous-traitant' },
        number: 'S1',
        project: null,
        receivedOn: '2026-10-15',
        netCents: 4_950,
        vatCents: 990,
        vatOnDebits: true,
      },
    ];
    const { boxes, report } = vatOfMonth({ documents, bills });
    expect(boxes['25']).toEqual([null, 9.9]);
    expect(report.boxes.find(({ box }) => box === '25')?.declared_vat).toBe(10);
  });

  test('les totaux déclarés sont ceux des cases déclarées ; plus d’avoirs que de ventes à un taux : ligne 21', () => {
    const onDebits = { vatOnReceipts: false };
    const documents = [
      sale('F1', 10_007, onDebits),
      sale('F2', 10_450, { ...onDebits, vatPercent: '10' }),
      sale('F0', 100_000, { ...onDebits, vatPercent: '5.5', issuedOn: '2026-09-01' }),
      sale('A1', 100_000, {
        ...onDebits,
        vatPercent: '5.5',
        kind: 'avoir',
        credited: { number: 'F0', kind: 'facture' },
      }),
    ];
    const { boxes, report } = vatOfMonth({ documents });
    expect(boxes).toEqual({
      '01': [204.57, null],
      '05': [0, null],
      '08': [100.07, 20.01],
      '9B': [104.5, 10.45],
      '16': [null, 30.46],
      '20': [null, 0],
      '21': [1000, 55],
      '23': [null, 55],
      '25': [null, 24.54],
    });
    const declared = Object.fromEntries(report.boxes.map((one) => [one.box, one.declared_base ?? one.declared_vat]));
    // 100 + 105; 20 + 10; 30 − 55.
    expect(declared).toMatchObject({ '01': 205, '25': 25 });
    expect(report.boxes.find(({ box }) => box === '16')?.declared_vat).toBe(30);
    expect(report.total).toMatchObject({ collected: -24.54, difference: 0 });
    expect(report.lines.find(({ piece }) => piece === 'A1')?.box).toBe('21');
  });

  test('ce qui fut encaissé avant n’est pas redit par les à-nouveaux', () => {
    const documents = [sale('F0', 100_000, { issuedOn: '2025-12-10' })];
    expect(
      vatOfMonth({ documents, receipts: [paid('F0', 120_000, '2025-12-20')] }, '2026-01').report.total,
    ).toMatchObject({
      collected: 0,
      difference: 0,
    });
  });
});

describe('la paie d’un mois', () => {
  const absence = (kind: Absence['kind'], startsOn: string, endsOn: string): Absence => ({
    kind,
    startsOn,
    endsOn,
    startsAfternoon: false,
    endsMorning: false,
  });
  const person = (code: string, given: Partial<Person> = {}): Person => ({
    code,
    profile: 'Dev',
    employment: 'salarie',
    enteredOn: '2020-01-01',
    leftOn: null,
    quota: '1',
    daysOff: null,
    productive: true,
    absences: [],
    ...given,
  });
  const report = (people: readonly Person[]) =>
    reportPayroll(people, new Map(), { expenses: [], onCall: [] }, { month: '2026-11', closed: true }).consultants;

  test('deux absences le même jour ne se paient qu’une fois', () => {
    const absences = [absence('cp', '2026-11-02', '2026-11-04'), absence('maladie', '2026-11-04', '2026-11-05')];
    expect(report([person('C1', { absences })])).toMatchObject([
      {
        working_days: 20,
        absence_days: 4,
        present_days: 16,
        absences: [
          { kind: 'cp', days: 3 },
          { kind: 'maladie', days: 1 },
        ],
      },
    ]);
  });

  test('un jour férié n’est pas une absence, une quotité la pèse', () => {
    const absences = [absence('cp', '2026-11-09', '2026-11-13')];
    expect(report([person('C1', { absences, quota: '0.8' })])).toMatchObject([{ working_days: 16, absence_days: 3.2 }]);
  });

  test('un indépendant et qui est parti n’y sont pas', () => {
    expect(report([person('C1', { employment: 'independant' }), person('C2', { leftOn: '2026-10-31' })])).toEqual([]);
  });
});

describe('les fichiers', () => {
  test('la DES : une ligne par preneur, en euros entiers, avoirs déduits', () => {
    const service = (number: string, netCents: number, vatNumber = 'BE 0123456749') => ({
      number,
      vatNumber,
      client: 'Énergie',
      netCents,
    });
    const rows = declareServices([
      service('F1', 163_750),
      service('A1', -3_700),
      service('F2', 5_000, 'DE1'),
      service('A2', -5_000, 'DE1'),
    ]);
    expect(rows.slice(1)).toEqual([['1', 'BE0123456749', 'Énergie', '1601', 'A1 F1']]);
  });

  test('un montant, un nom et un fichier s’écrivent comme la loi le veut', () => {
    expect([5, 1_287_288, 0].map(decimalComma)).toEqual(['0,05', '12872,88', '0,00']);
    expect(fecFileName('732829320', '2026-12-31')).toBe('732829320FEC20261231.txt');
    expect(plainCell(' a\tb|c\r\nd\u00a0e ')).toBe('a b c d e');
  });

  test('ISO 8859-15 garde les accents et l’euro, dit le reste sans accent', () => {
    expect([...encodeLatinNine('é€œ')]).toEqual([0xe9, 0xa4, 0xbd]);
    expect(new TextDecoder('iso-8859-15').decode(encodeLatinNine('Łódź – l’été … ¤ 漢'))).toBe("?ódz - l'été ... ? ?");
  });
});
