// What the end of a month is made of: its steps by name, the days of its campaign, and the facts that its stages and
// reminders are worked out from.
import { isWorkingDay } from '../calendar.ts';
import { addDays, type CivilDate } from '../civil-dates.ts';
import type { MonthFigures } from '../commands/firm-reader.ts';
import { lastDayOf, type Month } from '../periods.ts';
import { addWorkingDays } from './step.ts';

export const MONTH_END_STEPS = {
  entry: 'Saisie des CRA',
  validation: 'Validation des CRA',
  client_validation: 'Validation des clients',
  anomalies: 'Anomalies',
  preparation: 'Préfacturation',
  invoices: 'Factures à émettre',
  sending: 'Envoi des factures',
  accruals: 'Régularisations',
  closing: 'Clôture',
  report: 'Compte rendu',
  done: 'Mois clos',
} as const;
export type MonthEndStepName = keyof typeof MONTH_END_STEPS;
export type MonthEndStage = Exclude<MonthEndStepName, 'done'>;

/** Something that keeps a stage from being over, and who holds it. */
export type Holding = {
  readonly subject: string;
  /** As people read it. */
  readonly who: string;
  readonly email: string | null;
  /** In French words. */
  readonly reason: string;
  readonly since: CivilDate | null;
};

/** The closing of the month, once it is closed. */
export type ClosedMonth = {
  readonly closedOn: CivilDate | null;
  /** Of the act that closed it: a month that is reopened and closed again is told again. */
  readonly actId: string;
  /** Of the chain of seals, when it was closed. */
  readonly sealHead: string | null;
  readonly figures: MonthFigures | null;
  /** Direction has been told what the month came to. */
  readonly told: boolean;
};

export type MonthEndFacts = {
  readonly month: Month;
  /** Null: open. */
  readonly closed: ClosedMonth | null;
  /** Whose CRA is expected. */
  readonly people: readonly {
    readonly consultant: string;
    readonly email: string | null;
    /** Some of their time of the month is there. */
    readonly entered: boolean;
    /** All that is due by today is sent: no draft is left, and no day lacks. */
    readonly sent: boolean;
    /** Working days before today on which nothing, or not enough, is entered, in a CRA that was sent. */
    readonly lackingDays: number;
    /** Working days of theirs, absences taken out, from J−2 to a week after the month. */
    readonly daysAtWork: readonly CivilDate[];
  }[];
  /** CRAs of the month by person and project. */
  readonly timesheets: { readonly validated: number; readonly waiting: readonly Holding[] };
  /** CRAs that clients signed, those that they were asked for or whose signature no longer holds, and the others. */
  readonly clientValidations: {
    readonly signed: number;
    readonly neverAsked: number;
    readonly waiting: readonly Holding[];
  };
  readonly anomalies: { readonly accepted: number; readonly open: readonly Holding[] };
  readonly invoices: {
    /** Projects whose invoice can leave and that nobody has decided on. */
    readonly ready: readonly string[];
    /** Projects whose invoice could leave, and that a person left out. */
    readonly setAside: readonly Holding[];
    readonly blocked: readonly Holding[];
    readonly issued: number;
    /** Without their credit notes, nor deposits' own. */
    readonly issuedNetCents: number;
    /** A proposal to issue them waits for its approval since this day. */
    readonly proposedOn: CivilDate | null;
    /** An approved batch is being carried out. */
    readonly issuing: boolean;
  };
  readonly sendings: {
    readonly sent: number;
    readonly waiting: readonly Holding[];
    /** Numbers that can leave, and whose sending nobody was asked for. */
    readonly toPropose: readonly string[];
  };
  readonly accruals: {
    /** Entries of the month's end in the books, by kind. */
    readonly toInvoice: number;
    readonly deferred: number;
    readonly suppliers: number;
    readonly losses: number;
    /** What keeps them from being sure. */
    readonly unsure: readonly Holding[];
  };
  readonly closing: {
    /** A proposal to close waits since this day. */
    readonly proposedOn: CivilDate | null;
    /** Somebody said no. */
    readonly refused: Holding | null;
  };
};

/** The last working day of a month, J. */
export function lastWorkingDayOf(month: Month): CivilDate {
  let day = lastDayOf(month);
  while (!isWorkingDay(day)) day = addDays(day, -1);
  return day;
}

/** J and a number of working days, before or after. */
export function dayOfCampaign(month: Month, offset: number): CivilDate {
  let day = lastWorkingDayOf(month);
  for (let left = -offset; left > 0; left -= 1) {
    do day = addDays(day, -1);
    while (!isWorkingDay(day));
  }
  return offset > 0 ? addWorkingDays(day, offset) : day;
}
