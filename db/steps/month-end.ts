// What the end of a month is made of, read from the firm's facts: who owes a CRA, what waits to be validated, which
// anomalies are open, what can be invoiced, what has not left, what waits for an approval.
import { ANOMALY_RULES } from '../../domain/anomalies.ts';
import { addDays, type CivilDate } from '../../domain/civil-dates.ts';
import { addMonths, firstDayOf, lastDayOf, type Month } from '../../domain/periods.ts';
import { absentQuarters, presentDaysOf, type Person } from '../../domain/presence.ts';
import { WHOLE_FIRM } from '../../domain/report-scope.ts';
import { dayOfCampaign, type Holding, type MonthEndFacts } from '../../domain/steps/month-end.ts';
import type { Queryable, Sql, Transaction } from '../connection.ts';
import { readExpectedTimesheets } from '../expected-timesheets.ts';
import { readAnomaliesReport } from '../reports/anomaly-facts.ts';
import { readBillingReport } from '../reports/billing-facts.ts';
import { readPeople } from '../reports/people-facts.ts';

/** Who is away at the end of the month is reminded when they come back, within this. */
const CAMPAIGN_DAYS_AFTER = 14;
const FULL_DAY = 4;

/** @returns null: nobody worked or was to work in the month. */
export async function readMonthEndFacts(app: Sql, month: Month, today: CivilDate): Promise<MonthEndFacts | null> {
  return app.begin('isolation level repeatable read read only', async (tx): Promise<MonthEndFacts | null> => {
    const [people, closing, timesheets, anomalies, billing, invoices, proposals] = await Promise.all([
      readExpected(tx, month),
      tx<{ state: string }[]>`select state from month_closings where month = ${firstDayOf(month)}`,
      readTimesheets(tx, month),
      readOpenAnomalies(tx, month, today),
      readBillingReport(tx, { month, asOf: today }, WHOLE_FIRM),
      readIssued(tx, month),
      readWaitingProposals(tx, month),
    ]);
    if (people.length === 0 && closing.length === 0) return null;
    const ready = billing.projects.filter(({ blocked, total }) => blocked.length === 0 && total > 0);
    return {
      month,
      closed: closing[0]?.state === 'closed',
      people,
      timesheets,
      anomalies,
      invoices: {
        ready: ready.length,
        issued: invoices.issued,
        blocked: await holdBlocked(
          tx,
          billing.projects.filter(({ blocked }) => blocked.length > 0),
        ),
        proposedOn: proposals.get('issue_invoices') ?? null,
      },
      unsent: invoices.unsent,
      closingProposedOn: proposals.get('close_month') ?? null,
    };
  });
}

/** Months whose end is to be driven: the one that ends within two working days, the last one, and those begun by hand. */
export async function listMonthEnds(sql: Queryable, today: CivilDate): Promise<Month[]> {
  const current = today.slice(0, 7);
  const earliest = today >= dayOfCampaign(current, -2) ? current : null;
  const rows = await sql<{ month: string }[]>`
    with candidates as (
      select to_char(${today}::date - interval '1 month', 'YYYY-MM') as month
      union select ${earliest}::text where ${earliest}::text is not null
    )
    select c.month from candidates c
    where exists (select 1 from time_rows t
        where t.worked_on between (c.month || '-01')::date and ((c.month || '-01')::date + interval '1 month - 1 day')::date)
      and not exists (select 1 from month_closings m where to_char(m.month, 'YYYY-MM') = c.month and m.state = 'closed')
    union select to_char(month, 'YYYY-MM') from month_closings where state = 'open'
    order by 1`;
  return rows.map(({ month }) => month);
}

async function readExpected(tx: Transaction, month: Month): Promise<MonthEndFacts['people']> {
  const from = dayOfCampaign(month, -2);
  const to = addDays(lastDayOf(month), CAMPAIGN_DAYS_AFTER);
  const [expected, people, emails] = await Promise.all([
    readExpectedTimesheets(tx, month),
    readPeople(tx, from, to),
    tx<{ code: string; email: string | null }[]>`select code, email from consultants`,
  ]);
  const known = new Map(people.map((person) => [person.code, person]));
  const addresses = new Map(emails.map(({ code, email }) => [code, email]));
  return expected.map(({ consultant, sent }) => ({
    consultant,
    email: addresses.get(consultant) ?? null,
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

/** What somebody has to fix or accept; a missing CRA is the campaign's, and an order the client's. */
const HELD_ELSEWHERE: ReadonlySet<string> = new Set(['no_timesheet', 'missing', 'po', 'negative_margin']);

async function readOpenAnomalies(tx: Transaction, month: Month, today: CivilDate): Promise<MonthEndFacts['anomalies']> {
  const [{ findings }, accepted] = await Promise.all([
    readAnomaliesReport(tx, { month, asOf: today, costs: 'real' }, WHOLE_FIRM),
    tx<{ rule: string; consultant: string; date: string | null; project: string | null }[]>`
      select a.rule, c.code as consultant, a.worked_on as date, p.code as project from accepted_anomalies a
      join consultants c on c.id = a.consultant_id left join projects p on p.id = a.project_id
      where a.month = ${firstDayOf(month)}`,
  ]);
  const keyOf = (one: { rule: string; consultant: string; date: string | null; project: string | null }): string =>
    [one.rule, one.consultant, one.date ?? '', one.project ?? ''].join(' ');
  const known = new Set(accepted.map(keyOf));
  const errors = findings.filter(({ rule, severity }) => severity === 'error' && !HELD_ELSEWHERE.has(rule));
  const open = errors.filter((finding) => !known.has(keyOf(finding)));
  return {
    accepted: errors.length - open.length,
    open: open.map(({ rule, consultant, date, project }) => ({
      subject: [consultant, date, project].filter((part) => part !== null).join(' · '),
      who: consultant,
      email: null,
      reason: ANOMALY_RULES.find((one) => one === rule) ?? rule,
      since: date,
    })),
  };
}

type BlockedProject = { readonly code: string; readonly blocked: readonly { readonly reason: string }[] };

async function holdBlocked(tx: Transaction, blocked: readonly BlockedProject[]): Promise<Holding[]> {
  const managers = await tx<{ code: string; who: string | null; email: string | null }[]>`
    select p.code, m.code as who, m.email from projects p left join consultants m on m.id = p.manager_id
    where p.code = any(${blocked.map(({ code }) => code)})`;
  const holderOf = new Map(managers.map((row) => [row.code, row]));
  return blocked.map(({ code, blocked: reasons }) => ({
    subject: code,
    who: holderOf.get(code)?.who ?? 'la direction',
    email: holderOf.get(code)?.email ?? null,
    reason: reasons.map(({ reason }) => reason).join(', '),
    since: null,
  }));
}

async function readIssued(tx: Transaction, month: Month): Promise<{ issued: number; unsent: Holding[] }> {
  const next = addMonths(month, 1);
  const rows = await tx<{ number: string; issued: string; sent: boolean }[]>`
    select i.number, i.issued_on as issued,
      exists (select 1 from invoice_sendings s where s.invoice_id = i.id) as sent
    from invoices i
    -- One that takes arrears begins before its month; one of arrears alone, or of a milestone, is told by its issue.
    where i.origin = 'issued' and i.kind <> 'avoir' and (i.period_end between ${firstDayOf(month)} and ${lastDayOf(month)}
      or (coalesce(i.period_end, '-infinity') < ${firstDayOf(month)}
        and i.issued_on between ${firstDayOf(next)} and ${lastDayOf(next)}))
    order by i.number`;
  return {
    issued: rows.length,
    unsent: rows
      .filter(({ sent }) => !sent)
      .map(({ number, issued }) => ({
        subject: number,
        who: 'l’administration des ventes',
        email: null,
        reason: 'à envoyer',
        since: issued,
      })),
  };
}

/** The day on which each command of the month was proposed and still waits. */
async function readWaitingProposals(tx: Transaction, month: Month): Promise<ReadonlyMap<string, CivilDate>> {
  const rows = await tx<{ command: string; since: string }[]>`
    select p.command, min(to_char(p.created_at at time zone 'Europe/Paris', 'YYYY-MM-DD')) as since
    from proposals p join proposal_revisions r on r.proposal_id = p.id and r.revision = p.revision
    where p.state = 'pending' and p.command in ('issue_invoices', 'close_month') and r.input ->> 'month' = ${month}
    group by p.command`;
  return new Map(rows.map(({ command, since }) => [command, since]));
}
