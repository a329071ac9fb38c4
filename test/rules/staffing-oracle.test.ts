// The score of each person worked out a second time, from the sheets alone, on firms drawn at random.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rankCandidates, readyPeople } from '../../domain/staffing/candidates.ts';
import { placeOf, type Need } from '../../domain/staffing/need.ts';
import type { StaffPerson } from '../../domain/staffing/staff-person.ts';
import type { StaffingWeights } from '../../domain/staffing/weights.ts';
import { staffNeed, staffPerson } from './staffing-people.ts';

const SKILLS = ['Java', 'SQL', 'AWS'];
const CITIES = ['Lyon', 'lyon', 'Paris'];

const skill = fc.record({ skill: fc.constantFrom(...SKILLS), level: fc.integer({ min: 1, max: 5 }) });
const skills = fc.uniqueArray(skill, { maxLength: 3, selector: (one) => one.skill });
const person = fc
  .record({
    profile: fc.constantFrom('Développeur', 'Architecte'),
    skills,
    agency: fc.option(fc.constantFrom(...CITIES)),
    dailyCostCents: fc.integer({ min: 0, max: 70_000 }),
    targetRateCents: fc.option(fc.integer({ min: 20_000, max: 80_000 })),
    lastFor: fc.option(fc.constantFrom('2024-05-06', '2026-09-30')),
    leftOn: fc.option(fc.constantFrom('2026-11-06', '2026-11-13', '2026-11-20')),
  })
  .map(({ lastFor, ...given }) =>
    staffPerson('C', { ...given, clients: new Map(lastFor === null ? [] : [['CL1', lastFor]]) }),
  );
const need = fc
  .record({
    profile: fc.option(fc.constantFrom('Développeur', 'Architecte')),
    skills: skills.map((wanted) => wanted.map((one) => ({ ...one, required: false }))),
    city: fc.option(fc.constantFrom(...CITIES)),
    client: fc.option(fc.constant('CL1')),
    dailyRateCents: fc.option(fc.integer({ min: 20_000, max: 80_000 })),
  })
  .map((given) => staffNeed({ ...given, skillsFrom: 'asked' }));
const weights: fc.Arbitrary<StaffingWeights> = fc.record({
  skills: fc.nat(50),
  profile: fc.nat(50),
  availability: fc.integer({ min: 1, max: 50 }),
  margin: fc.nat(50),
  continuity: fc.nat(50),
  place: fc.nat(50),
  remote: fc.nat(50),
  wish: fc.nat(50),
  text: fc.nat(50),
});

/** Working days of November 2026 up to the day (the 11th is a holiday), counted on a calendar. */
const DAYS_UNTIL = new Map([
  ['2026-11-06', 5],
  ['2026-11-13', 9],
  ['2026-11-20', 14],
]);
const ALL_DAYS = 19;

const round = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;

/** [weight, value] of each reason that is known. */
function reasonsOf(one: StaffPerson, asked: Need, given: StaffingWeights): [number, number][] {
  const reasons: [number, number][] = [];
  if (asked.profile !== null) reasons.push([given.profile, one.profile === asked.profile ? 1 : 0]);
  const days = one.leftOn === null ? ALL_DAYS : (DAYS_UNTIL.get(one.leftOn) ?? ALL_DAYS);
  reasons.push([given.availability, round(days / ALL_DAYS, 4)]);
  if (asked.skills.length > 0) {
    let reached = 0;
    for (const wanted of asked.skills) {
      const level = one.skills.find((known) => known.skill === wanted.skill)?.level ?? 0;
      reached += level >= wanted.level ? 1 : level / wanted.level;
    }
    reasons.push([given.skills, round(reached / asked.skills.length, 4)]);
  }
  const rate = asked.dailyRateCents ?? one.targetRateCents;
  if (rate !== null) {
    const margin = round((rate - one.dailyCostCents) / rate, 4);
    reasons.push([given.margin, round(Math.max(0, Math.min(1, margin / 0.4)), 4)]);
  }
  if (asked.client !== null) {
    const last = one.clients.get(asked.client);
    reasons.push([given.continuity, last === undefined ? 0 : last > '2025-11-02' ? 1 : 0.5]);
  }
  if (one.agency !== null && asked.city !== null)
    reasons.push([given.place, one.agency.toLowerCase() === asked.city.toLowerCase() ? 1 : 0]);
  return reasons;
}

describe('le score', () => {
  test('est celui que donnent les fiches, et range les gens', () => {
    fc.assert(
      fc.property(fc.array(person, { minLength: 1, maxLength: 6 }), need, weights, (drawn, asked, given) => {
        const people = drawn.map((one, i) => ({ ...one, code: `C${i}` }));
        const { place } = placeOf(asked, '2026-10-31');
        if (!place) throw new Error('the need has no place');
        const { candidates } = rankCandidates(readyPeople(people, place), asked, { place, weights: given });
        expect(candidates.length).toBe(people.length);
        for (const { person: one, score } of candidates) {
          const reasons = reasonsOf(one, asked, given);
          const total = reasons.reduce((sum, [weight]) => sum + weight, 0);
          const mean = reasons.reduce((sum, [weight, value]) => sum + weight * value, 0) / total;
          // A tenth of a point: what adding in another order may round apart.
          expect(Math.abs(score - 100 * mean)).toBeLessThanOrEqual(0.051);
        }
        const scores = candidates.map(({ score }) => score);
        expect(scores).toEqual(scores.toSorted((a, b) => b - a));
      }),
      { numRuns: 300 },
    );
  });
});
