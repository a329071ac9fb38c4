// A small firm for the workflows' tests: people who are reminded, a client, and deals at the steps that a test wants.

import { randomUUID } from 'node:crypto';
import { insertAct } from '../../db/acts.ts';
import type { Sql, Transaction } from '../../db/connection.ts';

/** Writes under an act, as any change. */
export async function change<T>(app: Sql, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return (await app.begin(async (tx) => {
    await insertAct(tx, {
      actId: randomUUID(),
      command: 'test_change',
      actorKind: 'operator',
      actor: 'test',
      channel: 'cli',
      inputSha: '',
      effectSha: '',
      payload: {},
    });
    return work(tx);
  })) as T;
}

export const PEOPLE = {
  commercial: 'claire@esn.example',
  manager: 'mehdi@esn.example',
  adv: 'anne@esn.example',
  direction: 'diane@esn.example',
} as const;

/** Users and their roles, client C1 of the commercial, consultant K1 (the manager) and K2. */
export async function createFirm(app: Sql): Promise<void> {
  await change(app, async (tx) => {
    const roles = { commercial: 'commercial', manager: 'responsable', adv: 'adv', direction: 'direction' };
    for (const [key, email] of Object.entries(PEOPLE)) {
      await tx`insert into auth.users (id, name, email) values (${key}, ${key}, ${email})`;
      await tx`insert into user_roles (user_id, role) values (${key}, ${roles[key as keyof typeof roles]})`;
    }
    await tx`insert into profiles (name) values ('Développeur')`;
    await tx`
      insert into consultants (code, first_name, last_name, name_folded, email, profile_id, employment, entered_on)
      select 'K1', 'Mehdi', 'Aziz', 'mehdi aziz', ${PEOPLE.manager}, id, 'salarie', date '2020-01-01' from profiles
      union all select 'K2', 'Léa', 'Petit', 'lea petit', 'lea@esn.example', id, 'salarie', date '2020-01-01' from profiles`;
    await tx`insert into clients (code, name, name_folded, owner_email) values ('C1', 'ACME', 'acme', ${PEOPLE.commercial})`;
  });
}

export async function createOpportunity(app: Sql, code: string, createdOn: string): Promise<void> {
  await change(app, async (tx) => {
    await tx`
      insert into opportunities (code, client_id, title, stage, created_on)
      select ${code}, id, 'Portail', 'proposition', ${createdOn} from clients where code = 'C1'`;
  });
}

export async function createProject(
  app: Sql,
  code: string,
  project: { kind: string; startsOn: string; endsOn: string | null; status?: string },
): Promise<void> {
  await change(app, async (tx) => {
    await tx`
      insert into projects (code, client_id, title, contract_kind, status, starts_on, ends_on, manager_id)
      select ${code}, c.id, 'Portail', ${project.kind}, ${project.status ?? 'en_cours'}, ${project.startsOn}, ${project.endsOn}, k.id
      from clients c, consultants k where c.code = 'C1' and k.code = 'K1'`;
  });
}

export async function createInvoice(app: Sql, number: string, issuedOn: string, dueOn: string): Promise<void> {
  await change(app, async (tx) => {
    await tx`
      insert into invoices (number, kind, origin, client_id, issued_on, due_on, net_cents, vat_percent, gross_cents)
      select ${number}, 'facture', 'imported', id, ${issuedOn}, ${dueOn}, 100000, 20, 120000 from clients where code = 'C1'`;
  });
}

export async function payInvoice(app: Sql, number: string, paidOn: string): Promise<void> {
  await change(app, async (tx) => {
    await tx`
      insert into payments (invoice_id, paid_on, gross_cents) select id, ${paidOn}, gross_cents from invoices where number = ${number}`;
  });
}

/** What people were told, in the order of writing. */
export async function readNotices(app: Sql): Promise<{ user: string; text: string }[]> {
  const rows = await app<{ user: string; text: string }[]>`
    select user_id as user, text from notices order by id`;
  return rows.map(({ user, text }) => ({ user, text }));
}
