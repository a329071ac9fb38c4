// The CRA as it is looked up: a person's month day by day, who has sent theirs, and the expenses of the month.

import { z } from 'zod';
import { TIME_STATES } from '../../domain/anomalies.ts';
import { CRA_CHECK_SEVERITIES } from '../../domain/cra-checks/rules.ts';
import { CRA_DAY_KINDS, CRA_SHEET_STATES } from '../../domain/cra/month-sheet.ts';
import { ABSENCE_KINDS } from '../../domain/presence.ts';
import { asOf, monthOption } from './look-up-options.ts';

const days = z.number().describe('Days.');
const euros = z.number().describe('Euros, to the cent.');
const day = z.string().describe('YYYY-MM-DD');
const code = z.string();

const options = { ...asOf, month: monthOption };
const told = z.string().describe('YYYY-MM');
const counts = { draft_days: days, submitted_days: days, validated_days: days };
const finding = z.object({
  check: z.string(),
  severity: z.enum(CRA_CHECK_SEVERITIES),
  project: code.nullable(),
  date: day.nullable(),
  sentence: z.string(),
  accepted: z.string().nullable().describe('Why somebody accepted it; null: nobody did.'),
});

export const craLookUps = {
  list_cra_days: {
    fr: 'CRA d’une personne jour par jour dans un mois : attendu, absent, saisi (et son état), proposé d’après les affectations, manquant, projet par projet ; anomalies. Le sien par défaut.',
    en: 'Timesheet of one person day by day in a month: expected, absent, entered (with its state), suggested, missing, project by project; anomalies. One’s own by default.',
    input: z.strictObject({
      ...options,
      consultant: code.max(100).optional().describe('Code of the person; oneself by default.'),
    }),
    output: z.object({
      month: told,
      consultant: code.nullable().describe('null: nobody whose timesheet you may read.'),
      name: z.string().nullable(),
      closed: z.boolean().describe('The month is closed: nothing is entered any more.'),
      may_enter: z.boolean().describe('You may enter days of this person.'),
      prefill: z.boolean().describe('Days are suggested from assignments: set_policy, prefillFromAssignments.'),
      days: z.array(
        z.object({
          date: day,
          kind: z.enum(CRA_DAY_KINDS),
          expected_days: days.describe('Days. Of work: the part-time share less the absences.'),
          absent_days: days,
          absence: z.enum(ABSENCE_KINDS).nullable().describe('null: none, or a kind that you do not see.'),
          entered_days: days,
          elsewhere_days: days.describe('Days. Among those entered, on projects that you do not see.'),
          suggested_days: days,
          missing_days: days.describe('Days. Up to the day of the reading.'),
        }),
      ),
      entries: z.array(
        z.object({
          date: day,
          project: code,
          occurrence: z.int(),
          days,
          state: z.enum(TIME_STATES),
          billed: z.boolean(),
          comment: z.string().nullable(),
        }),
      ),
      suggestions: z.array(z.object({ date: day, project: code, days })),
      projects: z.array(
        z.object({
          code,
          title: z.string(),
          internal: z.boolean(),
          open: z.boolean().describe('Days may still be entered on it.'),
          assigned: z.boolean().describe('A firm assignment of the month is on it.'),
          state: z.enum(CRA_SHEET_STATES),
          reason: z.string().nullable().describe('Why it was sent back.'),
          ...counts,
          suggested_days: days,
          may_decide: z.boolean().describe('You may validate it or send it back.'),
        }),
      ),
      findings: z.array(finding),
      total: z.object({
        expected_days: days,
        absent_days: days,
        entered_days: days,
        suggested_days: days,
        missing_days: days,
        ...counts,
      }),
    }),
  },
  list_cra_progress: {
    fr: 'Avancement des CRA d’un mois : qui a soumis, qui a des jours manquants, ce qui attend une validation et par projet si c’est sans anomalie.',
    en: 'Progress of the timesheets of a month: who has submitted, who misses days, what waits for validation and, by project, whether it is clean.',
    input: z.strictObject(options),
    output: z.object({
      month: told,
      closed: z.boolean(),
      consultants: z.array(
        z.object({
          code,
          name: z.string(),
          state: z.enum(CRA_SHEET_STATES),
          expected_days: days.describe('Days. Of work in the month.'),
          entered_days: days,
          missing_days: days.describe('Days. Up to the day of the reading.'),
          anomalies: z.int().describe('Errors that nobody accepted.'),
          timesheets: z.array(
            z.object({
              project: code,
              state: z.enum(CRA_SHEET_STATES),
              reason: z.string().nullable(),
              ...counts,
              may_decide: z.boolean(),
              clean: z.boolean().describe('No error about it, and no day of the person missing.'),
            }),
          ),
        }),
      ),
    }),
  },
  list_expenses: {
    fr: 'Liste des notes de frais d’un mois : personne, date, libellé, projet, montant HT, TVA, refacturable, statut (demandee, validee, refusee).',
    en: 'Expenses of a month: person, date, label, project, net amount, VAT, rebillable, status.',
    input: z.strictObject(options),
    output: z.object({
      month: told,
      expenses: z.array(
        z.object({
          id: z.int(),
          consultant: code,
          spent_on: day,
          label: z.string(),
          project: code.nullable(),
          amount: euros,
          vat: euros,
          rebillable: z.boolean(),
          status: z.enum(['demandee', 'validee', 'refusee']),
        }),
      ),
    }),
  },
} as const;
