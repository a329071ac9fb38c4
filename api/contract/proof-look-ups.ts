// What proves that something may be billed, as it is looked up: what clients say of the CRAs, what each invoice rests on.

import { z } from 'zod';
import { CLIENT_VALIDATION_STATES } from '../../domain/client-validation.ts';
import { EVIDENCE_KINDS, EVIDENCE_STATES } from '../../domain/evidence.ts';
import { asOf, monthOption } from './look-up-options.ts';

const days = z.number().describe('Days.');
const day = z.string().describe('YYYY-MM-DD');
const code = z.string();

export const proofLookUps = {
  list_client_validations: {
    fr: 'Validation des CRA par les clients dans un mois : par projet et par personne, à demander, demandée, validée, contestée (jours du client et ses mots) ou à redemander.',
    en: 'Validation of the timesheets by the clients in a month: by project and person, to ask, asked, accepted, contested (the client’s days and words) or changed since.',
    input: z.strictObject({ ...asOf, month: monthOption }),
    output: z.object({
      month: z.string().describe('YYYY-MM'),
      validations: z.array(
        z.object({
          project: code,
          consultant: code,
          client: code,
          days,
          state: z.enum(CLIENT_VALIDATION_STATES),
          asked_on: day.nullable(),
          sent_to: z.string().nullable(),
          expires_on: day.nullable(),
          answered_on: day.nullable(),
          answered_by: z.string().nullable(),
          client_days: days.nullable().describe('Days that the client counts.'),
          comment: z.string().nullable(),
          evidence: z.string().nullable(),
          document: z.string().nullable().describe('Digest of the signed document.'),
        }),
      ),
    }),
  },
  list_evidence: {
    fr: 'Preuves des factures d’un mois, ou d’une seule : CRA validé par le client, PV de recette, relevé d’unités, bon de commande ; prouvé, absent, contesté ou changé depuis. Sans numéro : facture à venir.',
    en: 'What proves the invoices of a month, or one of them: timesheet signed by the client, acceptance record, statement of units, order; proven, missing, contested or changed since. Without a number: to come.',
    input: z.strictObject({
      ...asOf,
      month: monthOption,
      invoice: z
        .string()
        .min(1)
        .max(100)
        .optional()
        .describe('Number of an issued invoice; its month is then of no use.'),
    }),
    output: z.object({
      proofs: z.array(
        z.object({
          invoice: z.string().nullable().describe('null: to come.'),
          project: code.nullable(),
          client: code,
          kind: z.enum(EVIDENCE_KINDS),
          subject: z.string().nullable().describe('Milestone or order.'),
          consultant: code.nullable(),
          month: z.string().nullable().describe('YYYY-MM'),
          state: z.enum(EVIDENCE_STATES),
          signed_by: z.string().nullable(),
          signed_on: day.nullable(),
          reference: z.string().nullable(),
          document: z.string().nullable().describe('Digest of the document that shows it.'),
        }),
      ),
    }),
  },
} as const;
