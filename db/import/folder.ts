// The files of a folder, and of a generated firm, as sources that can be read more than once.
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PlainError } from '../plain-error.ts';
import type { SourceFile } from './text-of-file.ts';

/** In a folder that an export is filling, or did not finish: what else is there may look whole. */
export const UNFINISHED_EXPORT = 'export-inacheve.txt';

/** @throws PlainError when the folder cannot be read, or an export did not finish it. */
export async function listFolder(folder: string): Promise<SourceFile[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    if (entries.some(({ name }) => name === UNFINISHED_EXPORT)) {
      throw new PlainError(
        'export_unfinished',
        `L'export du dossier ${folder} n'est pas fini (${UNFINISHED_EXPORT}) : ses fichiers ne sont pas tous là.`,
      );
    }
    return entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => ({ name: entry.name, open: () => readBytes(join(folder, entry.name)) }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const causes: Record<string, string> = {
      ENOENT: "n'existe pas",
      ENOTDIR: "n'est pas un dossier",
      EACCES: "n'est pas lisible",
    };
    const cause = causes[code ?? ''];
    if (cause === undefined) throw error;
    throw new PlainError('folder_unreadable', `Le dossier ${folder} ${cause}.`, { cause: error });
  }
}

/** The bytes of a file; what keeps it from being read is told in a sentence. */
async function* readBytes(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path) as AsyncIterable<Uint8Array>;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined || !['EACCES', 'ENOENT', 'EIO', 'EISDIR'].includes(code)) throw error;
    throw new PlainError('file_unreadable', `Le fichier ${path} ne se lit pas (${code}) : rien n'a été écrit.`, {
      cause: error,
    });
  }
}

/** Files held in memory: a generated firm. */
export function listTexts(texts: ReadonlyMap<string, string>): SourceFile[] {
  return [...texts].map(([name, text]) => ({
    name,
    open: async function* () {
      yield Buffer.from(text, 'utf8');
    },
  }));
}
