// What each report answers. Amounts are euros with cents, days are days, rates are fractions; null is an undefined
// ratio. These schemas document the API and type the screens; the answers themselves are the engine's, unparsed.

import { z } from 'zod';
import { accounts, foundMoney, payroll, vat } from './accounting-outputs.ts';
import { cash } from './cash-outputs.ts';
import { BILLING_LINE_KINDS } from '../../domain/billing.ts';
import { CONTRACT_KINDS } from '../../domain/contract/kinds.ts';
import { FIX_COMMANDS } from '../../domain/cra-checks/finding.ts';
import { CRA_CHECK_CODES, CRA_CHECK_SEVERITIES } from '../../domain/cra-checks/rules.ts';
import { DRIFT_SEVERITIES, DRIFT_SIGNALS } from '../../domain/drift.ts';
import { capacity_backtest, capacity_weeks, plan, skills_map, staffing, what_if } from './staffing-outputs.ts';

const euros = z.number().describe('Euros, to the cent.');
const days = z.number().describe('Days.');
const rate = z.number().nullable().describe('Fraction (0.1234), null when undefined.');
const code = z.string();
const month = z.string().describe('YYYY-MM');
const civilDate = z.string().describe('YYYY-MM-DD');
const costs = { costs: z.literal('standard').optional().describe("Present when persons' costs were not read.") };
const withheld = { withheld: z.array(z.string()).optional().describe('Columns that your role does not see.') };

const earned = { days, revenue: euros, cost: euros, margin: euros, margin_rate: rate };
const total = z.object({ revenue: euros, cost: euros, margin: euros, margin_rate: rate });

export const projectMargin = z.object({
  code,
  client: code.nullable(),
  contract: z.enum(CONTRACT_KINDS),
  ...earned,
  planned_revenue: euros.nullable(),
  planned_cost: euros.nullable(),
  planned_margin: euros.nullable(),
  planned_rate: rate,
  remaining_days: days,
  eac_days: days,
  eac_revenue: euros,
  eac_cost: euros,
  eac_margin: euros,
  eac_rate: rate,
});

const margin = z.union([
  z.object({ projects: z.array(projectMargin), total, ...costs }),
  z.object({ clients: z.array(z.object({ code, ...earned })), ...costs }),
  z.object({ consultants: z.array(z.object({ code, ...earned })), ...costs }),
]);

export const driftingProject = z.object({
  code,
  client: code.nullable(),
  manager: code.nullable(),
  severity: z.enum(DRIFT_SEVERITIES),
  impact: euros.nullable(),
  planned_rate: rate,
  eac_rate: rate,
  drift_points: z.number().nullable(),
  signals: z.array(z.object({ code: z.enum(DRIFT_SIGNALS), detail: z.string() })),
});

const drift = z.object({ projects: z.array(driftingProject), ...costs });

const occupied = {
  working_days: days,
  leave_days: days,
  absence_days: days,
  billable_days: days,
  tace: rate,
  occupation: rate,
};
const occupancy = z.object({
  months: z.array(
    z.object({ month, consultants: z.array(z.object({ code, ...occupied })), total: z.object(occupied) }),
  ),
});

const anomalies = z.object({
  month,
  findings: z.array(
    z.object({
      rule: z.string(),
      severity: z.enum(['error', 'warning']),
      consultant: code,
      date: civilDate.nullable(),
      project: code.nullable(),
      days,
      message: z.string(),
    }),
  ),
  ...costs,
});

const cra_checks = z.object({
  month,
  watches_people: z
    .boolean()
    .describe('The rules on how people work (11 to 13, 23) run: set_policy, watchPeopleRules.'),
  findings: z.array(
    z.object({
      rule: z.number().int().describe('1 to 23.'),
      check: z.enum(CRA_CHECK_CODES),
      severity: z.enum(CRA_CHECK_SEVERITIES),
      consultant: code,
      project: code.nullable(),
      date: civilDate.nullable(),
      days,
      sentence: z.string(),
      evidence: z.array(z.string()).describe('Keys of the rows that show it.'),
      fix: z
        .object({ command: z.enum(FIX_COMMANDS), input: z.record(z.string(), z.unknown()) })
        .nullable()
        .describe('A command ready to be proposed; null: a person has to find out first.'),
      accepted: z.string().nullable().describe('Why somebody accepted it; null: nobody did.'),
    }),
  ),
  ...costs,
});

const billing = z.object({
  month,
  projects: z.array(
    z.object({
      code,
      client: code.nullable(),
      contract: z.enum(CONTRACT_KINDS),
      lines: z.array(
        z.object({
          kind: z.enum(BILLING_LINE_KINDS),
          consultant: code.nullable(),
          label: z.string(),
          quantity: z.number(),
          unit_price: euros,
          amount: euros,
        }),
      ),
      total: euros,
      arrears_days: days,
      arrears_amount: euros,
      blocked: z.array(
        z.discriminatedUnion('reason', [
          z.object({ reason: z.literal('submitted_time_not_validated'), days }),
          z.object({ reason: z.literal('po_missing') }),
          z.object({ reason: z.literal('po_exceeded'), excess: euros }),
          z.object({ reason: z.literal('missing_time'), consultants: z.array(code) }),
          z.object({
            reason: z.literal('evidence_missing'),
            missing: z.array(z.object({ consultant: code.nullable(), subject: z.string(), what: z.string() })),
          }),
        ]),
      ),
    }),
  ),
  total: euros,
});

const receivables = z.object({
  clients: z.array(
    z.object({ code, balance: euros, not_due: euros, d1_30: euros, d31_60: euros, d61_90: euros, over_90: euros }),
  ),
  total: euros,
  dso: z.number().nullable(),
});

const billingLag = z.object({
  months: z.array(
    z.object({ month, invoices: z.number().int(), weighted_days: z.number().nullable(), median_days: z.number() }),
  ),
});

const capacity = z.object({
  months: z.array(
    z.object({
      month,
      profiles: z.array(
        z.object({ profile: z.string(), capacity: days, firm: days, tentative: days, pipeline: days, balance: days }),
      ),
    }),
  ),
});

const inStages = { count: z.number().int(), amount: euros, weighted: euros, overdue: z.number().int() };
const pipeline = z.object({
  stages: z.array(z.object({ stage: z.string(), ...inStages })),
  total: z.object(inStages),
});

const rates = z.object({
  rows: z.array(
    z.object({
      code,
      planned_tjm: euros.nullable(),
      tjm: euros.nullable(),
      cjm: euros.nullable(),
      gap: euros.nullable(),
      planned_days: days.nullable(),
      days,
    }),
  ),
  ...costs,
  ...withheld,
});

const missions = z.object({
  consultants: z.array(z.object({ code, project: code, end: civilDate, days_left: z.number().int() })),
});

const bench = z.object({
  consultants: z.array(
    z.object({ code, profile: z.string(), since: civilDate.nullable(), days, cost: euros.nullable() }),
  ),
  total: z.object({ days, cost: euros.nullable() }),
  ...costs,
  ...withheld,
});

const available = z.object({ consultants: z.array(z.object({ code, profile: z.string(), days })) });

const orders = z.object({
  orders: z.array(
    z.object({
      number: z.string(),
      client: code.nullable(),
      project: code.nullable(),
      amount: euros,
      used: euros,
      share: rate,
      days_left: z.number().nullable(),
      exhausted_on: civilDate.nullable(),
      end: civilDate.nullable(),
      state: z.enum(['exceeded', 'nearly_used', 'expiring', 'open']),
    }),
  ),
});

const late = z.object({ clients: z.array(z.object({ code, amount: euros, days: z.number().int() })) });

const landing = z.object({
  revenue: euros,
  margin: euros,
  done_revenue: euros,
  done_margin: euros,
  planned_revenue: euros,
  planned_margin: euros,
  target_revenue: euros.nullable(),
  target_margin: euros.nullable(),
  ...costs,
});

const changes = z.object({
  projects: z.array(
    z.object({
      code,
      change: z.enum(['new', 'worse', 'better', 'gone']),
      severity_before: z.enum(DRIFT_SEVERITIES).nullable(),
      severity: z.enum(DRIFT_SEVERITIES).nullable(),
      impact_before: euros.nullable(),
      impact: euros.nullable(),
    }),
  ),
  ...costs,
});

export const reportOutputs = {
  margin,
  drift,
  occupancy,
  anomalies,
  cra_checks,
  billing,
  receivables,
  'billing-lag': billingLag,
  capacity,
  pipeline,
  rates,
  missions,
  bench,
  available,
  orders,
  late,
  landing,
  changes,
  staffing,
  what_if,
  capacity_weeks,
  capacity_backtest,
  plan,
  skills_map,
  found_money: foundMoney,
  vat,
  payroll,
  accounts,
  cash,
} as const;
