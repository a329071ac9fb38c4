// Who may read which report, of what, and at whose costs: the table of COMMANDS.md, cell by cell.
// A person with several roles has what each of them gives; who is a consultant of the firm also reads their own line.
import { CRA_CHECK_CODES, CRA_CHECKS } from './cra-checks/rules.ts';
import type { ReportName } from './report-names.ts';
import { ROLES, type Role } from './roles.ts';

/** Whose rows a role reads: the firm's, or those that are its own (COMMANDS.md, "Own"). */
export type Reach =
  | 'all'
  | 'own_clients'
  | 'own_projects'
  | 'own_people'
  | 'own_opportunities'
  | 'own_line'
  | 'all_people';

export type Costs = 'real' | 'standard';

/** What one role has on one report. */
export type ReportRight = {
  readonly reach: Reach;
  readonly costs: Costs;
  /** Rules of `anomalies` and `cra_checks` whose findings are left out: they tell a cost. */
  readonly withoutRules?: readonly string[];
  /** Columns answered `null` and named in `withheld`. */
  readonly withoutColumns?: readonly string[];
};

const FIRM: ReportRight = { reach: 'all', costs: 'real' };
const ALL: ReportRight = { reach: 'all', costs: 'standard' };
const OWN_CLIENTS: ReportRight = { reach: 'own_clients', costs: 'standard' };
const OWN_PROJECTS: ReportRight = { reach: 'own_projects', costs: 'standard' };
const OWN_PEOPLE: ReportRight = { reach: 'own_people', costs: 'standard' };
const OWN_LINE: ReportRight = { reach: 'own_line', costs: 'standard' };
/** How somebody works is their own, their managers' and direction's matter (GDPR, art. 5: no more than what is needed). */
const WATCHING_RULES = CRA_CHECK_CODES.filter((code) => CRA_CHECKS[code].watchesPeople === true);
const WITHOUT_COST_RULES = { withoutRules: ['negative_margin'] } as const;

/** A row of the table; a role that is not named may not read the report. */
type Row = Partial<Record<Role, ReportRight | readonly ReportRight[]>>;

const FIRM_ONLY: Row = { direction: FIRM, daf: FIRM };
const MARGINS: Row = { ...FIRM_ONLY, commercial: OWN_CLIENTS, responsable: OWN_PROJECTS };
const OCCUPANCY: Row = { ...FIRM_ONLY, responsable: OWN_PEOPLE, consultant: OWN_LINE };
const WHO_IS_FREE: Row = { ...OCCUPANCY, commercial: ALL };
/** Their own needs; whom they may put there as in `available`: everybody for who sells, their own people for who delivers. */
const STAFFING: Row = {
  ...FIRM_ONLY,
  commercial: [
    { reach: 'all_people', costs: 'standard' },
    { reach: 'own_opportunities', costs: 'standard' },
    OWN_CLIENTS,
  ],
  responsable: [OWN_PEOPLE, OWN_PROJECTS],
};
const BILLING: Row = { ...FIRM_ONLY, commercial: OWN_CLIENTS, responsable: OWN_PROJECTS, adv: ALL };
const CASH: Row = { ...FIRM_ONLY, commercial: OWN_CLIENTS, adv: ALL };

const RIGHTS: Readonly<Record<ReportName, Row>> = {
  margin: MARGINS,
  drift: MARGINS,
  changes: MARGINS,
  landing: MARGINS,
  occupancy: OCCUPANCY,
  bench: OCCUPANCY,
  missions: WHO_IS_FREE,
  available: WHO_IS_FREE,
  anomalies: {
    ...FIRM_ONLY,
    responsable: OWN_PROJECTS,
    adv: { ...ALL, ...WITHOUT_COST_RULES },
    consultant: { ...OWN_LINE, ...WITHOUT_COST_RULES },
  },
  cra_checks: {
    ...FIRM_ONLY,
    responsable: OWN_PROJECTS,
    adv: { ...ALL, withoutRules: ['negative_margin', ...WATCHING_RULES] },
    consultant: { ...OWN_LINE, ...WITHOUT_COST_RULES },
  },
  billing: BILLING,
  orders: BILLING,
  receivables: CASH,
  late: CASH,
  'billing-lag': CASH,
  capacity: { ...FIRM_ONLY, commercial: ALL, responsable: ALL, adv: ALL },
  pipeline: { ...FIRM_ONLY, commercial: { reach: 'own_opportunities', costs: 'standard' } },
  staffing: STAFFING,
  what_if: FIRM_ONLY,
  capacity_weeks: { ...FIRM_ONLY, commercial: ALL, responsable: ALL, adv: ALL },
  capacity_backtest: { ...FIRM_ONLY, commercial: ALL, responsable: ALL, adv: ALL },
  // Who is booked on what, as in `available`; needs as in `staffing`.
  plan: { ...STAFFING, consultant: OWN_LINE },
  skills_map: { ...OCCUPANCY, commercial: { reach: 'all_people', costs: 'standard' } },
  rates: { ...FIRM_ONLY, commercial: { ...ALL, withoutColumns: ['cjm', 'gap'] } },
  found_money: FIRM_ONLY,
  vat: FIRM_ONLY,
  payroll: FIRM_ONLY,
  accounts: FIRM_ONLY,
  cash: FIRM_ONLY,
};

/** margin by consultant tells what each person earns and costs: direction and daf alone. */
const MARGIN_BY_CONSULTANT: Row = FIRM_ONLY;

/** What a person gets of a report: the union of what their roles give. */
export type ReportGrant = {
  readonly costs: Costs;
  /** What each of their roles gives: a row is theirs when one of them shows it. */
  readonly rights: readonly ReportRight[];
  readonly withoutColumns: ReadonlySet<string>;
};

export type ReportReader = {
  readonly roles: readonly Role[];
  readonly isConsultant: boolean;
  readonly realCostRoles?: readonly Role[];
};

function rightsOf(given: ReportRight | readonly ReportRight[] | undefined, realCosts: boolean): ReportRight[] {
  const rights = given === undefined ? [] : [given].flat();
  return realCosts ? rights.map((right) => ({ ...right, costs: 'real' })) : rights;
}

/**
 * A report is at one kind of costs. Real: when a right shows the whole firm at them, or every right does; rows that
 * another role shows at standard costs would else tell real ones. (One's own line tells nobody else's.)
 */
function costsOf(rights: readonly ReportRight[]): Costs {
  const isReal = ({ costs }: ReportRight): boolean => costs === 'real';
  if (rights.some((right) => isReal(right) && right.reach === 'all')) return 'real';
  const others = rights.filter(({ reach }) => reach !== 'own_line');
  return others.length > 0 && others.every(isReal) ? 'real' : 'standard';
}

/**
 * @param who.realCostRoles those of the roles that the firm's policy gives the real costs (real_costs_for).
 * @param who.isConsultant linked to a consultant of the firm: they have a consultant's rights on themselves.
 * @param by the report's `by` option.
 * @returns null when none of the roles may read the report.
 */
export function grantReport(who: ReportReader, report: ReportName, by: string | undefined): ReportGrant | null {
  const row = report === 'margin' && by === 'consultant' ? MARGIN_BY_CONSULTANT : RIGHTS[report];
  const realCosts = new Set<Role>(who.realCostRoles);
  const held = new Set<Role>(who.isConsultant ? [...who.roles, 'consultant'] : who.roles);
  const rights = ROLES.filter((role) => held.has(role)).flatMap((role) => rightsOf(row[role], realCosts.has(role)));
  if (rights.length === 0) return null;
  return {
    costs: costsOf(rights),
    rights,
    withoutColumns: heldBackColumns(rights),
  };
}

/** Columns that every right holds back: one role that sees a column is enough to see it. */
function heldBackColumns(rights: readonly ReportRight[]): Set<string> {
  const [first, ...others] = rights;
  return new Set(
    (first?.withoutColumns ?? []).filter((name) =>
      others.every(({ withoutColumns }) => withoutColumns?.includes(name) === true),
    ),
  );
}

/** Does the grant show the whole report, as the engine makes it? */
export function isWholeReport(grant: ReportGrant): boolean {
  const whole = grant.rights.some(({ reach, withoutRules }) => reach === 'all' && withoutRules === undefined);
  return whole && grant.withoutColumns.size === 0;
}
