// What a late payer owes: interest at the ECB's rate plus ten points, each day at its semester's rate, and 40 €.
import { expect, test } from 'vitest';
import { latePenaltyCents, latePenaltyRate, RECOVERY_INDEMNITY_CENTS } from '../../domain/late-penalties.ts';

test('12 872,88 € en retard de 20 jours à 12,15 % : 85,70 €, et 40 € par facture', () => {
  expect(latePenaltyCents(1_287_288, '2026-03-01', '2026-03-21')).toBe(8570);
  expect(latePenaltyCents(1_287_288, '2026-03-01', '2026-03-21') + RECOVERY_INDEMNITY_CENTS).toBe(12_570);
});

test('rien le jour de l’échéance ni avant', () => {
  expect(latePenaltyCents(1_287_288, '2026-03-01', '2026-03-01')).toBe(0);
  expect(latePenaltyCents(1_287_288, '2026-03-01', '2026-02-01')).toBe(0);
});

test('chaque jour au taux de son semestre', () => {
  // From 21 December 2024: ten days at 14.25 %, then ten at 13.15 %, of 36,500 €.
  expect(latePenaltyCents(3_650_000, '2024-12-21', '2025-01-10')).toBe(10 * 1425 + 10 * 1315);
});

test('un semestre que la table ne connaît pas garde le dernier taux connu, et le dit', () => {
  expect(latePenaltyRate('2026-11-10')).toEqual({ semester: '2026-07-01', refinancingPercent: null });
  expect(latePenaltyCents(1_287_288, '2026-11-01', '2026-11-21')).toBe(8570);
});
