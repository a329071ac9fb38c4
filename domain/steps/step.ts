// Where a deal, an invoice or a proposal stands: what is waited for, of whom, what is to be said, and when to look
// again. Worked out from the facts each time; a workflow only drives by it.
import { isWorkingDay } from '../calendar.ts';
import { addDays, earlier, type CivilDate } from '../civil-dates.ts';
import type { Role } from '../roles.ts';

/** Persons by their mail; who has no account is replaced by the holders of the roles. */
export type Recipients = { readonly emails: readonly string[]; readonly roles: readonly Role[] };

export type Reminder = {
  /** Said once under this key. */
  readonly key: string;
  /** The day from which it is to be said; null: as soon as it is seen. */
  readonly dueOn: CivilDate | null;
  readonly to: Recipients;
  /** A French sentence. */
  readonly text: string;
  /** The page that it is about. */
  readonly link: string;
  /** What a person should decide on: filed as a proposal, which does the telling. */
  readonly proposal?: {
    readonly command: string;
    readonly input?: Readonly<Record<string, unknown>>;
    /** Several changes of this kind, decided as one. */
    readonly inputs?: readonly unknown[];
    /** Other inputs of the same command, among which who decides may choose. */
    readonly alternatives?: readonly unknown[];
  };
  /** To be kept: mailed at once, beside the notice. */
  readonly mail?: { readonly subject: string; readonly body: string };
};

export type Step<Name extends string = string> = {
  readonly step: Name;
  /** Who is waited for, as people read it; null: nobody, only a date or nothing. */
  readonly blockedOn: string | null;
  /** Since when, where the facts tell it. */
  readonly since: CivilDate | null;
  /** What comes next, a French sentence. */
  readonly next: string | null;
  readonly reminders: readonly Reminder[];
  /** The day on which the step may change by itself; null: only by somebody's doing. */
  readonly changesOn: CivilDate | null;
  /** Nothing is left to drive. */
  readonly done: boolean;
};

export type Agenda = { readonly due: readonly Reminder[]; readonly wakeOn: CivilDate | null };

/**
 * What is to be said today, and the next day to look again.
 * @param noted keys of what was said before.
 */
export function planReminders(step: Step, today: CivilDate, noted: ReadonlySet<string>): Agenda {
  const open = step.reminders.filter(({ key }) => !noted.has(key));
  const due = open.filter(({ dueOn }) => dueOn === null || dueOn <= today);
  const days = open.flatMap(({ dueOn }) => (dueOn !== null && dueOn > today ? [dueOn] : []));
  if (step.changesOn !== null && step.changesOn > today) days.push(step.changesOn);
  return { due, wakeOn: days.length === 0 ? null : days.reduce(earlier) };
}

/** The n-th working day after a day. */
export function addWorkingDays(day: CivilDate, count: number): CivilDate {
  let date = day;
  for (let left = count; left > 0;) {
    date = addDays(date, 1);
    if (isWorkingDay(date)) left -= 1;
  }
  return date;
}
