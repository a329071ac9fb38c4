// What takes a change back, where a command does: a booking that was moved goes back, a CRA that was validated is
// opened again, an invoice is credited. Most changes have none: what was sent, paid or signed stays said.
// It is a change like any other: previewed, refused or done by its own rules, and an act of its own.

import type { Effect, RowChange } from './command.ts';
import type { AssignmentRow, EntityName, EntityRow } from './rows.ts';

export type Undo = {
  readonly command: string;
  /** As the command takes it: euros and days, not cents and quarter days. */
  readonly input: Readonly<Record<string, unknown>>;
};

export type Done = {
  readonly command: string;
  readonly input: unknown;
  readonly effect: Pick<Effect, 'rows'>;
  /** Codes and numbers given by the execution. */
  readonly result: Readonly<Record<string, string | number>>;
};

type Input = Readonly<Record<string, unknown>>;

const REASON = 'Annulation du changement précédent';

/** What the one row of this kind was, when it was changed: neither made nor removed, nor one of several. */
function findBefore<E extends EntityName>(rows: readonly RowChange[], entity: E): EntityRow[E] | null {
  const [only, ...others] = rows.filter((row) => row.entity === entity);
  if (only === undefined || others.length > 0 || only.after === null) return null;
  return only.before as EntityRow[E] | null;
}

function putBack({ code, startsOn, endsOn, quota, dailyRateCents }: AssignmentRow): Undo {
  const dailyRate = dailyRateCents === null ? null : dailyRateCents / 100;
  return { command: 'move_assignment', input: { code, startsOn, endsOn, quota: Number(quota), dailyRate } };
}

function undoMove({ effect }: Done): Undo | null {
  const before = findBefore(effect.rows, 'assignment');
  return before && putBack(before);
}

/** Taken back by its code, as long as nothing of it has begun: the command itself says. */
function undoBooking({ effect, result }: Done): Undo | null {
  const booked = effect.rows.filter(({ entity, before }) => entity === 'assignment' && before === null);
  const code = result['code'];
  return booked.length === 1 && typeof code === 'string' ? { command: 'cancel_assignment', input: { code } } : null;
}

function undoStage({ effect }: Done): Undo | null {
  const before = findBefore(effect.rows, 'opportunity');
  if (before === null) return null;
  const { code, stage, probabilityPercent } = before;
  return {
    command: 'move_opportunity',
    input: { code, stage, ...(probabilityPercent !== null && { probability: Number(probabilityPercent) }) },
  };
}

/** A card's fields are named in the input as in the row: those that were given go back to what they were. */
/** @param key the field of the input that names the card. */
function undoCard(entity: EntityName, key: string) {
  return ({ command, input, effect }: Done): Undo | null => {
    const before = findBefore(effect.rows, entity) as Input | null;
    if (before === null) return null;
    const given = Object.keys(input as Input).filter((name) => name !== key);
    // What the input calls by another name or unit than the row is not taken back by guess.
    if (given.some((name) => !(name in before))) return null;
    const values = given.map((name) => {
      const was = before[name];
      const isDecimal = typeof (input as Input)[name] === 'number' && typeof was === 'string';
      return [name, isDecimal ? Number(was) : was] as const;
    });
    return { command, input: { [key]: (input as Input)[key], ...Object.fromEntries(values) } };
  };
}

function reopenSheet({ input }: Done): Undo {
  const { consultant, month, project } = input as Input;
  return { command: 'reopen_timesheet', input: { consultant, month, project, reason: REASON } };
}

/** Only what the client was invoiced alone under a number that is known: several are credited one by one. */
function creditInvoice({ effect, result }: Done): Undo | null {
  const number = result['number'];
  const issued = effect.rows.filter(({ entity, before }) => entity === 'invoice' && before === null);
  if (typeof number !== 'string' || issued.length !== 1) return null;
  return { command: 'issue_credit_note', input: { invoice: number, reason: REASON, lines: 'all' } };
}

const UNDO: Readonly<Record<string, (done: Done) => Undo | null>> = {
  assign_consultant: undoBooking,
  move_assignment: undoMove,
  end_assignment: undoMove,
  move_opportunity: undoStage,
  update_client: undoCard('client', 'code'),
  update_contact: undoCard('contact', 'id'),
  update_consultant: undoCard('consultant', 'code'),
  validate_timesheet: reopenSheet,
  issue_invoices: creditInvoice,
  issue_deposit: creditInvoice,
  close_month: ({ input }) => ({
    command: 'reopen_month',
    input: { month: (input as Input)['month'], reason: REASON },
  }),
};

/** The change that takes this one back; null: there is none. */
export function findUndo(done: Done): Undo | null {
  return UNDO[done.command]?.(done) ?? null;
}

/** The commands that another takes back, at least sometimes. */
export const UNDOABLE_COMMANDS: readonly string[] = Object.keys(UNDO);
