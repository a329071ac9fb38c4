// What past deals teach of the next ones: by how many weeks they began late, and how much of their plan was worked.
import { describe, expect, test } from 'vitest';
import { addDays } from '../../domain/civil-dates.ts';
import {
  indexWork,
  lastWorkedDay,
  listPaces,
  listSlips,
  type DealWork,
  type PastDeal,
} from '../../domain/staffing/past-deals.ts';

/** Four weeks without a holiday, five days planned in each; won, and begun a week late. */
const won: PastDeal = {
  code: 'O1',
  createdOn: null,
  decidedOn: '2026-05-29',
  won: true,
  startsOn: '2026-06-01',
  endsOn: '2026-06-26',
  beganOn: '2026-06-08',
  needs: [{ profile: 'Dev', quarterDays: 80 }],
  states: [],
};
/** Days worked in the weeks from the 8th of June on. */
const worked = (days: readonly number[], profile = 'Dev'): DealWork[] =>
  days.map((count, i) => ({ deal: 'O1', profile, week: addDays('2026-06-08', 7 * i), quarterDays: count * 4 }));
const paces = (work: readonly DealWork[], deals: readonly PastDeal[] = [won], day = '2026-12-31') =>
  listPaces(deals, indexWork(work), day);

describe('le retard d’une affaire gagnée', () => {
  test('se compte en semaines, une fois son projet commencé', () => {
    expect(listSlips([won], '2026-12-31')).toEqual([1]);
    expect(listSlips([won], '2026-06-07')).toEqual([]);
    expect(
      listSlips(
        [
          { ...won, won: false },
          { ...won, beganOn: null },
        ],
        '2026-12-31',
      ),
    ).toEqual([]);
  });
});

describe('le rythme d’une affaire gagnée', () => {
  test('est le temps passé pour un jour prévu, semaine par semaine, décalé avec son début', () => {
    // From the 8th of June to the 3rd of July: the plan, a week later.
    expect(paces(worked([5, 2.5, 0, 6]))).toEqual([1, 0.5, 0, 1.2]);
  });

  test('commence avec son premier jour de travail : ce qui précède est un retard', () => {
    expect(paces(worked([0, 5, 5, 4]))).toEqual([1, 1, 0.8]);
    expect(paces([])).toEqual([]);
  });

  test('ne se lit que des semaines dont les CRA sont tous là, et entières', () => {
    expect(lastWorkedDay('2026-07-30')).toBe('2026-06-30');
    expect(lastWorkedDay('2026-07-31')).toBe('2026-07-31');
    // The last week ends in July.
    expect(paces(worked([5, 2.5, 0, 6]), [won], '2026-07-30')).toEqual([1, 0.5, 0]);
    // Begun on a Wednesday: its first three days are no week.
    const wednesday = { ...won, startsOn: '2026-06-03', endsOn: '2026-06-30', beganOn: '2026-06-10' };
    expect(paces(worked([3, 5, 5, 5, 2]), [wednesday])).toEqual([1, 1, 1]);
  });

  test('ne dit rien d’un besoin trop mince pour un CRA, ni d’un profil que personne n’avait prévu', () => {
    const thin = { ...won, needs: [...won.needs, { profile: 'Architecte', quarterDays: 3 }] };
    expect(paces([...worked([5, 5, 5, 5]), ...worked([1], 'Architecte'), ...worked([5], 'Testeur')], [thin])).toEqual([
      1, 1, 1, 1,
    ]);
  });
});
