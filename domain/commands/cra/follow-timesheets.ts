// Around the CRA: an anomaly is accepted with a reason, people are reminded, the client's own validation is kept.
import { z } from 'zod';
import { CRA_CHECK_CODES } from '../../cra-checks/rules.ts';
import { sayDays } from '../../french.ts';
import { firstDayOf } from '../../periods.ts';
import { defineCommand, NOT_FOUND, refuse, type RowChange } from '../command.ts';
import { civilDate, code, days, month, shortText } from '../inputs.ts';
import { loadCra, lockCra, timesheetOf, validates } from './facts.ts';

export const acceptAnomaly = defineCommand({
  name: 'accept_anomaly',
  label: 'Accepter une anomalie',
  input: z.strictObject({
    rule: z.enum(CRA_CHECK_CODES),
    consultant: code,
    month,
    date: civilDate.nullable().default(null),
    project: code.nullable().default(null),
    reason: shortText,
  }),
  rights: { responsable: 'own', direction: 'all' },
  everyoneForSelf: true,
  tier: 1,
  approvers: [],
  locks: lockCra,
  load: async (asked, read) => ({
    ...(await loadCra(asked, read)),
    accepted: await read.get('acceptedAnomaly', {
      rule: asked.rule,
      consultant: asked.consultant,
      month: firstDayOf(asked.month),
      workedOn: asked.date,
      project: asked.project,
    }),
  }),
  // About a project: who validates it. About the whole day: the person's manager.
  owns: (facts, asked, asker, role) =>
    asked.project === null
      ? role === 'self' && facts.consultant?.manager != null && facts.consultant.manager === asker.consultantCode
      : validates(facts, asked.project, asker, role),
  plan: (facts, asked, { asker }) => {
    if (!facts.consultant) return refuse(NOT_FOUND, `Consultant inconnu : ${asked.consultant}.`);
    if (facts.accepted)
      return refuse('already_accepted', `Cette anomalie est déjà acceptée : ${facts.accepted.reason}.`);
    const after = {
      rule: asked.rule,
      consultant: asked.consultant,
      month: firstDayOf(asked.month),
      workedOn: asked.date,
      project: asked.project,
      reason: asked.reason,
      acceptedBy: asker.email,
    };
    return {
      effect: {
        sentence: `Accepter « ${asked.rule} » pour ${asked.consultant} en ${asked.month} : ${asked.reason}.`,
        rows: [{ entity: 'acceptedAnomaly', before: null, after }],
      },
    };
  },
});

export const remindTimesheets = defineCommand({
  name: 'remind_timesheets',
  label: 'Relancer les CRA manquants',
  input: z.strictObject({ month, consultants: z.array(code).max(1000).optional() }),
  rights: { responsable: 'all', adv: 'all', direction: 'all' },
  tier: 1,
  approvers: [],
  locks: async () => [],
  load: (asked, read) => read.expectedTimesheets(asked.month),
  plan: (expected, asked, { today }) => {
    const late = expected.filter(
      ({ consultant, sent }) => !sent && (asked.consultants === undefined || asked.consultants.includes(consultant)),
    );
    if (late.length === 0) return refuse('nobody_to_remind', `Aucun CRA ne manque en ${asked.month}.`);
    return {
      effect: {
        sentence: `Relancer ${late.length} personne(s) pour le CRA de ${asked.month} : ${late.map(({ consultant }) => consultant).join(', ')}.`,
        rows: [],
        indicators: late.map(({ consultant }) => ({
          label: 'Relance',
          subject: consultant,
          before: null,
          after: asked.month,
          unit: 'text' as const,
        })),
      },
      // One reminder a day and person: asked twice, it is said once.
      notices: late.map(({ consultant }) => ({
        consultant,
        key: `cra-relance:${asked.month}:${today}`,
        text: `Votre CRA de ${asked.month} n'a pas été envoyé.`,
      })),
      result: { people: late.length },
    };
  },
});

export const recordClientValidation = defineCommand({
  name: 'record_client_validation',
  label: 'Enregistrer la validation du client',
  input: z.strictObject({
    consultant: code,
    month,
    project: code,
    by: shortText,
    validatedOn: civilDate,
    evidence: shortText,
    /** Days the client signed for, when they say. */
    days: days.optional(),
    /** Digest of the days that were shown to the client: others are not validated in their place. */
    contentSha: z
      .string()
      .regex(/^[0-9a-f]{64}$/u)
      .optional(),
  }),
  rights: { responsable: 'own', adv: 'all', direction: 'all' },
  tier: 1,
  approvers: [],
  locks: lockCra,
  load: async (asked, read) => ({ ...(await loadCra(asked, read)), digest: read.digest }),
  owns: (facts, asked, asker, role) => validates(facts, asked.project, asker, role),
  plan: (facts, asked, { today }) => {
    const rows = facts.rows.filter((row) => row.project === asked.project && row.state !== 'brouillon');
    if (rows.length === 0)
      return refuse(
        'nothing_to_validate',
        `Aucun jour soumis de ${asked.consultant} sur ${asked.project} en ${asked.month}.`,
      );
    if (asked.validatedOn > today)
      return refuse('validation_in_future', 'La validation du client est datée dans le futur.');
    const quarterDays = rows.reduce((sum, row) => sum + row.quarterDays, 0);
    const { before, row } = timesheetOf(facts, asked, asked.project);
    const contentSha = facts.digest(rows.map((time) => [time.workedOn, time.occurrence, time.quarterDays]));
    if (asked.contentSha !== undefined && asked.contentSha !== contentSha)
      return refuse('content_changed', 'Le CRA a changé depuis qu’il a été montré au client.');
    const clientValidation = {
      by: asked.by,
      on: asked.validatedOn,
      evidence: asked.evidence,
      quarterDays: asked.days ?? quarterDays,
      contentSha,
    };
    const changes: RowChange[] = [
      {
        entity: 'timesheet',
        before,
        after: { ...row, state: before?.state ?? 'soumis', clientValidation, clientValidationBefore: null },
      },
    ];
    const gap =
      asked.days === undefined || asked.days === quarterDays
        ? ''
        : ` Écart : le CRA en porte ${sayDays(quarterDays / 4)}.`;
    return {
      effect: {
        sentence: `${asked.by} valide ${sayDays((asked.days ?? quarterDays) / 4)} de ${asked.consultant} sur ${asked.project} en ${asked.month}.${gap}`,
        rows: changes,
      },
    };
  },
});
