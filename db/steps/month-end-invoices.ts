// The invoices of a month's end: which can leave, which are blocked and why, which a person left out, what was issued
// and whether it has reached the client.
import type { CivilDate } from '../../domain/civil-dates.ts';
import { INVOICE_BLOCKED, INVOICE_READY } from '../../domain/commands/invoices/issue-invoices.ts';
import { findCommand } from '../../domain/commands/registry.ts';
import { addMonths, firstDayOf, lastDayOf, type Month } from '../../domain/periods.ts';
import type { Holding, MonthEndFacts } from '../../domain/steps/month-end-facts.ts';
import type { Sql, Transaction } from '../connection.ts';
import { previewCommand } from '../plan-command.ts';

const ACCOUNTS = 'l’administration des ventes';

/** What the preparation of the month's invoices plans now. */
type Readiness = {
  readonly ready: readonly string[];
  readonly blocked: readonly { readonly project: string; readonly reason: string }[];
  /** Nothing can leave at all, and why. */
  readonly refusal: string | null;
};

/** By the plan that would be issued itself: what it leaves out, and its reasons, are the ones that are shown. */
export async function readReadiness(app: Sql, month: Month, today: CivilDate): Promise<Readiness> {
  const command = findCommand('prepare_invoices');
  if (!command) throw new Error('prepare_invoices is a command');
  const shown = await previewCommand(app, {
    command,
    input: { month },
    askerId: 'workflow',
    actorKind: 'automation',
    today,
  });
  if (shown.state === 'refused') return { ready: [], blocked: [], refusal: shown.sentence };
  const told = shown.effect.indicators ?? [];
  return {
    ready: told.filter(({ label }) => label === INVOICE_READY).map(({ subject }) => subject),
    blocked: told
      .filter(({ label }) => label === INVOICE_BLOCKED)
      .map(({ subject, after }) => ({ project: subject, reason: String(after) })),
    refusal: null,
  };
}

type Decided = { readonly project: string; readonly who: string | null; readonly on: string; readonly reason: string };

/** Projects that a person left out of a batch, or whose whole batch they refused; the last time. */
async function readSetAside(tx: Transaction, month: Month, ready: readonly string[]): Promise<Map<string, Decided>> {
  const rows = await tx<Decided[]>`
    select distinct on (project) project, who, "on", reason from (
      select i.effect -> 'rows' -> 0 -> 'after' ->> 'project' as project, coalesce(u.name, d.person) as who, d.at,
        to_char(d.at at time zone 'Europe/Paris', 'YYYY-MM-DD') as "on",
        case when d.verdict = 'refused' then 'refusée' else 'écartée du lot' end || coalesce(' : ' || d.reason, '') as reason
      from proposals p
        join proposal_items i on i.proposal_id = p.id and i.revision = p.revision
        join decisions d on d.proposal_id = p.id and d.revision = p.revision
        left join auth.users u on u.id = d.person
      where p.command = 'issue_invoices' and i.input ->> 'month' = ${month}
        and (p.state = 'refused' or (d.verdict = 'approved' and i.state = 'excluded'))
    ) x where project = any(${[...ready]}) order by project, at desc`;
  return new Map(rows.map((row) => [row.project, row]));
}

/** The first day on which a batch of the month waits, and whether an approved one is under way. */
async function readBatches(tx: Transaction, month: Month): Promise<{ proposedOn: CivilDate | null; issuing: boolean }> {
  const [row] = await tx<{ since: string | null; issuing: boolean }[]>`
    select min(to_char(p.created_at at time zone 'Europe/Paris', 'YYYY-MM-DD')) filter (where p.state = 'pending') as since,
      coalesce(bool_or(p.state = 'approved'), false) as issuing
    from proposals p
    where p.command = 'issue_invoices' and p.state in ('pending', 'approved') and exists (
      select 1 from proposal_items i
      where i.proposal_id = p.id and i.revision = p.revision and i.input ->> 'month' = ${month})`;
  return { proposedOn: row?.since ?? null, issuing: row?.issuing ?? false };
}

type Invoicing = Omit<MonthEndFacts['invoices'], 'issued' | 'issuedNetCents'>;

export async function readInvoicing(tx: Transaction, month: Month, readiness: Readiness): Promise<Invoicing> {
  const { ready, blocked, refusal } = readiness;
  const [managers, setAside, batches] = await Promise.all([
    tx<{ code: string; who: string | null; email: string | null }[]>`
      select p.code, m.code as who, m.email from projects p left join consultants m on m.id = p.manager_id
      where p.code = any(${blocked.map(({ project }) => project)})`,
    readSetAside(tx, month, ready),
    readBatches(tx, month),
  ]);
  const holderOf = new Map(managers.map((row) => [row.code, row]));
  const all: Holding[] =
    refusal === null
      ? []
      : [{ subject: 'Toutes les factures', who: 'la direction', email: null, reason: refusal, since: null }];
  return {
    ready: ready.filter((project) => !setAside.has(project)),
    setAside: [...setAside.values()].map(({ project, who, on, reason }) => ({
      subject: project,
      who: who ?? ACCOUNTS,
      email: null,
      reason,
      since: on,
    })),
    blocked: [
      ...all,
      ...blocked.map(({ project, reason }) => ({
        subject: project,
        who: holderOf.get(project)?.who ?? 'la direction',
        email: holderOf.get(project)?.email ?? null,
        reason,
        since: null,
      })),
    ],
    ...batches,
  };
}

type IssuedRow = {
  readonly number: string;
  readonly issued: string;
  readonly cents: number;
  readonly client: string;
  readonly address: string | null;
  readonly sent: boolean;
  /** Of the mail that carried it: null where it went another way. */
  readonly mail: string | null;
  /** Where a person was asked to let it leave. */
  readonly asked: string | null;
  readonly askedOn: string | null;
};

/** What keeps an issued invoice from its client; null: it left. */
function holdSending(row: IssuedRow): Holding | null {
  const about = { subject: row.number, who: ACCOUNTS, email: null, since: row.issued };
  if (row.sent && row.mail === 'failed') return { ...about, reason: 'le mail n’est pas parti' };
  if (row.sent && row.mail === 'to_check') return { ...about, reason: 'mail coupé en partant : à vérifier' };
  if (row.sent) return null;
  const since = row.askedOn ?? row.issued;
  if (row.asked === 'pending') return { ...about, reason: 'envoi à approuver', since };
  if (row.asked === 'approved') return { ...about, who: 'Vigie', reason: 'en cours d’envoi', since };
  if (row.address === null) return { ...about, reason: `${row.client} n’a pas d’adresse de facturation` };
  if (row.asked !== null) return { ...about, reason: 'envoi écarté', since };
  return { ...about, reason: 'à envoyer' };
}

type Sendings = MonthEndFacts['sendings'] & { readonly issued: number; readonly issuedNetCents: number };

export async function readSendings(tx: Transaction, month: Month): Promise<Sendings> {
  const next = addMonths(month, 1);
  const rows = await tx<IssuedRow[]>`
    with asked as (
      select distinct on (i.input ->> 'invoice') i.input ->> 'invoice' as number,
        to_char(p.created_at at time zone 'Europe/Paris', 'YYYY-MM-DD') as on,
        case when i.state = 'pending' and p.state in ('pending', 'approved') then p.state else 'decided' end as state
      from proposals p join proposal_items i on i.proposal_id = p.id and i.revision = p.revision
      where p.command = 'send_invoice' order by 1, p.created_at desc
    )
    select i.number, i.issued_on as issued, i.net_cents as cents, c.name as client, c.billing_email as address,
      exists (select 1 from invoice_sendings s where s.invoice_id = i.id) as sent,
      (select m.state from mails m where m.kind = 'invoice' and m.invoice_number = i.number
        order by m.created_at desc, m.key limit 1) as mail,
      a.state as asked, a.on as "askedOn"
    from invoices i join clients c on c.id = i.client_id left join asked a on a.number = i.number
    -- One that takes arrears begins before its month; one of arrears alone, or of a milestone, is told by its issue.
    -- One that a facture rectificative replaced is no paper any more: the other one is sent.
    where i.origin = 'issued' and i.kind = 'facture'
      and not exists (select 1 from invoices r where r.rectified_invoice_id = i.id)
      and (i.period_end between ${firstDayOf(month)} and ${lastDayOf(month)}
      or (coalesce(i.period_end, '-infinity') < ${firstDayOf(month)}
        and i.issued_on between ${firstDayOf(next)} and ${lastDayOf(next)}))
    order by i.number`;
  const waiting = rows.flatMap((row) => holdSending(row) ?? []);
  return {
    issued: rows.length,
    issuedNetCents: rows.reduce((total, { cents }) => total + cents, 0),
    sent: rows.length - waiting.length,
    waiting,
    toPropose: rows
      .filter(({ sent, asked, address }) => !sent && asked === null && address !== null)
      .map(({ number }) => number),
  };
}
