// The act that carries a change: who decided, by which channel, on what input. Written in the change's own
// transaction, before its rows; the guard refuses rows without it.
import { hash, randomUUID } from 'node:crypto';
import type { Transaction } from './connection.ts';

export const ACTOR_KINDS = ['person', 'operator', 'agent', 'automation'] as const;
export type ActorKind = (typeof ACTOR_KINDS)[number];
export const ACT_CHANNELS = ['web', 'api', 'cli', 'chat', 'slack', 'mcp', 'workflow', 'import', 'demo'] as const;
export type ActChannel = (typeof ACT_CHANNELS)[number];

export type Act = {
  readonly actId: string;
  readonly command: string;
  readonly actorKind: ActorKind;
  /** The user's id, or the system's user for the operator. */
  readonly actor: string;
  readonly onBehalfOf?: string;
  readonly channel: ActChannel;
  readonly proposalId?: string;
  readonly revision?: number;
  readonly decisionId?: string;
  readonly singleApprover?: boolean;
  readonly inputSha: string;
  readonly effectSha: string;
  /** Input, before and after: sealed as a salted digest, erasable. */
  readonly payload: unknown;
};

/** JSON with sorted keys (RFC 8785 for our values: strings, safe integers, booleans, null), so that equal facts have equal digests. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  let members = '';
  for (const key of Object.keys(value).sort()) {
    const entry = (value as Readonly<Record<string, unknown>>)[key];
    if (entry === undefined) continue;
    members += `${members === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(entry)}`;
  }
  return `{${members}}`;
}

export function sha256(text: string): string {
  return hash('sha256', text);
}

/** Sends the act and its payload. To be called once a transaction, before the first guarded write. */
export function insertAct(tx: Transaction, act: Act): Promise<unknown> {
  // 122 bits, of which Node keeps a store: 16 bytes asked from the system for each act take four times as long.
  const salt = randomUUID().replaceAll('-', '');
  const digest = sha256(`${salt}:${canonicalJson(act.payload)}`);
  return tx`
    with act as (
      insert into acts (act_id, command, actor_kind, actor, on_behalf_of, channel, proposal_id, revision, decision_id,
        single_approver, input_sha, effect_sha, payload_digest)
      values (${act.actId}, ${act.command}, ${act.actorKind}, ${act.actor}, ${act.onBehalfOf ?? null}, ${act.channel},
        ${act.proposalId ?? null}, ${act.revision ?? null}, ${act.decisionId ?? null}, ${act.singleApprover ?? false},
        ${act.inputSha}, ${act.effectSha}, ${digest})
      returning act_id)
    insert into act_payloads (act_id, salt, payload) select act_id, ${salt}, ${tx.json(act.payload as never)} from act`.execute();
}
