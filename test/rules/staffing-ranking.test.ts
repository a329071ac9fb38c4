// Who can take a need: worked out by hand, then against a reading of every day and every pair of days.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays } from '../../domain/civil-dates.ts';
import { isWorkingDayOf } from '../../domain/presence.ts';
import { rankCandidates, readyPeople } from '../../domain/staffing/candidates.ts';
import { threeAlternatives } from '../../domain/staffing/alternatives.ts';
import { FULL_SHARE } from '../../domain/staffing/free-time.ts';
import { placeOf, type Need } from '../../domain/staffing/need.ts';
import { fitOf, parseWantedSkills, skillsNamedIn } from '../../domain/staffing/skills.ts';
import type { StaffBooking, StaffPerson } from '../../domain/staffing/staff-person.ts';
import { DEFAULT_WEIGHTS, readWeights, type StaffingWeights } from '../../domain/staffing/weights.ts';
import { staffBooking, staffNeed, staffPerson } from './staffing-people.ts';

const AS_OF = '2026-10-31';

function rank(people: readonly StaffPerson[], need: Need, weights: StaffingWeights = DEFAULT_WEIGHTS) {
  const { place } = placeOf(need, AS_OF);
  if (!place) throw new Error('the need has no place');
  const ready = readyPeople(people, { startsOn: place.startsOn, endsOn: place.endsOn });
  return { place, ...rankCandidates(ready, need, { place, weights }) };
}

describe('la place que demande un besoin', () => {
  test('38 jours de novembre à avril se répartissent, par vingtièmes de journée', () => {
    // 2026-11-30 to 2027-05-01: 106 working days; 38 / 106 = 0.358 → 0.4.
    const { place } = placeOf(
      staffNeed({ startsOn: '2026-11-30', endsOn: '2027-05-01', quarterDays: 152, share: null }),
      AS_OF,
    );
    expect(place).toMatchObject({ share: 400_000, quarterDays: 152, people: 1 });
  });

  test('67 jours en trois semaines demandent cinq personnes', () => {
    const { place } = placeOf(
      staffNeed({ startsOn: '2026-12-23', endsOn: '2027-01-14', quarterDays: 268, share: null }),
      AS_OF,
    );
    expect(place).toMatchObject({ people: 5, quarterDays: 54 });
  });

  test('un besoin sans fin raisonnable est regardé trois ans, à son rythme', () => {
    const endless = staffNeed({ startsOn: '2026-11-02', endsOn: '2199-12-31', quarterDays: 4 * 22_000, share: null });
    const { place } = placeOf(endless, AS_OF);
    expect(place).toMatchObject({ endsOn: '2029-11-01', people: 1, share: 550_000 });
  });

  test('sans dates personne n’est cherché, sans jours des journées entières sont supposées, et c’est dit', () => {
    expect(placeOf(staffNeed({ endsOn: null }), AS_OF)).toEqual({ place: null, gaps: ['dates'] });
    expect(placeOf(staffNeed({ startsOn: '2026-09-01', endsOn: '2026-10-30' }), AS_OF)).toEqual({
      place: null,
      gaps: ['past'],
    });
    const open = placeOf(staffNeed({ share: null, profile: null }), AS_OF);
    expect(open).toMatchObject({ gaps: ['profile', 'days'], place: { share: FULL_SHARE, quarterDays: 76 } });
  });
});

describe('un besoin de novembre, dix-neuf jours ouvrés', () => {
  test('le libre passe devant l’absent d’une semaine et la mi-temps, à égalité le premier code', () => {
    const conge = {
      kind: 'cp',
      startsOn: '2026-11-16',
      endsOn: '2026-11-20',
      startsAfternoon: true,
      endsMorning: false,
    } as const;
    const { candidates } = rank(
      [
        staffPerson('C4', { quota: '0.5' }),
        staffPerson('C3', { absences: [conge] }),
        staffPerson('C2'),
        staffPerson('C1'),
      ],
      staffNeed(),
    );
    expect(
      candidates.map(({ person, offer, freeDays }) => [person.code, offer?.quarterDays, offer?.share, freeDays]),
    ).toEqual([
      ['C1', 76, FULL_SHARE, 19],
      ['C2', 76, FULL_SHARE, 19],
      // Four days and a half away: the first day from noon.
      ['C3', 58, FULL_SHARE, 14.5],
      ['C4', 38, FULL_SHARE / 2, 9.5],
    ]);
  });

  test('le score est la moyenne pondérée des termes connus : 30 profil, 25 disponibilité, 20 compétences, 10 marge, 10 continuité', () => {
    const wanted = parseWantedSkills('Java|SQL');
    const need = staffNeed({ skills: wanted ?? [], skillsFrom: 'asked' });
    const person = staffPerson('C1', { skills: [{ skill: 'java', level: 3 }], dailyCostCents: 40_000 });
    const { candidates } = rank([person], need);
    // Profile 1, availability 1, skills (1 + 0) / 2, margin 0.2 / 0.4, continuity 0; place unknown.
    expect(candidates[0]?.score).toBe(Math.round((1000 * (30 + 25 + 10 + 5 + 0)) / 95) / 10);
    expect(candidates[0]?.terms.find(({ term }) => term === 'place')).toMatchObject({ value: null });
  });

  test('qui part au milieu n’est offert que jusqu’à son départ, qui est parti est écarté et le dit', () => {
    const { candidates, blocked } = rank(
      [
        staffPerson('C1', { leftOn: '2026-11-13' }),
        staffPerson('C2', { leftOn: '2026-10-30' }),
        staffPerson('C3', { enteredOn: '2026-12-01' }),
      ],
      staffNeed(),
    );
    expect(candidates.map(({ offer, coverage }) => [offer?.endsOn, offer?.quarterDays, coverage])).toEqual([
      ['2026-11-13', 36, 0.4737],
    ]);
    expect(blocked.map(({ person, blockedBy }) => [person.code, blockedBy])).toEqual([
      ['C2', { constraint: 'presence', detail: "Quitte l'entreprise le 30/10/2026." }],
      ['C3', { constraint: 'presence', detail: "N'arrive que le 01/12/2026." }],
    ]);
  });

  test('une mission ferme écarte, une prévisionnelle est déplacée et chiffrée', () => {
    const firm = staffBooking({ code: 'A1', target: 'P1' });
    const pencilled = staffBooking({
      code: 'A2',
      target: 'O9',
      status: 'previsionnelle',
      startsOn: '2026-11-23',
      endsOn: '2026-12-31',
      dailyRateCents: 45_000,
    });
    const { candidates, blocked } = rank(
      [staffPerson('C1', { bookings: [firm] }), staffPerson('C2', { bookings: [pencilled] })],
      staffNeed(),
    );
    expect(blocked.map(({ person, blockedBy }) => [person.code, blockedBy])).toEqual([
      ['C1', { constraint: 'load', detail: 'Déjà pris sur la période : P1.' }],
    ]);
    // 23 to 27 November: five days at 450 − 300 euros.
    expect(candidates[0]?.displaced).toEqual([
      { assignment: 'A2', consultant: 'C2', target: 'O9', status: 'previsionnelle', days: 5, marginCents: 75_000 },
    ]);
  });

  test('une compétence exigée écarte, une souhaitée classe', () => {
    const need = staffNeed({ skills: parseWantedSkills('Java:4|SQL') ?? [], skillsFrom: 'asked' });
    const { candidates, blocked } = rank(
      [
        staffPerson('C1', {
          skills: [
            { skill: 'Java', level: 3 },
            { skill: 'SQL', level: 5 },
          ],
        }),
        staffPerson('C2', { skills: [{ skill: 'Java', level: 4 }] }),
        staffPerson('C3', {
          skills: [
            { skill: 'Java', level: 4 },
            { skill: 'SQL', level: 2 },
          ],
        }),
      ],
      need,
    );
    expect(candidates.map(({ person }) => person.code)).toEqual(['C3', 'C2']);
    expect(blocked.map(({ person, blockedBy }) => [person.code, blockedBy?.detail])).toEqual([
      ['C1', 'Compétences exigées : Java 4 (a 3).'],
    ]);
  });

  test('une mission ferme sans fin bloque une affectation ferme, même après la fin de son projet ; une prévisionnelle passe', () => {
    const overrun = staffBooking({ code: 'A1', target: 'P1', worksUntil: '2026-10-30' });
    const people = [staffPerson('C1', { bookings: [overrun] })];
    expect(rank(people, staffNeed()).candidates).toHaveLength(1);
    expect(rank(people, staffNeed({ opportunity: null, project: 'P2' })).candidates).toHaveLength(0);
  });

  test('les poids de la maison changent l’ordre', () => {
    const people = [
      staffPerson('C1', { dailyCostCents: 45_000, agency: 'Lyon' }),
      staffPerson('C2', { agency: 'Paris' }),
    ];
    const need = staffNeed({ city: 'LYON' });
    const order = (weights: StaffingWeights) => rank(people, need, weights).candidates.map(({ person }) => person.code);
    expect(order(DEFAULT_WEIGHTS)).toEqual(['C2', 'C1']);
    expect(order(readWeights({ place: 40, margin: 0 }))).toEqual(['C1', 'C2']);
    expect(readWeights({ place: -1, margin: 'beaucoup' })).toEqual(DEFAULT_WEIGHTS);
  });

  test('trois possibilités, de trois personnes ; à un remplaçant on donne l’affectation, à qui n’en prend qu’une part une affectation à côté', () => {
    const replaces = { assignment: 'A7', consultant: 'C1', status: 'ferme', endsOn: '2026-11-27' } as const;
    const need = staffNeed({ kind: 'replacement', opportunity: null, project: 'P7', replaces });
    const half = staffBooking({ code: 'A1', target: 'P1', share: FULL_SHARE / 2 });
    const { candidates, blocked } = rank(
      [staffPerson('C1'), staffPerson('C2'), staffPerson('C3', { bookings: [half] })],
      need,
    );
    expect(blocked).toEqual([]);
    expect(threeAlternatives(need, candidates).map(({ aim, ready }) => [aim, ready])).toEqual([
      ['balance', { command: 'replace_consultant', input: { code: 'A7', consultant: 'C2', from: '2026-11-02' } }],
      [
        'margin',
        {
          command: 'assign_consultant',
          input: {
            consultant: 'C3',
            project: 'P7',
            opportunity: null,
            profile: 'Développeur',
            startsOn: '2026-11-02',
            endsOn: '2026-11-27',
            quota: 0.5,
            status: 'ferme',
          },
        },
      ],
    ]);
  });

  test('les compétences d’un intitulé sont des mots entiers', () => {
    expect(
      skillsNamedIn('Migration Java vers C#', ['Java', 'JavaScript', 'C#', 'C']).map(({ skill }) => skill),
    ).toEqual(['Java', 'C#']);
    expect(parseWantedSkills('Java:9')).toBeNull();
    // Whatever the word: the taxonomy's name, if somebody has it.
    expect(skillsNamedIn('Plateforme k8s de la banque', ['Kubernetes']).map(({ skill }) => skill)).toEqual([
      'Kubernetes',
    ]);
    expect(fitOf([{ skill: 'k8s', level: 4 }], parseWantedSkills('kubernetes:4') ?? [])).toBe(1);
  });
});

// ---- Every day, every pair of days: nothing better is offered by anybody's calendar.

const DAYS = Array.from({ length: 26 }, (_, i) => addDays('2026-11-02', i));
const day = fc.constantFrom(...DAYS);
const share = fc.constantFrom(250_000, 500_000, 800_000, FULL_SHARE);

const booking = fc
  .record({ target: fc.constantFrom('P1', 'P2'), a: day, b: day, share, open: fc.boolean() })
  .map(({ target, a, b, share: booked, open }): StaffBooking =>
    staffBooking({ code: 'A', target, startsOn: a < b ? a : b, endsOn: open ? null : a < b ? b : a, share: booked }),
  );
const absence = fc
  .record({ a: day, b: day, startsAfternoon: fc.boolean(), endsMorning: fc.boolean() })
  .map(({ a, b, ...rest }) => ({
    kind: 'cp' as const,
    startsOn: a < b ? a : b,
    endsOn: a < b ? b : a,
    ...rest,
  }));
const anyone = fc
  .record({
    bookings: fc.array(booking, { maxLength: 3 }),
    absences: fc.array(absence, { maxLength: 2 }),
    daysOff: fc.option(fc.constantFrom([3], [1, 5])),
    quota: fc.constantFrom('1', '0.8', '0.5'),
    leftOn: fc.option(day),
  })
  .map((given) => staffPerson('C1', given));

/** Halves of a day away, told day by day. */
function awayHalves(person: StaffPerson, date: string): number {
  const halves = [true, true];
  for (const one of person.absences) {
    if (date < one.startsOn || date > one.endsOn) continue;
    if (!(one.startsAfternoon && date === one.startsOn)) halves[0] = false;
    if (!(one.endsMorning && date === one.endsOn)) halves[1] = false;
  }
  return halves.filter((there) => !there).length;
}

function freeShare(person: StaffPerson, date: string): number {
  const load = new Map<string, number>();
  for (const one of person.bookings) {
    if (one.startsOn <= date && (one.endsOn === null || one.endsOn >= date))
      load.set(one.target, Math.max(load.get(one.target) ?? 0, one.share));
  }
  const most = person.daysOff === null ? Math.round(Number(person.quota) * FULL_SHARE) : FULL_SHARE;
  return most - [...load.values()].reduce((total, one) => total + one, 0);
}

/** The most quarter days that one share, from one day to another, can give. */
function naiveBest(person: StaffPerson, wantedShare: number, most: number): number {
  let best = 0;
  for (let level = FULL_SHARE / 20; level <= wantedShare; level += FULL_SHARE / 20) {
    if (level < FULL_SHARE / 10) continue;
    for (let from = 0; from < DAYS.length; from += 1) {
      let quarters = 0;
      for (let to = from; to < DAYS.length; to += 1) {
        const date = DAYS[to] ?? '';
        if (person.leftOn !== null && date > person.leftOn) break;
        if (freeShare(person, date) < level) break;
        if (isWorkingDayOf(person, date)) quarters += 4 - 2 * awayHalves(person, date);
        const given = Math.min(most, Math.floor((quarters * level) / FULL_SHARE));
        if (given > best && given >= 4) best = given;
      }
    }
  }
  return best;
}

describe('ce qui est offert', () => {
  test('tient dans chaque jour, et rien de mieux ne tient dans aucun calendrier', () => {
    fc.assert(
      fc.property(anyone, share, (person, wanted) => {
        const need = staffNeed({ share: wanted });
        const { place, candidates } = rank([person], need);
        const offer = candidates[0]?.offer ?? null;
        expect(offer?.quarterDays ?? 0).toBe(naiveBest(person, wanted, place.quarterDays));
        for (const date of DAYS) {
          if (offer && date >= offer.startsOn && date <= offer.endsOn)
            expect(freeShare(person, date)).toBeGreaterThanOrEqual(offer.share);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('l’ordre ne dépend pas de l’ordre des fiches', () => {
    fc.assert(
      fc.property(fc.array(anyone, { maxLength: 6 }), fc.func(fc.integer()), (drawn, key) => {
        const people = drawn.map((person, i) => ({ ...person, code: `C${i}` }));
        const shuffled = people.toSorted((a, b) => key(a.code) - key(b.code));
        const show = (list: readonly StaffPerson[]) =>
          rank(list, staffNeed()).candidates.map(({ person, score }) => [person.code, score]);
        expect(show(shuffled)).toEqual(show(people));
      }),
      { numRuns: 100 },
    );
  });
});
