// What proves that something may be billed, as it is looked up: what clients say of the CRAs.

import { z } from 'zod';
import { CLIENT_VALIDATION_STATES } from '../../domain/client-validation.ts';
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
} as const;
