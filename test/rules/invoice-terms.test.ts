// VAT by client, due dates by terms.
import { describe, expect, it } from 'vitest';
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
