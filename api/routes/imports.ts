// POST /api/imports[?preview=1]: the body is the firm's files in a zip. Each is stored by its digest, then the command
// import_firm compares them with what is stored, and writes what it may.

import { unzip, type UnzipFileFilter, type Unzipped } from 'fflate';
import express, { type RequestHandler } from 'express';
import { storeContent } from '../../db/documents.ts';
import type { Sql } from '../../db/connection.ts';
import { importFirmFiles } from '../../domain/commands/firm/import-firm.ts';
import { doCommand, isPreview, readKey, showPreview, type CommandProcess } from './commands.ts';
import { requireIdentity } from './identity.ts';
import { refuse } from './problems.ts';

/** Five years of a firm of 400 people are 6 MB once zipped. */
const LARGEST_ARCHIVE = '20mb';
/** Unpacked: half a million rows. What is larger outlasts one change (db/transaction-limit.ts): the operator imports it. */
const LARGEST_FOLDER = 64 * 1024 * 1024;

export function receiveFirmFiles(process: CommandProcess): RequestHandler[] {
  return [
    refuseWithoutRole,
    express.raw({ limit: LARGEST_ARCHIVE, type: () => true }),
    async (req, res) => {
      const { person, by } = requireIdentity(res);
      const preview = isPreview(req);
      const key = readKey(req);
      const body: unknown = req.body;
      const files = await storeFirmFiles(process.appSql, await unzipFolder(Buffer.isBuffer(body) ? body : Buffer.of()));
      const asked = { command: importFirmFiles, input: { files }, person };
      if (preview) {
        res.json(await showPreview(process, asked));
        return;
      }
      const done = await doCommand(process, {
        ...asked,
        channel: by === 'session' ? 'web' : 'api',
        ...(key !== null && { key }),
      });
      res.status(done.status).json(done.body);
    },
  ];
}

/** Stores the texts by their digests. @returns what import_firm is asked with. */
export async function storeFirmFiles(
  app: Sql,
  folder: ReadonlyMap<string, Uint8Array>,
): Promise<{ name: string; sha256: string }[]> {
  const files: { name: string; sha256: string }[] = [];
  for (const [name, content] of folder) files.push({ name, sha256: await storeContent(app, content) });
  return files;
}

/** What is unpacked: texts, and no more of them than one change can write. @throws a refusal. */
function chooseFiles(): UnzipFileFilter {
  let size = 0;
  return ({ name, originalSize }) => {
    if (!name.endsWith('.csv') || name.startsWith('__MACOSX/')) return false;
    size += originalSize;
    if (size <= LARGEST_FOLDER) return true;
    throw refuse(413, 'body_too_large', 'Ces fichiers sont trop volumineux : l’opérateur les importe (vigie import).');
  };
}

function unpack(archive: Uint8Array): Promise<Unzipped> {
  return new Promise((resolve, reject) => {
    const unreadable = 'Le corps de la demande est un zip des fichiers .csv : celui-ci ne se lit pas.';
    unzip(archive, { filter: chooseFiles() }, (error, unpacked) => {
      if (error) reject(refuse(400, 'archive_unreadable', unreadable));
      else resolve(unpacked);
    });
  });
}

/** The .csv files of a zip, whatever folder they are in. @throws a refusal. */
async function unzipFolder(archive: Uint8Array): Promise<Map<string, Uint8Array>> {
  const unpacked = await unpack(archive);
  const folder = new Map<string, Uint8Array>();
  for (const [path, content] of Object.entries(unpacked)) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (folder.has(name)) throw refuse(400, 'archive_unreadable', `Le zip contient ${name} deux fois.`);
    folder.set(name, content);
  }
  if (folder.size === 0) throw refuse(422, 'no_files', 'Aucun fichier .csv dans ce zip : rien à importer.');
  return folder;
}

/** Nothing is stored for who could not import it. */
const refuseWithoutRole: RequestHandler = (_req, res, next) => {
  const { roles } = requireIdentity(res).person;
  if (roles.some((role) => importFirmFiles.rights[role] !== undefined)) return next();
  next(refuse(403, 'right_refused', `Votre rôle ne permet pas : ${importFirmFiles.label}.`));
};
