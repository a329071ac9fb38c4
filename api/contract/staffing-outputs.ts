// What the reports of staffing answer: who can take a need, what it would take from elsewhere, and the ready commands.
import { z } from 'zod';
import { ASSIGNMENT_STATUSES } from '../../domain/capacity.ts';
import { BACKTEST_HORIZONS, BACKTEST_VERDICTS } from '../../domain/staffing/capacity-backtest.ts';
import { STAFFING_AIMS } from '../../domain/staffing/alternatives.ts';
import { STAFFING_CONSTRAINTS } from '../../domain/staffing/candidates.ts';
import { NEED_GAPS, NEED_KINDS } from '../../domain/staffing/need.ts';
import { SKILL_EVIDENCES } from '../../domain/staffing/skill-evidence.ts';
import { SKILL_SOURCES } from '../../domain/staffing/skills.ts';
import { STAFFING_TERMS } from '../../domain/staffing/weights.ts';

const euros = z.number().describe('Euros, to the cent.');
const days = z.number().describe('Days.');
const share = z.number().describe('Of a day, 0 to 1.');
const fraction = z.number().describe('Fraction, 0 to 1.');
const code = z.string();
const civilDate = z.string().describe('YYYY-MM-DD');
const status = z.enum(ASSIGNMENT_STATUSES);
const skill = z.object({ skill: z.string(), level: z.number().int() });

const displaced = z.array(z.object({ assignment: code, consultant: code, target: code, status, days, margin: euros }));

const term = z.object({
  term: z.enum(STAFFING_TERMS),
  value: fraction.nullable().describe('null: not known, not counted.'),
  detail: z.string(),
  weight: z.number(),
});

/** A booking as its command takes it. */
export const ready = z.discriminatedUnion('command', [
  z.object({
    command: z.literal('assign_consultant'),
    input: z.object({
      consultant: code,
      project: code.nullable(),
      opportunity: code.nullable(),
      profile: z.string().nullable(),
      startsOn: civilDate,
      endsOn: civilDate.nullable(),
      quota: share,
      status,
    }),
  }),
  z.object({
    command: z.literal('replace_consultant'),
    input: z.object({ code, consultant: code, from: civilDate }),
  }),
]);

const candidate = z.object({
  code,
  name: z.string(),
  profile: z.string(),
  score: z.number().describe('0 to 100: mean of the known terms by their weights.'),
  coverage: fraction.describe('Days offered over days asked of one person.'),
  days,
  starts_on: civilDate.nullable(),
  ends_on: civilDate.nullable(),
  share: share.nullable(),
  free_days: days,
  load: z.number().nullable().describe('Firm load over their working days in the period.'),
  leaves_on: civilDate.nullable(),
  skills: z.array(
    skill.extend({ last_used_on: civilDate.nullable().describe('YYYY-MM-DD. null: nothing says when.') }),
  ),
  agency: z.string().nullable(),
  wishes: z.array(z.string()),
  remote_days: z.number().int().nullable().describe('A week, away from the client’s: asked.'),
  daily_rate: euros.nullable(),
  target_rate: euros.nullable().describe('Euros, to the cent. What their profile is sold.'),
  margin: euros.nullable(),
  margin_rate: z.number().nullable(),
  terms: z.array(term),
  displaced,
  ready: ready.nullable(),
});

const blocked = z.object({
  code,
  name: z.string(),
  profile: z.string(),
  constraint: z.enum(STAFFING_CONSTRAINTS),
  detail: z.string(),
  score: z.number(),
  free_days: days,
  load: z.number().nullable(),
});

const alternative = z.intersection(
  z.object({
    aim: z.enum(STAFFING_AIMS),
    consultant: code,
    name: z.string(),
    score: z.number(),
    coverage: fraction,
    days,
    margin: euros.nullable(),
    margin_rate: z.number().nullable(),
    displaced,
    replaced: z.array(z.object({ assignment: code, consultant: code, status })),
    sentence: z.string(),
  }),
  ready,
);

const need = z.object({
  id: z.string(),
  kind: z.enum(NEED_KINDS),
  opportunity: code.nullable(),
  project: code.nullable(),
  client: code.nullable(),
  place: z.string().nullable().describe('Where it is done; the client’s city when it is not said.'),
  place_required: z.boolean(),
  remote_days: z.number().int().nullable().describe('A week, away from the client’s: possible.'),
  title: z.string().nullable(),
  profile: z.string().nullable(),
  skills: z.array(skill.extend({ required: z.boolean() })),
  skills_from: z.enum(SKILL_SOURCES).nullable(),
  starts_on: civilDate.nullable(),
  ends_on: civilDate.nullable(),
  days: days.nullable(),
  share: share.nullable(),
  people: z.number().int().nullable().describe('How many people the days take.'),
  probability: fraction,
  daily_rate: euros.nullable(),
  replaces: z.object({ assignment: code, consultant: code }).nullable(),
  gaps: z.array(z.enum(NEED_GAPS)),
  covered: z.boolean(),
  message: z.string().nullable(),
  considered: z.number().int(),
  feasible: z.number().int(),
  candidates: z.array(candidate),
  blocked: z.array(blocked),
  nearest_miss: blocked.nullable(),
  alternatives: z.array(alternative),
});

export const staffing = z.object({
  needs: z.array(need),
  total: z.object({
    needs: z.number().int(),
    without_candidate: z.number().int(),
    left_out: z.number().int().describe('Needs beyond the first hundred: ask for them one by one.'),
  }),
  weights: z.record(z.enum(STAFFING_TERMS), z.number()),
  costs: z.literal('standard').optional(),
});

const measured = {
  capacity_days: days.describe('Days: of the employees.'),
  booked_days: days.describe('Days: of firm bookings, everybody.'),
  occupancy: z.number().nullable(),
  revenue: euros,
  margin: euros,
  margin_rate: z.number().nullable(),
  bench_days: days,
  bench_cost: euros,
};
const figures = z.object({
  ...measured,
  expected_margin: euros.describe('Euros: expected margin of the best staffing of the open needs.'),
  unserved_days: days.describe('Days: of open needs, after that staffing.'),
});

export const what_if = z.object({
  from: civilDate,
  to: civilDate,
  supposed: z.array(z.string()),
  before: figures,
  after: figures,
  difference: z.record(z.string(), z.number().nullable()),
  months: z.array(
    z.object({
      month: z.string(),
      occupancy: z.number().nullable(),
      occupancy_after: z.number().nullable(),
      booked_days: days,
      booked_days_after: days,
      margin: euros,
      margin_after: euros,
      bench_cost: euros,
      bench_cost_after: euros,
    }),
  ),
  open_needs: z.array(
    z.object({
      id: z.string(),
      project: code.nullable(),
      opportunity: code.nullable(),
      profile: z.string().nullable(),
      starts_on: civilDate,
      ends_on: civilDate,
      days,
      best: z.object({ code, name: z.string(), score: z.number(), days }).nullable(),
      message: z.string().nullable().describe('Where nobody can take it: why, and the nearest miss.'),
    }),
  ),
  conflicts: z.array(z.object({ code, day: civilDate, load: z.number() })),
  ready: z
    .array(
      z.object({
        command: z.string(),
        input: z.record(z.string(), z.unknown()),
        alternatives: z.array(z.record(z.string(), z.unknown())).describe('Other inputs: other people for the need.'),
        sentence: z.string(),
      }),
    )
    .describe('The changes that would make it the plan, each as its command takes it: to be proposed.'),
  ready_left_out: z.number().int(),
  costs: z.literal('standard').optional(),
});

export const capacity_weeks = z.object({
  weeks: z.array(
    z.object({
      week: civilDate.describe('The Monday.'),
      profiles: z.array(
        z.object({
          profile: z.string(),
          capacity: days,
          firm: days,
          tentative: days,
          load_p10: days,
          load_p50: days,
          load_p90: days,
          balance_p50: days,
        }),
      ),
    }),
  ),
  alerts: z.array(
    z.object({
      profile: z.string(),
      overload_on: civilDate.nullable(),
      bench_on: civilDate.nullable(),
      hire_by: civilDate.nullable(),
      subcontract_by: civilDate.nullable(),
      sentence: z.string(),
    }),
  ),
  draws: z.number().int(),
  slips: z.enum(['history', 'usual']).describe('Where the delays of start come from.'),
  paces: z
    .enum(['history', 'planned'])
    .describe('Whether the days of a week follow those worked for one planned in the past, or the plan.'),
});

const judged = {
  points: z.number().int().describe('Weeks of a profile that were judged.'),
  range_loss: days.nullable().describe('Days. Mean pinball loss of the range: the lower the better.'),
  simple_loss: days.nullable().describe('Days. Mean pinball loss of « probability × load ».'),
  gain: z.number().nullable().describe('Fraction. Above 0, the range lost less.'),
  inside: fraction.nullable().describe('Fraction. Weeks that fell from P10 to P90: 0.8 is meant.'),
  verdict: z.enum(BACKTEST_VERDICTS),
};

export const capacity_backtest = z.object({
  from: civilDate.describe('Day of the first forecast.'),
  to: civilDate.describe('Day of the last forecast.'),
  worked_until: civilDate.describe('Last day of the last whole month: later CRAs are still to come.'),
  sentence: z.string(),
  total: z.object(judged),
  horizons: z.array(z.object({ horizon: z.enum(BACKTEST_HORIZONS).describe('Weeks ahead.'), ...judged })),
  days: z.array(
    z.object({
      day: civilDate,
      deals: z.number().int().describe('Open that day.'),
      chances_told: z.number().int().describe('Whose chance of that day was kept; the others get the win rate.'),
      win_rate: fraction.describe('Fraction. Of the deals decided before that day.'),
      points: judged.points,
      range_loss: judged.range_loss,
      simple_loss: judged.simple_loss,
    }),
  ),
  undated_deals: z.number().int().describe('Deals that do not say when they were made or decided: left out.'),
});

const planBooking = { assignment: code, target: code, status, share };

export const plan = z.object({
  from: civilDate,
  to: civilDate,
  consultants: z.array(
    z.object({
      code,
      name: z.string(),
      profile: z.string(),
      weeks: z.array(
        z.object({
          week: civilDate.describe('The Monday.'),
          working_days: days.describe('Days: theirs, leave left in.'),
          leave_days: days,
          firm_days: days,
          tentative_days: days,
          free_days: days.describe('Days: less leave and firm bookings.'),
          load: z.number().describe('Highest of the week, firm and tentative: 1 is a full day.'),
          bookings: z.array(z.object({ ...planBooking, days })),
        }),
      ),
    }),
  ),
  conflicts: z.array(
    z.object({
      consultant: code,
      name: z.string(),
      week: civilDate,
      status: status.describe('ferme: by firm bookings alone; previsionnelle: with the tentative ones.'),
      load: z.number(),
      days: z.number().int().describe('Working days on which the load passes 1.'),
      overloads: z.array(
        z.object({
          starts_on: civilDate,
          ends_on: civilDate,
          load: z.number(),
          firm_load: z.number(),
          bookings: z.array(z.object(planBooking)).describe('What each takes of these days: their sum is the load.'),
        }),
      ),
      sentence: z.string(),
    }),
  ),
  ending: z.array(z.object({ code, name: z.string(), project: code, end: civilDate, days_left: z.number().int() })),
  bench: z.array(
    z.object({
      code,
      name: z.string(),
      profile: z.string(),
      since: civilDate,
      days: days.describe('Days: free in the 30 days to come.'),
      best: z
        .intersection(
          z.object({
            need: z.string(),
            title: z.string().nullable(),
            profile: z.string().nullable(),
            probability: fraction,
            score: z.number(),
            coverage: fraction,
            days,
            sentence: z.string(),
          }),
          ready,
        )
        .nullable(),
    }),
  ),
  total: z.object({
    consultants: z.number().int(),
    conflicts: z.number().int(),
    ending: z.number().int(),
    bench: z.number().int(),
    needs_left_out: z.number().int(),
  }),
  costs: z.literal('standard').optional(),
});

export const skills_map = z.object({
  skills: z.array(
    z.object({
      skill: z.string(),
      people: z.number().int(),
      able: z.number().int().describe('At level 3 or above.'),
      levels: z.array(z.number().int()).describe('How many people at levels 1 to 5.'),
      best: z.number().int(),
      single: code.nullable().describe('The only one at level 3 or above.'),
      holders: z.array(
        z.object({
          code,
          name: z.string(),
          profile: z.string(),
          level: z.number().int(),
          last_used_on: civilDate.nullable().describe('YYYY-MM-DD. null: nothing says when.'),
          evidence: z
            .array(z.object({ kind: z.enum(SKILL_EVIDENCES), source: z.string(), from: civilDate, to: civilDate }))
            .describe('The five latest missions of a confirmed CV and projects with counted days that name it.'),
        }),
      ),
    }),
  ),
  single_points: z.array(z.object({ skill: z.string(), consultant: code })),
  nobody_able: z.array(z.string()),
  total: z.object({
    people: z.number().int(),
    skills: z.number().int(),
    without_skills: z.number().int(),
  }),
  costs: z.literal('standard').optional(),
});
