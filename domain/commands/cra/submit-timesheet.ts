// A consultant sends their CRA of the month: every draft becomes submitted, project by project.
import { z } from 'zod';
import { sayDate, sayDays } from '../../french.ts';
import { firstDayOf } from '../../periods.ts';
import { defineCommand, NOT_FOUND, refuse, type RowChange } from '../command.ts';
import { code, month } from '../inputs.ts';
import { loadCra, lockCra, missingDays, plainRow, timesheetOf } from './facts.ts';

export const submitTimesheet = defineCommand({
  name: 'submit_timesheet',
  label: 'Soumettre un CRA',
  input: z.strictObject({
    consultant: code,
    month,
    /** Sent on purpose although days are missing: the anomalies will show them. */
    incomplete: z.boolean().default(false),
  }),
  rights: { direction: 'all' },
  everyoneForSelf: true,
  tier: 1,
  approvers: [],
  locks: lockCra,
  load: (asked, read) => loadCra(asked, read),
  owns: (_facts, asked, asker, role) => role === 'self' && asker.consultantCode === asked.consultant,
  plan: (facts, asked, { today }) => {
    if (!facts.consultant) return refuse(NOT_FOUND, `Consultant inconnu : ${asked.consultant}.`);
    if (facts.closed) return refuse('month_closed', `Le mois ${asked.month} est clos.`);
    if (firstDayOf(asked.month) > today) return refuse('month_in_future', `Le mois ${asked.month} n'a pas commencé.`);
    const drafts = facts.rows.filter(({ state }) => state === 'brouillon');
    if (drafts.length === 0)
      return refuse('nothing_to_submit', `Aucun brouillon en ${asked.month} : il n'y a rien à soumettre.`);
    const missing = missingDays(facts, asked.month, today);
    if (missing.length > 0 && !asked.incomplete) {
      const dates = missing.map(({ date }) => sayDate(date)).join(', ');
      return refuse(
        'timesheet_incomplete',
        `Il manque du temps le ${dates}. Complétez, ou soumettez le CRA incomplet.`,
      );
    }
    const projects = [...new Set(drafts.map(({ project }) => project))];
    const rows: RowChange[] = drafts.map((row) => ({
      entity: 'time',
      before: plainRow(row),
      after: { ...plainRow(row), state: 'soumis' },
    }));
    for (const project of projects) {
      const { before, row } = timesheetOf(facts, asked, project);
      rows.push({ entity: 'timesheet', before, after: { ...row, state: 'soumis', submittedAt: today, reason: null } });
    }
    const total = drafts.reduce((sum, row) => sum + row.quarterDays, 0) / 4;
    return {
      effect: {
        sentence: `Soumettre ${sayDays(total)} de ${asked.consultant} pour ${asked.month} (${projects.join(', ')}).`,
        rows,
      },
    };
  },
});
