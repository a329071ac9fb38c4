// `vigie export DIR`: the firm's files out, as `vigie import` reads them back; `vigie export fec …`: its books.

import { parseArgs } from 'node:util';
import { exportFirm, type ExportedFile } from '../../db/export/export-firm.ts';
import { EXIT, usageError, type CommandContext } from './command-context.ts';
import { isBookExport, runBookExport } from './export-books.ts';
import { requireLocal } from './local-only.ts';
import { showProgress } from './progress-bar.ts';

export async function run(args: string[], context: CommandContext): Promise<number> {
  if (isBookExport(args[0])) return runBookExport(args, context);
  const { values, positionals } = parseArgs({
    args,
    options: { json: { type: 'boolean' }, journal: { type: 'boolean' } },
    allowPositionals: true,
    strict: true,
  });
  const [folder] = positionals;
  if (folder === undefined || positionals.length > 1) throw usageError('Il faut un dossier, et un seul.');
  requireLocal(context, 'export');
  const instance = await context.openInstance();
  const bar = showProgress(process.stderr);
  let files: ExportedFile[];
  try {
    files = await exportFirm(instance.app, folder, {
      journal: values.journal === true,
      progress: (file, rows) => bar.update({ step: 'écriture', file, done: rows, total: null }),
    });
  } finally {
    bar.clear();
  }
  if (values.json === true) {
    context.print(JSON.stringify({ folder, files }));
  } else {
    for (const { file, rows } of files) context.print(`${file.padEnd(22)} ${rows} ligne${rows > 1 ? 's' : ''}`);
  }
  return EXIT.done;
}
