// People, bookings and needs of the staffing tests: who is not said to be otherwise is there, free and plain.
import { FULL_SHARE } from '../../domain/staffing/free-time.ts';
import type { Need } from '../../domain/staffing/need.ts';
import type { StaffBooking, StaffPerson } from '../../domain/staffing/staff-person.ts';

export function staffPerson(code: string, given: Partial<StaffPerson> = {}): StaffPerson {
  return {
    code,
    name: `Personne ${code}`,
    profile: 'Développeur',
    employment: 'salarie',
    enteredOn: '2020-01-01',
    leftOn: null,
    quota: '1',
    daysOff: null,
    productive: true,
    absences: [],
    agency: null,
    skills: [],
    dailyCostCents: 30_000,
    targetRateCents: 50_000,
    bookings: [],
    clients: new Map(),
    ...given,
  };
}

export function staffBooking(given: Partial<StaffBooking> & Pick<StaffBooking, 'code' | 'target'>): StaffBooking {
  const startsOn = given.startsOn ?? '2026-01-01';
  const endsOn = given.endsOn ?? null;
  return {
    status: 'ferme',
    profile: 'Développeur',
    startsOn,
    endsOn,
    worksFrom: startsOn,
    worksUntil: endsOn,
    share: FULL_SHARE,
    dailyRateCents: 50_000,
    ...given,
  };
}

export function staffNeed(given: Partial<Need> = {}): Need {
  return {
    id: 'O1:Développeur',
    kind: 'opportunity',
    opportunity: 'O1',
    project: null,
    client: 'CL1',
    city: null,
    title: null,
    profile: 'Développeur',
    skills: [],
    skillsFrom: null,
    startsOn: '2026-11-02',
    endsOn: '2026-11-27',
    quarterDays: null,
    share: FULL_SHARE,
    probabilityPercent: 100,
    dailyRateCents: 50_000,
    replaces: null,
    ...given,
  };
}
