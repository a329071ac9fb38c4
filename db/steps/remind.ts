// Says a reminder once: noted and told in one transaction, to the persons it concerns or, where none of them has an
// account, to the holders of the first role that has any.

import { findCommand } from '../../domain/commands/registry.ts';
import type { Recipients, Reminder } from '../../domain/steps/step.ts';
import type { Sql, Transaction } from '../connection.ts';
import { nameUuid } from '../act-ids.ts';
import { enqueue } from '../outbox.ts';
import { writeAlternatives } from '../proposals/alternatives.ts';
import { propose } from '../proposals/propose.ts';
import { noteReminder } from '../waits.ts';

/** The workflows ask in nobody's name. */
const AUTOMATION = 'workflow';

/**
 * Files the proposal of a reminder, once; its own workflow tells who may decide.
 * @returns false: it is refused today, and the reminder is to be said in words.
 */
export async function fileProposal(app: Sql, workflowId: string, reminder: Reminder, today: string): Promise<boolean> {
  const command = reminder.proposal === undefined ? null : findCommand(reminder.proposal.command);
  if (command === null) return false;
  const filed = await propose(app, {
    id: nameUuid('reminder', workflowId, reminder.key),
    command,
    input: reminder.proposal?.input,
    askerId: AUTOMATION,
    askerKind: 'automation',
    channel: 'workflow',
    reason: reminder.text,
    evidence: writeAlternatives(reminder.proposal?.alternatives ?? []),
    today,
  });
  if (filed.state === 'refused') return false;
  await app.begin((tx) => noteReminder(tx, workflowId, reminder.key, false));
  return true;
}

/** @returns how many had not been said before. */
export async function sayReminders(app: Sql, workflowId: string, reminders: readonly Reminder[]): Promise<number> {
  return app.begin(async (tx): Promise<number> => {
    let said = 0;
    for (const reminder of reminders) {
      if (!(await noteReminder(tx, workflowId, reminder.key, false))) continue;
      said += 1;
      const users = await findRecipients(tx, reminder.to);
      await tx`
        insert into notices (user_id, key, text, link)
        select u, ${`${workflowId}:${reminder.key}`}, ${reminder.text}, ${reminder.link} from unnest(${users}::text[]) as u
        on conflict do nothing`;
      await enqueue(
        tx,
        users.map((id) => ({ topic: 'changed', payload: { kind: 'notice', id } })),
      );
    }
    return said;
  });
}

/**
 * The first look at a deal or an invoice: what was due before today is noted, and nobody is told (an imported firm's
 * past is past). A reminder of no particular day counts as past too: the reports show it.
 */
export async function passOver(app: Sql, workflowId: string, reminders: readonly Reminder[]): Promise<void> {
  await app.begin(async (tx) => {
    await noteReminder(tx, workflowId, FIRST_LOOK, true);
    for (const { key } of reminders) await noteReminder(tx, workflowId, key, true);
  });
}

/** Noted at the first look. */
export const FIRST_LOOK = 'first-look';

async function findRecipients(tx: Transaction, { emails, roles }: Recipients): Promise<string[]> {
  const named = await tx<{ id: string }[]>`
    select id from auth.users where email = any(${emails.map((email) => email.toLowerCase())}) order by id`;
  if (named.length > 0) return named.map(({ id }) => id);
  const holders = await tx<{ id: string; role: string }[]>`
    select user_id as id, role from user_roles where role = any(${[...roles]}) order by user_id`;
  const role = roles.find((wanted) => holders.some((holder) => holder.role === wanted));
  return holders.filter((holder) => holder.role === role).map(({ id }) => id);
}
