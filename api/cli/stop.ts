// `vigie stop`: ends what runs for this VIGIE_HOME, started in another terminal, or left behind by a kill -9.

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findEmbeddedServer } from '../../db/embedded.ts';
import { tryLock } from '../../db/home-lock.ts';
import { makeRunFolder, stopUnusedEmbedded } from '../../db/instance.ts';
import { EXIT, type CommandContext } from './command-context.ts';
import { endOrphans, endProcess, readSupervisor } from '../supervisor/pid-files.ts';

/** The supervisor gives each process ten seconds and the database thirty; then it is itself the problem. */
const STOP_TIMEOUT_MS = 60_000;

export async function run(args: string[], context: CommandContext): Promise<number> {
  parseArgs({ args, options: {}, strict: true });
  const { home } = context.config;
  makeRunFolder(context.config);
  const supervisor = readSupervisor(home);
  if (supervisor !== null) await endProcess(supervisor.pid, STOP_TIMEOUT_MS);
  const orphans = await endOrphansUnlessStarting(home);
  const databaseRan = findEmbeddedServer(home) !== null;
  const databaseStopped = databaseRan && (await stopUnusedEmbedded(context.config));
  if (databaseRan && !databaseStopped) {
    context.tell('Une autre commande vigie utilise encore la base de données : elle l’arrêtera en finissant.');
  }
  const ran = supervisor !== null || orphans > 0 || databaseStopped;
  context.print(ran ? 'Vigie est arrêtée.' : 'Vigie ne tournait pas.');
  return EXIT.done;
}

/** Another start may have begun meanwhile: its processes are not orphans. */
async function endOrphansUnlessStarting(home: string): Promise<number> {
  const lock = tryLock(join(home, 'run', 'supervisor.lock'), 'exclusive');
  if (lock === null) return 0;
  try {
    return (await endOrphans(home)).length;
  } finally {
    lock.release();
  }
}
