// The words that REPORTS.md defines before any report: counted time, the assignment of a day, its
// profile, TJM and CJM, absences, what is closed and what is invoiced. Each is read from the rows.
import { isWorkingDay, weekday } from './calendar.ts';
import type { Day } from './calendar.ts';
import { divide, fraction, isBelow, multiply, one, sumOf, zero } from './fraction.ts';
import type { Fraction } from './fraction.ts';
import type {
  Absence,
  Assignment,
  BudgetRow,
  Consultant,
  Firm,
  Invoice,
  Project,
  Purchase,
  Time,
} from './read-firm.ts';

/** Whose costs are read: the persons' own, or the profiles' standard ones. */
export type Costs = 'real' | 'standard';
/** A firm as it was on a day: what is dated after `asOf` is not seen. */
export type View = { firm: Firm; asOf: Day; costs: Costs };

/** Order of code points, which is not the order of UTF-16 units beyond U+FFFF. */
export function compareCodes(a: string, b: string): number {
  const left = Array.from(a);
  const right = Array.from(b);
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    const gap = (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? 0);
    if (gap !== 0) return gap;
  }
  return left.length - right.length;
}

export const sortByCode = <T extends { code: string }>(items: readonly T[]): T[] =>
  [...items].sort((a, b) => compareCodes(a.code, b.code));

export function groupBy<T>(items: Iterable<T>, key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

/** Rows of one table grouped once per firm: naive loops stay affordable on large firms. */
function indexed<T>(rows: (firm: Firm) => T[], key: (row: T) => string): (firm: Firm, key: string) => readonly T[] {
  const known = new WeakMap<Firm, Map<string, T[]>>();
  return (firm, wanted) => {
    let groups = known.get(firm);
    if (!groups) {
      groups = groupBy(rows(firm), key);
      known.set(firm, groups);
    }
    return groups.get(wanted) ?? [];
  };
}

const pairKey = (consultant: string, project: string): string => JSON.stringify([consultant, project]);

const assignmentsOfPair = indexed(
  (firm) => firm.assignments,
  (row) => pairKey(row.consultant, row.project),
);
export const assignmentsOfConsultant = indexed(
  (firm) => firm.assignments,
  (row) => row.consultant,
);
const costsOf = indexed(
  (firm) => firm.costs,
  (row) => row.consultant,
);
const absencesOf = indexed(
  (firm) => firm.absences,
  (row) => row.consultant,
);
export const budgetOf = indexed(
  (firm) => firm.budgets,
  (row) => row.project,
);
export const rafsOf = indexed(
  (firm) => firm.rafs,
  (row) => row.project,
);
export const milestonesOf = indexed(
  (firm) => firm.milestones,
  (row) => row.project,
);
export const unitsOf = indexed(
  (firm) => firm.units,
  (row) => row.project,
);
export const ordersOf = indexed(
  (firm) => firm.orders,
  (row) => row.project ?? '',
);
const purchasesOfProject = indexed(
  (firm) => firm.purchases,
  (row) => row.project,
);
const consultantsByCode = indexed(
  (firm) => firm.consultants,
  (row) => row.code,
);
const projectsByCode = indexed(
  (firm) => firm.projects,
  (row) => row.code,
);
const profilesByCode = indexed(
  (firm) => firm.profiles,
  (row) => row.code,
);
const invoicesByNumber = indexed(
  (firm) => firm.invoices,
  (row) => row.number,
);

function only<T>(rows: readonly T[], what: string): T {
  const row = rows[0];
  if (row === undefined) throw new Error(`no such ${what}`);
  return row;
}

export const consultantOf = (firm: Firm, code: string): Consultant =>
  only(consultantsByCode(firm, code), `consultant: ${code}`);
export const projectOf = (firm: Firm, code: string): Project => only(projectsByCode(firm, code), `project: ${code}`);
export const invoiceOf = (firm: Firm, number: string): Invoice =>
  only(invoicesByNumber(firm, number), `invoice: ${number}`);

export const covers = (span: { start: Day | null; end: Day | null }, day: Day): boolean =>
  (span.start === null || span.start <= day) && (span.end === null || day <= span.end);

/** Of several assignments, the one that starts last, then the last code. */
export function lastStarted(assignments: readonly Assignment[]): Assignment | null {
  let last: Assignment | null = null;
  for (const next of assignments) {
    const isLater =
      last === null || next.start > last.start || (next.start === last.start && compareCodes(next.code, last.code) > 0);
    if (isLater) last = next;
  }
  return last;
}

/** The firm assignment of consultant c on project p that covers d. */
export const assignmentOf = (firm: Firm, c: string, p: string, d: Day): Assignment | null =>
  lastStarted(assignmentsOfPair(firm, pairKey(c, p)).filter((row) => row.isFirm && covers(row, d)));

export const profileOf = (firm: Firm, c: string, p: string, d: Day): string =>
  assignmentOf(firm, c, p, d)?.profile ?? consultantOf(firm, c).profile;

export const budgetRow = (firm: Firm, p: string, profile: string): BudgetRow | null =>
  budgetOf(firm, p).find((row) => row.profile === profile) ?? null;

/** The planned cost of a day of a profile on a project: the budget row's, else the profile's. */
export function plannedCjm(firm: Firm, p: string, profile: string): Fraction {
  const own = budgetRow(firm, p, profile)?.plannedCjm ?? null;
  return own ?? profilesByCode(firm, profile)[0]?.plannedCjm ?? zero;
}

export function tjmOf(firm: Firm, c: string, p: string, d: Day): Fraction {
  const agreed = assignmentOf(firm, c, p, d)?.tjm ?? null;
  return agreed ?? budgetRow(firm, p, profileOf(firm, c, p, d))?.tjm ?? zero;
}

/** The daily cost of a person on a day, whatever they work on. */
export function personCjm(firm: Firm, c: string, d: Day): Fraction {
  let latest: { start: Day; cjm: Fraction } | null = null;
  for (const row of costsOf(firm, c)) {
    if (row.start <= d && (latest === null || row.start > latest.start)) latest = row;
  }
  return latest?.cjm ?? zero;
}

export function cjmOf(view: View, c: string, p: string, d: Day): Fraction {
  const { firm } = view;
  if (view.costs === 'standard') return plannedCjm(firm, p, profileOf(firm, c, p, d));
  return assignmentOf(firm, c, p, d)?.dayCost ?? personCjm(firm, c, d);
}

export const isTimeBilledContract = (project: Project): boolean =>
  project.contract === 'regie' || project.contract === 'regie_plafonnee';

export function isTimeBilledPart(firm: Firm, c: string, project: Project, d: Day): boolean {
  if (isTimeBilledContract(project)) return true;
  const agreed = assignmentOf(firm, c, project.code, d)?.tjm ?? null;
  return project.contract === 'hybride' && agreed !== null;
}

/** A row of time with all that is read from its (consultant, project, day). */
export type PricedTime = Time & {
  isCounted: boolean;
  profile: string;
  tjm: Fraction;
  cjm: Fraction;
  isTimeBilled: boolean;
};

type PricedRows = { all: PricedTime[]; byProject: Map<string, PricedTime[]> };
const pricedRows = new WeakMap<Firm, Map<Costs, PricedRows>>();

function priceTimes(view: View): PricedRows {
  const { firm, costs } = view;
  const known = pricedRows.get(firm) ?? new Map<Costs, PricedRows>();
  pricedRows.set(firm, known);
  const found = known.get(costs);
  if (found) return found;
  const all = firm.times.map((row) => ({
    ...row,
    isCounted: row.status === 'soumis' || row.status === 'valide',
    profile: profileOf(firm, row.consultant, row.project, row.date),
    tjm: tjmOf(firm, row.consultant, row.project, row.date),
    cjm: cjmOf(view, row.consultant, row.project, row.date),
    isTimeBilled: isTimeBilledPart(firm, row.consultant, projectOf(firm, row.project), row.date),
  }));
  const rows = { all, byProject: groupBy(all, (row) => row.project) };
  known.set(costs, rows);
  return rows;
}

/** All rows of time dated on or before the view's day, drafts too. */
export const writtenTime = (view: View): PricedTime[] => priceTimes(view).all.filter((row) => row.date <= view.asOf);

/** Rows submitted or validated, dated on or before the view's day; of a project when given. */
export function countedTime(view: View, p?: string): PricedTime[] {
  const { all, byProject } = priceTimes(view);
  const rows = p === undefined ? all : (byProject.get(p) ?? []);
  return rows.filter((row) => row.isCounted && row.date <= view.asOf);
}

export const daysOf = (rows: readonly Time[]): Fraction => sumOf(rows, (row) => row.days);
export const valueOf = (rows: readonly PricedTime[]): Fraction => sumOf(rows, (row) => multiply(row.days, row.tjm));
export const costOf = (rows: readonly PricedTime[]): Fraction => sumOf(rows, (row) => multiply(row.days, row.cjm));

export const isWorkingDayOf = (consultant: Consultant, d: Day): boolean =>
  isWorkingDay(d) && !consultant.daysOff.has(weekday(d));

export const isPresent = (consultant: Consultant, d: Day): boolean =>
  consultant.entry <= d && (consultant.exit === null || d <= consultant.exit);

/** A part-timer whose days off are not known counts for their quotité of every day. */
export const dayWeight = (consultant: Consultant): Fraction => (consultant.daysOff.size > 0 ? one : consultant.quotite);

const halfDay = fraction(1, 2);

/** The absence of a day, of the types asked: its mornings and afternoons off, each counted once. */
export function absenceOf(
  firm: Firm,
  consultant: Consultant,
  d: Day,
  ofType: (absence: Absence) => boolean = () => true,
): Fraction {
  if (!isWorkingDayOf(consultant, d)) return zero;
  let isMorningOff = false;
  let isAfternoonOff = false;
  for (const absence of absencesOf(firm, consultant.code)) {
    if (!absence.isValidated || !ofType(absence) || !covers(absence, d)) continue;
    if (!(absence.startsAtNoon && absence.start === d)) isMorningOff = true;
    if (!(absence.endsAtNoon && absence.end === d)) isAfternoonOff = true;
  }
  if (isMorningOff && isAfternoonOff) return one;
  return isMorningOff || isAfternoonOff ? halfDay : zero;
}

export const isClosed = (view: View, project: Project): boolean =>
  project.status === 'clos' && (project.end === null || project.end <= view.asOf);

export const purchasesOf = (view: View, p: string): Purchase[] =>
  purchasesOfProject(view.firm, p).filter((row) => row.date <= view.asOf);

export const rebilledAmount = (purchase: Purchase): Fraction =>
  purchase.isRebillable ? divide(multiply(purchase.amount, purchase.rebillPercent), fraction(100)) : zero;

/** The invoices, deposits and credit notes dated on or before the view's day. */
export const invoicesOn = (view: View): Invoice[] => view.firm.invoices.filter((invoice) => invoice.date <= view.asOf);

/** The project of an invoice; a credit note that names none is of its origin's project. */
export const projectOfInvoice = (firm: Firm, invoice: Invoice): string | null =>
  invoice.project ?? (invoice.origin === null ? null : invoiceOf(firm, invoice.origin).project);

export const invoicesOfProject = (view: View, p: string): Invoice[] =>
  invoicesOn(view).filter((invoice) => projectOfInvoice(view.firm, invoice) === p);

export const creditNotesOf = (view: View, invoice: Invoice): Invoice[] =>
  invoicesOn(view).filter((note) => note.type === 'avoir' && note.origin === invoice.number);

/** Invoices + deposits − credit notes of a project, excluding VAT. */
export const invoicedHt = (view: View, p: string): Fraction =>
  sumOf(invoicesOfProject(view, p), (invoice) =>
    invoice.type === 'avoir' ? fraction(-invoice.ht.n, invoice.ht.d) : invoice.ht,
  );

/** Whether the time and purchases of a project on a day are in an invoice that still stands. */
export function takenDays(view: View, p: string): (d: Day) => boolean {
  const taking = invoicesOfProject(view, p).filter((invoice) => {
    if (invoice.type !== 'facture') return false;
    if (invoice.periodStart === null || invoice.periodEnd === null) return false;
    const notes = creditNotesOf(view, invoice);
    return (
      notes.length === 0 ||
      isBelow(
        sumOf(notes, (note) => note.ht),
        invoice.ht,
      )
    );
  });
  return (d) => taking.some((invoice) => covers({ start: invoice.periodStart, end: invoice.periodEnd }, d));
}
