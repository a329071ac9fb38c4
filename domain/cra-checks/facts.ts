// What the checks of a month's CRAs look at.
import type { AnomalyFacts, TimeState } from '../anomalies.ts';
import type { CivilDate } from '../civil-dates.ts';
import type { ClientValidation } from '../client-validation.ts';
import type { ContractKind } from '../contract/kinds.ts';
import type { Month } from '../periods.ts';
import type { Person } from '../presence.ts';
import type { BilledMonth } from '../subcontractor-match.ts';
import type { CraCheckCode } from './rules.ts';

/** A row of the month, drafts too. */
export type CheckedRow = {
  readonly consultant: string;
  readonly project: string;
  readonly profile: string;
  readonly date: CivilDate;
  readonly occurrence: number;
  readonly quarterDays: number;
  readonly state: TimeState;
  readonly dailyRateCents: number;
  /** Its assignment has a TJM of its own: a day of a hybride that is billed as such. */
  readonly rated: boolean;
  /** The price of the day on the live invoice line that names it; null: no line of ours does. */
  readonly billedRateCents: number | null;
  /** Live invoices that take it: lines that name it, imported periods that cover it. */
  readonly invoices: readonly string[];
};

export type CheckedOrder = {
  readonly number: string;
  readonly amountCents: number;
  readonly startsOn: CivilDate | null;
  readonly endsOn: CivilDate | null;
};

export type CheckedProject = {
  readonly kind: ContractKind;
  readonly open: boolean;
  readonly startsOn: CivilDate | null;
  readonly endsOn: CivilDate | null;
  /** Where people without a mission book their days. */
  readonly isBench: boolean;
  /** The client wants an order before any work. */
  readonly orderRequired: boolean;
  readonly orders: readonly CheckedOrder[];
  /** Somebody decided to invoice the month although its order is missing or exceeded. */
  readonly orderOverridden: boolean;
};

/** A firm booking on a project. */
export type CheckedBooking = {
  readonly code: string;
  readonly consultant: string;
  readonly project: string;
  readonly startsOn: CivilDate;
  readonly endsOn: CivilDate | null;
  /** Share of a working day, decimal text. */
  readonly quota: string;
};

/** What the client signed for, and what stands there now. */
export type ClientSignature = {
  readonly consultant: string;
  readonly project: string;
  readonly by: string;
  readonly on: CivilDate;
  readonly quarterDays: number;
  /** Submitted or validated in the month now. */
  readonly currentQuarterDays: number;
  /** Its content is not today's, or a correction took the signature away. */
  readonly changed: boolean;
  /** What the client said against some days; null: nothing. */
  readonly contest: NonNullable<ClientValidation['contest']> | null;
};

/** Work sold at a price, by profile: what is budgeted, declared left, booked. */
export type Task = {
  readonly project: string;
  readonly profile: string;
  readonly budgetQuarterDays: number;
  /** Counted before the month. */
  readonly countedBefore: number;
  /** Days left, as declared, oldest first, up to the day. */
  readonly declarations: readonly { readonly declaredOn: CivilDate; readonly quarterDays: number }[];
  /** Counted after the last declaration but one, up to the last. */
  readonly countedBetween: number;
};

export type CheckedExpense = {
  readonly id: number;
  readonly consultant: string;
  readonly project: string | null;
  readonly spentOn: CivilDate;
  readonly label: string;
  readonly pending: boolean;
};

/** A task that one person alone worked on. */
export type OwnTask = {
  readonly consultant: string;
  readonly project: string;
  readonly profile: string;
  readonly budgetQuarterDays: number;
  readonly countedQuarterDays: number;
  readonly lastOn: CivilDate;
  readonly open: boolean;
};

/** Quarter days that a person worked in a month. */
export type WorkedMonth = {
  readonly consultant: string;
  readonly month: Month;
  readonly billable: number;
  readonly total: number;
};

/** The year of people under a forfait en jours; null: the firm did not say that they are. */
export type DaysContractYear = {
  readonly people: readonly Person[];
  /** Counted from 1 January up to the day. */
  readonly workedQuarters: ReadonlyMap<string, number>;
  readonly bookings: readonly CheckedBooking[];
} | null;

/** What is known only where an outside tool tells it: nothing is supposed in its place. */
export type ToldElsewhere = {
  /** Hours of work and rest, by person and day. */
  readonly hours: readonly {
    readonly consultant: string;
    readonly date: CivilDate;
    readonly hours: number;
    /** Minutes of the day at which work began and ended. */
    readonly startsAt: number;
    readonly endsAt: number;
  }[];
  /** When a row was typed, in seconds. */
  readonly entries: readonly { readonly consultant: string; readonly date: CivilDate; readonly enteredAt: number }[];
  /** Documents that justify an absence; null: not followed here. */
  readonly sicknessPapers: readonly { readonly consultant: string; readonly startsOn: CivilDate }[] | null;
  readonly leaveBalances: readonly {
    readonly consultant: string;
    readonly kind: 'cp' | 'rtt';
    readonly quarterDays: number;
  }[];
  readonly onCall: readonly { readonly consultant: string; readonly date: CivilDate; readonly planned: boolean }[];
};

/** Vigie holds none of these yet: the rules that need them stay silent. */
export const NOTHING_TOLD: ToldElsewhere = {
  hours: [],
  entries: [],
  sicknessPapers: null,
  leaveBalances: [],
  onCall: [],
};

export type CraCheckFacts = {
  readonly month: Month;
  readonly asOf: CivilDate;
  /** The day of the reading: statuses are those of today, whatever the day asked for. */
  readonly today: CivilDate;
  /** The firm lets the rules on how people work run. */
  readonly watchPeople: boolean;
  readonly anomalies: AnomalyFacts;
  /** By consultant, day, project, occurrence. */
  readonly rows: readonly CheckedRow[];
  readonly projects: ReadonlyMap<string, CheckedProject>;
  readonly bookings: readonly CheckedBooking[];
  readonly signatures: readonly ClientSignature[];
  readonly billedMonths: readonly BilledMonth[];
  readonly tasks: readonly Task[];
  readonly expenses: readonly CheckedExpense[];
  readonly ownTasks: readonly OwnTask[];
  /** The month and the six before it. */
  readonly workedMonths: readonly WorkedMonth[];
  readonly daysContract: DaysContractYear;
  readonly told: ToldElsewhere;
  readonly accepted: readonly {
    readonly code: CraCheckCode;
    readonly consultant: string;
    readonly date: CivilDate | null;
    readonly project: string | null;
    readonly reason: string;
  }[];
};
