// The one place where a report is read: options are checked, the figures computed in one read-only snapshot,
// and kept until an act changes the firm.
import { z } from 'zod';
import { BENCH_DAYS } from '../../domain/availability.ts';
import { addDays, isCivilDate } from '../../domain/civil-dates.ts';
import {
  addMonths,
  firstDayOf,
  isMonth,
  lastCompleteMonth,
  lastDayOf,
  monthOf,
  monthsBetween,
  quarterRange,
} from '../../domain/periods.ts';
import { reportCapacity } from '../../domain/capacity.ts';
import { reportOccupancy } from '../../domain/occupancy.ts';
import { OPTIONS_OF_REPORT, type ReportName } from '../../domain/report-names.ts';
import type { ReportRight } from '../../domain/report-rights.ts';
import { scopeOf, WHOLE_FIRM, type ReportScope, type ScopeAsker } from '../../domain/report-scope.ts';
import type { Sql, Transaction } from '../connection.ts';
import { readAccountsReport, readPayrollReport, readVatReport } from './accounts/accounting-reports.ts';
import { readCashReport } from './cash/cash-report.ts';
import { readAnomaliesReport } from './anomaly-facts.ts';
import { readCapacityBacktest } from './capacity-backtest.ts';
import { readCapacityWeeksReport } from './capacity-weeks.ts';
import { readBillingReport } from './billing-facts.ts';
import { readBillingLagReport, readLateReport, readReceivablesReport } from './cash-facts.ts';
import type { CostBasis } from './counted-time.ts';
import { readCraChecksReport } from './cra-check-facts.ts';
import {
  readAvailableReport,
  readBenchReport,
  readChangesReport,
  readLandingReport,
  readMissionsReport,
  readOrdersReport,
  readPipelineReport,
  readRatesReport,
} from './look-ups.ts';
import { readFoundMoneyReport } from './found-money-facts.ts';
import { readDriftReport, readMarginReport } from './margin-reports.ts';
import { readBillableDays, readBookings, readPeople, readPipelineNeeds } from './people-facts.ts';
import { readOwnCodes } from './own-codes.ts';
import { readPlanReport } from './plan-report.ts';
import { readKeptReport, reportKey } from './report-cache.ts';
import { ReportOptionError } from './report-option.ts';
import type { StaffingFacts } from '../../domain/staffing/find-needs.ts';
import type { NearPerson } from '../../domain/staffing/text-match.ts';
import { readStaffingFacts } from './staffing-facts.ts';
import { readSkillsReport, readStaffingReport, readWhatIfReport, STAFFING_OPTIONS } from './staffing-report.ts';

export type ReportRequest = {
  readonly name: ReportName;
  /** Options as written on the command line or in the address, without their dashes: { 'as-of': '2026-10-31' }. */
  readonly args: Readonly<Record<string, string>>;
  readonly today: string;
  /** What the asker may see; `--costs standard` may lower it, nothing raises it. */
  readonly costs: CostBasis;
  /** The part that the asker may see; absent: the whole. */
  readonly part?: ReportPart;
  /** Of a search of people by text: whose documents mean something near, where meanings are compared. */
  readonly near?: readonly NearPerson[];
};

export type ReportPart = {
  readonly rights: readonly ReportRight[];
  readonly withoutColumns: ReadonlySet<string>;
  readonly asker: ScopeAsker;
};

const OPTION_SHAPES: Record<string, { readonly test: (text: string) => boolean; readonly expected: string }> = {
  'as-of': { test: isCivilDate, expected: 'un jour AAAA-MM-JJ' },
  since: { test: isCivilDate, expected: 'un jour AAAA-MM-JJ' },
  month: { test: isMonth, expected: 'un mois AAAA-MM' },
  // Ten years: beyond, a capacity plan is a typing error.
  months: {
    test: (text) => /^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= 120,
    expected: 'un nombre de mois de 1 à 120',
  },
  // A year.
  weeks: {
    test: (text) => /^\d{1,2}$/.test(text) && Number(text) >= 1 && Number(text) <= 53,
    expected: 'un nombre de semaines de 1 à 53',
  },
  costs: { test: (text) => text === 'real' || text === 'standard', expected: 'real ou standard' },
  period: {
    test: (text) => isMonth(text) || quarterRange(text) !== null,
    expected: 'un mois AAAA-MM ou un trimestre AAAA-Qn',
  },
  profile: { test: (text) => text !== '', expected: 'un profil' },
  ...STAFFING_OPTIONS,
};

const BY_CHOICES: Partial<Record<ReportName, readonly string[]>> = {
  margin: ['project', 'client', 'consultant'],
  rates: ['project', 'consultant', 'month'],
};

function checkOption(name: ReportName, option: string, value: string): void {
  const refuse = (expected: string) => {
    throw new ReportOptionError(`--${option} : « ${value} » n'est pas compris ; attendu ${expected}.`);
  };
  if (option !== 'as-of' && !(OPTIONS_OF_REPORT[name] as readonly string[]).includes(option)) {
    throw new ReportOptionError(`Le rapport ${name} n'a pas d'option --${option}.`);
  }
  if (option === 'by') {
    const choices = BY_CHOICES[name] ?? [];
    if (!choices.includes(value)) refuse(choices.join(', '));
    return;
  }
  if (option === 'from' || option === 'to') {
    const ok = name === 'occupancy' ? isMonth(value) : isCivilDate(value);
    if (!ok) refuse(name === 'occupancy' ? 'un mois AAAA-MM' : 'un jour AAAA-MM-JJ');
    return;
  }
  const shape = OPTION_SHAPES[option];
  if (!shape?.test(value)) refuse(shape?.expected ?? 'une option connue');
}

function occupancyMonths(args: Readonly<Record<string, string>>, asOf: string): { from: string; to: string } {
  const from = args['from'] ?? args['month'] ?? args['to'] ?? lastCompleteMonth(asOf);
  return { from, to: args['to'] ?? args['month'] ?? from };
}

async function readOccupancyReport(
  tx: Transaction,
  args: Readonly<Record<string, string>>,
  asOf: string,
  scope: ReportScope,
) {
  const { from, to } = occupancyMonths(args, asOf);
  const months = monthsBetween(from, to);
  if (months.length === 0) throw new ReportOptionError(`--from : ${from} est après --to : ${to}.`);
  const [start, end] = [firstDayOf(from), lastDayOf(to)];
  const [people, billable] = await Promise.all([readPeople(tx, start, end), readBillableDays(tx, start, end, asOf)]);
  return reportOccupancy(
    people.filter(({ code }) => scope.person(code)),
    months,
    billable,
  );
}

async function readCapacityReport(tx: Transaction, months: number, asOf: string) {
  const first = addMonths(monthOf(asOf), 1);
  const list = monthsBetween(first, addMonths(first, months - 1));
  const [start, end] = [firstDayOf(first), lastDayOf(list.at(-1) ?? first)];
  const [people, bookings, needs, profiles] = await Promise.all([
    readPeople(tx, start, end),
    readBookings(tx, start, end),
    readPipelineNeeds(tx),
    tx`select name from profiles`,
  ]);
  const names = z.array(z.object({ name: z.string() })).parse([...profiles]);
  return reportCapacity({ people, bookings, needs, profiles: names.map(({ name }) => name) }, list);
}

function landingRange(text: string | undefined, asOf: string): { start: string; end: string } {
  const period = text ?? `${asOf.slice(0, 4)}-Q${Math.ceil(Number(asOf.slice(5, 7)) / 3)}`;
  const quarter = quarterRange(period);
  return quarter ?? { start: firstDayOf(period), end: lastDayOf(period) };
}

/** The days in which a report looks at who works where: whose people they are is read in them. */
function peoplePeriod(
  name: ReportName,
  args: Readonly<Record<string, string>>,
  asOf: string,
): { from: string; to: string | null } {
  switch (name) {
    case 'occupancy': {
      const { from, to } = occupancyMonths(args, asOf);
      return { from: firstDayOf(from), to: lastDayOf(to) };
    }
    case 'anomalies':
    case 'cra_checks': {
      const month = args['month'] ?? monthOf(asOf);
      return { from: firstDayOf(month), to: lastDayOf(month) };
    }
    case 'available': {
      const from = args['from'] ?? asOf;
      return { from, to: args['to'] ?? lastDayOf(monthOf(from)) };
    }
    case 'staffing':
    case 'what_if':
    case 'skills_map':
    case 'plan':
      return { from: args['from'] ?? asOf, to: null };
    case 'bench':
      return { from: asOf, to: addDays(asOf, BENCH_DAYS) };
    case 'missions':
      return { from: asOf, to: null };
    case 'margin':
    case 'drift':
    case 'changes':
    case 'landing':
    case 'billing':
    case 'orders':
    case 'receivables':
    case 'late':
    case 'billing-lag':
    case 'capacity':
    case 'capacity_weeks':
    case 'capacity_backtest':
    case 'pipeline':
    case 'rates':
    case 'found_money':
    case 'vat':
    case 'payroll':
    case 'accounts':
    case 'cash':
      // Nobody is listed in them by the projects that they work on.
      return { from: asOf, to: asOf };
  }
}

async function findScope(tx: Transaction, request: ReportRequest, asOf: string): Promise<ReportScope> {
  if (request.part === undefined) return WHOLE_FIRM;
  const { rights, withoutColumns, asker } = request.part;
  const own = await readOwnCodes(tx, asker, peoplePeriod(request.name, request.args, asOf));
  return scopeOf(rights, withoutColumns, asker, own);
}

type Asked = {
  readonly args: Readonly<Record<string, string>>;
  readonly asOf: string;
  /** The month asked for, else the day's. */
  readonly month: string;
  readonly today: string;
  readonly costs: CostBasis;
  readonly scope: ReportScope;
  readonly near: readonly NearPerson[];
};

/** How each report is read: a new one is a line here, and its words (domain/report-descriptions.ts). */
const READERS: Readonly<Record<ReportName, (tx: Transaction, asked: Asked) => Promise<object>>> = {
  margin: (tx, { args, asOf, costs, scope }) => {
    const by = (args['by'] ?? 'project') as 'project' | 'client' | 'consultant';
    return readMarginReport(tx, { asOf, from: args['from'] ?? null, by, costs }, scope);
  },
  drift: (tx, { asOf, costs, scope }) => readDriftReport(tx, { asOf, costs }, scope),
  occupancy: (tx, { args, asOf, scope }) => readOccupancyReport(tx, args, asOf, scope),
  anomalies: (tx, { month, asOf, costs, scope }) => readAnomaliesReport(tx, { month, asOf, costs }, scope),
  cra_checks: (tx, { month, asOf, today, costs, scope }) =>
    readCraChecksReport(tx, { month, asOf, today, costs }, scope),
  billing: (tx, { month, asOf, scope }) => readBillingReport(tx, { month, asOf }, scope),
  receivables: (tx, { asOf, scope }) => readReceivablesReport(tx, { asOf }, scope),
  'billing-lag': (tx, { asOf, scope }) => readBillingLagReport(tx, { asOf }, scope),
  capacity: (tx, { args, asOf }) => readCapacityReport(tx, Number(args['months'] ?? 6), asOf),
  pipeline: (tx, { asOf, scope }) => readPipelineReport(tx, { asOf }, scope),
  rates: (tx, { args, asOf, costs, scope }) => {
    const by = (args['by'] ?? 'project') as 'project' | 'consultant' | 'month';
    return readRatesReport(tx, { asOf, by, costs }, scope);
  },
  missions: (tx, { asOf, scope }) => readMissionsReport(tx, { asOf }, scope),
  bench: (tx, { asOf, costs, scope }) => readBenchReport(tx, { asOf, costs }, scope),
  available: (tx, { args, asOf, scope }) => {
    const from = args['from'] ?? asOf;
    const to = args['to'] ?? lastDayOf(monthOf(from));
    return readAvailableReport(tx, { from, to, profile: args['profile'] ?? null }, scope);
  },
  orders: (tx, { asOf, scope }) => readOrdersReport(tx, { asOf }, scope),
  late: (tx, { asOf, scope }) => readLateReport(tx, { asOf }, scope),
  landing: (tx, { args, asOf, costs, scope }) =>
    readLandingReport(tx, { asOf, ...landingRange(args['period'], asOf), costs }, scope),
  changes: async (tx, { args, asOf, costs, scope }) => {
    const since = args['since'];
    if (since === undefined) throw new ReportOptionError('Le rapport changes demande --since AAAA-MM-JJ.');
    return readChangesReport(tx, { asOf, since, costs }, scope);
  },
  staffing: (tx, { args, asOf, costs, scope, near }) => readStaffingReport(tx, { asOf, args, costs, near }, scope),
  what_if: (tx, { args, asOf, costs, scope }) => readWhatIfReport(tx, { asOf, args, costs }, scope),
  capacity_weeks: (tx, { args, asOf }) => readCapacityWeeksReport(tx, { asOf, weeks: Number(args['weeks'] ?? 26) }),
  capacity_backtest: (tx, { asOf }) => readCapacityBacktest(tx, { asOf }),
  plan: (tx, { args, asOf, costs, scope }) =>
    readPlanReport(tx, { asOf, from: args['from'] ?? asOf, weeks: Number(args['weeks'] ?? 13), costs }, scope),
  skills_map: (tx, { asOf, scope }) => readSkillsReport(tx, { asOf }, scope),
  found_money: (tx, { asOf }) => readFoundMoneyReport(tx, { asOf }),
  vat: (tx, { month, asOf }) => readVatReport(tx, { month, asOf }),
  payroll: (tx, { month, asOf }) => readPayrollReport(tx, { month, asOf }),
  accounts: (tx, { month, asOf }) => readAccountsReport(tx, { month, asOf }),
  cash: (tx, { asOf, costs }) => readCashReport(tx, { asOf, costs }),
};

/** What tells two readers' parts apart in the cache; the whole is shared. */
function describePart({ part }: ReportRequest): object | null {
  return part === undefined
    ? null
    : { rights: part.rights, withoutColumns: [...part.withoutColumns].toSorted(), asker: part.asker };
}

/**
 * The facts of staffing as the asker may see them, for a plan that is solved outside the database.
 * @throws ReportOptionError when an option is unknown or ill-formed.
 */
export async function readFactsToStaff(reader: Sql, request: ReportRequest): Promise<StaffingFacts> {
  for (const [option, value] of Object.entries(request.args)) checkOption(request.name, option, value);
  const asOf = request.args['as-of'] ?? request.today;
  const costs: CostBasis = request.args['costs'] === 'standard' ? 'standard' : request.costs;
  const work = async (tx: Transaction) => {
    if (costs === 'real') await tx`set local role vigie_costs`;
    return readStaffingFacts(tx, { asOf, costs }, await findScope(tx, request, asOf));
  };
  return (await reader.begin('isolation level repeatable read read only', work)) as StaffingFacts;
}

/**
 * The report as a JSON document (REPORTS.md gives each shape). Euros with 2 decimals, days, rates with 4.
 * @throws ReportOptionError when an option is unknown or ill-formed.
 */
export async function readReport(reader: Sql, request: ReportRequest): Promise<string> {
  for (const [option, value] of Object.entries(request.args)) checkOption(request.name, option, value);
  const asOf = request.args['as-of'] ?? request.today;
  const costs: CostBasis = request.args['costs'] === 'standard' ? 'standard' : request.costs;
  const work = async (tx: Transaction) => {
    const key = await reportKey(tx, {
      name: request.name,
      // Today's statuses against a past day: tomorrow it may be another answer.
      args: request.name === 'cra_checks' ? { ...request.args, today: request.today } : request.args,
      asOf,
      costs,
      part: describePart(request),
      near: request.near,
    });
    return readKeptReport(key, async () => {
      // Costs of persons are read only by who takes the role that may.
      if (costs === 'real') await tx`set local role vigie_costs`;
      const scope = await findScope(tx, request, asOf);
      const report = await READERS[request.name](tx, {
        args: request.args,
        asOf,
        month: request.args['month'] ?? monthOf(asOf),
        today: request.today,
        costs,
        scope,
        near: request.near ?? [],
      });
      return JSON.stringify(costs === 'standard' ? { costs, ...report } : report);
    });
  };
  return (await reader.begin('isolation level repeatable read read only', work)) as string;
}
