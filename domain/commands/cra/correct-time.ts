// A submitted or validated day is corrected by who validates it; what is billed is corrected by a credit note only.
import { z } from 'zod';
import { sayDate, sayDays } from '../../french.ts';
import { monthOf } from '../../periods.ts';
import { defineCommand, NOT_FOUND, refuse, type RowChange } from '../command.ts';
import { civilDate, code, days, shortText } from '../inputs.ts';
import { loadCra, lockCra, plainRow, timesheetOf, validates } from './facts.ts';

export const correctTime = defineCommand({
  name: 'correct_time',
  label: 'Corriger du temps',
  input: z.strictObject({
    consultant: code,
    date: civilDate,
    project: code,
    occurrence: z.number().int().positive().default(1),
    /** 0 removes the row. */
    days: days.refine((quarters) => quarters <= 4, 'au plus une journée'),
    reason: shortText,
  }),
  rights: { responsable: 'own', direction: 'all' },
  everyoneForSelf: true,
  tier: 1,
  approvers: [],
  locks: (asked, read) => lockCra({ consultant: asked.consultant, month: monthOf(asked.date) }, read),
  load: (asked, read) => loadCra({ consultant: asked.consultant, month: monthOf(asked.date) }, read),
  owns: (facts, asked, asker, role) => validates(facts, asked.project, asker, role),
  plan: (facts, asked, { asker }) => {
    const where = `${asked.consultant} le ${sayDate(asked.date)} sur ${asked.project}`;
    const row = facts.rows.find(
      ({ project, workedOn, occurrence }) =>
        project === asked.project && workedOn === asked.date && occurrence === asked.occurrence,
    );
    if (!row) return refuse(NOT_FOUND, `Aucun temps : ${where}.`);
    if (facts.closed) return refuse('month_closed', `Le mois ${monthOf(asked.date)} est clos.`);
    if (row.billed) return refuse('time_billed', `${where} : ce temps est facturé, il se corrige par un avoir.`);
    const billable = facts.projects.get(asked.project)?.contractKind !== 'interne';
    if (billable && asker.consultantCode === asked.consultant && !asker.roles.includes('direction')) {
      return refuse('own_days', 'Personne ne corrige ses propres jours facturables.');
    }
    const before = plainRow(row);
    const after = asked.days === 0 ? null : { ...before, quarterDays: asked.days };
    const rows: RowChange[] = [{ entity: 'time', before, after }];
    // What the client signed was another content: it must be validated again.
    const sheet = timesheetOf(facts, { consultant: asked.consultant, month: monthOf(asked.date) }, asked.project);
    if (sheet.before && sheet.before.clientValidation !== null) {
      rows.push({
        entity: 'timesheet',
        before: sheet.before,
        after: {
          ...sheet.before,
          clientValidation: null,
          clientValidationBefore: sheet.before.clientValidation,
          reason: asked.reason,
        },
      });
    }
    return {
      effect: {
        sentence: `Corriger ${where} : ${sayDays(row.quarterDays / 4)} → ${sayDays(asked.days / 4)} (${asked.reason}).`,
        rows,
      },
    };
  },
});
