// The folder of an export: nothing in it is overwritten, its files come all at once, and while they do not a mark says so,
// even when the process or the machine dies in between (vigie import refuses a folder that bears it).
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UNFINISHED_EXPORT } from '../import/folder.ts';
import { PlainError } from '../plain-error.ts';

/** Salaries and addresses are in it: for its owner alone. */
const OWN_FOLDER = 0o700;
const OWN_FILE = 0o600;

const MARK = `L'export de ce dossier n'est pas fini : il est en cours, ou fut interrompu. Ses fichiers ne sont pas tous là.
S'il fut interrompu, videz ce dossier et recommencez.
`;

const CAUSES: Readonly<Record<string, string>> = {
  EEXIST: "n'est pas un dossier",
  ENOTDIR: "n'est pas un dossier",
  EACCES: "n'est pas accessible en écriture",
  EPERM: "n'est pas accessible en écriture",
  EROFS: 'est sur un disque en lecture seule',
  ENOSPC: 'est sur un disque plein',
  EDQUOT: 'est sur un disque dont le quota est atteint',
  EIO: 'est sur un disque qui ne répond pas',
  ENAMETOOLONG: 'a un nom trop long',
};

/** What keeps the folder from being written, in a sentence; another error as it is. */
function explain(folder: string, error: unknown): unknown {
  const cause = CAUSES[(error as NodeJS.ErrnoException).code ?? ''];
  if (cause === undefined || error instanceof PlainError) return error;
  return new PlainError('folder_unwritable', `Le dossier ${folder} ${cause} : rien n'y est exporté.`, { cause: error });
}

function refuseUsed(folder: string, present: readonly string[], names: readonly string[]): void {
  const clash = names.find((name) => present.includes(name));
  if (clash === undefined) return;
  throw new PlainError(
    'folder_used',
    `Le dossier ${folder} contient déjà ${clash} : choisissez un autre dossier, rien n'est écrasé.`,
  );
}

/** Of two exports into one folder, one has the mark, and the other is refused. */
async function takeMark(folder: string): Promise<void> {
  try {
    await writeFile(join(folder, UNFINISHED_EXPORT), MARK, { flag: 'wx', mode: OWN_FILE, flush: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new PlainError(
      'export_unfinished',
      `Un export est en cours dans le dossier ${folder}, ou y fut interrompu (${UNFINISHED_EXPORT}) : videz-le, ou choisissez un autre dossier.`,
      { cause: error },
    );
  }
}

/** A file under way: its lines, and whether it stays. */
export type PartWriter = (name: string, lines: () => AsyncIterable<string>) => Promise<void>;

/**
 * Makes the folder if needed, and the files in it: `fill` writes each, and gives the names of those that stay.
 * @param names all that may be written; one that is there already is never overwritten.
 * @throws PlainError when the folder holds such a file, or cannot be written: nothing of the export is left in it.
 */
export async function fillFolder(
  folder: string,
  names: readonly string[],
  fill: (write: PartWriter) => Promise<readonly string[]>,
): Promise<void> {
  const partOf = (name: string): string => join(folder, `.${name}.part`);
  const mark = join(folder, UNFINISHED_EXPORT);
  let isMarked = false;
  try {
    await mkdir(folder, { recursive: true, mode: OWN_FOLDER });
    await takeMark(folder);
    isMarked = true;
    refuseUsed(folder, await readdir(folder), names);
    const staying = await fill((name, lines) =>
      pipeline(lines, createWriteStream(partOf(name), { mode: OWN_FILE, flush: true })),
    );
    for (const name of staying) await rename(partOf(name), join(folder, name));
    await rm(mark);
  } catch (error) {
    throw explain(folder, error);
  } finally {
    if (isMarked) await clear([...names.map(partOf), mark]);
  }
}

async function clear(paths: readonly string[]): Promise<void> {
  for (const path of paths) await rm(path, { force: true });
}
