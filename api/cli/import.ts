// `vigie import DIR`: a firm's files in. The dry run first, always; then the write, when nothing stands against it.

import { buffer as readBytes } from 'node:stream/consumers';
import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { listFolder } from '../../db/import/folder.ts';
import { importFirm, type ImportOutcome } from '../../db/import/import-firm.ts';
import type { SourceFile } from '../../db/import/text-of-file.ts';
import { countTables } from '../../db/statistics.ts';
import { importFirmFiles } from '../../domain/commands/firm/import-firm.ts';
import { doCommand, showPreview } from '../routes/commands.ts';
import { storeFirmFiles } from '../routes/imports.ts';
import { EXIT, usageError, type CommandContext } from './command-context.ts';
import { sayOutcome } from './do.ts';
import { describeImport, listImport } from './import-report.ts';
import { requireLocal } from './local-only.ts';
import { showProgress } from './progress-bar.ts';
import { answerHere, openDoor, printRefusal, requireNamed } from './through-door.ts';

export async function run(args: string[], context: CommandContext): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: {
      'dry-run': { type: 'boolean' },
      confirm: { type: 'boolean' },
      json: { type: 'boolean' },
      as: { type: 'string' },
    },
    allowPositionals: true,
    strict: true,
  });
  const [folder] = positionals;
  if (folder === undefined || positionals.length > 1) throw usageError('Il faut un dossier, et un seul.');
  const sources = await listFolder(folder);
  requireLocal(context, 'import');
  const asked = { preview: values['dry-run'] === true, json: values.json === true };
  if (values.as !== undefined) return importAs(values.as, sources, asked, context);
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
  tellAccess(outcome, context);
  return tellOutcome(outcome, context);
}

/** In the name of a person: what only adds is written, what changes waits for a second person. */
async function importAs(
  email: string,
  sources: readonly SourceFile[],
  { preview, json }: { preview: boolean; json: boolean },
  context: CommandContext,
): Promise<number> {
  const door = await openDoor(context);
  const person = await requireNamed(door, email);
  const answer = await answerHere(async () => {
    const folder = new Map<string, Uint8Array>();
    for (const source of sources)
      if (source.name.endsWith('.csv')) folder.set(source.name, await readBytes(source.open()));
    const input = { files: await storeFirmFiles(door.appSql, folder) };
    const asked = { command: importFirmFiles, input, person };
    if (preview) return showPreview(door, asked);
    return (await doCommand(door, { ...asked, channel: 'cli', operator: userInfo().username })).body;
  });
  if (!answer.ok) return printRefusal(context, answer, json);
  context.print(json ? answer.text : sayOutcome(JSON.parse(answer.text)));
  return EXIT.done;
}

/** No file holds a password: who came in by one is let in by a link. */
function tellAccess({ state, plan }: ImportOutcome, context: CommandContext): void {
  const people = plan.files.get('utilisateurs')?.created.length ?? 0;
  if (state !== 'written' || people === 0) return;
  context.tell(
    `${people > 1 ? `${people} utilisateurs sont là` : 'Un utilisateur est là'}, sans accès encore : « vigie user add ADRESSE --role RÔLE » donne un lien à remettre.`,
  );
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
