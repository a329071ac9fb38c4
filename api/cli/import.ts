// `vigie import DIR`: a firm's files in. The dry run first, always; then the write, when nothing stands against it.

import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { listFolder } from '../../db/import/folder.ts';
import { importFirm, type ImportOutcome } from '../../db/import/import-firm.ts';
import { countTables } from '../../db/statistics.ts';
import { EXIT, usageError, type CommandContext } from './command-context.ts';
import { describeImport, listImport } from './import-report.ts';
import { requireLocal } from './local-only.ts';
import { showProgress } from './progress-bar.ts';

export async function run(args: string[], context: CommandContext): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: { 'dry-run': { type: 'boolean' }, confirm: { type: 'boolean' }, json: { type: 'boolean' } },
    allowPositionals: true,
    strict: true,
  });
  const [folder] = positionals;
  if (folder === undefined || positionals.length > 1) throw usageError('Il faut un dossier, et un seul.');
  const sources = await listFolder(folder);
  requireLocal(context, 'import');
  const instance = await context.openInstance();
  const bar = showProgress(process.stderr);
  let outcome: ImportOutcome;
  try {
    outcome = await importFirm(instance.app, sources, {
      write: values['dry-run'] !== true,
      confirmed: values.confirm === true,
      channel: 'import',
      operator: userInfo().username,
      tell: context.tell,
      progress: bar.update,
    });
    if (outcome.state === 'written') await countTables(instance.owner());
  } finally {
    bar.clear();
  }
  context.print(values.json === true ? JSON.stringify(describeImport(outcome)) : listImport(outcome).join('\n'));
  return tellOutcome(outcome, context);
}

function tellOutcome({ state, plan }: ImportOutcome, context: CommandContext): number {
  if (state === 'refused') {
    const count = plan.errors.length;
    context.tell(`Import refusé : ${count} erreur${count > 1 ? 's' : ''}, rien n'a été écrit.`);
    return EXIT.failed;
  }
  if (state === 'to_confirm') {
    context.tell(
      "Import en attente : il change des lignes déjà enregistrées (ci-dessus). Relancez avec --confirm pour les écrire. Rien n'a été écrit.",
    );
    return EXIT.failed;
  }
  return EXIT.done;
}
