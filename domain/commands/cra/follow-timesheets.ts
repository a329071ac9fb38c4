// Around the CRA: an anomaly is accepted with a reason, people are reminded.
import { z } from 'zod';
import { CRA_CHECK_CODES } from '../../cra-checks/rules.ts';
import { firstDayOf } from '../../periods.ts';
import { defineCommand, NOT_FOUND, refuse } from '../command.ts';
import { civilDate, code, month, shortText } from '../inputs.ts';
import { loadCra, lockCra, validates } from './facts.ts';
import { sayCount, sayMonth, sayOf } from '../../french.ts';

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
        sentence: `Relancer ${sayCount(late.length, 'personne')} pour le CRA ${sayOf(sayMonth(asked.month))} : ${late.map(({ consultant }) => consultant).join(', ')}.`,
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
