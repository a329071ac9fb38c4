// People of a test firm: a user with roles, linked to the consultant who has their address.
import { randomUUID } from 'node:crypto';
import { insertAct } from '../../db/acts.ts';
import type { Sql, Transaction } from '../../db/connection.ts';

/** Lets the transaction write facts that a test needs. */
export function insertTestAct(tx: Transaction, command: string): Promise<unknown> {
  return insertAct(tx, {
    actId: randomUUID(),
    command,
    actorKind: 'operator',
    actor: 'test',
    channel: 'cli',
    inputSha: 'test',
    effectSha: 'test',
    payload: {},
  });
}

/** Writes facts that a test needs, under an act of the operator. */
export async function writeFacts(app: Sql, write: (tx: Transaction) => Promise<unknown>): Promise<void> {
  await app.begin(async (tx) => {
    await insertTestAct(tx, 'test');
    await write(tx);
  });
}

/** Makes a user and returns its id. */
export async function addPerson(app: Sql, email: string, roles: readonly string[]): Promise<string> {
  const userId = randomUUID();
  await app.begin(async (tx) => {
    await insertTestAct(tx, 'create_user');
    await tx`insert into auth.users (id, name, email) values (${userId}, ${email}, ${email})`;
    for (const role of roles) await tx`insert into user_roles (user_id, role) values (${userId}, ${role})`;
    await tx`insert into user_links (user_id, consultant_id) select ${userId}, id from consultants where lower(email) = ${email}`;
  });
  return userId;
}

/** Gives a user this role in place of the others. */
export async function giveRole(app: Sql, userId: string, role: string): Promise<void> {
  await app.begin(async (tx) => {
    await insertTestAct(tx, 'set_roles');
    await tx`delete from user_roles where user_id = ${userId}`;
    await tx`insert into user_roles (user_id, role) values (${userId}, ${role})`;
  });
}
