// A consultant is put on a project, or tentatively on an opportunity: from when, how much of a day, at which TJM.
// A TJM below what was quoted is a second person's decision.
import { z } from 'zod';
import { defineCommand, NOT_FOUND, refuse } from '../command.ts';
import { civilDate, code, euros, share } from '../inputs.ts';
import type { AssignmentRow, BudgetRow, ConsultantRow, OpportunityRow, ProjectCommandRow, TimeRow } from '../rows.ts';
import { sayDate, sayEurosAndCents, sayNumber } from '../../french.ts';
import { refuseBooking } from './booking.ts';
import { ownsTarget } from './change-assignment.ts';
import { loadClosedDays, lockValuedDays, refuseClosedDays, type ValuedDays } from './valued-days.ts';

const input = z
  .strictObject({
    consultant: code,
    project: code.nullable().default(null),
    opportunity: code.nullable().default(null),
    profile: code.nullable().default(null),
    startsOn: civilDate,
    endsOn: civilDate.nullable().default(null),
    quota: share.default('1'),
    dailyRate: euros.nullable().default(null),
    status: z.enum(['ferme', 'previsionnelle']).default('ferme'),
  })
  .refine(
    (asked) => (asked.project === null) !== (asked.opportunity === null),
    'un projet ou une opportunité, et un seul',
  )
  .refine(
    (asked) => asked.opportunity === null || asked.status === 'previsionnelle',
    'sur une opportunité, une affectation est prévisionnelle',
  )
  .refine((asked) => asked.endsOn === null || asked.endsOn >= asked.startsOn, 'la fin précède le début');

type Facts = {
  readonly consultant: ConsultantRow | null;
  readonly project: ProjectCommandRow | null;
  readonly opportunity: OpportunityRow | null;
  readonly budget: readonly BudgetRow[];
  readonly bookings: readonly AssignmentRow[];
  readonly closedDays: readonly TimeRow[];
  readonly clientOwner: string | null;
  readonly nextCode: string;
};

function valuedDays(asked: z.infer<typeof input>, project: string): ValuedDays {
  return { consultants: [asked.consultant], project, from: asked.startsOn };
}

export const assignConsultant = defineCommand({
  name: 'assign_consultant',
  label: 'Affecter un consultant',
  input,
  rights: { responsable: 'own', commercial: 'own', direction: 'all' },
  tier: 1,
  approvers: ['direction'],
  locks: async (asked, read) => [
    { kind: 'consultant', key: asked.consultant },
    ...(asked.project === null ? [] : await lockValuedDays(read, valuedDays(asked, asked.project))),
    ...(asked.project === null ? [] : [{ kind: 'project' as const, key: asked.project, shared: true }]),
    ...(asked.opportunity === null ? [] : [{ kind: 'opportunity' as const, key: asked.opportunity, shared: true }]),
    // The next code of the series is taken by one at a time.
    { kind: 'firm', key: 'assignment-codes' },
  ],
  load: async (asked, read): Promise<Facts> => {
    const opportunity = asked.opportunity === null ? null : await read.get('opportunity', { code: asked.opportunity });
    const client = opportunity === null ? null : await read.get('client', { code: opportunity.client });
    return {
      consultant: await read.get('consultant', { code: asked.consultant }),
      project: asked.project === null ? null : await read.get('project', { code: asked.project }),
      opportunity,
      budget: asked.project === null ? [] : await read.find('budget', { project: asked.project }),
      bookings: await read.assignmentsBetween(asked.consultant, asked.startsOn, asked.endsOn),
      closedDays: asked.project === null ? [] : await loadClosedDays(read, valuedDays(asked, asked.project)),
      clientOwner: client?.ownerEmail ?? null,
      nextCode: await read.nextCode('assignment', 'A', 4),
    };
  },
  owns: (facts, _asked, asker, role) => ownsTarget(facts, asker, role),
  plan: (facts, asked) => {
    const { consultant } = facts;
    if (!consultant) return refuse(NOT_FOUND, `Consultant inconnu : ${asked.consultant}.`);
    if (asked.project !== null && !facts.project) return refuse(NOT_FOUND, `Projet inconnu : ${asked.project}.`);
    if (asked.opportunity !== null && !facts.opportunity)
      return refuse(NOT_FOUND, `Opportunité inconnue : ${asked.opportunity}.`);
    const name = `${consultant.firstName} ${consultant.lastName}`;
    const target = asked.project ?? asked.opportunity ?? '';
    if (facts.project?.status === 'clos') return refuse('project_closed', `Le projet ${target} est clos.`);
    const assignment: AssignmentRow = {
      code: facts.nextCode,
      project: asked.project,
      opportunity: asked.opportunity,
      consultant: asked.consultant,
      profile: asked.profile,
      startsOn: asked.startsOn,
      endsOn: asked.endsOn,
      quota: asked.quota,
      dailyRateCents: asked.dailyRate,
      status: asked.status,
    };
    const refused = refuseBooking(consultant, facts.bookings, assignment);
    if (refused) return refused;
    const closed = refuseClosedDays(facts.closedDays, facts.bookings, [...facts.bookings, assignment]);
    if (closed) return closed;
    const sold =
      facts.budget.find(({ profile }) => profile === (asked.profile ?? consultant.profile))?.dailyRateCents ?? null;
    const underQuote = asked.dailyRate !== null && sold !== null && asked.dailyRate < sold;
    const until = asked.endsOn === null ? '' : ` au ${sayDate(asked.endsOn)}`;
    return {
      effect: {
        sentence: `Affecter ${name} sur ${target} du ${sayDate(asked.startsOn)}${until}, à ${sayNumber(Number(asked.quota) * 100)} %${
          asked.dailyRate === null ? '' : `, au TJM de ${sayEurosAndCents(asked.dailyRate / 100)}`
        }.`,
        rows: [{ entity: 'assignment', before: null, after: assignment }],
        euros: underQuote ? [{ label: 'TJM', beforeCents: sold, afterCents: asked.dailyRate }] : [],
      },
      tier: underQuote ? 2 : 1,
      revalues:
        asked.status === 'ferme' && asked.project !== null
          ? [{ consultants: [asked.consultant], projects: [asked.project], from: asked.startsOn }]
          : [],
      result: { code: facts.nextCode },
    };
  },
});
