// What the end of a month is made of, read from the firm's facts: who owes a CRA, what waits to be validated or signed,
// which anomalies are open, what can be invoiced and sent, what the books accrue, what its closing came to.
import { addDays, type CivilDate } from '../../domain/civil-dates.ts';
import { CLIENT_VALIDATION_LABELS } from '../../domain/client-validation.ts';
import { firstDayOf, lastDayOf, type Month } from '../../domain/periods.ts';
import { absentQuarters, presentDaysOf, type Person } from '../../domain/presence.ts';
import { WHOLE_FIRM } from '../../domain/report-scope.ts';
import { dayOfCampaign, type Holding, type MonthEndFacts } from '../../domain/steps/month-end-facts.ts';
import type { Sql, Transaction } from '../connection.ts';
import { readExpectedTimesheets, type ExpectedTimesheet } from '../expected-timesheets.ts';
import { readCraChecksReport } from '../reports/cra-check-facts.ts';
import { readPeople } from '../reports/people-facts.ts';
import { readValidationSheets } from '../reports/validation-sheets.ts';
import { readAccruedLines, readClosed, readClosingProposal } from './month-end-closing.ts';
import { readInvoicing, readReadiness, readSendings } from './month-end-invoices.ts';

/** Who is away at the end of the month is reminded when they come back, within this. */
const CAMPAIGN_DAYS_AFTER = 14;
const FULL_DAY = 4;

/** @returns null: nobody worked or was to work in the month. */
export async function readMonthEndFacts(app: Sql, month: Month, today: CivilDate): Promise<MonthEndFacts | null> {
  // The invoices as their preparation would plan them now: a transaction of its own.
  const readiness = await readReadiness(app, month, today);
  return app.begin('isolation level repeatable read read only', async (tx): Promise<MonthEndFacts | null> => {
    const [expected, begun, closed] = await Promise.all([
      readExpectedTimesheets(tx, month),
      tx`select from month_closings where month = ${firstDayOf(month)}`,
      readClosed(tx, month),
    ]);
    if (expected.length === 0 && begun.length === 0) return null;
    const [timesheets, checks, invoicing, sendings, accruals, closing] = await Promise.all([
      readTimesheets(tx, month),
      readChecks(tx, month, today),
      readInvoicing(tx, month, readiness),
      readSendings(tx, month),
      readAccruedLines(tx, month, today),
      readClosingProposal(tx, month),
    ]);
    return {
      month,
      closed,
      people: await readPeopleOwing(tx, month, today, expected, checks),
      timesheets,
      anomalies: tellAnomalies(checks),
      clientValidations: await readClientValidations(tx, month, today, checks),
      invoices: { ...invoicing, issued: sendings.issued, issuedNetCents: sendings.issuedNetCents },
      sendings,
      accruals,
      closing,
    };
  });
}

type Checks = Awaited<ReturnType<typeof readCraChecksReport>>['findings'];

async function readChecks(tx: Transaction, month: Month, today: CivilDate): Promise<Checks> {
  const { findings } = await readCraChecksReport(tx, { month, asOf: today, today, costs: 'real' }, WHOLE_FIRM);
  return findings;
}

/** Who worked, or was to work on a day of the month at least; and what each still owes of it. */
async function readPeopleOwing(
  tx: Transaction,
  month: Month,
  today: CivilDate,
  expected: readonly ExpectedTimesheet[],
  checks: Checks,
): Promise<MonthEndFacts['people']> {
  const [from, to] = [dayOfCampaign(month, -2), addDays(lastDayOf(month), CAMPAIGN_DAYS_AFTER)];
  const [people, cards] = await Promise.all([
    readPeople(tx, firstDayOf(month), to),
    tx<{ code: string; email: string | null; entered: boolean; drafts: boolean }[]>`
      select c.code, c.email, count(t.id) > 0 as entered,
        coalesce(bool_or(t.state = 'brouillon' and t.worked_on < ${today}), false) as drafts
      from consultants c left join time_rows t
        on t.consultant_id = c.id and t.worked_on between ${firstDayOf(month)} and ${lastDayOf(month)}
      group by c.id`,
  ]);
  const known = new Map(people.map((person) => [person.code, person]));
  const cardOf = new Map(cards.map((card) => [card.code, card]));
  // Of today, the evening will tell.
  const lacking = checks.filter(
    ({ check, date, accepted }) => check === 'missing' && accepted === null && date !== null && date < today,
  );
  const lackingOf = Map.groupBy(lacking, ({ consultant }) => consultant);
  return expected.flatMap(({ consultant, sent }) => {
    const card = cardOf.get(consultant);
    const days = daysAtWork(known.get(consultant), firstDayOf(month), to);
    const entered = card?.entered ?? false;
    // Away all the month: nothing is due.
    if (!entered && !days.some((day) => day <= lastDayOf(month))) return [];
    const lackingDays = lackingOf.get(consultant)?.length ?? 0;
    return [
      {
        consultant,
        email: card?.email ?? null,
        entered,
        sent: sent && lackingDays === 0 && card?.drafts !== true,
        lackingDays,
        daysAtWork: days.filter((day) => day >= from),
      },
    ];
  });
}

function daysAtWork(person: Person | undefined, from: CivilDate, to: CivilDate): CivilDate[] {
  if (!person) return [];
  return presentDaysOf(person, from, to).filter((day) => absentQuarters(person, day) < FULL_DAY);
}

async function readTimesheets(tx: Transaction, month: Month): Promise<MonthEndFacts['timesheets']> {
  const rows = await tx<
    { subject: string; waiting: boolean; who: string | null; email: string | null; since: string | null }[]
  >`
    select c.code || ' · ' || p.code as subject, bool_or(t.state = 'soumis') as waiting,
      holder.code as who, holder.email, 
      coalesce(to_char(max(s.submitted_at) at time zone 'Europe/Paris', 'YYYY-MM-DD'),
        to_char(max(t.worked_on) filter (where t.state = 'soumis'), 'YYYY-MM-DD')) as since
    from time_rows t
    join consultants c on c.id = t.consultant_id
    join projects p on p.id = t.project_id
    left join consultants holder on holder.id = case when p.contract_kind = 'interne' then c.manager_id else p.manager_id end
    left join timesheets s on s.consultant_id = c.id and s.project_id = p.id and s.month = ${firstDayOf(month)}
    where t.worked_on between ${firstDayOf(month)} and ${lastDayOf(month)} and t.state <> 'brouillon'
    group by c.code, p.code, holder.code, holder.email order by 1`;
  return {
    validated: rows.filter(({ waiting }) => !waiting).length,
    waiting: rows
      .filter(({ waiting }) => waiting)
      .map(({ subject, who, email, since }) => ({
        subject,
        who: who ?? 'la direction',
        email,
        reason: 'à valider',
        since,
      })),
  };
}

/** A missing CRA is the campaign's, and an order the client's: the invoice's own stage tells it. */
const HELD_ELSEWHERE: ReadonlySet<string> = new Set(['no_timesheet', 'missing', 'po', 'order_closed']);
const ABOUT_SIGNATURES: ReadonlySet<string> = new Set(['changed_after_validation', 'client_days_differ']);

function holdFinding({ consultant, date, project, sentence }: Checks[number]): Holding {
  return {
    subject: [consultant, date, project].filter((part) => part !== null).join(' · '),
    who: consultant,
    email: null,
    reason: sentence,
    since: date,
  };
}

/** The checks that keep days from being invoiced. */
function tellAnomalies(checks: Checks): MonthEndFacts['anomalies'] {
  const grave = checks.filter(
    ({ check, severity }) =>
      (severity === 'error' || severity === 'block') && !HELD_ELSEWHERE.has(check) && !ABOUT_SIGNATURES.has(check),
  );
  const open = grave.filter(({ accepted }) => accepted === null);
  return { accepted: grave.length - open.length, open: open.map(holdFinding) };
}

/** What clients were asked: signed, awaited, contested, changed since. A difference that was accepted counts as signed. */
async function readClientValidations(
  tx: Transaction,
  month: Month,
  today: CivilDate,
  checks: Checks,
): Promise<MonthEndFacts['clientValidations']> {
  const [sheets, clients] = await Promise.all([
    readValidationSheets(tx, { from: month, to: month, projects: null, asOf: today }),
    tx<{ code: string; name: string }[]>`select code, name from clients`,
  ]);
  const nameOf = new Map(clients.map(({ code, name }) => [code, name]));
  const settled = new Set(
    checks
      .filter(({ check, accepted }) => ABOUT_SIGNATURES.has(check) && accepted !== null)
      .map(({ consultant, project }) => `${consultant} ${project}`),
  );
  const asked = sheets.filter(({ state }) => state !== 'to_ask');
  const waiting = asked.filter(
    ({ state, consultant, project }) => state !== 'accepted' && !settled.has(`${consultant} ${project}`),
  );
  return {
    signed: asked.length - waiting.length,
    neverAsked: sheets.length - asked.length,
    waiting: waiting.map(({ consultant, project, client, state, asked: last, validation }) => ({
      subject: `${consultant} · ${project}`,
      who: state === 'waiting' ? (nameOf.get(client) ?? client) : 'l’administration des ventes',
      email: null,
      reason: `validation du client : ${CLIENT_VALIDATION_LABELS[state]}`,
      since: (state === 'waiting' ? last?.on : validation?.on) ?? null,
    })),
  };
}
