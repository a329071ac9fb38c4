// People of the firm as the rules know them: full time since 2020, without an absence, but for what is given.
import type { Absence, AbsenceKind, Person } from '../../domain/presence.ts';

export function personOf(code: string, given: Partial<Person> = {}): Person {
  return {
    code,
    profile: 'Dev',
    employment: 'salarie',
    enteredOn: '2020-01-01',
    leftOn: null,
    quota: '1',
    daysOff: null,
    productive: true,
    absences: [],
    ...given,
  };
}

/** Absent from one day to the other, both whole unless said. */
export function absenceOf(kind: AbsenceKind, startsOn: string, endsOn: string, given: Partial<Absence> = {}): Absence {
  return { kind, startsOn, endsOn, startsAfternoon: false, endsMorning: false, ...given };
}
