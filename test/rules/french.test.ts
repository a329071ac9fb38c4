// What sentences are made of reads as French.
import { expect, test } from 'vitest';
import { sayCount, sayOf } from '../../domain/french.ts';

test('zéro et un sont au singulier, le reste au pluriel', () => {
  expect([0, 1, 2, 12].map((count) => sayCount(count, 'facture'))).toEqual([
    '0 facture',
    '1 facture',
    '2 factures',
    '12 factures',
  ]);
  expect(sayCount(3, 'projet est', 'projets sont')).toBe('3 projets sont');
});

test('« de » s’élide devant une voyelle, un h, un y qui en fait une', () => {
  const names = ['Paul', 'Amélie', 'Élodie', 'Hélène', 'Yves', 'Yann', 'Œdipe'];
  expect(names.map(sayOf)).toEqual(['de Paul', "d'Amélie", "d'Élodie", "d'Hélène", "d'Yves", 'de Yann', "d'Œdipe"]);
});
