// An approved booking that the load now refuses: somebody took the person first. The need is planned again, and waits for
// a decision as a proposal of its own, in the name of who asked.
import type { AnyCommand } from '../../domain/commands/command.ts';
import { WHOLE_FIRM } from '../../domain/report-scope.ts';
import { planAgain, type RefusedBooking } from '../../domain/staffing/replan.ts';
import type { ReadyCommand } from '../../domain/staffing/alternatives.ts';
import { findCommand } from '../../domain/commands/registry.ts';
import { nameUuid } from '../act-ids.ts';
import type { Sql, Transaction } from '../connection.ts';
import { fingerprintInput } from '../fingerprint.ts';
import { readStaffingFacts, readStaffingWeights } from '../reports/staffing-facts.ts';
import { writeAlternatives } from './alternatives.ts';
import { freeze, writeProposal, type Frozen, type Wish } from './propose.ts';
import { readItems, type ItemRow, type ProposalRow, type RevisionHead } from './rows.ts';

type Refused = { readonly code: string; readonly sentence: string };

/** What is filed in place of an item that was refused. */
export type Replanned = {
  readonly item: number;
  readonly refused: Refused;
  readonly wish: Wish;
  readonly frozen: Frozen;
};

type Booked = { readonly proposal: ProposalRow; readonly revision: RevisionHead; readonly command: AnyCommand };

function overloadOf({ state, outcome }: ItemRow): Refused | null {
  if (state !== 'failed' || outcome === null || typeof outcome !== 'object') return null;
  const { code, sentence } = outcome as Partial<Refused>;
  return code === 'overload' && sentence !== undefined ? { code, sentence } : null;
}

/** As its command reads it; null: not a booking. */
function readBooking(command: AnyCommand, input: unknown): RefusedBooking | null {
  if (command.name !== 'assign_consultant' && command.name !== 'replace_consultant') return null;
  const read = command.input.safeParse(input);
  return read.success ? ({ command: command.name, input: read.data } as RefusedBooking) : null;
}

/** The TJM that was asked for stays: whoever comes is sold at it. */
function keepRate({ command, input }: ReadyCommand, asked: unknown): unknown {
  const rate = asked !== null && typeof asked === 'object' && 'dailyRate' in asked ? asked.dailyRate : undefined;
  return command === 'assign_consultant' && rate !== undefined ? { ...input, dailyRate: rate } : input;
}

async function findAgain(app: Sql, booking: RefusedBooking, today: string): Promise<readonly ReadyCommand[]> {
  // At standard costs: the order of the people tells nothing of what each costs to who asked.
  return app.begin('isolation level repeatable read read only', async (tx) => {
    const facts = await readStaffingFacts(tx, { asOf: today, costs: 'standard' }, WHOLE_FIRM);
    return planAgain(facts, booking, await readStaffingWeights(tx));
  });
}

async function replanItem(app: Sql, booked: Booked, item: ItemRow, today: string): Promise<Replanned | null> {
  const refused = overloadOf(item);
  const booking = refused && readBooking(booked.command, item.input);
  if (!refused || !booking) return null;
  const { proposal, revision } = booked;
  const asking = { askerId: revision.askedBy, askerKind: revision.askerKind, today };
  const ready = await findAgain(app, booking, today);
  for (const [i, one] of ready.entries()) {
    const command = findCommand(one.command);
    if (!command) throw new Error(`the ranking names an unknown command ${one.command}`);
    const frozen = await freeze(app, { command, ...asking }, keepRate(one, item.input));
    // What who asked may not run, or the firm refuses, is not proposed in their name.
    if ('state' in frozen) continue;
    const others = ready.slice(i + 1).filter((other) => other.command === one.command);
    const wish: Wish = {
      id: nameUuid('replanned', proposal.id, revision.revision, item.item),
      command,
      ...asking,
      channel: proposal.channel,
      reason: `${refused.sentence} Replanifié.`,
      evidence: writeAlternatives(others.map((other) => keepRate(other, item.input))),
      ...(proposal.operator !== null && { operator: proposal.operator }),
    };
    return { item: item.item, refused, wish, frozen };
  }
  return null;
}

/** What to file for the items that were refused because their person had been taken. Nothing is written. */
export async function planRefusedAgain(app: Sql, booked: Booked, today: string): Promise<Replanned[]> {
  const replanned: Replanned[] = [];
  for (const item of await readItems(app, booked.proposal.id, booked.revision.revision, { state: 'failed' })) {
    const again = await replanItem(app, booked, item, today);
    if (again) replanned.push(again);
  }
  return replanned;
}

/** Files them, and says in each refusal what it became. */
export async function writeReplanned(
  tx: Transaction,
  { proposal, revision }: Booked,
  replanned: readonly Replanned[],
): Promise<void> {
  for (const { item, refused, wish, frozen } of replanned) {
    const filed = await writeProposal(tx, wish, frozen);
    const [waiting] = await tx<{ id: string }[]>`
      select id from proposals where command = ${wish.command.name}
        and input_sha = ${fingerprintInput(wish.command.name, frozen.asked)} and state in ('pending', 'approved')`;
    const id = filed ?? waiting?.id;
    if (id === undefined) continue;
    const outcome = {
      ...refused,
      sentence: `${refused.sentence} À décider : ${frozen.effect.sentence}`,
      replanned: id,
    };
    await tx`
      update proposal_items set outcome = ${tx.json(outcome)}
      where proposal_id = ${proposal.id} and revision = ${revision.revision} and item = ${item}`;
  }
}
