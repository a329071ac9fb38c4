// A firm's files, as texts, imported into a test database the way a customer's are.
import { importFirm } from '../../db/import/import-firm.ts';
import { listTexts } from '../../db/import/folder.ts';
import { showError } from '../../db/import/read-rows.ts';
import type { Sql } from '../../db/connection.ts';

/** @throws with the import's own errors when the files are not accepted. */
export async function loadFirm(app: Sql, files: ReadonlyMap<string, string>): Promise<void> {
  const outcome = await importFirm(app, listTexts(files), {
    write: true,
    confirmed: true,
    channel: 'import',
    operator: 'test',
    tell: () => {},
    progress: () => {},
  });
  if (outcome.state !== 'written') {
    const errors = outcome.plan.errors.slice(0, 20).map(showError);
    throw new Error(`the firm was not imported (${outcome.state}):\n${errors.join('\n')}`);
  }
}
