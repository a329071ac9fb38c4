// Invoices, deposits and credit notes.
import { issueCreditNote } from './issue-credit-note.ts';
import { issueDeposit } from './issue-deposit.ts';
import { issueInvoices, prepareInvoices } from './issue-invoices.ts';
import { rectifyInvoice } from './rectify-invoice.ts';
import { sendInvoice } from './send-invoice.ts';

export const INVOICE_COMMANDS = [
  prepareInvoices,
  issueInvoices,
  issueDeposit,
  issueCreditNote,
  rectifyInvoice,
  sendInvoice,
] as const;
