// Who decided what, and when: every act, with its seal, to be read by people and checked by programs. It is never imported:
// what happened elsewhere is no act of this database (docs/files-added.md).
import { z } from 'zod';
import { canonicalJson } from '../acts.ts';
import type { Transaction } from '../connection.ts';
import { GENESIS, sealedColumns } from '../seals.ts';
import { csvLine } from './csv.ts';
import type { PartWriter } from './export-folder.ts';

export const JOURNAL_FILES = ['actes.csv', 'sceaux.csv'] as const;

/** An act may hold the change of thousands of rows: few at a time. */
const ACTS_A_PIECE = 200;
const SEALS_A_PIECE = 2000;

/** Of what comes with an act and is not sealed with it. */
const besideAct = z.object({
  seal: z.string().nullable(),
  position: z.number().nullable(),
  who: z.string(),
  for_whom: z.string().nullable(),
  decided_by: z.string().nullable(),
  salt: z.string().nullable(),
  payload: z.unknown(),
});
const sealedAct = z.object({
  act_id: z.string(),
  at: z.string(),
  command: z.string(),
  actor_kind: z.string(),
  channel: z.string(),
  decision: z.object({ at: z.string(), verdict: z.string(), reason: z.string().nullable() }).nullable(),
});

/** The seals in the order of their chain: each covers the one before it. */
const chain = (tx: Transaction) => tx`
  recursive chain as (
    select seal, prev_seal, sealed_at, act_count, 1::bigint as n from seals where prev_seal = ${GENESIS}
    union all
    select s.seal, s.prev_seal, s.sealed_at, s.act_count, c.n + 1 from seals s join chain c on s.prev_seal = c.seal)`;

type Row = Record<string, unknown>;
type Cursor = { cursor(rows: number): AsyncIterable<Row[]> };

async function* actLines(tx: Transaction, told: (rows: number) => void): AsyncGenerator<string> {
  yield csvLine(
    'le;commande;par;nature;pour;canal;verdict;decide_par;decide_le;motif;contenu;acte;sceau;rang;scelle;sel'.split(
      ';',
    ),
  );
  const rows = tx`
    with ${chain(tx)}
    select ${sealedColumns(tx)}, c.seal, s.position, coalesce(u.email, a.actor) as who,
      coalesce(b.email, a.on_behalf_of) as for_whom, coalesce(w.email, d.person) as decided_by, p.salt, p.payload
    from acts a left join decisions d on d.id = a.decision_id left join act_payloads p on p.act_id = a.act_id
      left join sealed_acts s on s.act_id = a.act_id left join chain c on c.seal = s.seal
      left join auth.users u on u.id = a.actor left join auth.users b on b.id = a.on_behalf_of
      left join auth.users w on w.id = d.person
    order by c.n nulls last, s.position, a.at, a.act_id` as unknown as Cursor;
  for await (const piece of rows.cursor(ACTS_A_PIECE)) {
    told(piece.length);
    yield piece.map(actLine).join('');
  }
}

function actLine({ seal, position, who, for_whom, decided_by, salt, payload, ...sealed }: Row): string {
  const beside = besideAct.parse({ seal, position, who, for_whom, decided_by, salt, payload });
  const act = sealedAct.parse(sealed);
  return csvLine([
    act.at,
    act.command,
    beside.who,
    act.actor_kind,
    beside.for_whom ?? '',
    act.channel,
    act.decision?.verdict ?? '',
    beside.decided_by ?? '',
    act.decision?.at ?? '',
    act.decision?.reason ?? '',
    // Erased with a person: the seal still covers its digest.
    beside.salt === null ? '' : canonicalJson(beside.payload),
    act.act_id,
    beside.seal ?? '',
    beside.position === null ? '' : String(beside.position),
    canonicalJson(sealed),
    beside.salt ?? '',
  ]);
}

async function* sealLines(tx: Transaction, told: (rows: number) => void): AsyncGenerator<string> {
  yield csvLine(['sceau', 'precedent', 'le', 'actes']);
  const rows = tx`
    with ${chain(tx)} select seal, prev_seal, sealed_at, act_count from chain order by n` as unknown as Cursor;
  for await (const piece of rows.cursor(SEALS_A_PIECE)) {
    told(piece.length);
    yield piece
      .map((row) => csvLine([row['seal'], row['prev_seal'], row['sealed_at'], row['act_count']].map(String)))
      .join('');
  }
}

/** Every act in the order of the seals, those of the last second at the end; and the chain of the seals. */
export async function writeJournal(
  tx: Transaction,
  write: PartWriter,
  progress: (file: string, rows: number) => void,
): Promise<{ file: string; rows: number }[]> {
  const files: { file: string; rows: number }[] = [];
  for (const [name, lines] of [
    ['actes', actLines],
    ['sceaux', sealLines],
  ] as const) {
    const file = `${name}.csv`;
    let rows = 0;
    await write(file, () =>
      lines(tx, (more) => {
        rows += more;
        progress(name, rows);
      }),
    );
    files.push({ file, rows });
  }
  return files;
}
