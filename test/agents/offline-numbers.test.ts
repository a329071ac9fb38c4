// Thresholds, ranges and ranks, in euros, fractions and days.
import { describe, expect, it } from 'vitest';
import { readNumbers } from '../../agents/offline/numbers.ts';

const thresholds = (text: string): string[] =>
  readNumbers(text).thresholds.map(({ op, value, unit }) => `${op} ${value} ${unit}`);

describe('les nombres d’une question', () => {
  it.each([
    ['marge sous 15 %', '< 0.15 ratio'],
    ['à plus de 30 % de marge', '> 0.3 ratio'],
    ['> 50 k€', '> 50000 EUR'],
    ['moins de 1 234,56 €', '< 1234.56 EUR'],
    ['balance over €20,000', '> 20000 EUR'],
    ['over 20,000 €', '> 20000 EUR'],
    ['margin of 20% or more', '>= 0.2 ratio'],
    ['impayés à plus de 90 jours', '> 90 days'],
    ['au moins deux jours', '>= 2 days'],
  ])('« %s »', (text, threshold) => {
    expect(thresholds(text)).toEqual([threshold]);
  });

  it.each([
    ['entre 31 et 60 jours', 31, 60],
    ['impayés 31-60 jours', 31, 60],
    ['between 1 and 30 days', 1, 30],
  ])('« %s » est un intervalle', (text, low, high) => {
    expect(readNumbers(text).ranges).toMatchObject([{ low, high, unit: 'days' }]);
  });

  it.each([
    ['les trois pires marges', 3],
    ['top 5 des clients', 5],
    ['les deux projets clients en cours les moins rentables', 2],
    ['worst 4 projects', 4],
    ['bottom 3', 3],
  ])('« %s » est un rang', (text, count) => {
    expect(readNumbers(text).top?.count).toBe(count);
  });

  it('les autres nombres restent ce qu’ils sont', () => {
    expect(readNumbers('reste à faire : 30 jours').plain).toMatchObject([{ value: 30, unit: 'days' }]);
    expect(readNumbers('un avoir de 500 €').plain).toMatchObject([{ value: 500, unit: 'EUR' }]);
  });
});
