// The chain of seals: each covers acts and the seal before it, so that an act altered, removed or slipped in later
// shows. The sealer takes what is visible each second; nothing relies on the order in which acts were numbered.
//
//   seal = SHA-256(previous seal ‖ '\n' ‖ the canonical JSON of each act, in position order, each followed by '\n')
//
// An act is sealed with the decision that let it through and with the digest of its payload: the payload itself, and
// its salt, may be erased with a person without breaking the chain.

import { createHash } from 'node:crypto';
import { canonicalJson, sha256 } from './acts.ts';
import type { Queryable, Sql, Transaction } from './connection.ts';

/** Before the first seal. */
export const GENESIS = '0'.repeat(64);
/** 'seals' in ASCII: one sealer at a time in a database. */
const SEAL_LOCK = 0x7365616c73;
/** A seal over more than this would be slow to check; a first pass after a long stop makes several. */
const ACTS_A_SEAL = 5_000;

/** An act as it is sealed. */
export type ActRow = { act_id: string } & Record<string, unknown>;

/** Everything of an act that is sealed; instants to the microsecond, whatever the session's settings. */
export const sealedColumns = (sql: Queryable): ReturnType<Queryable> => sql`
  a.act_id, a.xid::text as xid, to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
  a.command, a.actor_kind, a.actor, a.on_behalf_of, a.channel, a.proposal_id, a.revision, a.single_approver,
  a.input_sha, a.effect_sha, a.payload_digest,
  case when d.id is not null then jsonb_build_object('id', d.id, 'proposal_id', d.proposal_id, 'revision', d.revision,
    'person', d.person, 'verdict', d.verdict, 'sha', d.sha, 'reason', d.reason,
    'at', to_char(d.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) end as decision,
  a.decision_id`;

export function sealOf(previous: string, acts: readonly ActRow[]): string {
  const hash = createHash('sha256').update(`${previous}\n`, 'utf8');
  for (const act of acts) hash.update(`${canonicalJson(act)}\n`, 'utf8');
  return hash.digest('hex');
}

/** The latest seal; GENESIS when nothing is sealed yet. */
export async function readHead(sql: Queryable): Promise<string> {
  const [row] = await sql<{ seal: string }[]>`
    select seal from seals s where not exists (select 1 from seals n where n.prev_seal = s.seal)
    order by sealed_at desc limit 1`;
  return row?.seal ?? GENESIS;
}

export type SealedActs = { seal: string; prev_seal: string; sealed_at: string; acts: ActRow[] };

/** Seals with their acts in position order, in the order given; without payloads, which may be erased. */
export async function readSealedActs(sql: Queryable, seals: readonly string[]): Promise<SealedActs[]> {
  const rows = await sql<(SealRow & ActRow)[]>`
    select ${sealedColumns(sql)}, s.seal, l.prev_seal, l.sealed_at
    from sealed_acts s join seals l on l.seal = s.seal join acts a on a.act_id = s.act_id
      left join decisions d on d.id = a.decision_id
    where s.seal = any(${[...seals]}::text[]) order by s.position`;
  const bySeal = new Map<string, SealedActs>();
  for (const { seal, prev_seal: previous, sealed_at: sealedAt, ...act } of rows) {
    const one = bySeal.get(seal) ?? { seal, prev_seal: previous, sealed_at: sealedAt, acts: [] };
    bySeal.set(seal, one);
    one.acts.push(act);
  }
  return seals.flatMap((seal) => bySeal.get(seal) ?? []);
}

export type Sealer = {
  /** Seals all acts that are visible and not sealed. @returns how many; null when another process is sealing. */
  seal(): Promise<number | null>;
};

/**
 * A sealer remembers up to which transaction number everything had ended at its last pass: acts before it are sealed,
 * so that a pass costs as much as there are new acts, and an act that commits late is not missed.
 */
export function openSealer(sql: Sql): Sealer {
  let floor = '0';
  return {
    seal: async () => {
      let total = 0;
      for (;;) {
        const pass = await sealOnce(sql, floor);
        if (pass === null) return null;
        total += pass.sealed;
        if (pass.sealed < ACTS_A_SEAL) {
          floor = pass.floor;
          return total;
        }
      }
    },
  };
}

async function sealOnce(sql: Sql, floor: string): Promise<{ sealed: number; floor: string } | null> {
  return sql.begin(async (tx): Promise<{ sealed: number; floor: string } | null> => {
    const [row] = await tx<{ free: boolean; floor: string }[]>`
      select pg_try_advisory_xact_lock(${SEAL_LOCK}) as free, pg_snapshot_xmin(pg_current_snapshot())::text as floor`;
    if (row?.free !== true) return null;
    // A second snapshot: what had ended at the first one is visible in it.
    const acts = await readUnsealed(tx, floor);
    if (acts.length > 0) await writeSeal(tx, acts);
    return { sealed: acts.length, floor: row.floor };
  });
}

async function readUnsealed(tx: Transaction, floor: string): Promise<ActRow[]> {
  return tx<ActRow[]>`
    select ${sealedColumns(tx)}
    from acts a left join decisions d on d.id = a.decision_id
    where a.xid >= ${floor}::xid8 and not exists (select 1 from sealed_acts s where s.act_id = a.act_id)
    order by a.at, a.act_id limit ${ACTS_A_SEAL}`;
}

async function writeSeal(tx: Transaction, acts: readonly ActRow[]): Promise<void> {
  const previous = await readHead(tx);
  const seal = sealOf(previous, acts);
  await tx`insert into seals (seal, prev_seal, act_count) values (${seal}, ${previous}, ${acts.length})`;
  const ids = acts.map((act) => act.act_id);
  await tx`
    insert into sealed_acts (act_id, seal, position)
    select id, ${seal}, rank - 1 from unnest(${ids}::uuid[]) with ordinality as u (id, rank)`;
}

export type AuditFault = {
  kind: 'broken_seal' | 'missing_act' | 'altered_payload' | 'stray_seal' | 'unknown_head';
  seal: string;
  actId: string | null;
  sealedAt: string | null;
};

export type Audit = {
  seals: number;
  acts: number;
  /** Acts whose payload was erased with a person: sealed, and no longer readable. */
  erased: number;
  /** Acts not sealed yet: of the last second, as a rule. */
  unsealed: number;
  head: string;
  /** The first fault on the way from the first seal; null when the chain is whole. */
  fault: AuditFault | null;
};

type SealRow = { seal: string; prev_seal: string; sealed_at: string; act_count: number };
type SealedAct = ActRow & { position: number; salt: string | null; payload: unknown };

/**
 * Makes the chain again from the acts and compares, in one snapshot; stops at the first fault.
 * @param knownHead a head that was printed or noted elsewhere: it must be in the chain (a chain cut short is whole in
 *   itself, so only this shows it).
 */
export async function verifySeals(sql: Sql, knownHead: string | null = null): Promise<Audit> {
  return sql.begin('isolation level repeatable read read only', async (tx): Promise<Audit> => {
    const audit: Audit = { seals: 0, acts: 0, erased: 0, unsealed: 0, head: GENESIS, fault: null };
    const seen = new Set<string>([GENESIS]);
    for (;;) {
      const [row] = await tx<SealRow[]>`
        select seal, prev_seal, sealed_at, act_count from seals where prev_seal = ${audit.head}`;
      if (row === undefined) break;
      audit.fault = seen.has(row.seal) ? describeFault('broken_seal', row) : await checkSeal(tx, row, audit);
      if (audit.fault !== null) return audit;
      seen.add(row.seal);
      audit.seals += 1;
      audit.head = row.seal;
    }
    audit.unsealed = await countUnsealed(tx);
    audit.fault = (await findStraySeal(tx, seen)) ?? checkKnownHead(seen, knownHead);
    return audit;
  });
}

function describeFault(kind: AuditFault['kind'], row: SealRow, actId: string | null = null): AuditFault {
  return { kind, seal: row.seal, actId, sealedAt: row.sealed_at };
}

async function checkSeal(tx: Transaction, row: SealRow, audit: Audit): Promise<AuditFault | null> {
  const acts = await tx<SealedAct[]>`
    select ${sealedColumns(tx)}, s.position, p.salt, p.payload
    from sealed_acts s join acts a on a.act_id = s.act_id
    left join decisions d on d.id = a.decision_id
    left join act_payloads p on p.act_id = a.act_id
    where s.seal = ${row.seal} order by s.position`;
  const isWhole = acts.length === row.act_count && acts.every((act, index) => act.position === index);
  if (!isWhole) return describeFault('missing_act', row);
  const sealed = acts.map(({ position: _position, salt: _salt, payload: _payload, ...act }) => act as ActRow);
  const altered = acts.find(
    (act) => act.salt !== null && sha256(`${act.salt}:${canonicalJson(act.payload)}`) !== act['payload_digest'],
  );
  if (sealOf(row.prev_seal, sealed) !== row.seal) return describeFault('broken_seal', row, altered?.act_id ?? null);
  if (altered !== undefined) return describeFault('altered_payload', row, altered.act_id);
  audit.acts += acts.length;
  audit.erased += acts.filter((act) => act.salt === null).length;
  return null;
}

async function countUnsealed(tx: Transaction): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select count(*)::int as count from acts a
    where not exists (select 1 from sealed_acts s where s.act_id = a.act_id)`;
  return row?.count ?? 0;
}

/** A seal that the chain does not reach: what stood between was altered. */
async function findStraySeal(tx: Transaction, seen: ReadonlySet<string>): Promise<AuditFault | null> {
  const [count] = await tx<{ count: number }[]>`select count(*)::int as count from seals`;
  if ((count?.count ?? 0) === seen.size - 1) return null;
  const rows = await tx<SealRow[]>`select seal, prev_seal, sealed_at, act_count from seals order by sealed_at, seal`;
  const stray = rows.find((row) => !seen.has(row.seal));
  return stray === undefined ? null : describeFault('stray_seal', stray);
}

function checkKnownHead(seen: ReadonlySet<string>, knownHead: string | null): AuditFault | null {
  if (knownHead === null || seen.has(knownHead)) return null;
  return { kind: 'unknown_head', seal: knownHead, actId: null, sealedAt: null };
}

/** Tells the direction the day's head, once. */
export async function noteHead(app: Sql, day: string, head: string): Promise<void> {
  await app`
    insert into notices (user_id, key, text, link)
    select user_id, ${`seal-head:${day}`}, ${`Sceau du journal au ${day} : ${head}`}, null
    from user_roles where role = 'direction' on conflict do nothing`;
}
