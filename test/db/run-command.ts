// A person asks for a command by its name, as through the API.
import { randomUUID } from 'node:crypto';
import type { Sql } from '../../db/connection.ts';
import { executeCommand } from '../../db/execute-command.ts';
import type { ExecutionOutcome } from '../../db/execution.ts';
import type { AnyCommand } from '../../domain/commands/command.ts';
import { findCommand } from '../../domain/commands/registry.ts';

/** @throws when the registry has no command of that name. */
export function commandNamed(name: string): AnyCommand {
  const command = findCommand(name);
  if (!command) throw new Error(`no command ${name}`);
  return command;
}

/** Carries it out at once, under an act of its own. @param askerId a user's id. */
export function runCommand(
  app: Sql,
  asked: { readonly name: string; readonly input: unknown; readonly askerId: string; readonly today: string },
): Promise<ExecutionOutcome> {
  const { name, ...request } = asked;
  const who = { actId: randomUUID(), actorKind: 'person', channel: 'api' } as const;
  return executeCommand(app, { ...request, ...who, command: commandNamed(name) });
}
