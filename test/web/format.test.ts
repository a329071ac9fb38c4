// Figures as a French reader writes them.

import { describe, expect, test } from 'vitest';
import { sayCount } from '../../domain/french.ts';
import { formatDay, formatDays, formatEuros, formatPoints, formatRate } from '../../web/src/format.ts';

describe('les chiffres à l’écran', () => {
  test('l’espace fine sépare les milliers, l’espace insécable tient l’unité', () => {
    expect(formatEuros(1_234_567.5)).toBe('1\u202F234\u202F568\u00A0€');
    expect(formatEuros(-3706.25)).toBe('-3\u202F706\u00A0€');
    // Unicode's data moved from the plain to the narrow unbreakable space: both hold.
    expect(formatRate(0.2665)).toMatch(/^26,7[\u00A0\u202F]%$/);
    expect(formatDays(98.25)).toBe('98,25 j');
    expect(formatPoints(28.18)).toBe('28,2 pts');
  });

  test('un zéro n’a pas de signe, un chiffre inconnu est un tiret', () => {
    expect(formatEuros(-0)).toBe('0\u00A0€');
    expect([formatEuros(null), formatRate(null), formatDays(null), formatPoints(null)]).toEqual(['–', '–', '–', '–']);
  });

  test('un jour civil est le même dans tous les fuseaux', () => {
    expect(formatDay('2026-03-01')).toBe('1 mars 2026');
    expect(formatDay('2026-12-31')).toBe('31 décembre 2026');
  });

  test('zéro et un prennent le singulier', () => {
    expect([0, 1, 2].map((count) => sayCount(count, 'projet', 'projets'))).toEqual([
      '0 projet',
      '1 projet',
      '2 projets',
    ]);
  });
});
