// POST /api/documents?title=…[&client=|&consultant=|&project=]: the body is the file. It is stored by its digest, then the
// command upload_document files its card; a file whose card is refused is not reachable by anybody.

import express, { type RequestHandler } from 'express';
import { uploadDocument } from '../../domain/commands/documents/upload-document.ts';
import { findDocumentReach, listDocuments, readDocument, storeContent } from '../../db/documents.ts';
import type { Person } from '../../db/users.ts';
import { readFiled, type ReadingProcess } from '../documents/file-readings.ts';
import { doCommand, type CommandProcess } from './commands.ts';
import { requireIdentity, requirePerson } from './identity.ts';
import { refuse } from './problems.ts';

/** A scanned contract of some hundred pages; beyond, it is no document of an affair. */
const LARGEST_DOCUMENT = '20mb';

export function receiveDocument(process: CommandProcess & ReadingProcess): RequestHandler[] {
  return [
    refuseWithoutRole,
    express.raw({ limit: LARGEST_DOCUMENT, type: () => true }),
    async (req, res) => {
      const { person, by } = requireIdentity(res);
      const content: unknown = req.body;
      if (!Buffer.isBuffer(content) || content.length === 0)
        throw refuse(400, 'content_missing', 'Le corps de la demande est le fichier : il est vide.');
      const mediaType = (req.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
      const sha256 = await storeContent(process.appSql, content);
      const { status, body } = await doCommand(process, {
        command: uploadDocument,
        input: { ...req.query, mediaType, sha256 },
        person,
        channel: by === 'session' ? 'web' : 'api',
      });
      if (status !== 200) {
        res.status(status).json(body);
        return;
      }
      const { title = '', client = null, consultant = null, project = null } = req.query as Record<string, string>;
      const reading = await readFiled(process, { sha256, title, client, consultant, project }, person);
      res.status(status).json({ ...body, sha256, reading });
    },
  ];
}

/** A file is given to be kept, never to be opened in the page. */
export function sendDocument({ appSql, today }: CommandProcess): RequestHandler {
  return async (req, res) => {
    const reach = await findDocumentReach(appSql, requirePerson(res), today());
    const document = await readDocument(appSql, String(req.params['sha256']), reach);
    if (document === null) throw refuse(404, 'not_found', 'Ce document n’existe pas, ou n’est pas de votre périmètre.');
    res.attachment(document.title);
    res.type(document.mediaType).send(document.content);
  };
}

export async function showDocuments({ appSql, today }: CommandProcess, person: Person) {
  return { documents: await listDocuments(appSql, await findDocumentReach(appSql, person, today())) };
}

/** Nothing is stored for who could not file it. */
const refuseWithoutRole: RequestHandler = (_req, res, next) => {
  const { roles } = requireIdentity(res).person;
  if (roles.some((role) => uploadDocument.rights[role] !== undefined)) return next();
  next(refuse(403, 'right_refused', `Votre rôle ne permet pas : ${uploadDocument.label}.`));
};
