// What the end of a month is made of, read from the firm's facts: who owes a CRA, what waits to be validated or signed,
// which anomalies are open, what can be invoiced and sent, what the books accrue, what its closing came to.
import { addDays, type CivilDate } from '../../domain/civil-dates.ts';
import { firstDayOf, lastDayOf, type Month } from '../../domain/periods.ts';
import { absentQuarters, presentDaysOf, type Person } from '../../domain/presence.ts';
import { WHOLE_FIRM } from '../../domain/report-scope.ts';
import { dayOfCampaign, type Holding, type MonthEndFacts } from '../../domain/steps/month-end-facts.ts';
import type { Sql, Transaction } from '../connection.ts';
import { readExpectedTimesheets } from '../expected-timesheets.ts';
import { readCraChecksReport } from '../reports/cra-check-facts.ts';
import { readPeople } from '../reports/people-facts.ts';
import { readSignatures } from '../reports/client-signatures.ts';
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
    const [people, begun, closed] = await Promise.all([
      readExpected(tx, month),
      tx`select from month_closings where month = ${firstDayOf(month)}`,
      readClosed(tx, month),
    ]);
    if (people.length === 0 && begun.length === 0) return null;
    const [timesheets, cras, invoicing, sendings, accruals, closing] = await Promise.all([
      readTimesheets(tx, month),
      readCras(tx, month, today),
      readInvoicing(tx, month, readiness),
      readSendings(tx, month),
      readAccruedLines(tx, month, today),
      readClosingProposal(tx, month),
    ]);
    return {
      month,
      closed,
      people,
      timesheets,
      ...cras,
      invoices: { ...invoicing, issued: sendings.issued, issuedNetCents: sendings.issuedNetCents },
      sendings,
      accruals,
      closing,
    };
  });
}

async function readExpected(tx: Transaction, month: Month): Promise<MonthEndFacts['people']> {
  const from = dayOfCampaign(month, -2);
  const to = addDays(lastDayOf(month), CAMPAIGN_DAYS_AFTER);
  const [expected, people, cards] = await Promise.all([
    readExpectedTimesheets(tx, month),
    readPeople(tx, from, to),
    tx<{ code: string; email: string | null; entered: boolean }[]>`
      select c.code, c.email, exists (
        select 1 from time_rows t
        where t.consultant_id = c.id and t.worked_on between ${firstDayOf(month)} and ${lastDayOf(month)}) as entered
      from consultants c`,
  ]);
  const known = new Map(people.map((person) => [person.code, person]));
  const cardOf = new Map(cards.map((card) => [card.code, card]));
  return expected.map(({ consultant, sent }) => ({
    consultant,
    email: cardOf.get(consultant)?.email ?? null,
    entered: cardOf.get(consultant)?.entered ?? false,
    sent,
    daysAtWork: daysAtWork(known.get(consultant), from, to),
  }));
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
      holder.code as who, holder.email, to_char(max(s.submitted_at) at time zone 'Europe/Paris', 'YYYY-MM-DD') as since
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

/** The checks that keep days from being invoiced, and where the clients' signatures stand. */
async function readCras(
  tx: Transaction,
  month: Month,
  today: CivilDate,
): Promise<Pick<MonthEndFacts, 'anomalies' | 'clientValidations'>> {
  const [{ findings }, signatures, asked] = await Promise.all([
    readCraChecksReport(tx, { month, asOf: today, today, costs: 'real' }, WHOLE_FIRM),
    readSignatures(tx, { month, asOf: today }),
    readLinksAsked(tx, month, today),
  ]);
  const grave = findings.filter(
    ({ check, severity }) => (severity === 'error' || severity === 'block') && !HELD_ELSEWHERE.has(check),
  );
  const hold = ({ consultant, date, project, sentence }: (typeof grave)[number]): Holding => ({
    subject: [consultant, date, project].filter((part) => part !== null).join(' · '),
    who: consultant,
    email: null,
    reason: sentence,
    since: date,
  });
  const open = grave.filter(({ accepted }) => accepted === null);
  const broken = open.filter(({ check }) => ABOUT_SIGNATURES.has(check)).map(hold);
  return {
    anomalies: {
      accepted: grave.length - open.length,
      open: open.filter(({ check }) => !ABOUT_SIGNATURES.has(check)).map(hold),
    },
    clientValidations: { signed: signatures.length - broken.length, waiting: [...broken, ...asked] },
  };
}

/** CRAs that clients were asked to validate and have not answered for; of several requests for one CRA, the last. */
async function readLinksAsked(tx: Transaction, month: Month, today: CivilDate): Promise<Holding[]> {
  const rows = await tx<{ subject: string; who: string; since: string }[]>`
    select c.code || ' · ' || p.code as subject, coalesce(cl.name, 'le client') as who, max(q.asked_on) as since
    from client_requests q cross join lateral jsonb_array_elements(q.sheets) as s (sheet)
      join consultants c on c.code = s.sheet ->> 'consultant' join projects p on p.id = q.project_id
      left join clients cl on cl.id = p.client_id
    where q.month = ${firstDayOf(month)} and q.expires_on >= ${today} and not exists (
      select 1 from timesheets t where t.consultant_id = c.id and t.project_id = q.project_id and t.month = q.month
        and (t.client_validation is not null or t.client_validation_before is not null))
    group by 1, 2 order by 1`;
  return rows.map(({ subject, who, since }) => ({
    subject,
    who,
    email: null,
    reason: 'validation demandée au client',
    since,
  }));
}
