// `vigie <command>`: finds the command, gives it the settings, and turns what went wrong into a sentence and an
// exit code: 0 done, 1 refused or failed, 2 wrongly called.

import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig, type Config } from '../config.ts';
import { explainOutage } from '../db/explain-outage.ts';
import { openInstance, type Instance } from '../db/instance.ts';
import { PlainError } from '../db/plain-error.ts';
import { EXIT, usageError, type CommandContext } from './cli/command-context.ts';
import { commands, type Command } from './cli/commands.ts';
import { readCurrentDay } from './current-day.ts';

export async function runCli(args: string[], env: Record<string, string | undefined>): Promise<number> {
  const [name = 'help', ...rest] = args;
  if (name === 'help' || name === '--help' || name === '-h') return showHelp(rest[0]);
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) {
    tell(`Commande inconnue : « ${name} ». « vigie help » les montre toutes.`);
    return EXIT.usage;
  }
  if (rest.includes('--help') || rest.includes('-h')) return showHelp(name);
  const opened: Instance[] = [];
  const config = readConfigOrExplain(env);
  if (config === null) return EXIT.failed;
  const stopListening = command.handlesSignals === true ? () => {} : closeOnSignal(opened);
  try {
    const module = await command.load();
    return await module.run(rest, describeContext(config, opened));
  } catch (error) {
    return explainFailure(error, command, config);
  } finally {
    stopListening();
    await Promise.all(opened.map((instance) => instance.close()));
  }
}

function readConfigOrExplain(env: Record<string, string | undefined>): Config | null {
  try {
    return readConfig(env);
  } catch (error) {
    if (!(error instanceof PlainError)) throw error;
    tell(error.message);
    return null;
  }
}

function describeContext(config: Config, opened: Instance[]): CommandContext {
  return {
    config,
    today: readCurrentDay(config.fixedToday),
    print: (text) => process.stdout.write(`${text}\n`),
    tell,
    openInstance: async () => {
      const instance = await openInstance(config, { tell });
      opened.push(instance);
      return instance;
    },
  };
}

function tell(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

/** Ctrl-C in the middle of a command: its connections are cut (nothing of it is written) and its database stopped. */
function closeOnSignal(opened: readonly Instance[]): () => void {
  const signals = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;
  const listeners = Object.entries(signals).map(([signal, number]) => {
    const listener = (): void => {
      const closed = Promise.all(opened.map((instance) => instance.close({ now: true })));
      // By convention a shell reads 128 + the signal's number.
      void closed.finally(() => process.exit(128 + number));
    };
    process.once(signal, listener);
    return [signal, listener] as const;
  });
  return () => {
    for (const [signal, listener] of listeners) process.removeListener(signal, listener);
  };
}

/** A sentence for the person; the stack only for a bug, in the log (and on the screen with VIGIE_DEBUG=1). */
function explainFailure(error: unknown, command: Command, config: Config): number {
  const told = explainUsage(error) ?? explainOutage(error);
  if (told === null) {
    writeToLog(config, error);
    tell(
      `Erreur inattendue dans « vigie ${command.name} » : ${error instanceof Error ? error.message : String(error)}. Le détail est dans ${join(config.home, 'vigie.log')}.`,
    );
  } else {
    tell(told.message);
    if (told.code === 'usage') tell(`\nUsage : vigie ${command.usage}`);
  }
  if (config.debug && error instanceof Error) tell(error.stack ?? '');
  return told?.code === 'usage' ? EXIT.usage : EXIT.failed;
}

/** node:util's parseArgs speaks English and throws TypeErrors: an unknown option is a wrong call. */
function explainUsage(error: unknown): PlainError | null {
  const code = error instanceof Error ? (error as { code?: string }).code : undefined;
  if (code === undefined || !code.startsWith('ERR_PARSE_ARGS')) return null;
  const option = /'(-[^']*)'/.exec((error as Error).message)?.[1];
  return usageError(
    option === undefined ? 'Argument en trop ou mal placé.' : `Option inconnue ou incomplète : ${option}.`,
  );
}

function writeToLog(config: Config, error: unknown): void {
  const line = {
    level: 'error',
    time: new Date().toISOString(),
    process: 'cli',
    stack: error instanceof Error ? error.stack : String(error),
  };
  try {
    appendFileSync(join(config.home, 'vigie.log'), `${JSON.stringify(line)}\n`, { mode: 0o600 });
  } catch (failure) {
    tell(`(Le journal n'a pas pu être écrit : ${(failure as Error).message})`);
  }
}

/** Some usages are longer than a terminal is wide: what each does stands on a line of its own. */
function listCommands(): string {
  return commands.map((command) => `  vigie ${command.usage}\n      ${command.summary}`).join('\n');
}

function showHelp(name: string | undefined): number {
  const command = commands.find((candidate) => candidate.name === name);
  process.stdout.write(
    command === undefined
      ? `Vigie, l'ERP des ESN.\n\n${listCommands()}\n\nRéglages par l'environnement : docs/operations.md.\n`
      : `Usage : vigie ${command.usage}\n${command.summary}\n`,
  );
  return EXIT.done;
}

if (import.meta.main) {
  // `vigie report … | head` closes the pipe early: that is the reader's right, not an error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.done);
    throw error;
  });
  process.exitCode = await runCli(process.argv.slice(2), process.env);
}
