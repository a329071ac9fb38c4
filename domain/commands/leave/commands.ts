// Leave: asked for by each, decided by their manager (or direction), never by oneself.
import { z } from 'zod';
import { ABSENCE_KINDS, ABSENCE_WORDS } from '../../presence.ts';
import { sayDate } from '../../french.ts';
import type { Role } from '../../roles.ts';
import { monthOf, monthsBetween } from '../../periods.ts';
import { defineCommand, NOT_FOUND, refuse, type Asker } from '../command.ts';
import { civilDate, code } from '../inputs.ts';
import type { FirmReader } from '../firm-reader.ts';
import type { AbsenceRow, ConsultantRow } from '../rows.ts';

const STATUS_WORDS = { demandee: 'demandée', validee: 'accordée', refusee: 'refusée' } as const;

type Dated = { readonly startsOn: string; readonly endsOn: string };

function lockLeave(consultant: string, { startsOn, endsOn }: Dated) {
  const months = monthsBetween(monthOf(startsOn), monthOf(endsOn));
  return [
    { kind: 'consultant' as const, key: consultant },
    ...months.map((key) => ({ kind: 'month' as const, key, shared: true })),
  ];
}

async function closedMonthOf({ startsOn, endsOn }: Dated, read: FirmReader): Promise<string | null> {
  for (const month of monthsBetween(monthOf(startsOn), monthOf(endsOn))) {
    if (await read.isMonthClosed(month)) return month;
  }
  return null;
}

export const requestAbsence = defineCommand({
  name: 'request_absence',
  label: 'Demander une absence',
  input: z
    .strictObject({
      consultant: code,
      kind: z.enum(ABSENCE_KINDS),
      startsOn: civilDate,
      endsOn: civilDate,
      startsAfternoon: z.boolean().default(false),
      endsMorning: z.boolean().default(false),
    })
    .refine((asked) => asked.endsOn >= asked.startsOn, 'la fin précède le début'),
  rights: { direction: 'all' },
  everyoneForSelf: true,
  tier: 1,
  approvers: [],
  locks: async (asked) => lockLeave(asked.consultant, asked),
  load: async (asked, read) => ({
    consultant: await read.get('consultant', { code: asked.consultant }),
    overlapping: (await read.absencesBetween(asked.consultant, asked.startsOn, asked.endsOn)).filter(
      ({ status }) => status !== 'refusee',
    ),
    sameKey: await read.find('absence', { consultant: asked.consultant, kind: asked.kind, startsOn: asked.startsOn }),
    closedMonth: await closedMonthOf(asked, read),
  }),
  owns: (_facts, asked, asker, role) => role === 'self' && asker.consultantCode === asked.consultant,
  plan: (facts, asked) => {
    if (!facts.consultant) return refuse(NOT_FOUND, `Consultant inconnu : ${asked.consultant}.`);
    if (facts.closedMonth !== null) return refuse('month_closed', `Le mois ${facts.closedMonth} est clos.`);
    const [other] = facts.overlapping;
    if (other)
      return refuse(
        'absence_overlap',
        `Une absence (${ABSENCE_WORDS[other.kind]}) couvre déjà du ${sayDate(other.startsOn)} au ${sayDate(other.endsOn)}.`,
      );
    const after: AbsenceRow = { id: null, ...asked, status: 'demandee', occurrence: facts.sameKey.length + 1 };
    return {
      effect: {
        sentence: `${facts.consultant.firstName} ${facts.consultant.lastName} demande une absence (${ABSENCE_WORDS[asked.kind]}) du ${sayDate(asked.startsOn)} au ${sayDate(asked.endsOn)}.`,
        rows: [{ entity: 'absence', before: null, after }],
      },
    };
  },
});

type LeaveFacts = {
  readonly absence: AbsenceRow | null;
  readonly consultant: ConsultantRow | null;
  readonly closedMonth: string | null;
};

async function loadLeave(asked: { id: number }, read: FirmReader): Promise<LeaveFacts> {
  const absence = await read.get('absence', { id: asked.id });
  return {
    absence,
    consultant: absence ? await read.get('consultant', { code: absence.consultant }) : null,
    closedMonth: absence ? await closedMonthOf(absence, read) : null,
  };
}

async function locksOfLeave(asked: { id: number }, read: FirmReader) {
  const absence = await read.get('absence', { id: asked.id });
  return absence ? lockLeave(absence.consultant, absence) : [];
}

/** Their manager, with or without a role. */
function manages(facts: LeaveFacts, asker: Asker, role: Role | 'self'): boolean {
  const manager = facts.consultant?.manager ?? null;
  return role === 'self' && manager !== null && manager === asker.consultantCode;
}

const absenceId = z.number().int().positive();

export const decideAbsence = defineCommand({
  name: 'decide_absence',
  label: 'Décider une absence',
  input: z.strictObject({ id: absenceId, decision: z.enum(['validee', 'refusee']) }),
  rights: { direction: 'all' },
  everyoneForSelf: true,
  tier: 1,
  approvers: [],
  locks: locksOfLeave,
  load: loadLeave,
  owns: (facts, _asked, asker, role) => manages(facts, asker, role),
  plan: ({ absence, consultant, closedMonth }, asked, { asker }) => {
    if (!absence || !consultant) return refuse(NOT_FOUND, `Absence inconnue : ${asked.id}.`);
    if (asker.consultantCode === absence.consultant)
      return refuse('own_leave', 'Personne ne décide de ses propres absences.');
    if (absence.status !== 'demandee')
      return refuse('absence_decided', `Cette absence est déjà ${STATUS_WORDS[absence.status]}.`);
    if (closedMonth !== null) return refuse('month_closed', `Le mois ${closedMonth} est clos.`);
    const name = `${consultant.firstName} ${consultant.lastName}`;
    const dates = `du ${sayDate(absence.startsOn)} au ${sayDate(absence.endsOn)}`;
    const verb = asked.decision === 'validee' ? 'Accorder' : 'Refuser';
    return {
      effect: {
        sentence: `${verb} à ${name} (${consultant.code}) une absence (${ABSENCE_WORDS[absence.kind]}) ${dates}.`,
        rows: [{ entity: 'absence', before: absence, after: { ...absence, status: asked.decision } }],
      },
      notices: [
        {
          consultant: consultant.code,
          key: `absence:${asked.id}:${asked.decision}`,
          text: `Votre absence (${ABSENCE_WORDS[absence.kind]}) ${dates} est ${STATUS_WORDS[asked.decision]}.`,
        },
      ],
    };
  },
});

export const cancelAbsence = defineCommand({
  name: 'cancel_absence',
  label: 'Annuler une absence',
  input: z.strictObject({ id: absenceId }),
  rights: { direction: 'all' },
  everyoneForSelf: true,
  tier: 1,
  approvers: [],
  locks: locksOfLeave,
  load: loadLeave,
  owns: (facts, _asked, asker, role) =>
    role === 'self' && facts.absence !== null && asker.consultantCode === facts.absence.consultant,
  plan: ({ absence, closedMonth }, asked, { today, asker }) => {
    if (!absence) return refuse(NOT_FOUND, `Absence inconnue : ${asked.id}.`);
    if (closedMonth !== null) return refuse('month_closed', `Le mois ${closedMonth} est clos.`);
    const own = asker.consultantCode === absence.consultant && !asker.roles.includes('direction');
    if (own && absence.status === 'validee' && absence.startsOn <= today) {
      return refuse('absence_begun', 'Une absence validée qui a commencé est annulée par la direction.');
    }
    return {
      effect: {
        sentence: `Annuler l’absence (${ABSENCE_WORDS[absence.kind]}) de ${absence.consultant} du ${sayDate(absence.startsOn)} au ${sayDate(absence.endsOn)}.`,
        rows: [{ entity: 'absence', before: absence, after: null }],
      },
    };
  },
});

export const LEAVE_COMMANDS = [requestAbsence, decideAbsence, cancelAbsence] as const;
