// The firm's day turns at midnight in Paris, in winter as in summer, whatever the clock of the server says: the night of
// a change of hour has one day before it and one after, and the year ends in Paris.
import { describe, expect, test } from 'vitest';
import { readDay, type World } from '../../activities/step-answer.ts';

const world = (fixedToday: string | null): World => ({ app: undefined as never, fixedToday });
const dayAt = (instant: string): string => readDay(world(null), instant);

describe('le jour de l’entreprise', () => {
  test('change à minuit à Paris, à l’heure d’hiver comme d’été', () => {
    expect(dayAt('2026-07-14T21:59:59.999Z')).toBe('2026-07-14');
    expect(dayAt('2026-07-14T22:00:00.000Z')).toBe('2026-07-15');
    expect(dayAt('2026-12-24T22:59:59.999Z')).toBe('2026-12-24');
    expect(dayAt('2026-12-24T23:00:00.000Z')).toBe('2026-12-25');
  });

  test('la nuit où l’on retarde les montres, et celle où on les avance, ne perdent ni ne doublent un jour', () => {
    // 25 October 2026, 3:00 becomes 2:00; 29 March 2026, 2:00 becomes 3:00.
    const hours = (day: string) =>
      Array.from({ length: 48 }, (_, hour) =>
        dayAt(new Date(Date.parse(`${day}T00:00:00Z`) + hour * 3_600_000).toISOString()),
      );
    expect([...new Set(hours('2026-10-24'))]).toEqual(['2026-10-24', '2026-10-25', '2026-10-26']);
    expect(hours('2026-10-24').filter((day) => day === '2026-10-25')).toHaveLength(25);
    expect([...new Set(hours('2026-03-28'))]).toEqual(['2026-03-28', '2026-03-29', '2026-03-30']);
    expect(hours('2026-03-28').filter((day) => day === '2026-03-29')).toHaveLength(23);
  });

  test('l’année finit à Paris : une heure avant le serveur', () => {
    expect(dayAt('2026-12-31T22:59:59Z')).toBe('2026-12-31');
    expect(dayAt('2026-12-31T23:00:00Z')).toBe('2027-01-01');
  });

  test('est celui que l’on fixe, quelle que soit l’heure', () => {
    expect(readDay(world('2026-10-31'), '2027-01-01T12:00:00Z')).toBe('2026-10-31');
  });
});
