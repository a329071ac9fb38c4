// CRA anomalies of a month (REPORTS.md, "anomalies"; rules 1–6, 8–10 and 22 of DOMAIN.md §4).
import { compareCodes } from './codes.ts';
import { isWorkingDay } from './calendar.ts';
import { earlier, type CivilDate } from './civil-dates.ts';
import { isTimeBilled, type ContractKind } from './contract/kinds.ts';
import { agreeWith, sayDate, sayDays } from './french.ts';
import { firstDayOf, isWithin, lastDayOf, type Month } from './periods.ts';
import { absentQuarters, isPresent, presentDaysOf, workingDaysOf, type Person } from './presence.ts';

export const ANOMALY_RULES = [
  'holiday',
  'leave',
  'overfull',
  'closed',
  'unassigned',
  'duplicate',
  'employment',
  'missing',
  'no_timesheet',
  'no_rate',
  'po',
  'negative_margin',
] as const;
export type AnomalyRule = (typeof ANOMALY_RULES)[number];

export const ANOMALY_SEVERITIES = ['error', 'warning'] as const;
export type AnomalySeverity = (typeof ANOMALY_SEVERITIES)[number];

export const TIME_STATES = ['brouillon', 'soumis', 'valide'] as const;
export type TimeState = (typeof TIME_STATES)[number];

export type MonthRow = {
  readonly consultant: string;
  readonly project: string;
  readonly date: CivilDate;
  readonly quarterDays: number;
  readonly state: TimeState;
  readonly dailyRateCents: number;
  readonly dailyCostCents: number;
  readonly assigned: boolean;
  /** An invoice has taken it at the day. */
  readonly taken: boolean;
};

export type AnomalyProject = {
  readonly kind: ContractKind;
  readonly status: 'prevu' | 'en_cours' | 'clos';
  readonly startsOn: CivilDate | null;
  readonly endsOn: CivilDate | null;
  readonly closed: boolean;
  /** Empty: the project has no order. */
  readonly orders: readonly { readonly startsOn: CivilDate | null; readonly amountCents: number }[];
  readonly invoicedNetCents: number;
  /** Counted time before the month that nothing has taken. */
  readonly uninvoicedBeforeQuarterCents: number;
};

export type AnomalyFacts = {
  readonly month: Month;
  readonly asOf: CivilDate;
  readonly people: readonly Person[];
  readonly projects: ReadonlyMap<string, AnomalyProject>;
  /** Every row of the month, drafts too. */
  readonly rows: readonly MonthRow[];
  /** `ferme` assignments that touch the month. */
  readonly assignments: readonly {
    consultant: string;
    project: string;
    startsOn: CivilDate;
    endsOn: CivilDate | null;
  }[];
};

export type AnomalyFinding = {
  readonly rule: AnomalyRule;
  readonly severity: AnomalySeverity;
  readonly consultant: string;
  readonly date: CivilDate | null;
  readonly project: string | null;
  readonly days: number;
  readonly message: string;
};

const WARNINGS: ReadonlySet<AnomalyRule> = new Set(['po', 'negative_margin', 'no_rate']);

function find(
  rule: AnomalyRule,
  about: { consultant: string; date?: CivilDate; project?: string; quarterDays: number },
  message: string,
): AnomalyFinding {
  return {
    rule,
    severity: WARNINGS.has(rule) ? 'warning' : 'error',
    consultant: about.consultant,
    date: about.date ?? null,
    project: about.project ?? null,
    days: about.quarterDays / 4,
    message,
  };
}

function isCounted(row: MonthRow): boolean {
  return row.state !== 'brouillon';
}

function groupRows(rows: readonly MonthRow[], key: (row: MonthRow) => string): MonthRow[][] {
  const groups = new Map<string, MonthRow[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group) group.push(row);
    else groups.set(key(row), [row]);
  }
  return [...groups.values()];
}

function quartersOf(rows: readonly MonthRow[]): number {
  return rows.reduce((total, row) => total + row.quarterDays, 0);
}

/** Rules about one person's whole day. */
function judgeDay(person: Person, rows: readonly MonthRow[]): AnomalyFinding[] {
  const [first] = rows;
  if (!first) return [];
  const { consultant, date } = first;
  const quarterDays = quartersOf(rows);
  const about = { consultant, date, quarterDays };
  const findings: AnomalyFinding[] = [];
  const worked = `${sayDays(quarterDays / 4)} ${agreeWith(quarterDays / 4, 'saisi')} le ${sayDate(date)}`;
  if (!isWorkingDay(date)) findings.push(find('holiday', about, `${worked}, jour non ouvré.`));
  else if (quarterDays > 4) findings.push(find('overfull', about, `${worked} : plus d'une journée.`));
  const absent = absentQuarters(person, date);
  if (absent > 0 && quarterDays + absent > 4) {
    findings.push(find('leave', about, `${worked} alors que ${sayDays(absent / 4)} d'absence est validé.`));
  }
  if (!isPresent(person, date)) findings.push(find('employment', about, `${worked}, hors des dates de présence.`));
  return findings;
}

/** Rules about one person's day on one project. */
function judgeDayOnProject(project: AnomalyProject, rows: readonly MonthRow[]): AnomalyFinding[] {
  const [first] = rows;
  if (!first) return [];
  const about = {
    consultant: first.consultant,
    date: first.date,
    project: first.project,
    quarterDays: quartersOf(rows),
  };
  const where = `${sayDays(about.quarterDays / 4)} le ${sayDate(first.date)} sur ${first.project}`;
  const findings: AnomalyFinding[] = [];
  if (project.status === 'clos' || !isWithin(first.date, project.startsOn, project.endsOn)) {
    findings.push(find('closed', about, `${where} : projet clos ou hors de ses dates.`));
  }
  if (project.kind !== 'interne' && !first.assigned) {
    findings.push(find('unassigned', about, `${where} : aucune affectation ferme ne couvre ce jour.`));
  }
  if (rows.length > 1) findings.push(find('duplicate', about, `${where} : ${rows.length} saisies pour le même jour.`));
  return findings;
}

/** Rules about one person's month on one project. */
function judgeMonthOnProject(project: AnomalyProject, rows: readonly MonthRow[]): AnomalyFinding[] {
  const [first] = rows;
  if (!first) return [];
  const about = { consultant: first.consultant, project: first.project };
  const findings: AnomalyFinding[] = [];
  const unrated = rows.filter((row) => isCounted(row) && isTimeBilled(project.kind) && row.dailyRateCents === 0);
  if (unrated.length > 0) {
    const quarterDays = quartersOf(unrated);
    findings.push(
      find(
        'no_rate',
        { ...about, quarterDays },
        `${sayDays(quarterDays / 4)} sur ${first.project} sans TJM : rien à facturer.`,
      ),
    );
  }
  const losing = rows.filter((row) => row.dailyRateCents > 0 && row.dailyRateCents < row.dailyCostCents);
  if (losing.length > 0) {
    const quarterDays = quartersOf(losing);
    findings.push(
      find(
        'negative_margin',
        { ...about, quarterDays },
        `${sayDays(quarterDays / 4)} sur ${first.project} ${agreeWith(quarterDays / 4, 'vendu sous son', 'vendus sous leur')} coût.`,
      ),
    );
  }
  return findings;
}

/** Days that lack something in a CRA that was sent. Only people whose working days are known. */
function judgeMissing(person: Person, rows: readonly MonthRow[], facts: AnomalyFacts): AnomalyFinding[] {
  if (person.employment !== 'salarie' || !person.productive) return [];
  if (Number(person.quota) !== 1 && person.daysOff === null) return [];
  if (!rows.some(isCounted)) return [];
  const worked = new Map<CivilDate, number>();
  for (const row of rows) worked.set(row.date, (worked.get(row.date) ?? 0) + row.quarterDays);
  const end = earlier(lastDayOf(facts.month), facts.asOf);
  return presentDaysOf(person, firstDayOf(facts.month), end).flatMap((date) => {
    const lacking = 4 - (worked.get(date) ?? 0) - absentQuarters(person, date);
    if (lacking <= 0) return [];
    return [
      find(
        'missing',
        { consultant: person.code, date, quarterDays: lacking },
        `${sayDays(lacking / 4)} non saisi le ${sayDate(date)}.`,
      ),
    ];
  });
}

/** Booked on a client project, and nothing sent for the month. */
function judgeNoTimesheet(person: Person, rows: readonly MonthRow[], facts: AnomalyFacts): AnomalyFinding[] {
  if (!person.productive || rows.some(isCounted)) return [];
  const own = facts.assignments.filter((assignment) => assignment.consultant === person.code);
  if (own.length === 0) return [];
  const end = earlier(lastDayOf(facts.month), facts.asOf);
  const expected = workingDaysOf(person, firstDayOf(facts.month), end).filter(
    (date) =>
      isPresent(person, date) &&
      absentQuarters(person, date) === 0 &&
      own.some((assignment) => {
        const project = facts.projects.get(assignment.project);
        return (
          project !== undefined &&
          project.kind !== 'interne' &&
          !project.closed &&
          isWithin(date, assignment.startsOn, assignment.endsOn) &&
          isWithin(date, project.startsOn, project.endsOn)
        );
      }),
  );
  if (expected.length === 0) return [];
  const quarterDays = expected.length * 4;
  return [
    find(
      'no_timesheet',
      { consultant: person.code, quarterDays },
      `Aucun CRA envoyé pour ${sayDays(expected.length)} affecté(s).`,
    ),
  ];
}

/** The first counted day of the month at which the orders no longer cover the work. */
function judgeOrder(code: string, project: AnomalyProject, rows: readonly MonthRow[]): AnomalyFinding[] {
  if (!isTimeBilled(project.kind) || project.orders.length === 0) return [];
  const days = groupRows(rows.filter(isCounted), (row) => `${row.date} ${row.consultant}`);
  days.sort(([a], [b]) =>
    a && b ? (a.date === b.date ? compareCodes(a.consultant, b.consultant) : a.date < b.date ? -1 : 1) : 0,
  );
  let uninvoicedQuarterCents = project.uninvoicedBeforeQuarterCents;
  for (const day of days) {
    const [first] = day;
    if (!first) continue;
    for (const row of day) if (!row.taken) uninvoicedQuarterCents += row.quarterDays * row.dailyRateCents;
    let begunCents = 0;
    for (const order of project.orders)
      if (order.startsOn === null || order.startsOn <= first.date) begunCents += order.amountCents;
    if ((begunCents - project.invoicedNetCents) * 4 - uninvoicedQuarterCents >= 0) continue;
    const about = { consultant: first.consultant, date: first.date, project: code, quarterDays: quartersOf(day) };
    return [
      find('po', about, `À partir du ${sayDate(first.date)}, le travail sur ${code} dépasse ses bons de commande.`),
    ];
  }
  return [];
}

function compareFindings(a: AnomalyFinding, b: AnomalyFinding): number {
  return (
    compareCodes(a.consultant, b.consultant) ||
    compareCodes(a.date ?? '', b.date ?? '') ||
    compareCodes(a.rule, b.rule) ||
    compareCodes(a.project ?? '', b.project ?? '')
  );
}

export function findAnomalies(facts: AnomalyFacts): AnomalyFinding[] {
  const findings: AnomalyFinding[] = [];
  const rowsOf = new Map(
    groupRows(facts.rows, (row) => row.consultant).map((rows) => [rows[0]?.consultant ?? '', rows]),
  );
  for (const person of facts.people) {
    const rows = rowsOf.get(person.code) ?? [];
    for (const day of groupRows(rows, (row) => row.date)) findings.push(...judgeDay(person, day));
    findings.push(...judgeMissing(person, rows, facts), ...judgeNoTimesheet(person, rows, facts));
  }
  for (const rows of groupRows(facts.rows, (row) => row.project)) {
    const code = rows[0]?.project ?? '';
    const project = facts.projects.get(code);
    if (!project) throw new Error(`project ${code} is not in the facts`);
    for (const day of groupRows(rows, (row) => `${row.consultant} ${row.date}`))
      findings.push(...judgeDayOnProject(project, day));
    for (const own of groupRows(rows, (row) => row.consultant)) findings.push(...judgeMonthOnProject(project, own));
    findings.push(...judgeOrder(code, project, rows));
  }
  return findings.sort(compareFindings);
}

export function reportAnomalies(facts: AnomalyFacts) {
  return { month: facts.month, findings: findAnomalies(facts) };
}
