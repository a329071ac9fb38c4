// A quote's paper: each kind of contract by what it sells, its lines adding up to what the contract engine prices.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ContractAmounts, ContractKind } from '../../domain/contract/kinds.ts';
import { composeQuotePaper } from '../../domain/quote-paper.ts';
import { amountsOf } from './sold-project.ts';

const SIX_MONTHS = { startsOn: '2027-01-01', endsOn: '2027-06-30' };
const amounts = (kind: ContractKind, given: Partial<ContractAmounts> = {}) =>
  amountsOf(kind, { ...SIX_MONTHS, ...given });
const days = [
  { profile: 'Architecte', quarterDays: 42, dailyRateCents: 90_000 },
  { profile: 'Développeur', quarterDays: 100, dailyRateCents: null },
];
const milestone = (code: string, amountCents: number) => ({ code, label: null, plannedOn: '2027-03-31', amountCents });
const plain = (texts: readonly string[]) => texts.map((text) => text.replaceAll(/\s/gu, ' '));

describe('le papier d’un devis', () => {
  test('vend des jours au TJM ; ce qui n’a pas de TJM ne se dit pas', () => {
    const { lines, totalCents, conditions, isCapped } = composeQuotePaper(amounts('regie'), days, []);
    expect(lines).toEqual([
      { label: 'Architecte', quantity: 10.5, unit: 'jour', unitPriceCents: 90_000, amountCents: 945_000 },
    ]);
    expect(totalCents).toBe(945_000);
    expect(isCapped).toBe(false);
    expect(conditions).toEqual(['Les jours sont facturés chaque mois, au temps passé.']);
  });

  test('dit le plafond, et s’y arrête', () => {
    const paper = composeQuotePaper(amounts('regie_plafonnee', { ceilingCents: 900_000 }), days, []);
    expect([paper.totalCents, paper.isCapped]).toEqual([900_000, true]);
    expect(plain(paper.conditions)).toContain('Le total ne dépassera pas 9 000,00 € HT.');
  });

  test('vend un forfait sans dire les jours dont il est fait, et quand il se paie', () => {
    const schedule = [milestone('J1', 400_000), milestone('J2', 600_000)];
    const paper = composeQuotePaper(amounts('forfait', { fixedPriceCents: 1_000_000 }), days, schedule);
    expect(paper.lines).toEqual([
      { label: 'Lot au forfait', quantity: 1, unit: 'lot', unitPriceCents: 1_000_000, amountCents: 1_000_000 },
    ]);
    expect(paper.schedule).toEqual(schedule);
  });

  test('vend des sprints un par un, et une TMA au mois', () => {
    const sprints = composeQuotePaper(amounts('forfait_agile'), [], [milestone('S1', 5), milestone('S2', 7)]);
    expect(sprints.lines.map(({ label, amountCents }) => [label, amountCents])).toEqual([
      ['S1', 5],
      ['S2', 7],
    ]);
    expect(sprints.schedule).toEqual([]);
    const tma = composeQuotePaper(
      amounts('tma', { monthlyFeeCents: 300_000, includedUnits: '12.5', unitPriceCents: 60_000, carryOverMonths: 2 }),
      [],
      [],
    );
    expect(tma.lines).toEqual([
      { label: 'Forfait mensuel', quantity: 6, unit: 'mois', unitPriceCents: 300_000, amountCents: 1_800_000 },
    ]);
    expect(plain(tma.conditions)).toEqual([
      '12,5 unités comprises chaque mois, reportables 2 mois si elles ne servent pas.',
      'Au-delà, 600,00 € HT l’unité.',
    ]);
  });

  test('quel que soit le contrat, ses lignes font son total, hors plafond', () => {
    const cents = fc.integer({ min: 0, max: 10_000_000 });
    fc.assert(
      fc.property(
        fc.constantFrom('regie', 'forfait', 'hybride', 'forfait_agile', 'tma' as const),
        fc.array(fc.record({ quarterDays: fc.integer({ min: 1, max: 800 }), dailyRateCents: fc.option(cents) }), {
          maxLength: 5,
        }),
        fc.array(cents, { maxLength: 5 }),
        cents,
        (kind, sold, paid, price) => {
          const paper = composeQuotePaper(
            amounts(kind, { fixedPriceCents: price, monthlyFeeCents: price }),
            sold.map((line, i) => ({ profile: `P${i}`, ...line })),
            paid.map((amountCents, i) => milestone(`J${i}`, amountCents)),
          );
          const listed = paper.lines.reduce((sum, { amountCents }) => sum + amountCents, 0);
          // Each line is rounded to the cent, the total once.
          expect(Math.abs(listed - paper.totalCents)).toBeLessThanOrEqual(Math.max(0, sold.length - 1));
        },
      ),
    );
  });
});
