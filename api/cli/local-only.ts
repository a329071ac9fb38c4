// Commands that read and write files of this machine and its database: with a remote set, they would act on the
// wrong firm.

import { PlainError } from '../../db/plain-error.ts';
import type { CommandContext } from './command-context.ts';

/** @throws PlainError `local_only` when VIGIE_URL names a Vigie elsewhere. */
export function requireLocal(context: CommandContext, command: string): void {
  if (context.config.remoteUrl === null) return;
  throw new PlainError(
    'local_only',
    `« vigie ${command} » agit sur la base de cette machine, et VIGIE_URL désigne ${context.config.remoteUrl} : lancez-la sur la machine de ce Vigie, ou retirez VIGIE_URL.`,
  );
}
