// The claim of an act, the first statement of the transaction that carries it out; and the answer that is kept with it,
// the last one: whoever asks again under the same id is given that answer.
import { z } from 'zod';
import type { Asker } from '../domain/commands/command.ts';
import type { Transaction } from './connection.ts';
import type { ExecutionOutcome, ExecutionRequest } from './execution.ts';
import { insertOutbox, type OutboxRow } from './outbox.ts';
import type { TransactionLimit } from './transaction-limit.ts';
import { selectPerson, toPerson, type Person } from './users.ts';

/** The same act id asked with another input: two different wishes under one key. */
export const IDEMPOTENCY_CONFLICT = 'idempotency_conflict';

const claimRow = z.looseObject({ claimed: z.boolean(), limited: z.unknown() });
const storedResult = z.object({ input_sha: z.string(), result: z.unknown() });

/** What the first attempt answered, if there was one; and who asks, as they are now. */
type Claim = { readonly known: ExecutionOutcome | null; readonly asker: Asker | null };

/** Claims the act, limits the transaction, and reads who asks, in one statement. */
export async function claim(
  tx: Transaction,
  request: ExecutionRequest,
  inputSha: string,
  limit: TransactionLimit,
): Promise<Claim> {
  const { actId, askerId } = request;
  const [row] = await tx`
    with claimed as (
      insert into executions (act_id, input_sha) values (${actId}, ${inputSha}) on conflict do nothing returning act_id)
    select exists (select from claimed) as claimed, ${limit.column(tx)} as limited, person.*
    from (values (1)) as one left join (${selectPerson(tx, askerId)}) as person on true`.execute();
  const { claimed, limited, ...person } = claimRow.parse(row);
  limit.start(limited);
  const asker = person['userId'] === null ? null : askAs(toPerson(person));
  if (claimed) return { known: null, asker: request.actorKind === 'automation' ? askForFirm(askerId) : asker };
  return { known: await readKnown(tx, actId, inputSha), asker };
}

async function readKnown(tx: Transaction, actId: string, inputSha: string): Promise<ExecutionOutcome> {
  const [row] = await tx`select input_sha, result from executions where act_id = ${actId}`;
  const stored = storedResult.parse(row);
  if (stored.input_sha !== inputSha) {
    return { state: 'refused', code: IDEMPOTENCY_CONFLICT, sentence: 'Cette clé a déjà servi à une autre demande.' };
  }
  return stored.result as ExecutionOutcome;
}

/** The answer that a second attempt will be given, beside what the outside is told; the transaction's last statement. */
export function keepResult(tx: Transaction, actId: string, outcome: ExecutionOutcome, told: readonly OutboxRow[] = []) {
  const state = outcome.state === 'done' ? 'done' : 'refused';
  return tx`
    with told as (${insertOutbox(tx, told, actId)})
    update executions set outcome = ${state}, result = ${tx.json(outcome as never)} where act_id = ${actId}`.execute();
}

export function askAs(person: Person): Asker {
  const { userId, email, roles, realCostRoles, consultantCode } = person;
  return { userId, email, roles, realCostRoles, consultantCode };
}

/** An automation asks for the firm: it reaches what direction reaches, and only proposes. */
export function askForFirm(name: string): Asker {
  return { userId: name, email: '', roles: ['direction'], consultantCode: null };
}
