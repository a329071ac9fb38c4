// Says a reminder once: noted and told in one transaction, to the persons it concerns or, where none of them has an
// account, to the holders of the first role that has any.

import { findCommand } from '../../domain/commands/registry.ts';
import type { Recipients, Reminder } from '../../domain/steps/step.ts';
import type { Sql, Transaction } from '../connection.ts';
import { nameUuid } from '../act-ids.ts';
import { previewCommand } from '../plan-command.ts';
import { enqueue } from '../outbox.ts';
import { writeAlternatives } from '../proposals/alternatives.ts';
import { propose, proposeBatch, type ProposeOutcome, type Wish } from '../proposals/propose.ts';
import { noteReminder } from '../waits.ts';

/** The workflows ask in nobody's name. */
const AUTOMATION = 'workflow';

/**
 * Files the proposal of a reminder, once; its own workflow tells who may decide.
 * @returns false: it is refused today, and the reminder is to be said in words.
 */
export async function fileProposal(app: Sql, workflowId: string, reminder: Reminder, today: string): Promise<boolean> {
  const { proposal } = reminder;
  const command = proposal === undefined ? null : findCommand(proposal.command);
  if (proposal === undefined || command === null) return false;
  const wish: Wish = {
    id: nameUuid('reminder', workflowId, reminder.key),
    command,
    askerId: AUTOMATION,
    askerKind: 'automation',
    channel: 'workflow',
    reason: reminder.text,
    evidence: writeAlternatives(proposal.alternatives ?? []),
    today,
  };
  const filed =
    proposal.inputs === undefined
      ? await propose(app, { ...wish, input: proposal.input })
      : await fileBatch(app, wish, proposal.inputs);
  if (filed.state === 'refused') return false;
  await app.begin((tx) => noteReminder(tx, workflowId, reminder.key, false));
  return true;
}

/** One that is refused today keeps none of the others. */
async function fileBatch(app: Sql, wish: Wish, inputs: readonly unknown[]): Promise<ProposeOutcome> {
  const filed = await proposeBatch(app, { ...wish, inputs });
  if (filed.state !== 'refused') return filed;
  const possible: unknown[] = [];
  for (const input of inputs) {
    const shown = await previewCommand(app, { ...wish, actorKind: wish.askerKind, input });
    if (shown.state === 'previewed') possible.push(input);
  }
  return possible.length === 0 ? filed : proposeBatch(app, { ...wish, inputs: possible });
}

/** @returns how many had not been said before. */
export async function sayReminders(app: Sql, workflowId: string, reminders: readonly Reminder[]): Promise<number> {
  return app.begin(async (tx): Promise<number> => {
    let said = 0;
    for (const reminder of reminders) {
      if (!(await noteReminder(tx, workflowId, reminder.key, false))) continue;
      said += 1;
      const users = await findRecipients(tx, reminder.to);
      const notices = await tx<{ id: number }[]>`
        insert into notices (user_id, key, text, link)
        select u, ${`${workflowId}:${reminder.key}`}, ${reminder.text}, ${reminder.link} from unnest(${users}::text[]) as u
        on conflict do nothing returning id`;
      if (reminder.mail !== undefined)
        await mailNotices(
          tx,
          notices.map(({ id }) => id),
          reminder.mail,
        );
      await enqueue(
        tx,
        users.map((id) => ({ topic: 'changed', payload: { kind: 'notice', id } })),
      );
    }
    return said;
  });
}

/** What is to be kept is mailed with its notice, at once; it is then not mailed again as an unread one. */
async function mailNotices(
  tx: Transaction,
  notices: readonly number[],
  mail: { readonly subject: string; readonly body: string },
): Promise<void> {
  await tx`
    insert into mails (key, kind, sent_to, subject, body)
    select 'notice:' || n.id, 'notice', u.email, ${`Vigie : ${mail.subject}`}, ${mail.body}
    from notices n join auth.users u on u.id = n.user_id where n.id = any(${[...notices]}::bigint[])
    on conflict do nothing`;
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
