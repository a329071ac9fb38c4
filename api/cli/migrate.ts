// `vigie migrate`: the schema of this version, for who prepares a database before starting.

import { parseArgs } from 'node:util';
import { EXIT, type CommandContext } from './command-context.ts';

export async function run(args: string[], context: CommandContext): Promise<number> {
  parseArgs({ args, options: {}, strict: true });
  const { applied } = await context.openInstance();
  context.print(
    applied.length === 0 ? 'La base de données est à jour.' : `Migrations appliquées : ${applied.join(', ')}.`,
  );
  return EXIT.done;
}
