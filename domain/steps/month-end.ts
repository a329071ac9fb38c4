// The end of a month, from the last working days to the closing: CRAs come in, are validated, their anomalies are fixed
// or accepted, invoices are approved and leave, the month is closed. Each stage says how far it is, what blocks it, who
// holds it and since when; people are reminded on the days that they work, and never more than three times.
import { addDays, later, type CivilDate } from '../civil-dates.ts';
import { sayDate, sayMonth } from '../french.ts';
import { addMonths, firstDayOf, lastDayOf, type Month } from '../periods.ts';
import { isWorkingDay } from '../calendar.ts';
import { addWorkingDays, type Reminder, type Step } from './step.ts';

export const MONTH_END_STEPS = {
  entry: 'Saisie des CRA',
  validation: 'Validation des CRA',
  anomalies: 'Anomalies',
  invoices: 'Factures à émettre',
  sending: 'Envoi des factures',
  closing: 'Clôture',
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
  readonly reason: string;
  readonly since: CivilDate | null;
};

export type MonthEndFacts = {
  readonly month: Month;
  readonly closed: boolean;
  /** Whose CRA is expected. */
  readonly people: readonly {
    readonly consultant: string;
    readonly email: string | null;
    readonly sent: boolean;
    /** Working days of theirs, absences taken out, from J−2 to a week after the month. */
    readonly daysAtWork: readonly CivilDate[];
  }[];
  /** CRAs of the month by person and project. */
  readonly timesheets: { readonly validated: number; readonly waiting: readonly Holding[] };
  readonly anomalies: { readonly accepted: number; readonly open: readonly Holding[] };
  readonly invoices: {
    readonly ready: number;
    readonly issued: number;
    readonly blocked: readonly Holding[];
    /** A proposal to issue them waits for its approval since this day. */
    readonly proposedOn: CivilDate | null;
  };
  readonly unsent: readonly Holding[];
  /** A proposal to close waits since this day. */
  readonly closingProposedOn: CivilDate | null;
};

export const STAGE_STATES = ['done', 'running', 'waiting'] as const;
export type StageState = (typeof STAGE_STATES)[number];

/** A stage as it is shown: how many are through of how many, what holds the others. */
export type StageView = {
  readonly stage: MonthEndStage;
  readonly state: StageState;
  readonly done: number;
  readonly total: number;
  readonly holdings: readonly Holding[];
};

/** Working days around the month's last, J (DOMAIN.md, 4: submit by J, manager J+2, client and invoice J+5). */
const ENTRY_REMINDERS = [-2, 0, 1] as const;
const VALIDATION_DAY = 2;
const SECOND_ISSUE_DAY = 5;
const CLOSING_DAY = 8;

/** The last working day of a month. */
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

function holdClosing({ month, closingProposedOn }: MonthEndFacts): Holding[] {
  if (closingProposedOn === null) return [];
  return [
    { subject: month, who: 'la direction', email: null, reason: 'clôture à approuver', since: closingProposedOn },
  ];
}

/** Every stage, in order; one that nothing holds while an earlier one runs still waits for it. */
export function listStages(facts: MonthEndFacts, today: CivilDate): StageView[] {
  const over = today > lastDayOf(facts.month);
  const { people, timesheets, anomalies, invoices, unsent } = facts;
  const missing = people.filter(({ sent }) => !sent);
  const entry: Holding[] = missing.map(({ consultant, email }) => ({
    subject: consultant,
    who: consultant,
    email,
    reason: 'CRA non envoyé',
    since: over ? lastWorkingDayOf(facts.month) : null,
  }));
  const accounts = 'l’administration des ventes';
  const approval: Holding[] =
    invoices.proposedOn === null
      ? []
      : [
          {
            subject: `${invoices.ready} facture(s)`,
            who: accounts,
            email: null,
            reason: 'à approuver',
            since: invoices.proposedOn,
          },
        ];
  const stages: Omit<StageView, 'state'>[] = [
    { stage: 'entry', done: people.length - missing.length, total: people.length, holdings: entry },
    {
      stage: 'validation',
      done: timesheets.validated,
      total: timesheets.validated + timesheets.waiting.length,
      holdings: timesheets.waiting,
    },
    {
      stage: 'anomalies',
      done: anomalies.accepted,
      total: anomalies.accepted + anomalies.open.length,
      holdings: anomalies.open,
    },
    {
      stage: 'invoices',
      done: invoices.issued,
      total: invoices.issued + invoices.ready + invoices.blocked.length,
      holdings: [...approval, ...invoices.blocked],
    },
    { stage: 'sending', done: invoices.issued - unsent.length, total: invoices.issued, holdings: unsent },
    { stage: 'closing', done: facts.closed ? 1 : 0, total: 1, holdings: holdClosing(facts) },
  ];
  let before = true;
  return stages.map((stage) => {
    const through = stage.done === stage.total && (stage.stage !== 'invoices' || over);
    const state: StageState = facts.closed || (through && before) ? 'done' : before ? 'running' : 'waiting';
    before &&= state === 'done';
    return { ...stage, state };
  });
}

const accountsAndDirection = { emails: [], roles: ['adv', 'daf', 'direction'] } as const;

/**
 * Three times at most, each on a day that they work: who is away is reminded when they come back, once for what they
 * have missed.
 */
function remindEntries({ month, people }: MonthEndFacts, today: CivilDate): Reminder[] {
  return people.flatMap(({ consultant, email, sent, daysAtWork }) => {
    if (sent || email === null) return [];
    const days = ENTRY_REMINDERS.flatMap((offset) => {
      const wanted = dayOfCampaign(month, offset);
      return daysAtWork.find((day) => day >= wanted) ?? [];
    });
    const last = days.findLast((day) => day <= today);
    const said = new Set(days.filter((day) => day === last || day > today));
    return [...said].map((day) => ({
      key: `cra:${consultant}:${day}`,
      dueOn: day,
      to: { emails: [email], roles: [] },
      text: `Votre CRA de ${sayMonth(month)} est à envoyer${day > lastDayOf(month) ? ' : le mois est fini' : ` avant le ${sayDate(lastDayOf(month))}`}.`,
      link: '/cra',
    }));
  });
}

function remindValidation({ month, timesheets }: MonthEndFacts): Reminder[] {
  const dueOn = dayOfCampaign(month, VALIDATION_DAY);
  const byHolder = Map.groupBy(timesheets.waiting, ({ email }) => email ?? '');
  return [...byHolder].map(([email, waiting]) => ({
    key: `validation:${email}`,
    dueOn,
    to: { emails: email === '' ? [] : [email], roles: ['direction'] },
    text: `${waiting.length} CRA de ${sayMonth(month)} à valider : ${waiting.map(({ subject }) => subject).join(', ')}.`,
    link: '/a-decider',
  }));
}

/** On the first day of the next month, then at J+5 for what came late, and arrears stay in the next month's. */
function proposeInvoices({ month, invoices }: MonthEndFacts): Reminder[] {
  if (invoices.ready === 0) return [];
  const first = firstDayOf(addMonths(month, 1));
  return [first, later(addDays(first, 1), dayOfCampaign(month, SECOND_ISSUE_DAY))].map((dueOn, i) => ({
    key: `issue:${i + 1}`,
    dueOn,
    to: accountsAndDirection,
    text: `${invoices.ready} facture(s) de ${sayMonth(month)} à approuver.`,
    link: '/a-decider',
    proposal: { command: 'issue_invoices', input: { month } },
  }));
}

/** As soon as all is done; at J+8 also with projects that stay blocked: their days are accrued, and invoiced later. */
function proposeClosing({ month, invoices }: MonthEndFacts, allDone: boolean): Reminder[] {
  if (!allDone && invoices.ready > 0) return [];
  const first = firstDayOf(addMonths(month, 1));
  return [
    {
      key: 'close',
      dueOn: allDone ? first : later(first, dayOfCampaign(month, CLOSING_DAY)),
      to: accountsAndDirection,
      text: `${sayMonth(month)} peut être clos.`,
      link: '/a-decider',
      proposal: { command: 'close_month', input: { month } },
    },
  ];
}

/** What the end of the month waits for now, what is said, and when to look again. */
export function nextMonthEndStep(facts: MonthEndFacts, today: CivilDate): Step<MonthEndStepName> {
  const stages = listStages(facts, today);
  const running = stages.find(({ state }) => state === 'running');
  const told = {
    to: accountsAndDirection,
    link: `/rapports/billing?month=${facts.month}`,
  };
  if (running === undefined)
    return {
      step: 'done',
      blockedOn: null,
      since: null,
      next: null,
      reminders: [{ key: 'closed', dueOn: null, text: `${sayMonth(facts.month)} est clos.`, ...told }],
      changesOn: null,
      done: true,
    };
  const holders = [...new Set(running.holdings.map(({ who }) => who))];
  const since = running.holdings.flatMap(({ since: day }) => day ?? []).toSorted()[0] ?? null;
  return {
    step: running.stage,
    blockedOn: holders.length === 0 ? null : holders.join(', '),
    since,
    next: `${MONTH_END_STEPS[running.stage]} : ${running.done} sur ${running.total}.`,
    reminders: [
      ...remindEntries(facts, today),
      ...remindValidation(facts),
      ...proposeInvoices(facts),
      ...proposeClosing(facts, running.stage === 'closing'),
    ],
    changesOn: addDays(today, 1),
    done: false,
  };
}
