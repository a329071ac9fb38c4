// Faults that no file brings: what clients signed, what subcontractors and people ask to be paid, what was invoiced. Written
// into a loaded demo firm, each on a person and a project that no other fault touches.
import { randomUUID } from 'node:crypto';
import { canonicalJson, insertAct, sha256 } from '../../db/acts.ts';
import type { Sql, Transaction } from '../../db/connection.ts';
import type { CraCheckCode } from '../../domain/cra-checks/rules.ts';
import { weekdayOf } from '../../domain/civil-dates.ts';
import { firstDayOf, lastDayOf, type Month } from '../../domain/periods.ts';
import type { Fault } from './fault-ground.ts';

type Worked = {
  consultant_id: number;
  project_id: number;
  client_id: number;
  consultant: string;
  project: string;
  rate: number;
  content: [string, number, number][];
};

async function listWork(tx: Transaction, month: Month, employment: string): Promise<readonly Worked[]> {
  return tx<Worked[]>`
    select r.consultant_id, r.project_id, p.client_id, c.code as consultant, p.code as project, min(r.daily_rate_cents) as rate,
      json_agg(json_build_array(r.worked_on, r.occurrence, r.quarter_days) order by r.worked_on, r.occurrence) as content
    from time_rows r join consultants c on c.id = r.consultant_id join projects p on p.id = r.project_id
    where r.worked_on between ${firstDayOf(month)} and ${lastDayOf(month)} and r.state = 'valide'
      and p.contract_kind = 'regie' and c.employment = ${employment}
    group by 1, 2, 3, 4, 5 having count(*) >= 8 order by 4, 5`;
}

const quartersOf = ({ content }: Worked): number => content.reduce((total, [, , quarters]) => total + quarters, 0);

async function sign(tx: Transaction, month: Month, worked: Worked, given: object): Promise<void> {
  const signed = {
    by: 'Client',
    on: lastDayOf(month),
    evidence: 'cra.pdf',
    quarterDays: quartersOf(worked),
    contentSha: sha256(canonicalJson(worked.content)),
    ...given,
  };
  await tx`
    insert into timesheets (consultant_id, month, project_id, state, client_validation)
    values (${worked.consultant_id}, ${firstDayOf(month)}, ${worked.project_id}, 'valide', ${tx.json(signed)})
    on conflict (consultant_id, month, project_id) do update set client_validation = excluded.client_validation`;
}

async function invoiceAtAnotherRate(tx: Transaction, month: Month, worked: Worked): Promise<void> {
  const day = lastDayOf(month);
  const [invoice] = await tx<{ id: number }[]>`
    insert into invoices (number, kind, origin, client_id, project_id, issued_on, due_on, net_cents, vat_percent, gross_cents)
    values ('FZZ-9', 'facture', 'issued', ${worked.client_id}, ${worked.project_id}, ${day}, ${day}, 100, 20, 120) returning id`;
  const [line] = await tx<{ id: number }[]>`
    insert into invoice_lines (invoice_id, rank, kind, project_id, consultant_id, label, quantity, unit_price_cents, amount_cents)
    values (${invoice?.id ?? 0}, 1, 'time', ${worked.project_id}, ${worked.consultant_id}, 'Jours', 1, ${worked.rate - 1000}, 100) returning id`;
  await tx`
    update time_rows set billed_line_id = ${line?.id ?? 0}
    where consultant_id = ${worked.consultant_id} and project_id = ${worked.project_id} and state = 'valide'
      and worked_on between ${firstDayOf(month)} and ${day}`;
}

/** The first Saturday of the month: nobody worked on it, but where that is another fault. */
function saturdayOf(month: Month): string {
  const days = ['01', '02', '03', '04', '05', '06', '07'].map((day) => `${month}-${day}`);
  return days.find((date) => weekdayOf(date) === 6) ?? '';
}

/** Lets the rules on how people work run, and plants what it finds somebody for. */
export async function plantInDatabase(app: Sql, month: Month, used: ReadonlySet<string>): Promise<Fault[]> {
  const faults: Fault[] = [];
  const say = (code: CraCheckCode, { consultant, project }: Worked, given: Partial<Fault> = {}) =>
    faults.push({ code, consultant, project, date: null, also: [], ...given });
  await app.begin(async (tx) => {
    await insertAct(tx, {
      actId: randomUUID(),
      command: 'test',
      actorKind: 'operator',
      actor: 'eval',
      channel: 'cli',
      inputSha: 'eval',
      effectSha: 'eval',
      payload: {},
    });
    await tx`
      insert into firm (id, settings) values (1, '{"watch_people_rules": true}')
      on conflict (id) do update set settings = firm.settings || excluded.settings`;
    const isFree = ({ consultant, project }: Worked): boolean => !used.has(consultant) && !used.has(project);
    const employees = (await listWork(tx, month, 'salarie')).filter(isFree);
    const [independent] = (await listWork(tx, month, 'independant')).filter(isFree);
    const [changed, differs, spends, billed] = [
      ...Map.groupBy(employees, ({ consultant }) => consultant).values(),
    ].flatMap(([first]) => first ?? []);
    if (changed) {
      await sign(tx, month, changed, { contentSha: 'autre' });
      say('changed_after_validation', changed);
    }
    if (differs) {
      await sign(tx, month, differs, { quarterDays: quartersOf(differs) - 4 });
      say('client_days_differ', differs);
    }
    if (spends) {
      await tx`
        insert into expenses (consultant_id, spent_on, label, amount_cents, status)
        values (${spends.consultant_id}, ${saturdayOf(month)}, 'Train', 8000, 'demandee')`;
      say('expense_on_day_off', spends, { project: null, date: saturdayOf(month) });
    }
    if (billed) {
      await invoiceAtAnotherRate(tx, month, billed);
      say('rate_differs', billed, { also: ['po'] });
    }
    if (independent) {
      await tx`
        insert into supplier_invoices (consultant_id, number, month, quarter_days, net_cents, received_on)
        values (${independent.consultant_id}, 'SZZ-1', ${firstDayOf(month)}, ${quartersOf(independent) + 40}, 100, ${lastDayOf(month)})`;
      say('subcontractor_days', independent, { project: null });
    }
  });
  return faults;
}
