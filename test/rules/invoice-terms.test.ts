// VAT by client, due dates by terms, and what a bank's line pays.
import { describe, expect, it } from 'vitest';
import { findPaidInvoice, readStatement } from '../../domain/bank-statement.ts';
import { dueDateOf, grossOf, vatOf } from '../../domain/invoice-terms.ts';

describe('la TVA', () => {
  it.each([
    ['FR', null, 'france', '20'],
    [null, 'FR40113029227', 'france', '20'],
    ['MC', null, 'france', '20'],
    ['BE', 'BE0123456749', 'autoliquidation', '0'],
    ['BE', null, 'france', '20'],
    ['CH', null, 'hors_champ', '0'],
    ['GB', 'GB123', 'hors_champ', '0'],
  ])('d’un client de %s (n° %s) : %s, %s %%', (country, vatNumber, regime, percent) => {
    expect(vatOf({ country, vatNumber })).toEqual({ regime, percent });
  });

  it('s’arrondit au cent', () => {
    expect(grossOf(1_072_740, '20')).toBe(1_287_288);
    expect(grossOf(1_286_306, '20')).toBe(1_543_567);
    expect(grossOf(3, '5.5')).toBe(3);
    expect(grossOf(10, '5')).toBe(11);
    expect(grossOf(729_189, '0')).toBe(729_189);
  });
});

describe('l’échéance', () => {
  it.each([
    [{ paymentDays: 60, endOfMonth: false }, '2027-01-09'],
    [{ paymentDays: 45, endOfMonth: true }, '2026-12-31'],
    [{ paymentDays: null, endOfMonth: false }, '2026-12-10'],
    [{ paymentDays: 0, endOfMonth: false }, '2026-11-10'],
    [{ paymentDays: 0, endOfMonth: true }, '2026-11-30'],
  ])('de %o, facture du 10/11/2026', (terms, expected) => {
    expect(dueDateOf('2026-11-10', terms)).toBe(expected);
  });

  it('en « fin de mois puis jours », si le contrat se lit ainsi', () => {
    expect(dueDateOf('2026-11-10', { paymentDays: 45, endOfMonth: true }, 'month_end_then_days')).toBe('2027-01-14');
  });
});

describe('le relevé', () => {
  it('se lit avec ses dates et ses montants français, et nomme ses lignes illisibles', () => {
    const content =
      '\uFEFFdate;libelle;montant;reference\n31/10/2026;"VIR";1\u202F234,5;R\n\n2026-10-31;X;-3\n2026-10-31;X\n31/10/26;X;3\n2026-10-31;X;1,234\n2026-10-31;X;0';
    const { lines, errors } = readStatement(content);
    expect(lines).toEqual([
      { bookedOn: '2026-10-31', label: 'VIR', amountCents: 123_450, reference: 'R' },
      { bookedOn: '2026-10-31', label: 'X', amountCents: -300, reference: null },
    ]);
    expect(errors.map(({ line }) => line)).toEqual([5, 6, 7, 8]);
  });

  const unpaid = [
    { number: 'F1', issuedOn: '2026-10-01', leftCents: 1000 },
    { number: 'F12', issuedOn: '2026-10-01', leftCents: 500 },
    { number: 'F3', issuedOn: '2026-10-20', leftCents: 500 },
  ];
  const line = (label: string, amountCents: number, bookedOn = '2026-10-31') => ({
    label,
    amountCents,
    bookedOn,
    reference: null,
  });

  it.each([
    [line('vir f12', 500), 'F12'],
    [line('F1 et F12', 500), null],
    [line('F12 trop', 501), null],
    [line('sans numéro', 1000), 'F1'],
    [line('sans numéro', 500), null],
    [line('sans numéro', 500, '2026-10-10'), 'F12'],
    [line('sans numéro', 999), null],
  ])('%o paie %s', (received, expected) => {
    expect(findPaidInvoice(received, unpaid)).toBe(expected);
  });
});
