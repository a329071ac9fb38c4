// What every command of `vigie` is given, and how it answers.

import type { Config } from '../../config.ts';
import type { Instance } from '../../db/instance.ts';
import { PlainError } from '../../db/plain-error.ts';

export type CommandContext = {
  config: Config;
  /** The civil day, 'YYYY-MM-DD' (VIGIE_TODAY when set). */
  today: string;
  /** A result, on standard output. */
  print: (text: string) => void;
  /** A word to the person, on standard error: progress, waiting, warning. */
  tell: (sentence: string) => void;
  /** The database, running or started for this command; closed at the latest when the command ends. */
  openInstance: () => Promise<Instance>;
};

export type CommandModule = { run: (args: string[], context: CommandContext) => Promise<number> };

export const EXIT = { done: 0, failed: 1, usage: 2 } as const;

/** A command wrongly called: its sentence and the usage are shown, and the exit code is 2. */
export function usageError(sentence: string): PlainError {
  return new PlainError('usage', sentence);
}
