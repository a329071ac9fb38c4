// Which workflows a change wakes, and the sweep that wakes all: knocks are rows of the outbox like any other.

import type { Knock, KnockSubject } from '../domain/steps/knocks.ts';
import { listKnockSubjects } from '../domain/steps/knocks.ts';
import type { CivilDate } from '../domain/civil-dates.ts';
import type { Effect } from '../domain/commands/command.ts';
import type { Month } from '../domain/periods.ts';
import { dayOfCampaign } from '../domain/steps/month-end-facts.ts';
import type { Queryable, Sql, Transaction } from './connection.ts';
import { enqueue, type OutboxRow } from './outbox.ts';
import { leftCents } from './steps/deal.ts';

/** A sweep's knocks are spread, so that what people do passes before them. */
const SWEEP_KNOCKS_A_SECOND = 50;

/** The knocks of a command's effect, as they are when its rows are written. */
export async function listKnocks(tx: Transaction, effect: Effect): Promise<OutboxRow[]> {
  const knocks = await resolveKnocks(tx, listKnockSubjects(effect.rows));
  return knocks.map((payload) => ({ topic: 'knock' as const, payload }));
}

/**
 * The end of a month is under way from before its first look at the facts: what is changed from now on knocks.
 * @returns false: it was under way already.
 */
export async function beginMonthEnd(app: Sql, month: Month, now: string): Promise<boolean> {
  const rows = await app`
    insert into workflow_waits (workflow_id, step, waits_since) values ('month-end:' || ${month}, 'entry', ${now})
    on conflict do nothing returning 1`;
  return rows.length > 0;
}

/** Longer than a change lasts: one that began before the month was under way, and ended after its first look. */
const SECOND_LOOK_SECONDS = 60;

/** The month is looked at once more, for what was being changed as it began. */
export async function lookAgain(app: Sql, month: Month): Promise<void> {
  await app`
    insert into outbox (topic, payload, next_try_at)
    values ('knock', jsonb_build_object('workflow', 'month-end', 'id', ${month}::text),
      clock_timestamp() + make_interval(secs => ${SECOND_LOOK_SECONDS}))`;
}

/** What the end of a month files, and waits for. */
const MONTH_END_COMMANDS = ['issue_invoices', 'send_invoice', 'close_month'];

/** A proposal of a month's end was filed, decided or carried out: the months under way look again. */
export async function knockMonthEndsOf(tx: Transaction, proposalId: string): Promise<void> {
  await tx`
    insert into outbox (topic, payload)
    select 'knock', jsonb_build_object('workflow', 'month-end', 'id', substr(w.workflow_id, 11))
    from workflow_waits w where w.workflow_id like 'month-end:%' and exists (
      select 1 from proposals p where p.id = ${proposalId} and p.command = any(${MONTH_END_COMMANDS}))`;
}

/** The workflows of these subjects, each once: a project that came of an opportunity is in that one's deal. */
export async function resolveKnocks(tx: Queryable, subjects: readonly KnockSubject[]): Promise<Knock[]> {
  if (subjects.length === 0) return [];
  const codes = (about: KnockSubject['about']): string[] =>
    subjects.flatMap((subject) => {
      if (subject.about !== about) return [];
      if (subject.about === 'month' || subject.about === 'campaign') return [subject.month];
      return [subject.about === 'invoice' ? subject.number : subject.code];
    });
  const rows = await tx<Knock[]>`
    with subject_projects as (
      select p.id from projects p where p.code = any(${codes('project')})
      union select i.project_id from invoices i where i.number = any(${codes('invoice')}) and i.project_id is not null
    )
    select 'deal' as workflow, case when o.id is not null then 'opp:' || o.code else 'proj:' || p.code end as id
    from projects p left join opportunities o on o.id = p.opportunity_id
    where p.id in (select id from subject_projects) and p.contract_kind <> 'interne'
    union
    select 'deal', 'opp:' || o.code from opportunities o where o.code = any(${codes('opportunity')})
    union
    select 'deal', 'opp:' || o.code from quotes q join opportunities o on o.id = q.opportunity_id
    where q.code = any(${codes('quote')})
    union
    select 'invoice', i.number from invoices i
    where i.number = any(${codes('invoice')}) and i.kind <> 'avoir' and i.origin <> 'draft'
    union
    select 'month-end', m from unnest(${codes('month')}::text[]) m
    order by 1, 2`;
  return rows.map(({ workflow, id }) => ({ workflow, id }));
}

/**
 * Knocks at every open deal, unpaid invoice and waiting proposal: after it, all workflows live again, whatever
 * Temporal had lost. @returns how many knocks.
 */
export async function enqueueSweep(sql: Queryable): Promise<number> {
  const rows = await sql`
    with open_work as (
      select 'deal' as workflow, case when o.id is not null then 'opp:' || o.code else 'proj:' || p.code end as id
      from projects p left join opportunities o on o.id = p.opportunity_id
      where p.contract_kind <> 'interne' and (p.status <> 'clos' or exists (
        select 1 from invoices i where i.project_id = p.id and i.origin <> 'draft' and i.kind <> 'avoir'
          and not exists (select 1 from write_offs w where w.invoice_id = i.id) and ${leftCents(sql)} > 0))
      union
      select 'deal', 'opp:' || o.code from opportunities o
      where o.stage <> 'perdue' and not exists (select 1 from projects p where p.opportunity_id = o.id)
      union
      select 'invoice', i.number from invoices i
      where i.origin <> 'draft' and i.kind <> 'avoir'
        and not exists (select 1 from write_offs w where w.invoice_id = i.id) and ${leftCents(sql)} > 0
      union
      select 'proposal', p.id::text from proposals p where p.state in ('pending', 'approved')
      union
      -- The night's round, wherever there are people to look after.
      select 'nightly-scan', 'firm' where exists (select 1 from consultants)
      union
      -- What still says that it waits: closed meanwhile, it looks once more and ends.
      select split_part(w.workflow_id, ':', 1), substr(w.workflow_id, strpos(w.workflow_id, ':') + 1) from workflow_waits w
    ),
    -- Proposals first: people wait for them.
    ranked as (select *, row_number() over (order by workflow desc, id) as rank from open_work)
    insert into outbox (topic, payload, next_try_at)
    select 'knock', jsonb_build_object('workflow', r.workflow, 'id', r.id),
      clock_timestamp() + make_interval(secs => (r.rank - 1) / ${SWEEP_KNOCKS_A_SECOND}::float8)
    from ranked r
    where not exists (
      select 1 from outbox w where w.sent_at is null and w.parked_at is null and w.topic = 'knock'
        and w.payload = jsonb_build_object('workflow', r.workflow, 'id', r.id))
    returning 1`;
  return rows.length;
}

/** The sweep of a pool: its own transaction. */
export async function sweep(app: Sql): Promise<number> {
  return app.begin((tx) => enqueueSweep(tx));
}

/** Knocks at the ends of months that are to be driven on this day. */
export async function sweepMonthEnds(app: Sql, today: string): Promise<number> {
  return app.begin(async (tx): Promise<number> => {
    const months = await listMonthEnds(tx, today);
    await enqueue(
      tx,
      months.map((id) => ({ topic: 'knock' as const, payload: { workflow: 'month-end' as const, id } })),
    );
    return months.length;
  });
}

/** Months whose end is to be driven: the one that ends within two working days, the last one, and those begun by hand. */
async function listMonthEnds(sql: Queryable, today: CivilDate): Promise<Month[]> {
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
