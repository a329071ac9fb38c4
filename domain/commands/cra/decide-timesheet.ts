// A CRA is validated, sent back with a reason, or opened again: by (person, month, project), never one's own billable
// days (direction may).
import { z } from 'zod';
import { sayDays } from '../../french.ts';
import type { Role } from '../../roles.ts';
import {
  defineCommand,
  NOT_FOUND,
  refuse,
  type Asker,
  type PlanContext,
  type Refusal,
  type RowChange,
} from '../command.ts';
import { code, month, shortText } from '../inputs.ts';
import type { TimesheetRow } from '../rows.ts';
import { loadCra, lockCra, plainRow, timesheetOf, validates, type CraFacts, type CraRow } from './facts.ts';

type Asked = { readonly consultant: string; readonly month: string; readonly project: string };
const shape = { consultant: code, month, project: code };

const common = {
  rights: { responsable: 'own', direction: 'all' },
  // A manager needs no role: they are the manager of this person.
  everyoneForSelf: true,
  tier: 1,
  approvers: [],
  locks: lockCra,
  load: loadCra,
  owns: (facts: CraFacts, asked: Asked, asker: Asker, role: Role | 'self') =>
    validates(facts, asked.project, asker, role),
} as const;

/** The project's rows in that state, or why there is nothing to decide. */
function rowsToDecide(
  facts: CraFacts,
  asked: Asked,
  { asker }: PlanContext,
  state: CraRow['state'],
): readonly CraRow[] | Refusal {
  const project = facts.projects.get(asked.project);
  if (!facts.consultant || !project)
    return refuse(NOT_FOUND, `Aucun temps de ${asked.consultant} sur ${asked.project} en ${asked.month}.`);
  if (facts.closed) return refuse('month_closed', `Le mois ${asked.month} est clos.`);
  const ownDays = asker.consultantCode === asked.consultant && project.contractKind !== 'interne';
  if (ownDays && !asker.roles.includes('direction'))
    return refuse('own_days', 'Personne ne décide de ses propres jours facturables.');
  const rows = facts.rows.filter((row) => row.project === asked.project && row.state === state);
  if (rows.length === 0)
    return refuse(
      'nothing_to_decide',
      `Aucun jour ${state} de ${asked.consultant} sur ${asked.project} en ${asked.month}.`,
    );
  return rows;
}

function describeRows(rows: readonly CraRow[]): string {
  return sayDays(rows.reduce((sum, row) => sum + row.quarterDays, 0) / 4);
}

function decide(
  facts: CraFacts,
  asked: Asked,
  rows: readonly CraRow[],
  state: CraRow['state'],
  sheet: Partial<TimesheetRow>,
): RowChange[] {
  const { before, row } = timesheetOf(facts, asked, asked.project);
  return [
    ...rows.map((time): RowChange => ({ entity: 'time', before: plainRow(time), after: { ...plainRow(time), state } })),
    { entity: 'timesheet', before, after: { ...row, ...sheet } },
  ];
}

export const validateTimesheet = defineCommand({
  ...common,
  name: 'validate_timesheet',
  label: 'Valider un CRA',
  input: z.strictObject(shape),
  load: async (asked, read) => ({ ...(await loadCra(asked, read)), digest: read.digest }),
  plan: (facts, asked, context) => {
    const rows = rowsToDecide(facts, asked, context, 'soumis');
    if ('refused' in rows) return rows;
    const contentSha = facts.digest(rows.map((row) => [row.workedOn, row.occurrence, row.quarterDays]));
    const sheet = {
      state: 'valide',
      decidedAt: context.today,
      decidedBy: context.asker.email,
      reason: null,
      contentSha,
    } as const;
    return {
      effect: {
        sentence: `Valider ${describeRows(rows)} de ${asked.consultant} sur ${asked.project} en ${asked.month}.`,
        rows: decide(facts, asked, rows, 'valide', sheet),
      },
    };
  },
});

export const rejectTimesheet = defineCommand({
  ...common,
  name: 'reject_timesheet',
  label: 'Refuser un CRA',
  input: z.strictObject({ ...shape, reason: shortText }),
  plan: (facts, asked, context) => {
    const rows = rowsToDecide(facts, asked, context, 'soumis');
    if ('refused' in rows) return rows;
    const sheet = {
      state: 'rejete',
      decidedAt: context.today,
      decidedBy: context.asker.email,
      reason: asked.reason,
    } as const;
    return {
      effect: {
        sentence: `Refuser ${describeRows(rows)} de ${asked.consultant} sur ${asked.project} en ${asked.month} : ${asked.reason}.`,
        rows: decide(facts, asked, rows, 'brouillon', sheet),
      },
      notices: [
        {
          consultant: asked.consultant,
          key: `cra-refuse:${asked.consultant}:${asked.month}:${asked.project}:${context.today}`,
          text: `Votre CRA de ${asked.month} sur ${asked.project} est à corriger : ${asked.reason}.`,
        },
      ],
    };
  },
});

export const reopenTimesheet = defineCommand({
  ...common,
  name: 'reopen_timesheet',
  label: 'Rouvrir un CRA validé',
  input: z.strictObject({ ...shape, reason: shortText }),
  plan: (facts, asked, context) => {
    const rows = rowsToDecide(facts, asked, context, 'valide');
    if ('refused' in rows) return rows;
    if (rows.some(({ billed }) => billed))
      return refuse(
        'time_billed',
        'Des jours sont facturés : ils se corrigent par un avoir et une ligne de correction.',
      );
    const signed = timesheetOf(facts, asked, asked.project).row;
    const sheet = {
      state: 'brouillon',
      decidedAt: context.today,
      decidedBy: context.asker.email,
      reason: asked.reason,
      clientValidation: null,
      clientValidationBefore: signed.clientValidation ?? signed.clientValidationBefore,
    } as const;
    return {
      effect: {
        sentence: `Rouvrir ${describeRows(rows)} de ${asked.consultant} sur ${asked.project} en ${asked.month} : ${asked.reason}.`,
        rows: decide(facts, asked, rows, 'brouillon', sheet),
      },
    };
  },
});
