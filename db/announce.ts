// What a change tells the outside: which rows open screens must fetch again. Kind and id only.
import type { Effect, PersonalNotice, RowChange } from '../domain/commands/command.ts';
import type { Transaction } from './connection.ts';
import { listKnocks } from './knocks.ts';
import type { Changed, OutboxRow } from './outbox.ts';

// Many rows of one kind (a month of CRA, a batch of needs) are told as one.
const ONE_BY_ONE_AT_MOST = 20;

/** The field that names each row on screen, in order of preference. */
const NAMING_FIELDS = [
  'code',
  'number',
  'project',
  'consultant',
  'client',
  'opportunity',
  'invoice',
  'quote',
  'name',
  'month',
  'id',
];

function idOf(change: RowChange): string {
  const row = (change.after ?? change.before) as Record<string, unknown> | null;
  const field = NAMING_FIELDS.find((name) => row?.[name] !== undefined && row[name] !== null);
  return field === undefined ? '*' : String(row?.[field]);
}

/** One entry a row, or one '*' a kind that changed much. */
export function listChanged(effect: Effect): Changed[] {
  const ids = new Map<string, Set<string>>();
  for (const change of effect.rows) {
    const known = ids.get(change.entity) ?? new Set<string>();
    ids.set(change.entity, known.add(idOf(change)));
  }
  return [...ids].flatMap(([kind, own]) =>
    own.size > ONE_BY_ONE_AT_MOST ? [{ kind, id: '*' }] : [...own].map((id) => ({ kind, id })),
  );
}

/** The effect with the numbers that its documents were given, in order: their workflows begin by them. */
function withNumbers(effect: Effect, numbers: readonly string[]): Effect {
  const left = [...numbers];
  return {
    ...effect,
    rows: effect.rows.map((change) =>
      change.entity === 'invoice' && change.after !== null && change.after.number === null
        ? { ...change, after: { ...change.after, number: left.shift() ?? null } }
        : change,
    ),
  };
}

/** What the outside is told of a change. @param numbers of the documents issued, in the effect's order. */
export async function listAnnouncements(
  tx: Transaction,
  planned: Effect,
  numbers: readonly string[] = [],
): Promise<OutboxRow[]> {
  const effect = withNumbers(planned, numbers);
  return [
    ...listChanged(effect).map((payload) => ({ topic: 'changed' as const, payload })),
    ...(await listKnocks(tx, effect)),
  ];
}

/** Puts a word in the mailbox of each consultant who has an account; one already there is not said twice. */
export async function tellPeople(tx: Transaction, notices: readonly PersonalNotice[]): Promise<void> {
  for (const notice of notices) {
    await tx`
      insert into notices (user_id, key, text, link)
      select l.user_id, ${notice.key}, ${notice.text}, ${notice.link ?? null}
      from user_links l join consultants c on c.id = l.consultant_id where c.code = ${notice.consultant}
      on conflict (user_id, key) do nothing`;
  }
}
