// A project's card is corrected: title, responsable, dates, planned or running; or a closed one is opened again,
// which a director decides: a closed fixed price is earned in full. What the client signed is changed by change_contract.
import { z } from 'zod';
import { sayDate } from '../../french.ts';
import { monthOf } from '../../periods.ts';
import { withFields } from '../clients/update-client.ts';
import { defineCommand, NOT_FOUND, refuse, type Refusal } from '../command.ts';
import { civilDate, code, shortText } from '../inputs.ts';
import { ownsProject } from '../ownership.ts';
import type { AssignmentRow, ConsultantRow, ProjectCommandRow } from '../rows.ts';
import { lockMonths } from './figures.ts';

const input = z.strictObject({
  code,
  title: shortText.nullable().optional(),
  manager: code.nullable().optional(),
  status: z.enum(['prevu', 'en_cours']).optional(),
  startsOn: civilDate.nullable().optional(),
  endsOn: civilDate.nullable().optional(),
});
type Asked = z.output<typeof input>;

type Facts = {
  readonly project: ProjectCommandRow | null;
  readonly manager: ConsultantRow | null;
  readonly bookings: readonly AssignmentRow[];
  readonly firstWorkedOn: string | null;
  /** The project ended in a month whose figures are stored. */
  readonly endedInClosedMonth: boolean;
};

function refuseDates(
  project: ProjectCommandRow,
  after: ProjectCommandRow,
  firstWorkedOn: string | null,
): Refusal | null {
  if (after.startsOn === project.startsOn && after.endsOn === project.endsOn) return null;
  if (project.contractKind === 'tma')
    return refuse(
      'dates_signed',
      "Les dates d'une TMA fixent son prix : elles changent par un avenant (change_contract).",
    );
  if (after.startsOn !== null && after.endsOn !== null && after.endsOn < after.startsOn)
    return refuse('end_before_start', 'La fin précède le début.');
  if (after.startsOn !== null && firstWorkedOn !== null && firstWorkedOn < after.startsOn)
    return refuse('time_before_start', `Du temps est déjà saisi le ${sayDate(firstWorkedOn)}, avant ce début.`);
  return null;
}

/** Bookings that the new end leaves outside; told, and left to the person who staffs. */
function tellOverrun(bookings: readonly AssignmentRow[], endsOn: string | null): string {
  const beyond = bookings.filter(
    (booking) => endsOn !== null && booking.status === 'ferme' && (booking.endsOn === null || booking.endsOn > endsOn),
  );
  if (beyond.length === 0) return '';
  return ` Affectations fermes au-delà de la fin : ${beyond.map(({ code: own, consultant }) => `${own} (${consultant})`).join(', ')}.`;
}

export const updateProject = defineCommand({
  name: 'update_project',
  label: 'Modifier un projet',
  input,
  rights: { responsable: 'own', direction: 'all' },
  tier: 1,
  approvers: ['direction'],
  locks: async (asked, read, { today }) => [
    { kind: 'project', key: asked.code },
    ...lockMonths(await read.get('project', { code: asked.code }), today),
  ],
  load: async (asked, read): Promise<Facts> => {
    const project = await read.get('project', { code: asked.code });
    return {
      project,
      manager: asked.manager == null ? null : await read.get('consultant', { code: asked.manager }),
      bookings: await read.find('assignment', { project: asked.code }),
      firstWorkedOn:
        (await read.find('time', { project: asked.code })).map(({ workedOn }) => workedOn).sort()[0] ?? null,
      endedInClosedMonth: project?.endsOn != null && (await read.isMonthClosed(monthOf(project.endsOn))),
    };
  },
  owns: (facts, _asked, asker, role) => ownsProject(facts.project, asker, role),
  plan: (facts, asked: Asked, { today }) => {
    const { project, manager } = facts;
    if (!project) return refuse(NOT_FOUND, `Projet inconnu : ${asked.code}.`);
    const reopened = project.status === 'clos' && asked.status === 'en_cours';
    if (project.status === 'clos' && !reopened) return refuse('project_closed', `Le projet ${project.code} est clos.`);
    if (asked.manager != null) {
      if (!manager) return refuse(NOT_FOUND, `Responsable inconnu : ${asked.manager}.`);
      if (manager.leftOn !== null && manager.leftOn < today)
        return refuse('manager_left', `${manager.firstName} ${manager.lastName} a quitté l'entreprise.`);
    }
    const after = withFields(project, asked);
    const wrongDates = refuseDates(project, after, facts.firstWorkedOn);
    if (wrongDates) return wrongDates;
    const stored = reopened && facts.endedInClosedMonth ? " Attention : il s'était clos dans un mois clos." : '';
    const movesEnd = after.endsOn !== project.endsOn;
    return {
      effect: {
        sentence: `${reopened ? 'Rouvrir' : 'Modifier'} le projet ${project.code}${project.title === null ? '' : `, ${project.title}`}.${stored}${movesEnd ? tellOverrun(facts.bookings, after.endsOn) : ''}`,
        rows: [{ entity: 'project', before: project, after }],
        indicators: movesEnd
          ? [{ label: 'Fin', subject: project.code, before: project.endsOn, after: after.endsOn, unit: 'date' }]
          : [],
      },
      tier: reopened ? 2 : 1,
    };
  },
});
