// GET /api/invoices/{number}/pdf and /api/quotes/{code}/pdf: the papers as the client has them, for who sends them
// (COMMANDS.md, roles).

import type { RequestHandler, Response } from 'express';
import { readPrintedInvoices } from '../../db/printed-invoice.ts';
import { readPrintedQuote } from '../../db/printed-quote.ts';
import { fileNameOf } from '../documents/file-name.ts';
import { printInvoice } from '../documents/invoice-pdf.ts';
import { printQuote } from '../documents/quote-pdf.ts';
import type { CommandProcess } from './commands.ts';
import { readsInvoices } from './evidence.ts';
import { requirePerson } from './identity.ts';
import { refuse } from './problems.ts';
import { findQuoteReach } from './quotes.ts';

/** Shown in the browser; kept under its name. */
function sendPdf(res: Response, name: string, pdf: Uint8Array): void {
  res.set('Content-Disposition', `inline; filename="${fileNameOf(name)}.pdf"`);
  res.type('application/pdf').send(Buffer.from(pdf));
}

export function sendInvoicePdf({ appSql }: CommandProcess): RequestHandler {
  return async (req, res) => {
    if (!readsInvoices(requirePerson(res)))
      throw refuse(403, 'right_refused', 'Votre rôle ne permet pas de lire les factures.');
    const number = String(req.params['number']);
    const [invoice] = await readPrintedInvoices(appSql, number);
    if (!invoice) throw refuse(404, 'not_found', `Aucune facture émise ici ne porte le numéro ${number}.`);
    sendPdf(res, number, await printInvoice(invoice));
  };
}

export function sendQuotePdf({ appSql }: CommandProcess): RequestHandler {
  return async (req, res) => {
    const code = String(req.params['code']);
    const quote = await readPrintedQuote(appSql, code, findQuoteReach(requirePerson(res)));
    if (!quote) throw refuse(404, 'not_found', 'Ce devis n’existe pas, ou n’est pas de votre périmètre.');
    sendPdf(res, `${code}-v${quote.version}`, await printQuote(quote));
  };
}
