// Filing a proposal: the change is previewed for who asks, frozen with its fingerprint, and waits for a decision.
import { randomUUID } from 'node:crypto';
import type { AnyCommand, CommandTier, Effect, Refusal, RefusedField } from '../../domain/commands/command.ts';
import { refuse } from '../../domain/commands/command.ts';
import { addDays } from '../../domain/civil-dates.ts';
import { amountOf, PROPOSAL_DAYS } from '../../domain/proposals.ts';
import { ROLES, type Role } from '../../domain/roles.ts';
import { canonicalJson, sha256, type ActChannel, type ActorKind } from '../acts.ts';
import type { Sql, Transaction } from '../connection.ts';
import { IDEMPOTENCY_CONFLICT } from '../claim.ts';
import { previewCommand, type FrozenItem } from '../plan-command.ts';
import { fingerprintInput } from '../fingerprint.ts';
import { knockMonthEndsOf } from '../knocks.ts';
import { enqueue } from '../outbox.ts';
import { readProposalRow, type ProposalRow } from './rows.ts';

export type Wish = {
  /** Fixed by a key of the asker's (db/act-ids.ts), so that the same key files one proposal; none: drawn. */
  readonly id?: string;
  readonly command: AnyCommand;
  /** A user id; of an automation, its name. */
  readonly askerId: string;
  readonly askerKind: ActorKind;
  readonly channel: ActChannel;
  /** The system's user beside the person, on the command line. */
  readonly operator?: string;
  readonly today: string;
  readonly reason?: string;
  /** What it rests on: ids of figures, documents, messages. */
  readonly evidence?: readonly unknown[];
  readonly expiresInDays?: number;
};

/** What a revision freezes: its items in the order in which they will be carried out. */
export type Frozen = {
  /** As asked: one input, or the list of a batch. */
  readonly asked: unknown;
  /** All of it together, as it is shown. */
  readonly effect: Effect;
  readonly items: readonly FrozenItem[];
  readonly tier: CommandTier;
  readonly approvers: readonly Role[];
};

export type ProposeOutcome =
  /** `filed` false: the same wish waited already, and is returned. */
  { readonly state: 'proposed'; readonly filed: boolean; readonly proposal: ProposalRow } | ProposalRefusal;

export type ProposalRefusal = {
  readonly state: 'refused';
  readonly code: string;
  readonly sentence: string;
  readonly errors?: readonly RefusedField[];
};

export function refusedAs({ code, sentence }: Refusal): ProposalRefusal {
  return { state: 'refused', code, sentence };
}

/** An automation asks in nobody's name; an agent or a person, with a person's rights. */
type Asking = Pick<Wish, 'command' | 'askerId' | 'askerKind' | 'today'>;

/**
 * Previews what is asked, for who asks: one can only ask for what one may run.
 * @param asked an input, which the command itself may split into items; or a list of inputs.
 */
export async function freeze(
  app: Sql,
  { command, askerId, askerKind, today }: Asking,
  asked: unknown,
): Promise<Frozen | ProposalRefusal> {
  const inputs: unknown[] = Array.isArray(asked) ? asked : [asked];
  const items: FrozenItem[] = [];
  const effects: Effect[] = [];
  const approvers = new Set<Role>();
  let tier: CommandTier = 1;
  for (const input of inputs) {
    const shown = await previewCommand(app, { command, input, askerId, actorKind: askerKind, today });
    if (shown.state === 'refused') return shown;
    const { effect, effectSha: sha } = shown;
    items.push(...(shown.items.length > 1 ? shown.items : [{ input, effect, sha }]));
    effects.push(effect);
    if (shown.tier === 1) continue;
    tier = 2;
    for (const role of shown.approvers) approvers.add(role);
  }
  if (items.length === 0) return refusedAs(refuse('batch_empty', 'La proposition ne contient rien.'));
  const roles = tier === 1 ? listRunners(command) : [...approvers].toSorted();
  return { asked, effect: summarize(effects), items, tier, approvers: roles };
}

/** At tier 1 decides whoever may run the command: these roles, on what is theirs. */
function listRunners(command: AnyCommand): Role[] {
  return ROLES.filter((role) => command.rights[role] !== undefined);
}

/** What a person approves: the command, every input and every effect. */
export function fingerprintRevision(command: string, items: readonly FrozenItem[]): string {
  return sha256(canonicalJson({ command, items: items.map(({ input, sha }) => ({ input, sha })) }));
}

/** Several changes are told by their number and the first of their sentences. */
function summarize(effects: readonly Effect[]): Effect {
  const [first, ...others] = effects;
  if (!first) throw new Error('a proposal without items');
  if (others.length === 0) return first;
  const sentences = effects.slice(0, 3).map(({ sentence }) => sentence);
  return {
    sentence: `${effects.length} changements : ${sentences.join(' ')}${effects.length > 3 ? ' …' : ''}`,
    rows: [],
    euros: effects.flatMap(({ euros }) => euros ?? []),
  };
}

/** Writes a revision and its items, and makes it the proposal's current one. */
export async function writeRevision(
  tx: Transaction,
  proposal: Pick<ProposalRow, 'id' | 'revision' | 'command'>,
  frozen: Frozen,
  asker: { askedBy: string; askerKind: ActorKind; evidence: readonly unknown[] },
): Promise<void> {
  const { id, revision, command } = proposal;
  await tx`
    insert into proposal_revisions (proposal_id, revision, asked_by, asker_kind, sha, input, effect, evidence)
    values (${id}, ${revision}, ${asker.askedBy}, ${asker.askerKind}, ${fingerprintRevision(command, frozen.items)},
      ${tx.json(frozen.asked as never)}, ${tx.json(frozen.effect as never)},
      ${tx.json(asker.evidence as never)})`;
  const items = frozen.items.map(({ input, effect, sha }, item) => ({ item, sha, input, effect }));
  await tx`
    insert into proposal_items (proposal_id, revision, item, sha, input, effect)
    select ${id}, ${revision}, i.item, i.sha, i.input, i.effect
    from jsonb_to_recordset(${tx.json(items as never)}) as i (item integer, sha text, input jsonb, effect jsonb)`;
  await tx`
    update proposals set state = 'pending', revision = ${revision}, tier = ${frozen.tier}, approvers = ${[...frozen.approvers]},
      amount_cents = ${amountOf(frozen.items.map(({ effect }) => effect))},
      input_sha = ${fingerprintInput(command, frozen.asked)}
    where id = ${id}`;
  await announceProposal(tx, id);
}

/** Its workflow looks at it again, so do the pages that show it, and the end of the month that waits for it. */
export async function announceProposal(tx: Transaction, id: string): Promise<void> {
  await enqueue(tx, [
    { topic: 'knock', payload: { workflow: 'proposal', id } },
    { topic: 'changed', payload: { kind: 'proposal', id } },
  ]);
  await knockMonthEndsOf(tx, id);
}

/** Inserts the proposal, unless the same wish waits already. @returns null: it does. */
export async function writeProposal(tx: Transaction, wish: Wish, frozen: Frozen): Promise<string | null> {
  const id = wish.id ?? randomUUID();
  const inputSha = fingerprintInput(wish.command.name, frozen.asked);
  const [filed] = await tx`
    insert into proposals (id, command, tier, asked_by, asker_kind, channel, operator, reason, expires_on, input_sha, approvers)
    values (${id}, ${wish.command.name}, ${frozen.tier}, ${wish.askerId}, ${wish.askerKind}, ${wish.channel}, ${wish.operator ?? null},
      ${wish.reason ?? null}, ${addDays(wish.today, wish.expiresInDays ?? PROPOSAL_DAYS)}, ${inputSha}, ${[...frozen.approvers]})
    on conflict do nothing returning id`;
  if (!filed) return null;
  const asker = { askedBy: wish.askerId, askerKind: wish.askerKind, evidence: wish.evidence ?? [] };
  await writeRevision(tx, { id, revision: 1, command: wish.command.name }, frozen, asker);
  return id;
}

/** The proposal of a key used before, or the refusal of another wish under it; null: the key is new. */
async function findByKey(app: Sql, wish: Wish, inputSha: string): Promise<ProposeOutcome | null> {
  if (wish.id === undefined) return null;
  const known = await readProposalRow(app, wish.id);
  if (!known) return null;
  const [first] = await app<{ input: unknown }[]>`
    select input from proposal_revisions where proposal_id = ${known.id} and revision = 1`;
  if (known.command === wish.command.name && fingerprintInput(known.command, first?.input) === inputSha)
    return { state: 'proposed', filed: false, proposal: known };
  return refusedAs(refuse(IDEMPOTENCY_CONFLICT, 'Cette clé a déjà servi à une autre demande.'));
}

async function fileWish(app: Sql, wish: Wish, asked: unknown): Promise<ProposeOutcome> {
  const { name } = wish.command;
  const inputSha = fingerprintInput(name, asked);
  const known = await findByKey(app, wish, inputSha);
  if (known) return known;
  const frozen = await freeze(app, wish, asked);
  if ('state' in frozen) return frozen;
  const id = await app.begin((tx) => writeProposal(tx, wish, frozen));
  if (id !== null) return { state: 'proposed', filed: true, proposal: await requireProposal(app, id) };
  const [waiting] = await app<{ id: string }[]>`
    select id from proposals where command = ${name} and input_sha = ${inputSha} and state in ('pending', 'approved')`;
  if (waiting) return { state: 'proposed', filed: false, proposal: await requireProposal(app, waiting.id) };
  // Filed under this key, or decided, since we looked: asked again, it is found or filed.
  return fileWish(app, wish, asked);
}

async function requireProposal(app: Sql, id: string): Promise<ProposalRow> {
  const proposal = await readProposalRow(app, id);
  if (!proposal) throw new Error(`proposal ${id} vanished`);
  return proposal;
}

/** Files a change for a decision. The same wish still waiting is returned, not filed twice. */
export function propose(app: Sql, { input, ...wish }: Wish & { readonly input: unknown }): Promise<ProposeOutcome> {
  return fileWish(app, wish, input);
}

/** Files several changes of one kind as one decision; each has its own fingerprint, act and transaction. */
export function proposeBatch(
  app: Sql,
  { inputs, ...wish }: Wish & { readonly inputs: readonly unknown[] },
): Promise<ProposeOutcome> {
  return fileWish(app, wish, inputs);
}
