// GET /api/commands for the screens' tests: the commands as they are, and which of them the person may run.

import { z } from 'zod';
import { findCommand } from '../../domain/commands/registry.ts';
import type { Answer } from './fake-api.ts';

export function listCommands(...allowed: string[]): Answer {
  const commands = allowed.map((name) => {
    const command = findCommand(name);
    if (command === null) throw new Error(`no command is called ${name}`);
    return {
      name,
      label: command.label,
      tier: command.tier,
      approvers: [...command.approvers],
      rights: { ...command.rights },
      everyone_for_self: command.everyoneForSelf === true,
      allowed: true,
      input: z.toJSONSchema(command.input, { io: 'input', unrepresentable: 'any' }),
    };
  });
  return { status: 200, body: { commands } };
}
