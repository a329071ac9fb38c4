// What a command may ask of the firm before it plans: a port. db/firm-reader.ts answers from the transaction that
// will carry the change out, after its locks; a preview answers from a read-only snapshot.
import type { MonthAccruals } from '../accounts/accruals.ts';
import type { CivilDate } from '../civil-dates.ts';
import type { OwedInvoice } from '../bank/match.ts';
import type { OwedBill } from '../bank/match-suppliers.ts';
import type { ProjectFacts } from '../contract/facts.ts';
import type { BillingFacts } from '../billing.ts';
import type { Month } from '../periods.ts';
import type { EntityName, EntityRow, FileImportRow } from './rows.ts';

/** A day that an invoice can bill, at the TJM it is worth now. */
export type BillableTimeRow = {
  readonly consultant: string;
  readonly project: string;
  readonly workedOn: CivilDate;
  readonly occurrence: number;
  readonly quarterDays: number;
  readonly dailyRateCents: number;
};

/** A deposit of which something is in no final invoice yet; what is left of it, its credit notes deducted. */
export type OpenDeposit = {
  readonly project: string;
  readonly number: string;
  readonly issuedOn: CivilDate;
  readonly netCents: number;
  readonly grossCents: number;
  /** Issued here: what it pays is for a final invoice of here to say; an imported one may have had its own. */
  readonly issuedHere: boolean;
};

/** Euros of the report; a rate is a fraction, null without revenue. */
export type MonthFigures = {
  readonly revenue: number;
  readonly cost: number;
  readonly margin: number;
  readonly margin_rate: number | null;
};

/** What a closing keeps: the month's figures, and the accruals of its end in the books. */
export type ClosingFigures = MonthFigures & { readonly accruals: MonthAccruals };

/** A file of the firm, its text stored by its digest: `clients.csv`. */
export type NamedContent = { readonly name: string; readonly sha256: string };

/** The firm's files beside what is stored: what their import would do, or why it may not. */
export type FirmImport = {
  /** Names of the files whose text is not stored. */
  readonly missing: readonly string[];
  /** The database holds the demo firm, which no firm's file meets. */
  readonly demo: boolean;
  /** Each with its file, its line from 1 (the header), and its column: `ligne` for a row, `fichier` for all of it. */
  readonly errors: readonly {
    readonly file: string;
    readonly line: number;
    readonly column: string;
    readonly problem: string;
    readonly expected: string;
  }[];
  readonly files: readonly FileImportRow[];
  /** Cells of stored rows that would change, as a file writes them. */
  readonly changes: readonly {
    readonly file: string;
    readonly line: number;
    readonly column: string;
    readonly before: string;
    readonly after: string;
  }[];
  /** Unknown files and columns, left out. */
  readonly notes: readonly string[];
};

/** Whose days are entered, on what, in which months, from the first of these days to the last. Codes, each once. */
export type TimeEntryScope = {
  readonly consultants: readonly string[];
  readonly projects: readonly string[];
  readonly months: readonly Month[];
  readonly from: CivilDate;
  readonly to: CivilDate;
};

/** What entering days is judged on. What is not known is not there. */
export type TimeEntryFacts = {
  readonly consultants: readonly string[];
  readonly projects: readonly Pick<EntityRow['project'], 'code' | 'status'>[];
  /** Rows of these consultants between these days, on any project. */
  readonly rows: readonly (EntityRow['time'] & { billed: boolean })[];
  readonly closedMonths: readonly Month[];
};

export type FirmReader = {
  /** Rows of an entity whose columns equal these; all columns are those of rows.ts. In key order. */
  find<E extends EntityName>(entity: E, where: Partial<EntityRow[E]>): Promise<EntityRow[E][]>;
  /** The one row, or null. @throws when there are several. */
  get<E extends EntityName>(entity: E, where: Partial<EntityRow[E]>): Promise<EntityRow[E] | null>;
  /** Rows of a consultant whose day lies in the range. */
  timeBetween(consultant: string, from: CivilDate, to: CivilDate): Promise<(EntityRow['time'] & { billed: boolean })[]>;
  /** Rows of a project whose day lies in the range. */
  projectTimeBetween(project: string, from: CivilDate, to: CivilDate): Promise<EntityRow['time'][]>;
  /** All that entering days is judged on, in one question. */
  timeEntry(scope: TimeEntryScope): Promise<TimeEntryFacts>;
  /** Absences of a consultant that touch the range, any status. */
  absencesBetween(consultant: string, from: CivilDate, to: CivilDate): Promise<EntityRow['absence'][]>;
  /** Assignments of a consultant that touch the range, firm and tentative. */
  assignmentsBetween(consultant: string, from: CivilDate, to: CivilDate | null): Promise<EntityRow['assignment'][]>;
  /** The next code of a series: the highest number among codes that begin with the prefix, plus one: ('A', 4) → 'A0017'. */
  nextCode(
    entity: 'assignment' | 'opportunity' | 'project' | 'client' | 'consultant' | 'quote' | 'invoice',
    prefix: string,
    digits: number,
  ): Promise<string>;
  /** Facts of the contract engine for one project at a day, at real or standard costs. */
  projectFacts(project: string, asOf: CivilDate, costs: 'real' | 'standard'): Promise<ProjectFacts | null>;
  /** Billing facts of these projects for a month; left out: of every project. */
  billingFacts(month: string, asOf: CivilDate, projects?: readonly string[]): Promise<BillingFacts[]>;
  /** Consultants with a firm assignment on a client project in the month, or time in it. */
  expectedTimesheets(month: string): Promise<{ consultant: string; sent: boolean }[]>;
  /** A digest of facts (SHA-256 of their canonical JSON): what a signature was given on. */
  digest(facts: unknown): string;
  /** Validated time of these projects, billed by its TJM, worked by `through`, that nothing has taken at `asOf`. */
  billableTime(projects: readonly string[], days: { through: CivilDate; asOf: CivilDate }): Promise<BillableTimeRow[]>;
  /** Deposits issued by a day that final invoices have not used up, a project's oldest first. */
  openDeposits(asOf: CivilDate): Promise<OpenDeposit[]>;
  /** Every invoice and deposit, with what is left to pay of it, now. */
  owedInvoices(): Promise<OwedInvoice[]>;
  /** Every supplier's invoice, with what is left to pay of it, now. */
  owedBills(): Promise<OwedBill[]>;
  /** What a month earned and cost (report margin, from its first to its last day), in euros. */
  monthFigures(month: Month): Promise<ClosingFigures>;
  /** The firm's files compared with what is stored; nothing else is written until the commit (import_firm). */
  firmImport(files: readonly NamedContent[]): Promise<FirmImport>;
  /** The latest seal of the acts: what was decided so far. */
  sealHead(): Promise<string>;
  /** The state of a month: closed or not. */
  isMonthClosed(month: string): Promise<boolean>;
};
