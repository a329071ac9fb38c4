// The days and periods of a question, seen from Saturday 31 October 2026.
import { describe, expect, it } from 'vitest';
import type { TimeDirection } from '../../agents/offline/period-spans.ts';
import { readPeriods } from '../../agents/offline/periods.ts';

function read(text: string, toward: TimeDirection = 'nearest'): string[] {
  return readPeriods(text, '2026-10-31', toward).map(({ kind, from, to }) => `${kind} ${from ?? ''}..${to ?? ''}`);
}

describe('les périodes d’une question', () => {
  it.each([
    ['la marge en octobre', 'month 2026-10-01..2026-10-31'],
    ['ce trimestre', 'quarter 2026-10-01..2026-12-31'],
    ['depuis janvier', 'since 2026-01-01..2026-10-31'],
    ['à fin septembre', 'day ..2026-09-30'],
    ['le mois dernier', 'month 2026-09-01..2026-09-30'],
    ['au T3', 'quarter 2026-07-01..2026-09-30'],
    ['au 31/10/2026', 'day ..2026-10-31'],
    ['last month', 'month 2026-09-01..2026-09-30'],
    ['Q3 2026', 'quarter 2026-07-01..2026-09-30'],
    ['depuis lundi', 'since 2026-10-26..2026-10-31'],
    ['at the end of October', 'day ..2026-10-31'],
    ['as of 15 October 2026', 'day ..2026-10-15'],
    ['du 1er au 15 décembre', 'span 2026-12-01..2026-12-15'],
    ['de juillet à septembre', 'span 2026-07-01..2026-09-30'],
    ['from July to September', 'span 2026-07-01..2026-09-30'],
    ['à partir du 1er décembre', 'since 2026-12-01..'],
    ['dans les 60 jours', 'span 2026-11-01..2026-12-30'],
    ['sur les 3 derniers mois', 'span 2026-08-01..2026-10-31'],
    ['en 2025', 'year 2025-01-01..2025-12-31'],
    ['la semaine prochaine', 'week 2026-11-02..2026-11-08'],
    ["aujourd'hui", 'day ..2026-10-31'],
    ['2026-09', 'month 2026-09-01..2026-09-30'],
    ['entre juin et août', 'span 2026-06-01..2026-08-31'],
    ['avant janvier', 'until ..2026-12-31'],
    ['after January', 'since 2027-02-01..'],
    ['avant Noël', 'until ..2026-12-25'],
    ['en octobre de l’an dernier', 'month 2025-10-01..2025-10-31'],
    ['same month last year', 'month 2025-10-01..2025-10-31'],
    ['il y a deux mois', 'day ..2026-08-31'],
    ['three weeks ago', 'day ..2026-10-10'],
    ['sur 6 mois glissants', 'span 2026-05-01..2026-10-31'],
    ['la semaine 42', 'week 2026-10-12..2026-10-18'],
    ['au second semestre', 'span 2026-07-01..2026-12-31'],
    ['début 2027', 'span 2027-01-01..2027-03-31'],
    ['fin 2026', 'day ..2026-12-31'],
    ['cet été', 'span 2026-06-01..2026-08-31'],
    ['depuis le printemps', 'since 2026-03-01..2026-10-31'],
    ['dans l’année', 'year 2026-01-01..2026-12-31'],
    ['les 3 et 4 décembre', 'span 2026-12-03..2026-12-04'],
    ['le mois précdent', 'month 2026-09-01..2026-09-30'],
    ['la semaine prochane', 'week 2026-11-02..2026-11-08'],
  ])('« %s »', (text, period) => {
    expect(read(text)).toEqual([period]);
  });

  it('une comparaison en a deux', () => {
    expect(read('compare septembre et octobre')).toEqual([
      'month 2026-09-01..2026-09-30',
      'month 2026-10-01..2026-10-31',
    ]);
    expect(read('écart entre septembre et octobre')).toHaveLength(2);
  });

  it('un mois sans année est le dernier, le prochain ou le plus proche', () => {
    expect(read('en décembre', 'past')).toEqual(['month 2025-12-01..2025-12-31']);
    expect(read('en janvier', 'future')).toEqual(['month 2027-01-01..2027-01-31']);
    expect(read('en janvier')).toEqual(['month 2027-01-01..2027-01-31']);
  });

  it.each(['entre 31 et 60 jours', 'plus de 30 % de marge', 'les deux pires projets', 'may I see it'])(
    'aucune dans « %s »',
    (text) => {
      expect(read(text)).toEqual([]);
    },
  );
});
