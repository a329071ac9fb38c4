// What the firm can do in the months ahead, against what is booked and what may come (REPORTS.md, "capacity").
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bookedDays,
  type Booking,
  type CapacityFacts,
  type PipelineNeed,
  reportCapacity,
} from '../../domain/capacity.ts';
import { roundDecimal } from '../../domain/fraction.ts';
import { addMonths, monthOf, monthsBetween } from '../../domain/periods.ts';
import { addDays } from '../../domain/civil-dates.ts';
import { countWorkingDays } from '../../domain/calendar.ts';
import { absenceOf, personOf } from './people.ts';

const MONTH = '2026-11'; // 20 working days.

const booking = (given: Partial<Booking> = {}): Booking => ({
  code: 'A1',
  consultant: 'C1',
  target: 'P1',
  profile: 'Dev',
  startsOn: '2026-11-01',
  endsOn: '2026-11-30',
  projectStartsOn: null,
  projectEndsOn: null,
  quota: '1',
  status: 'ferme',
  ...given,
});

const need = (given: Partial<PipelineNeed> = {}): PipelineNeed => ({
  profile: 'Dev',
  quarterDays: 40,
  probabilityPercent: '50',
  startsOn: '2026-11-01',
  endsOn: '2026-11-30',
  ...given,
});

function capacityOf(given: Partial<CapacityFacts>, month = MONTH) {
  const facts = { people: [personOf('C1')], profiles: ['Dev'], bookings: [], needs: [], ...given };
  return reportCapacity(facts, [month]).months[0]?.profiles;
}

describe('la capacité d’un profil', () => {
  it('compte les jours ouvrés présents, moins les absences', () => {
    const people = [
      personOf('C1', { absences: [absenceOf('formation', '2026-11-02', '2026-11-03', { endsMorning: true })] }),
      personOf('C2', { leftOn: '2026-11-06' }),
    ];
    expect(capacityOf({ people })).toMatchObject([{ capacity: 18.5 + 5 }]);
  });

  it('d’un temps partiel compte sa quotité, ou ses jours quand on les connaît', () => {
    const absences = [absenceOf('cp', '2026-11-02', '2026-11-02')];
    expect(capacityOf({ people: [personOf('C1', { quota: '0.8', absences })] })).toMatchObject([{ capacity: 15.2 }]);
    expect(capacityOf({ people: [personOf('C1', { quota: '0.8', absences, daysOff: [3] })] })).toMatchObject([
      { capacity: 16 },
    ]);
  });

  it('compte les indépendants, pas ceux qui ne sont jamais vendus', () => {
    expect(
      capacityOf({ people: [personOf('C1', { employment: 'independant' }), personOf('C2', { productive: false })] }),
    ).toMatchObject([{ capacity: 20 }]);
  });

  it('dit tous les profils, dans l’ordre, même vides', () => {
    expect(capacityOf({ profiles: ['Dev', 'Archi'] })).toEqual([
      { profile: 'Archi', capacity: 0, firm: 0, tentative: 0, pipeline: 0, balance: 0 },
      { profile: 'Dev', capacity: 20, firm: 0, tentative: 0, pipeline: 0, balance: 20 },
    ]);
  });
});

describe('les affectations', () => {
  it('prennent les jours ouvrés de la personne, à leur quotité, au profil de l’affectation', () => {
    const bookings = [
      booking({ profile: 'Archi', quota: '0.5' }),
      booking({ target: 'P2', status: 'previsionnelle', endsOn: '2026-11-06' }),
    ];
    expect(capacityOf({ profiles: ['Archi', 'Dev'], bookings })).toMatchObject([
      { profile: 'Archi', capacity: 0, firm: 10, balance: -10 },
      { profile: 'Dev', capacity: 20, tentative: 5, balance: 15 },
    ]);
  });

  it('s’arrêtent aux dates de leur projet', () => {
    expect(
      capacityOf({ bookings: [booking({ projectStartsOn: '2026-11-09', projectEndsOn: '2026-11-13' })] }),
    ).toMatchObject([{ firm: 4 }]);
    expect(capacityOf({ bookings: [booking({ endsOn: null, projectEndsOn: '2026-10-31' })] })).toMatchObject([
      { firm: 0 },
    ]);
    expect(capacityOf({ bookings: [booking({ endsOn: null })] })).toMatchObject([{ firm: 20 }]);
  });

  it('comptent dès leur premier jour et jusqu’au dernier', () => {
    expect(capacityOf({ bookings: [booking({ startsOn: '2026-11-30', endsOn: '2026-12-01' })] })).toMatchObject([
      { firm: 1 },
    ]);
    expect(
      capacityOf({ bookings: [booking({ startsOn: '2026-11-30', endsOn: '2026-12-01' })] }, '2026-12'),
    ).toMatchObject([{ firm: 1 }]);
  });

  it('de deux sur un même projet, celle qui commence en dernier compte', () => {
    const halves = [booking({ quota: '1' }), booking({ code: 'A2', startsOn: '2026-11-16', quota: '0.5' })];
    // 9 days at full time up to the 13th (the 11th is a holiday), 11 at half time.
    expect(capacityOf({ bookings: halves })).toMatchObject([{ firm: 9 + 5.5 }]);
    const elsewhere = [booking(), booking({ code: 'A2', target: 'P2', startsOn: '2026-11-16', quota: '0.5' })];
    expect(capacityOf({ bookings: elsewhere })).toMatchObject([{ firm: 20 + 5.5 }]);
    const otherKind = [booking(), booking({ code: 'A2', startsOn: '2026-11-16', status: 'previsionnelle' })];
    expect(capacityOf({ bookings: otherKind })).toMatchObject([{ firm: 20, tentative: 11 }]);
  });

  it('d’une personne qui n’est jamais vendue ne comptent pas', () => {
    expect(capacityOf({ people: [personOf('C1', { productive: false })], bookings: [booking()] })).toMatchObject([
      { firm: 0 },
    ]);
  });

  it('laissent ses jours non travaillés à un temps partiel', () => {
    const days = bookedDays(personOf('C1', { daysOff: [5], quota: '0.8' }), [booking()], '2026-11-01', '2026-11-30');
    expect(days.map((load) => roundDecimal(load.days, 2))).toEqual([16]);
  });
});

describe('le besoin des affaires en cours', () => {
  it('pèse sa probabilité', () => {
    expect(capacityOf({ needs: [need(), need({ probabilityPercent: '25' })] })).toMatchObject([
      { pipeline: 7.5, balance: 12.5 },
    ]);
  });

  it('s’étale sur les jours ouvrés de sa période', () => {
    // 20 of the 42 working days of November and December.
    const needs = [need({ quarterDays: 84 * 4, endsOn: '2026-12-31' })];
    expect(capacityOf({ needs })).toMatchObject([{ pipeline: 20 }]);
    expect(capacityOf({ needs }, '2026-12')).toMatchObject([{ pipeline: 22 }]);
    expect(capacityOf({ needs }, '2026-10')).toMatchObject([{ pipeline: 0 }]);
    expect(capacityOf({ needs }, '2027-01')).toMatchObject([{ pipeline: 0 }]);
  });

  it('sans un jour ouvré, ne pèse sur aucun mois', () => {
    expect(capacityOf({ needs: [need({ startsOn: '2026-10-31', endsOn: '2026-11-01' })] })).toMatchObject([
      { pipeline: 0 },
    ]);
  });

  it('se retrouve en entier sur l’ensemble des mois', () => {
    const anyNeed = fc.record({
      start: fc.integer({ min: 0, max: 300 }),
      length: fc.integer({ min: 0, max: 300 }),
      days: fc.integer({ min: 1, max: 100 }),
    });
    fc.assert(
      fc.property(anyNeed, ({ start, length, days }) => {
        const startsOn = addDays('2026-11-01', start);
        const endsOn = addDays(startsOn, length);
        fc.pre(countWorkingDays(startsOn, endsOn) > 0);
        const months = monthsBetween(monthOf(startsOn), addMonths(monthOf(endsOn), 1));
        const needs = [need({ quarterDays: days * 4, probabilityPercent: '100', startsOn, endsOn })];
        const report = reportCapacity({ people: [], profiles: ['Dev'], bookings: [], needs }, months);
        const total = report.months.reduce((sum, month) => sum + (month.profiles[0]?.pipeline ?? 0), 0);
        expect(Math.abs(total - days)).toBeLessThan(0.005 * months.length + 1e-9);
      }),
    );
  });
});
