// GET /api/invoices/{number}/evidence: what proves an invoice, in one archive, for who sends it (COMMANDS.md, invoices).

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RequestHandler } from 'express';
import type { Role } from '../../domain/roles.ts';
import type { Person } from '../../db/users.ts';
import { writeInvoiceEvidence } from '../archive/invoice-evidence.ts';
import { fileNameOf } from '../documents/file-name.ts';
import type { CommandProcess } from './commands.ts';
import { requirePerson } from './identity.ts';
import { refuse } from './problems.ts';

const READS: readonly Role[] = ['adv', 'daf', 'direction'];

/** The paper of an invoice, and what proves it. */
export function readsInvoices({ roles }: Pick<Person, 'roles'>): boolean {
  return roles.some((role) => READS.includes(role));
}

export function sendInvoiceEvidence({ appSql, today }: CommandProcess): RequestHandler {
  return async (req, res) => {
    if (!readsInvoices(requirePerson(res)))
      throw refuse(403, 'right_refused', 'Votre rôle ne permet pas de lire les preuves des factures.');
    const number = String(req.params['number']);
    const folder = await mkdtemp(join(tmpdir(), 'vigie-preuves-'));
    try {
      const name = `preuves-${fileNameOf(number)}.zip`;
      const file = join(folder, name);
      if ((await writeInvoiceEvidence(appSql, number, file, today())) === null)
        throw refuse(404, 'not_found', `Aucune facture ne porte le numéro ${number}.`);
      // Resolves once the bytes are gone, or the reader is.
      await new Promise<void>((resolve, reject) =>
        res.download(file, name, (error) => (error && !res.headersSent ? reject(error) : resolve())),
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
}
