// What is said and proposed at the end of a month: people are reminded on the days that they work, never more than three
// times; what a person should decide is filed as a proposal, once.
import { addDays, later, type CivilDate } from '../civil-dates.ts';
import { sayCount, sayDate, sayMonth, sayOf } from '../french.ts';
import { addMonths, firstDayOf, lastDayOf } from '../periods.ts';
import { writeClosingReport } from './closing-report.ts';
import { dayOfCampaign, type ClosedMonth, type MonthEndFacts } from './month-end-facts.ts';
import type { Reminder } from './step.ts';

/** Working days around the month's last, J (DOMAIN.md, 4: submit by J, manager J+2, client and invoice J+5). */
const ENTRY_REMINDERS = [-2, 0, 1] as const;
const VALIDATION_DAY = 2;
const CLIENT_DAY = 5;
const SECOND_ISSUE_DAY = 5;
const CLOSING_DAY = 8;

const accountsAndDirection = { emails: [], roles: ['adv', 'daf', 'direction'] } as const;

function sayEntry({ month }: MonthEndFacts, entered: boolean, day: CivilDate): string {
  const owed = entered
    ? `Votre CRA ${sayOf(sayMonth(month))} est à envoyer`
    : `Votre CRA ${sayOf(sayMonth(month))} est à envoyer, et rien n’y est saisi`;
  return `${owed}${day > lastDayOf(month) ? ' : le mois est fini' : ` ; le mois finit le ${sayDate(lastDayOf(month))}`}.`;
}

/**
 * Three times at most, each on a day that they work: who is away is reminded when they come back, once for what they
 * have missed.
 */
function remindEntries(facts: MonthEndFacts, today: CivilDate): Reminder[] {
  return facts.people.flatMap(({ consultant, email, entered, sent, daysAtWork }) => {
    if (sent || email === null) return [];
    const days = ENTRY_REMINDERS.flatMap((offset) => {
      const wanted = dayOfCampaign(facts.month, offset);
      return daysAtWork.find((day) => day >= wanted) ?? [];
    });
    const last = days.findLast((day) => day <= today);
    const said = new Set(days.filter((day) => day === last || day > today));
    return [...said].map((day) => ({
      key: `cra:${consultant}:${day}`,
      dueOn: day,
      to: { emails: [email], roles: [] },
      text: sayEntry(facts, entered, day),
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
    text: `${waiting.length} CRA ${sayOf(sayMonth(month))} à valider : ${waiting.map(({ subject }) => subject).join(', ')}.`,
    link: '/a-decider',
  }));
}

/** What the accounts follow up themselves: signatures of clients, and anomalies that nobody has settled. */
function remindFollowUp({ month, clientValidations, anomalies }: MonthEndFacts): Reminder[] {
  const about = { to: accountsAndDirection, link: `/fin-de-mois/${month}` };
  const unsigned = clientValidations.waiting.length;
  const open = anomalies.open.length;
  return [
    ...(open === 0
      ? []
      : [
          {
            ...about,
            key: 'anomalies',
            dueOn: dayOfCampaign(month, VALIDATION_DAY),
            text: `${sayCount(open, 'anomalie')} de CRA ${sayOf(sayMonth(month))} à corriger ou à accepter.`,
          },
        ]),
    ...(unsigned === 0
      ? []
      : [
          {
            ...about,
            key: 'client-validation',
            dueOn: dayOfCampaign(month, CLIENT_DAY),
            text: `${unsigned} CRA ${sayOf(sayMonth(month))} attendent la validation du client.`,
          },
        ]),
  ];
}

/** On the first day of the next month, at J+5 for what came late, then once a day for what comes later still. */
function proposeInvoices({ month, invoices }: MonthEndFacts, today: CivilDate): Reminder[] {
  const { ready, setAside, proposedOn, issuing } = invoices;
  if (ready.length === 0 || proposedOn !== null || issuing) return [];
  const first = firstDayOf(addMonths(month, 1));
  // What a person has left out is not asked for again.
  const input = setAside.length === 0 ? { month } : { month, projects: ready };
  const second = later(addDays(first, 1), dayOfCampaign(month, SECOND_ISSUE_DAY));
  const days = [
    { key: 'issue:1', dueOn: first },
    { key: 'issue:2', dueOn: second },
    ...(today > second ? [{ key: `issue:${today}`, dueOn: today }] : []),
  ];
  return days.map((day) => ({
    ...day,
    to: accountsAndDirection,
    text: `${sayCount(ready.length, 'facture')} ${sayOf(sayMonth(month))} à approuver.`,
    link: '/a-decider',
    proposal: { command: 'issue_invoices', input },
  }));
}

/** Once the batch is issued, its sendings are one decision. */
function proposeSending({ month, invoices, sendings }: MonthEndFacts): Reminder[] {
  const { toPropose } = sendings;
  if (toPropose.length === 0 || invoices.issuing) return [];
  return [
    {
      key: `send:${toPropose[0]}:${toPropose.at(-1)}`,
      dueOn: null,
      to: accountsAndDirection,
      text: `${sayCount(toPropose.length, 'facture')} ${sayOf(sayMonth(month))} à envoyer aux clients.`,
      link: '/a-decider',
      proposal: { command: 'send_invoice', inputs: toPropose.map((invoice) => ({ invoice })) },
    },
  ];
}

/** As soon as all is done; at J+8 also with projects that stay blocked: their days are accrued, and invoiced later. */
function proposeClosing({ month, invoices, closing }: MonthEndFacts, allDone: boolean): Reminder[] {
  if (closing.proposedOn !== null || (!allDone && (invoices.ready.length > 0 || invoices.issuing))) return [];
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

/** @param readyToClose everything before the closing is done. */
export function remindMonthEnd(facts: MonthEndFacts, today: CivilDate, readyToClose: boolean): Reminder[] {
  return [
    ...remindEntries(facts, today),
    ...remindValidation(facts),
    ...remindFollowUp(facts),
    ...proposeInvoices(facts, today),
    ...proposeSending(facts),
    ...proposeClosing(facts, readyToClose),
  ];
}

/** Once a closing, with a mail that stays. */
export function tellClosing(facts: MonthEndFacts, closed: ClosedMonth): Reminder[] {
  if (closed.told) return [];
  const { text, subject, body } = writeClosingReport(facts, closed);
  return [
    {
      key: reportKey(closed.actId),
      dueOn: null,
      to: { emails: [], roles: ['direction', 'daf'] },
      text,
      link: `/fin-de-mois/${facts.month}`,
      mail: { subject, body },
    },
  ];
}

/** What is noted once direction has been told of a closing. */
export function reportKey(actId: string): string {
  return `report:${actId}`;
}
