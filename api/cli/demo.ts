// `vigie demo reset` and `vigie demo clear`: the demo firm afresh, or gone. Both refuse a database without its mark.

import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { clearDemoFirm, demoSizes, isDemoSize, resetDemoFirm, usualDemo } from '../../db/demo/load-demo-firm.ts';
import { countTables } from '../../db/statistics.ts';
import { EXIT, usageError, type CommandContext } from './command-context.ts';
import { requireLocal } from './local-only.ts';
import { showProgress } from './progress-bar.ts';

export async function run(args: string[], context: CommandContext): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: { size: { type: 'string' }, seed: { type: 'string' } },
    allowPositionals: true,
    strict: true,
  });
  const [action, ...rest] = positionals;
  if (rest.length > 0 || (action !== 'reset' && action !== 'clear'))
    throw usageError('Il faut « reset » ou « clear ».');
  requireLocal(context, 'demo');
  if (action === 'clear') {
    if (values.size !== undefined || values.seed !== undefined) throw usageError('« clear » ne prend pas d’option.');
    return clear(context);
  }
  return reset(Number(values.size ?? usualDemo.size), Number(values.seed ?? usualDemo.seed), context);
}

async function reset(size: number, seed: number, context: CommandContext): Promise<number> {
  if (!isDemoSize(size)) throw usageError(`--size vaut ${Object.keys(demoSizes).join(', ')}.`);
  if (!Number.isSafeInteger(seed) || seed < 0) throw usageError('--seed est un nombre entier.');
  const instance = await context.openInstance();
  const bar = showProgress(process.stderr);
  try {
    await resetDemoFirm(
      instance.owner(),
      instance.app,
      { today: context.today, size, seed },
      { operator: userInfo().username, tell: context.tell, progress: bar.update },
    );
    await countTables(instance.owner());
  } finally {
    bar.clear();
  }
  context.print(
    `Firme de démonstration chargée : ${size} personnes, ${demoSizes[size]} mois d'histoire jusqu'au ${context.today}.`,
  );
  return EXIT.done;
}

async function clear(context: CommandContext): Promise<number> {
  const instance = await context.openInstance();
  await clearDemoFirm(instance.owner(), userInfo().username);
  context.print('Firme de démonstration effacée : la base attend vos fichiers (vigie import DOSSIER).');
  return EXIT.done;
}
