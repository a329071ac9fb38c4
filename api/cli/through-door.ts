// How the command line asks for a change: in the name of a person of the firm, on this machine (`--as`), or of the key's
// owner on a Vigie elsewhere. Either way the answer is the API's document, and a refusal its code and sentence.

import { ORPCError } from '@orpc/server';
import { PlainError } from '../../db/plain-error.ts';
import { findPersonByEmail, type Person } from '../../db/users.ts';
import type { CommandProcess } from '../routes/commands.ts';
import { toProblem } from '../routes/problems.ts';
import { EXIT, usageError, type CommandContext } from './command-context.ts';
import { callRemote, findRemote, readRefusal } from './remote.ts';

export type Door = {
  /** On this machine. */
  readonly here: (door: CommandProcess, person: Person) => Promise<unknown>;
  /** Elsewhere: the path under /api, and what is sent. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** The address of who asks (`--as`). */
  readonly as: string | undefined;
};

/** @throws PlainError when nobody has this address. */
export async function requireNamed(door: CommandProcess, email: string): Promise<Person> {
  const person = await findPersonByEmail(door.appSql, email);
  if (person === null) throw new PlainError('person_unknown', `Personne n’a l’adresse ${email} dans Vigie.`);
  return person;
}

/** A remote knows who asks by its key. @throws PlainError. */
export function refuseNameElsewhere(as: string | undefined): void {
  if (as === undefined) return;
  throw new PlainError('as_refused', '--as est refusé avec VIGIE_URL : qui demande est le titulaire de VIGIE_TOKEN.');
}

export async function openDoor(context: CommandContext): Promise<CommandProcess> {
  const { app } = await context.openInstance();
  return { appSql: app, today: () => context.today };
}

/** What was answered, or the refusal told (`code`, `detail`) with ok false. */
export type DoorAnswer = { readonly ok: boolean; readonly text: string };

export async function askThrough(context: CommandContext, door: Door): Promise<DoorAnswer> {
  const remote = findRemote(context.config);
  if (remote !== null) {
    refuseNameElsewhere(door.as);
    return callRemote(remote, door.path, {
      ...(door.query && { query: door.query }),
      ...(door.body !== undefined && { body: JSON.stringify(door.body) }),
    });
  }
  if (door.as === undefined)
    throw usageError('Dites au nom de qui : --as EMAIL (seuls import, export, demo et user se font sans).');
  const here = await openDoor(context);
  const person = await requireNamed(here, door.as);
  return answerHere(() => door.here(here, person));
}

/** A refusal of the rules, as the API would tell it; the rest is for `vigie` to explain. */
export async function answerHere<T>(
  work: () => Promise<T>,
  write: (answer: T) => string = (answer) => JSON.stringify(answer),
): Promise<DoorAnswer> {
  try {
    return { ok: true, text: write(await work()) };
  } catch (error) {
    if (!(error instanceof ORPCError)) throw error;
    return { ok: false, text: JSON.stringify(toProblem(error, '')) };
  }
}

/** Prints the refusal, told on the side too. @returns the exit code. */
export function printRefusal(context: CommandContext, answer: DoorAnswer, json: boolean): number {
  if (json) context.print(answer.text);
  const { code, detail } = readRefusal(answer.text);
  context.tell(`${detail} (${code})`);
  return EXIT.failed;
}

/** A JSON argument. @throws a usage error. */
export function parseJson(text: string, option: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw usageError(`${option} n’est pas du JSON : ${text.slice(0, 80)}`);
  }
}
