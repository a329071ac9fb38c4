// What a choice of people looks at beside skills and days: wishes, days away, a place that is required, words, and when a
// skill was last used. What nobody told weighs nothing.
import { describe, expect, test } from 'vitest';
import { rankCandidates, readyPeople } from '../../domain/staffing/candidates.ts';
import { findNeeds, type StaffingFacts } from '../../domain/staffing/find-needs.ts';
import { placeOf, type Need } from '../../domain/staffing/need.ts';
import { DEFAULT_PLAN_SETTINGS, isEligible } from '../../domain/staffing/plan-problem.ts';
import { reportSkills } from '../../domain/staffing/report-skills.ts';
import { lastUse, usesOf } from '../../domain/staffing/skill-evidence.ts';
import type { StaffPerson } from '../../domain/staffing/staff-person.ts';
import { matchText } from '../../domain/staffing/text-match.ts';
import { DEFAULT_WEIGHTS } from '../../domain/staffing/weights.ts';
import { staffBooking, staffNeed, staffPerson } from './staffing-people.ts';

const AS_OF = '2026-10-31';

function rank(people: readonly StaffPerson[], need: Need) {
  const { place } = placeOf(need, AS_OF);
  if (!place) throw new Error('the need has no place');
  const ready = readyPeople(people, { startsOn: '2026-11-01', endsOn: place.endsOn });
  return rankCandidates(ready, need, { place, weights: DEFAULT_WEIGHTS });
}

function termOf(person: Partial<StaffPerson>, need: Partial<Need>, term: string) {
  const [candidate] = rank([staffPerson('C1', person)], staffNeed(need)).candidates;
  return candidate?.terms.find((one) => one.term === term);
}

describe('les souhaits', () => {
  const java = [{ skill: 'Java', level: 3, required: false }];

  test('comptent quand le besoin les nomme, par un autre mot aussi', () => {
    expect(
      termOf({ wishes: ['K8s'] }, { skills: [{ skill: 'Kubernetes', level: 3, required: false }] }, 'wish'),
    ).toMatchObject({ value: 1, detail: 'Souhaite K8s.' });
    expect(termOf({ wishes: ['Lyon'] }, { city: 'Lyon' }, 'wish')).toMatchObject({ value: 1 });
    expect(termOf({ wishes: ['React'] }, { skills: java }, 'wish')).toMatchObject({ value: 0 });
    expect(termOf({ wishes: [] }, { skills: java }, 'wish')).toMatchObject({ value: null });
    // « go » is no wish met by « Django ».
    expect(termOf({ wishes: ['Go'] }, { title: 'Migration Django' }, 'wish')).toMatchObject({ value: 0 });
  });

  test('préfèrent, et n’écartent personne : qui n’a rien dit garde son score', () => {
    const need = staffNeed({ skills: java });
    const [wished, silent, other] = ['A', 'B', 'C'].map((code) =>
      staffPerson(code, code === 'A' ? { wishes: ['Java'] } : code === 'C' ? { wishes: ['COBOL'] } : {}),
    );
    const { candidates, blocked } = rank(
      [wished, silent, other].flatMap((one) => one ?? []),
      need,
    );
    expect(candidates.map(({ person }) => person.code)).toEqual(['A', 'B', 'C']);
    expect(blocked).toEqual([]);
    expect(candidates[1]?.score).toBe(rank([staffPerson('B')], staffNeed({ skills: java })).candidates[0]?.score);
  });
});

describe('le lieu et les jours à distance', () => {
  test('deux jours possibles sur trois demandés comptent pour deux tiers ; sans demande ou sans réponse, rien', () => {
    expect(termOf({ remoteDays: 3 }, { remoteDays: 2 }, 'remote')).toMatchObject({ value: 0.6667 });
    expect(termOf({ remoteDays: 0 }, { remoteDays: 0 }, 'remote')).toMatchObject({ value: 1 });
    expect(termOf({ remoteDays: 5 }, { remoteDays: 0 }, 'remote')).toMatchObject({ value: 0 });
    expect(termOf({ remoteDays: 3 }, {}, 'remote')).toMatchObject({ value: null });
    expect(termOf({}, { remoteDays: 2 }, 'remote')).toMatchObject({ value: null });
  });

  test('un lieu exigé écarte qui est d’ailleurs, avec la raison ; préféré, il ne fait que peser', () => {
    const people = [staffPerson('A', { agency: 'Lyon' }), staffPerson('B', { agency: 'Paris' }), staffPerson('C')];
    const asked = rank(people, staffNeed({ city: 'Paris' }));
    expect(asked.blocked).toEqual([]);
    const { candidates, blocked } = rank(people, staffNeed({ city: 'Paris', placeRequired: true }));
    // Nobody knows where C is based: that keeps no one away.
    expect(candidates.map(({ person }) => person.code)).toEqual(['B', 'C']);
    expect(blocked.map(({ person, blockedBy }) => [person.code, blockedBy])).toEqual([
      ['A', { constraint: 'place', detail: 'Agence Lyon, et le besoin se fait à Paris.' }],
    ]);
    // All week away, nobody has to come.
    expect(rank(people, staffNeed({ city: 'Paris', placeRequired: true, remoteDays: 5 })).blocked).toEqual([]);
  });

  test('le plan de tous les besoins n’envoie pas non plus qui est d’ailleurs', () => {
    const need = staffNeed({ city: 'Paris', placeRequired: true });
    expect(isEligible(staffPerson('A', { agency: 'Lyon' }), need, DEFAULT_PLAN_SETTINGS)).toBe(false);
    expect(isEligible(staffPerson('B', { agency: 'paris' }), need, DEFAULT_PLAN_SETTINGS)).toBe(true);
  });
});

describe('un texte cherché', () => {
  const byWords = new Map([
    ['A', 0.2],
    ['B', 1],
  ]);
  const near = [
    { consultant: 'C', title: 'CV Martin', page: 2 },
    { consultant: 'B', title: 'CV Diallo', page: 1 },
  ];
  const found = (matches: ReturnType<typeof matchText>) => {
    const people = ['A', 'B', 'C', 'D'].map((code) => staffPerson(code, { textMatch: matches.get(code) ?? null }));
    const { candidates, blocked } = rank(people, staffNeed({ text: 'paiement banque' }));
    const told = candidates.map(({ person, terms }) => [
      person.code,
      terms.find(({ term }) => term === 'text')?.detail,
    ]);
    return { told, kept: blocked.map(({ person, blockedBy }) => [person.code, blockedBy?.constraint]) };
  };

  test('écarte qui n’en a rien, et range les autres', () => {
    expect(found(matchText(byWords, []))).toEqual({
      told: [
        ['B', '« paiement banque » dans sa fiche.'],
        ['A', '« paiement banque » dans sa fiche.'],
      ],
      kept: [
        ['C', 'text'],
        ['D', 'text'],
      ],
    });
  });

  test('trouve aussi, par le sens, qui l’a dans un document : le document et sa page sont dits', () => {
    const { told, kept } = found(matchText(byWords, near));
    expect(told).toEqual([
      ['B', '« paiement banque » dans sa fiche, et proche de « CV Diallo », page 1.'],
      ['C', '« paiement banque » proche de « CV Martin », page 2.'],
      ['A', '« paiement banque » dans sa fiche.'],
    ]);
    expect(kept).toEqual([['D', 'text']]);
  });
});

describe('la dernière pratique d’une compétence', () => {
  const uses = usesOf(
    [
      {
        kind: 'cv',
        source: 'Développeur, Banque',
        from: '2021-01-04',
        to: '2022-06-30',
        skills: ['K8s', 'Java'],
        titles: ['Développeur'],
      },
      {
        kind: 'time',
        source: 'P012 Migration Kubernetes',
        from: '2025-03-03',
        to: '2025-11-28',
        skills: [],
        titles: ['Migration Kubernetes'],
      },
    ],
    ['Kubernetes', 'Java'],
  );

  test('vient du CV confirmé ou des jours d’un projet qui la nomme, la plus récente d’abord', () => {
    expect(lastUse(uses, 'kubernetes')).toMatchObject({ kind: 'time', to: '2025-11-28' });
    expect(lastUse(uses, 'Java')).toMatchObject({ kind: 'cv', to: '2022-06-30' });
    expect(lastUse(uses, 'Python')).toBeNull();
  });

  test('se lit dans la carte des compétences et dans le terme du classement, sans y peser', () => {
    const skills = [{ skill: 'Kubernetes', level: 4 }];
    const [row] = reportSkills([staffPerson('A', { skills, uses }), staffPerson('B', { skills })], AS_OF).skills;
    expect(row?.holders.map(({ code, last_used_on, evidence }) => [code, last_used_on, evidence.length])).toEqual([
      ['A', '2025-11-28', 2],
      ['B', null, 0],
    ]);
    const wanted = { skills: [{ skill: 'Kubernetes', level: 4, required: true }], skillsFrom: 'asked' as const };
    const [told, untold] = [termOf({ skills, uses }, wanted, 'skills'), termOf({ skills }, wanted, 'skills')];
    expect(told?.detail).toBe("Compétences demandées : Kubernetes 4/4 (jusqu'au 28/11/2025).");
    expect(untold?.detail).toBe('Compétences demandées : Kubernetes 4/4.');
    expect(told?.value).toBe(untold?.value);
  });
});

test('qui part laisse un remplacement à trouver, et pas une seconde fois les mêmes jours à son projet', () => {
  const leaver = staffPerson('C1', {
    leftOn: '2026-11-30',
    bookings: [staffBooking({ code: 'A1', target: 'P1', startsOn: '2026-11-02', endsOn: '2026-12-31' })],
  });
  const facts: StaffingFacts = {
    people: [leaver],
    opportunities: [],
    projects: [
      {
        code: 'P1',
        client: 'CL1',
        city: null,
        title: null,
        startsOn: '2026-11-02',
        endsOn: '2026-12-31',
        running: true,
        remaining: [{ profile: 'Développeur', quarterDays: 42 * 4, dailyRateCents: 50_000 }],
      },
    ],
    requests: [],
    targetRates: new Map(),
    asOf: AS_OF,
  };
  expect(findNeeds(facts).map(({ id, kind }) => [id, kind])).toEqual([['A1:C1', 'replacement']]);
});
