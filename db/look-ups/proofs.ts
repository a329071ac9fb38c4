// The look-ups of what proves a bill: what clients say of the CRAs, what each invoice rests on.

import type { Proof } from '../../domain/evidence.ts';
import { firstDayOf, lastDayOf, monthOf } from '../../domain/periods.ts';
import { readInvoiceEvidence, readMonthEvidence, type ProvenInvoice } from '../reports/invoice-evidence.ts';
import { readValidationSheets, type ValidationSheet } from '../reports/validation-sheets.ts';
import { requireScope, type Reading } from './reading.ts';

function showValidation({ project, consultant, client, quarterDays, state, validation, asked }: ValidationSheet) {
  return {
    project,
    consultant,
    client,
    days: quarterDays / 4,
    state,
    asked_on: asked?.on ?? null,
    sent_to: asked?.sentTo ?? null,
    expires_on: asked?.expiresOn ?? null,
    answered_on: validation?.on ?? null,
    answered_by: validation?.by ?? null,
    client_days: validation === null ? null : validation.quarterDays / 4,
    comment: validation?.contest?.comment || null,
    evidence: validation?.evidence ?? null,
    document: validation?.document ?? null,
  };
}

export async function listClientValidations(reading: Reading) {
  const { tx, asOf, options } = reading;
  const month = options['month'] ?? monthOf(asOf);
  const scope = await requireScope(reading, 'billing', firstDayOf(month), lastDayOf(month));
  const sheets = await readValidationSheets(tx, { from: month, to: month, projects: null, asOf });
  return { month, validations: sheets.filter(({ project }) => scope.project(project)).map(showValidation) };
}

function showProof({ invoice, client }: ProvenInvoice, proof: Proof) {
  const { by, on, ...rest } = proof;
  return { invoice, client, ...rest, signed_by: by, signed_on: on };
}

export async function listEvidence(reading: Reading) {
  const { tx, asOf, options } = reading;
  const month = options['month'] ?? monthOf(asOf);
  const scope = await requireScope(reading, 'billing', firstDayOf(month), lastDayOf(month));
  const number = options['invoice'];
  const one = number === undefined ? null : await readInvoiceEvidence(tx, number, asOf);
  const invoices = number === undefined ? await readMonthEvidence(tx, month, asOf) : one === null ? [] : [one];
  return {
    proofs: invoices.flatMap((invoice) =>
      invoice.proofs.filter(({ project }) => scope.project(project)).map((proof) => showProof(invoice, proof)),
    ),
  };
}
