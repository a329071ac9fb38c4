// A firm to staff, drawn from a seed: people with skills, leave and missions that end, deals and won projects to serve
// over the coming half-year. The same seed draws the same firm.
import { addDays } from '../../domain/civil-dates.ts';
import type { OpportunityFact, ProjectFact, StaffingFacts } from '../../domain/staffing/find-needs.ts';
import { FULL_SHARE } from '../../domain/staffing/free-time.ts';
import type { StaffBooking, StaffPerson } from '../../domain/staffing/staff-person.ts';

const AS_OF = '2026-11-01';
const PROFILES = [
  { name: 'Développeur', rate: 45_000, cost: 27_000, skills: ['Java', 'TypeScript', 'Python', 'SQL'] },
  { name: 'Développeur senior', rate: 56_000, cost: 34_000, skills: ['Java', 'TypeScript', 'Kubernetes', 'AWS'] },
  { name: 'Chef de projet', rate: 64_000, cost: 39_000, skills: ['Gestion de projet', 'Agile', 'SQL'] },
  { name: 'Architecte', rate: 78_000, cost: 46_000, skills: ['AWS', 'Kubernetes', 'Java'] },
  { name: 'Consultant data', rate: 60_000, cost: 36_000, skills: ['Python', 'SQL', 'Spark'] },
] as const;

/** Mulberry32 (public domain): a seed, the same numbers. */
function drawFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export type StaffingSize = {
  readonly people: number;
  readonly needs: number;
  readonly seed: number;
  readonly weeks?: number;
};

export function randomStaffing({ people, needs, seed, weeks = 26 }: StaffingSize): StaffingFacts {
  const draw = drawFrom(seed);
  const int = (from: number, to: number) => from + Math.floor(draw() * (to - from + 1));
  const pick = <T>(list: readonly T[]): T => list[int(0, list.length - 1)] as T;
  const monday = (week: number) => addDays('2026-11-02', 7 * week);
  const code = (letter: string, i: number) => `${letter}${String(i + 1).padStart(4, '0')}`;
  const clients = Array.from({ length: Math.max(2, Math.ceil(needs / 4)) }, (_, i) => code('CL', i));
  const opportunities: OpportunityFact[] = [];
  const projects: ProjectFact[] = [];
  for (let i = 0; i < needs; i += 1) {
    const profile = pick(PROFILES);
    const start = int(0, Math.max(0, weeks - 5));
    const length = int(3, Math.max(3, Math.min(20, weeks - start)));
    const share = pick([0.2, 0.4, 0.5, 0.6, 0.8, 1, 1, 1, 1, 1.6, 2]);
    const quarterDays = Math.max(4, Math.round(length * 5 * 4 * share * 0.95));
    const deal = {
      client: pick(clients),
      city: null,
      title: null,
      startsOn: monday(start),
      endsOn: addDays(monday(start + length), -3),
    };
    if (draw() < 0.3)
      projects.push({
        code: code('P', i),
        ...deal,
        running: true,
        remaining: [{ profile: profile.name, quarterDays, dailyRateCents: profile.rate + 1000 * int(-4, 6) }],
      });
    else
      opportunities.push({
        code: code('O', i),
        ...deal,
        stage: 'proposition',
        probabilityPercent: int(2, 18) * 5,
        hasProject: false,
        needs: [{ profile: profile.name, quarterDays }],
        rates: new Map([[profile.name, profile.rate + 1000 * int(-4, 6)]]),
      });
  }
  const staff = Array.from({ length: people }, (_, i): StaffPerson => {
    const profile = pick(PROFILES);
    const bookings: StaffBooking[] = [];
    if (draw() < 0.6) {
      const endsOn = addDays(monday(int(1, weeks)), -3);
      bookings.push({
        code: code('A', bookings.length + 10 * i),
        target: 'PX',
        status: 'ferme',
        profile: profile.name,
        startsOn: '2026-06-01',
        endsOn,
        worksFrom: '2026-06-01',
        worksUntil: endsOn,
        share: pick([FULL_SHARE, FULL_SHARE, FULL_SHARE / 2]),
        dailyRateCents: profile.rate,
      });
    }
    if (draw() < 0.15 && opportunities.length > 0) {
      const deal = pick(opportunities);
      const startsOn = deal.startsOn ?? AS_OF;
      const need = deal.needs[0]?.profile ?? profile.name;
      bookings.push({
        code: code('A', 5 + 10 * i),
        target: deal.code,
        status: 'previsionnelle',
        profile: need,
        startsOn,
        endsOn: deal.endsOn,
        worksFrom: startsOn,
        worksUntil: deal.endsOn,
        share: FULL_SHARE / 2,
        dailyRateCents: profile.rate,
      });
    }
    const away = monday(int(0, weeks - 2));
    return {
      code: code('C', i),
      name: code('C', i),
      profile: profile.name,
      employment: draw() < 0.85 ? 'salarie' : 'independant',
      enteredOn: '2020-01-01',
      leftOn: draw() < 0.05 ? addDays(monday(int(2, weeks)), -3) : null,
      quota: '1',
      daysOff: draw() < 0.08 ? [3] : null,
      productive: true,
      absences:
        draw() < 0.7
          ? [
              {
                kind: 'cp',
                startsOn: away,
                endsOn: addDays(away, 4 + 7 * int(0, 1)),
                startsAfternoon: false,
                endsMorning: false,
              },
            ]
          : [],
      agency: null,
      skills: profile.skills.filter(() => draw() < 0.6).map((skill) => ({ skill, level: int(1, 5) })),
      dailyCostCents: Math.round(profile.cost * (0.9 + 0.25 * draw())),
      targetRateCents: profile.rate,
      bookings,
      clients: new Map(draw() < 0.7 ? [[pick(clients), '2026-10-30']] : []),
    };
  });
  return {
    people: staff,
    opportunities,
    projects,
    requests: [],
    targetRates: new Map(PROFILES.map(({ name, rate }) => [name, rate])),
    asOf: AS_OF,
  };
}
