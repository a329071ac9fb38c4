// A subcontractor's invoice, the CRA that the client validated, and the price of the order: three papers that agree, or a
// sentence about each that does not.
import { describe, expect, test } from 'vitest';
import { expectedNetCents, matchSubcontractor, type SubcontractedProject } from '../../domain/subcontractor-match.ts';

/** Ten days at 400 €, that the client signed for. */
const MISSION: SubcontractedProject = {
  project: 'P1',
  quarterDays: 40,
  costQuarterCents: 40 * 40_000,
  clientQuarterDays: 40,
  hasClient: true,
};

const kindsOf = (projects: readonly SubcontractedProject[], quarterDays: number, netCents: number) =>
  matchSubcontractor(projects, { quarterDays, netCents }).map(({ kind }) => kind);

describe('le rapprochement à trois', () => {
  test('des jours du client au prix convenu : conforme', () => {
    expect(kindsOf([MISSION], 40, 400_000)).toEqual([]);
  });

  test('un jour de plus, ou de moins, se dit', () => {
    const [more] = matchSubcontractor([MISSION], { quarterDays: 44, netCents: 440_000 });
    expect(more).toMatchObject({ kind: 'days_differ', sentence: expect.stringMatching(/11 j.*10 j.*1 j de plus/) });
    expect(kindsOf([MISSION], 36, 360_000)).toEqual(['days_differ']);
  });

  test('les jours du client l’emportent sur ceux du CRA', () => {
    const signed = { ...MISSION, clientQuarterDays: 38 };
    expect(kindsOf([signed], 38, 380_000)).toEqual([]);
    expect(kindsOf([signed], 40, 400_000)).toEqual(['days_differ']);
  });

  test('un prix qui n’est pas celui convenu se dit, à combien près', () => {
    const [finding] = matchSubcontractor([MISSION], { quarterDays: 40, netCents: 410_000 });
    expect(finding).toMatchObject({ kind: 'price_differs', sentence: expect.stringMatching(/100,00.€ au-dessus/) });
    expect(kindsOf([MISSION], 40, 399_999)).toEqual(['price_differs']);
  });

  test('sans prix convenu, rien n’est dit du prix', () => {
    expect(expectedNetCents([{ ...MISSION, costQuarterCents: 0 }], 40)).toBeNull();
    expect(expectedNetCents([], 40)).toBeNull();
  });

  test('tant que le client n’a pas validé, le CRA fait foi et cela se dit', () => {
    expect(kindsOf([{ ...MISSION, clientQuarterDays: null }], 40, 400_000)).toEqual(['client_silent']);
    const internal = { ...MISSION, clientQuarterDays: null, hasClient: false };
    expect(kindsOf([internal], 40, 400_000)).toEqual([]);
  });
});
