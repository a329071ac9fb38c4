// A plan, a need with who could take it, and what is solved and supposed of them, for the screens' tests: checked
// against the contract.

import type { z } from 'zod';
import { capacity_weeks, plan, skills_map, staffing, what_if } from '../../api/contract/staffing-outputs.ts';
import { staffingRoutes } from '../../api/contract/staffing.ts';
import { STAFFING_TERMS, type StaffingTerm } from '../../domain/staffing/weights.ts';

const firm = (target: string) => ({ assignment: 'A0001', target, status: 'ferme', share: 1 });
const tentative = { assignment: 'A0002', target: 'P003', status: 'previsionnelle', share: 0.5 };

const FREE = { working_days: 5, leave_days: 0, firm_days: 0, tentative_days: 0, free_days: 5, load: 0, bookings: [] };

/** Léa is free; Omar is on P001, with P003 on top of it on two days, and away the week after. */
export const PLAN = plan.parse({
  from: '2026-11-02',
  to: '2026-11-15',
  consultants: [
    {
      code: 'C003',
      name: 'Léa Martin',
      profile: 'Développeur',
      weeks: [
        { ...FREE, week: '2026-11-02' },
        { ...FREE, week: '2026-11-09' },
      ],
    },
    {
      code: 'C002',
      name: 'Omar Diop',
      profile: 'Architecte',
      weeks: [
        {
          week: '2026-11-02',
          working_days: 5,
          leave_days: 0,
          firm_days: 5,
          tentative_days: 1,
          free_days: 0,
          load: 1.5,
          bookings: [
            { ...firm('P001'), days: 5 },
            { ...tentative, days: 1 },
          ],
        },
        {
          week: '2026-11-09',
          working_days: 5,
          leave_days: 5,
          firm_days: 5,
          tentative_days: 0,
          free_days: 0,
          load: 1,
          bookings: [{ ...firm('P001'), days: 5 }],
        },
      ],
    },
  ],
  conflicts: [
    {
      consultant: 'C002',
      name: 'Omar Diop',
      week: '2026-11-02',
      status: 'previsionnelle',
      load: 1.5,
      days: 2,
      overloads: [
        {
          starts_on: '2026-11-02',
          ends_on: '2026-11-03',
          load: 1.5,
          firm_load: 1,
          bookings: [firm('P001'), tentative],
        },
      ],
      sentence: 'Omar Diop (C002) est à 150 %.',
    },
  ],
  ending: [{ code: 'C002', name: 'Omar Diop', project: 'P001', end: '2026-11-20', days_left: 20 }],
  bench: [{ code: 'C003', name: 'Léa Martin', profile: 'Développeur', since: '2026-10-12', days: 22, best: null }],
  total: { consultants: 2, conflicts: 1, ending: 1, bench: 1, needs_left_out: 0 },
});

type Report = z.infer<typeof staffing>;
type Need = Report['needs'][number];

const TERMS: readonly (readonly [term: StaffingTerm, value: number | null, detail: string])[] = [
  ['availability', 0.8, '8 j sur 10 j.'],
  ['margin', null, 'Marge inconnue.'],
];

const UNTOLD = { agency: null, wishes: [], remote_days: null, target_rate: 450 };

const booking = (consultant: string) => ({
  command: 'assign_consultant',
  input: {
    consultant,
    project: null,
    opportunity: 'O0001',
    profile: 'Développeur',
    startsOn: '2026-11-16',
    endsOn: '2026-11-27',
    quota: 0.8,
    status: 'previsionnelle',
  },
});

const moved = {
  assignment: 'A0009',
  consultant: 'C003',
  target: 'P003',
  status: 'previsionnelle',
  days: 3,
  margin: 900,
};

const ALTERNATIVE = { coverage: 0.8, days: 8, margin: 1600, margin_rate: 0.4, replaced: [], sentence: 'Huit jours.' };

const ASKED_NEED = {
  id: 'O0001:Développeur',
  kind: 'opportunity',
  opportunity: 'O0001',
  project: null,
  client: 'CL001',
  place: null,
  place_required: false,
  remote_days: null,
  title: 'Refonte des flux',
  profile: 'Développeur',
  skills: [{ skill: 'Java', level: 3, required: true }],
  skills_from: 'title',
  starts_on: '2026-11-16',
  ends_on: '2026-11-27',
  days: 10,
  share: 1,
  people: 1,
  probability: 0.5,
  daily_rate: 500,
  replaces: null,
  gaps: [],
  covered: false,
  message: null,
  considered: 2,
  feasible: 1,
  candidates: [
    {
      code: 'C003',
      name: 'Léa Martin',
      profile: 'Développeur',
      score: 81.5,
      coverage: 0.8,
      days: 8,
      starts_on: '2026-11-16',
      ends_on: '2026-11-27',
      share: 0.8,
      free_days: 8,
      load: 0.2,
      leaves_on: null,
      skills: [{ skill: 'Java', level: 4, last_used_on: null }],
      daily_rate: 500,
      margin: 1600,
      margin_rate: 0.4,
      terms: TERMS.map(([term, value, detail]) => ({ term, value, detail, weight: 25 })),
      displaced: [moved],
      ready: booking('C003'),
      ...UNTOLD,
    },
  ],
  blocked: [
    {
      code: 'C002',
      name: 'Omar Diop',
      profile: 'Architecte',
      constraint: 'load',
      detail: 'Déjà pris sur la période : P001.',
      score: 40,
      free_days: 0,
      load: 1,
    },
  ],
  nearest_miss: null,
  alternatives: [
    {
      ...ALTERNATIVE,
      ...booking('C003'),
      aim: 'balance',
      consultant: 'C003',
      name: 'Léa Martin',
      score: 81.5,
      displaced: [moved],
    },
    {
      ...ALTERNATIVE,
      ...booking('C001'),
      aim: 'margin',
      consultant: 'C001',
      name: 'Nadège Fontaine',
      score: 60,
      displaced: [],
    },
  ],
};

export function needsOf(...needs: readonly unknown[]): Report {
  return staffing.parse({
    needs,
    total: { needs: needs.length, without_candidate: 0, left_out: 0 },
    weights: Object.fromEntries(STAFFING_TERMS.map((term) => [term, 10])),
  });
}

export function makeNeed(change: Partial<Need> = {}): Need {
  const [need] = needsOf({ ...ASKED_NEED, ...change }).needs;
  if (need === undefined) throw new Error('a report of one need has one');
  return need;
}

export const NEED = makeNeed();

export const CAPACITY = capacity_weeks.parse({
  weeks: ['2026-11-02', '2026-11-09'].map((week) => ({
    week,
    profiles: [
      {
        profile: 'Développeur',
        capacity: 10,
        firm: 5,
        tentative: 0,
        load_p10: 2,
        load_p50: 4.5,
        load_p90: 8,
        balance_p50: 5.5,
      },
    ],
  })),
  alerts: [
    {
      profile: 'Développeur',
      overload_on: '2027-02-01',
      bench_on: null,
      hire_by: '2026-09-14',
      subcontract_by: '2027-01-04',
      sentence:
        'Développeur : surcharge dès la semaine du 01/02/2027 : trop tard pour recruter, sous-traiter avant le 04/01/2027.',
    },
  ],
  draws: 2000,
  slips: 'history',
  paces: 'history',
});

const holder = (code: string, name: string, level: number) => ({
  code,
  name,
  profile: 'Développeur',
  level,
  last_used_on: null,
  evidence: [],
});

export const SKILLS = skills_map.parse({
  skills: [
    {
      skill: 'Java',
      people: 2,
      able: 2,
      levels: [0, 0, 1, 1, 0],
      best: 4,
      single: null,
      holders: [holder('C003', 'Léa Martin', 4), holder('C002', 'Omar Diop', 3)],
    },
    {
      skill: 'COBOL',
      people: 1,
      able: 1,
      levels: [0, 0, 0, 0, 1],
      best: 5,
      single: 'C001',
      holders: [
        {
          ...holder('C001', 'Nadège Fontaine', 5),
          last_used_on: '2026-09-30',
          evidence: [{ kind: 'time', source: 'P003 Refonte du SI paie', from: '2026-04-01', to: '2026-09-30' }],
        },
      ],
    },
    {
      skill: 'UX',
      people: 1,
      able: 0,
      levels: [0, 1, 0, 0, 0],
      best: 2,
      single: null,
      holders: [holder('C003', 'Léa Martin', 2)],
    },
  ],
  single_points: [{ skill: 'COBOL', consultant: 'C001' }],
  nobody_able: ['UX'],
  total: { people: 3, skills: 3, without_skills: 0 },
});

const solved = (aim: string, state: string, gap: number | null) => ({
  aim,
  state,
  gap,
  margin: 20_000,
  bench_days: 12,
  bench_cost: 4000,
  served_days: 16,
  difference: { margin: 10_500, bench_cost: -2000, result: 12_500 },
  assignments: [
    ['C003', 'Léa Martin'],
    ['C002', 'Omar Diop'],
  ].map(([consultant, name]) => ({
    need: 'O0001:Développeur',
    consultant,
    name,
    starts_on: '2026-11-16',
    ends_on: '2026-11-27',
    share: 0.8,
    days: 8,
    margin: 1600,
    ready: booking(consultant ?? ''),
  })),
  displaced: [moved],
  unserved: [
    {
      need: 'O0001:Développeur',
      days: 4,
      of: 10,
      constraint: 'load',
      detail: 'Tous pris par des missions fermes : C002.',
      taken_by: [],
    },
  ],
});

function outputOfSolve() {
  const schema = staffingRoutes.solve['~orpc'].outputSchema;
  if (schema === undefined) throw new Error('the solved plans have a shape');
  return schema;
}

export const SOLVED = outputOfSolve().parse({
  from: '2026-11-01',
  to: '2027-05-01',
  people: 2,
  needs: 1,
  left_out: 0,
  choices_left_out: 0,
  incomplete: [{ need: 'O0002:Architecte', gaps: ['dates'] }],
  today: { margin: 9500, bench_days: 20, bench_cost: 6000, tentative: 1 },
  alternatives: [
    solved('balance', 'optimal', 0),
    solved('margin', 'within_gap', 0.008),
    solved('stability', 'time_limit', null),
  ],
});

const FIGURES = {
  capacity_days: 400,
  booked_days: 360,
  occupancy: 0.9,
  revenue: 300_000,
  margin: 100_000,
  margin_rate: 0.3333,
  bench_days: 40,
  bench_cost: 12_000,
  expected_margin: 20_000,
  unserved_days: 10,
};

export const WHAT_IF = what_if.parse({
  from: '2026-11-01',
  to: '2027-04-30',
  supposed: ['Les TJM baissent de 5 %.'],
  before: FIGURES,
  after: { ...FIGURES, revenue: 285_000, margin: 88_000, margin_rate: 0.3088 },
  difference: {
    ...Object.fromEntries(Object.keys(FIGURES).map((name) => [name, 0])),
    revenue: -15_000,
    margin: -12_000,
    margin_rate: -0.0245,
  },
  months: [],
  open_needs: [],
  conflicts: [],
  ready: [
    {
      command: 'move_assignment',
      input: { code: 'A0001', dailyRate: 475 },
      alternatives: [],
      sentence: 'A0001 : TJM 475 €.',
    },
  ],
  ready_left_out: 0,
});
