// A booking changes: moved, ended, confirmed, or given to somebody else. Load over 1.0 is refused, as for a new one.
import { z } from 'zod';
import { addDays, later, type CivilDate } from '../../civil-dates.ts';
import { sayDate, sayEurosAndCents } from '../../french.ts';
import type { Role } from '../../roles.ts';
import {
  defineCommand,
  NOT_FOUND,
  refuse,
  type Asker,
  type Plan,
  type Refusal,
  type Revaluation,
  type RowChange,
} from '../command.ts';
import { civilDate, code, euros, share } from '../inputs.ts';
import type { FirmReader } from '../firm-reader.ts';
import type { AssignmentRow, BudgetRow, ConsultantRow, OpportunityRow, ProjectCommandRow, TimeRow } from '../rows.ts';
import { ownsOpportunity, ownsProject } from '../ownership.ts';
import { withFields } from '../clients/update-client.ts';
import { refuseBooking } from './booking.ts';
import { loadClosedDays, lockValuedDays, refuseClosedDays, type ValuedDays } from './valued-days.ts';

export type AssignmentFacts = {
  readonly assignment: AssignmentRow | null;
  readonly consultant: ConsultantRow | null;
  readonly project: ProjectCommandRow | null;
  readonly opportunity: OpportunityRow | null;
  readonly clientOwner: string | null;
  readonly budget: readonly BudgetRow[];
  /** Theirs on anything; whoever takes over has their own. */
  readonly bookings: readonly AssignmentRow[];
  readonly closedDays: readonly TimeRow[];
};

/** What a change may say of a booking: where it then starts, and who then has it. */
type Asked = { readonly code: string; readonly startsOn?: CivilDate | undefined; readonly consultant?: string };

/** The days whose value the change may move. */
function valuedDays(assignment: AssignmentRow, { startsOn, consultant }: Asked): ValuedDays[] {
  if (assignment.project === null) return [];
  const from = startsOn !== undefined && startsOn < assignment.startsOn ? startsOn : assignment.startsOn;
  const consultants = consultant === undefined ? [assignment.consultant] : [assignment.consultant, consultant];
  return [{ consultants, project: assignment.project, from }];
}

async function loadDays(assignment: AssignmentRow, asked: Asked, read: FirmReader): Promise<TimeRow[]> {
  return (await Promise.all(valuedDays(assignment, asked).map((days) => loadClosedDays(read, days)))).flat();
}

async function loadAssignment(asked: Asked, read: FirmReader): Promise<AssignmentFacts> {
  const assignment = await read.get('assignment', { code: asked.code });
  if (!assignment)
    return {
      assignment,
      consultant: null,
      project: null,
      opportunity: null,
      clientOwner: null,
      budget: [],
      bookings: [],
      closedDays: [],
    };
  const opportunity =
    assignment.opportunity === null ? null : await read.get('opportunity', { code: assignment.opportunity });
  const client = opportunity ? await read.get('client', { code: opportunity.client }) : null;
  return {
    assignment,
    consultant: await read.get('consultant', { code: assignment.consultant }),
    project: assignment.project === null ? null : await read.get('project', { code: assignment.project }),
    opportunity,
    clientOwner: client?.ownerEmail ?? null,
    budget: assignment.project === null ? [] : await read.find('budget', { project: assignment.project }),
    bookings: await read.find('assignment', { consultant: assignment.consultant }),
    closedDays: await loadDays(assignment, asked, read),
  };
}

export function ownsTarget(
  facts: Pick<AssignmentFacts, 'project' | 'opportunity' | 'clientOwner'>,
  asker: Asker,
  role: Role | 'self',
): boolean {
  if (role === 'commercial') return ownsOpportunity(facts.opportunity, { ownerEmail: facts.clientOwner }, asker);
  return ownsProject(facts.project, asker, role);
}

/** Who may change a booking, what is locked and read for it. */
export const changesBooking = {
  rights: { responsable: 'own', commercial: 'own', direction: 'all' },
  tier: 1,
  approvers: ['direction'],
  locks: async (asked: Asked, read: FirmReader) => {
    const assignment = await read.get('assignment', { code: asked.code });
    if (!assignment) return [];
    return [
      { kind: 'consultant' as const, key: assignment.consultant },
      ...(assignment.project === null ? [] : [{ kind: 'project' as const, key: assignment.project, shared: true }]),
      ...(await Promise.all(valuedDays(assignment, asked).map((days) => lockValuedDays(read, days)))).flat(),
    ];
  },
  load: loadAssignment,
  owns: (facts: AssignmentFacts, _asked: unknown, asker: Asker, role: Role | 'self') => ownsTarget(facts, asker, role),
} as const;

/** The days whose value the change moves: those of firm bookings on a project. */
export function revalue(before: AssignmentRow, after: AssignmentRow | null): Revaluation[] {
  if (before.project === null || (before.status !== 'ferme' && after?.status !== 'ferme')) return [];
  const from = after && after.startsOn < before.startsOn ? after.startsOn : before.startsOn;
  const consultants = [...new Set([before.consultant, after?.consultant ?? before.consultant])];
  return [{ consultants, projects: [before.project], from }];
}

/** The TJM sold for the profile; a rate under it is a second person's decision. */
function isUnderQuote(facts: AssignmentFacts, after: AssignmentRow): boolean {
  const profile = after.profile ?? facts.consultant?.profile;
  const sold = facts.budget.find((line) => line.profile === profile)?.dailyRateCents ?? null;
  return (
    after.dailyRateCents !== null &&
    sold !== null &&
    after.dailyRateCents < sold &&
    after.dailyRateCents !== facts.assignment?.dailyRateCents
  );
}

function planChange(facts: AssignmentFacts, after: AssignmentRow, sentence: string): Plan | Refusal {
  const { assignment, consultant } = facts;
  if (!assignment || !consultant) throw new Error('a change is planned on an assignment that was read');
  const refused = refuseBooking(
    consultant,
    facts.bookings.filter((booking) => booking.code !== assignment.code),
    after,
  );
  if (refused) return refused;
  const closed = refuseClosedDays(facts.closedDays, facts.bookings, [
    ...facts.bookings.filter((booking) => booking.code !== assignment.code),
    after,
  ]);
  if (closed) return closed;
  const underQuote = isUnderQuote(facts, after);
  const rate =
    after.dailyRateCents === assignment.dailyRateCents
      ? []
      : [{ label: 'TJM', beforeCents: assignment.dailyRateCents, afterCents: after.dailyRateCents }];
  return {
    effect: { sentence, rows: [{ entity: 'assignment', before: assignment, after }], euros: rate },
    tier: underQuote ? 2 : 1,
    revalues: revalue(assignment, after),
  };
}

export const moveAssignment = defineCommand({
  ...changesBooking,
  name: 'move_assignment',
  label: 'Déplacer une affectation',
  input: z.strictObject({
    code,
    startsOn: civilDate.optional(),
    endsOn: civilDate.nullable().optional(),
    quota: share.optional(),
    dailyRate: euros.nullable().optional(),
  }),
  plan: (facts, asked) => {
    const { assignment, consultant } = facts;
    if (!assignment || !consultant) return refuse(NOT_FOUND, `Affectation inconnue : ${asked.code}.`);
    const { startsOn, endsOn, quota, dailyRate } = asked;
    const after = withFields(assignment, { startsOn, endsOn, quota, dailyRateCents: dailyRate });
    if (after.endsOn !== null && after.endsOn < after.startsOn)
      return refuse('end_before_start', 'La fin précède le début.');
    const until = after.endsOn === null ? 'sans fin' : `au ${sayDate(after.endsOn)}`;
    const at =
      after.dailyRateCents === assignment.dailyRateCents || after.dailyRateCents === null
        ? ''
        : `, TJM ${sayEurosAndCents(after.dailyRateCents / 100)}`;
    return planChange(
      facts,
      after,
      `Déplacer ${assignment.code} (${consultant.firstName} ${consultant.lastName}) : du ${sayDate(after.startsOn)} ${until}${at}.`,
    );
  },
});

export const endAssignment = defineCommand({
  ...changesBooking,
  name: 'end_assignment',
  label: 'Terminer une affectation',
  input: z.strictObject({ code, endsOn: civilDate }),
  plan: (facts, asked) => {
    const { assignment, consultant } = facts;
    if (!assignment || !consultant) return refuse(NOT_FOUND, `Affectation inconnue : ${asked.code}.`);
    if (asked.endsOn < assignment.startsOn)
      return refuse('end_before_start', `L'affectation commence le ${sayDate(assignment.startsOn)}.`);
    return planChange(
      facts,
      { ...assignment, endsOn: asked.endsOn },
      `Terminer ${assignment.code} (${consultant.firstName} ${consultant.lastName}) le ${sayDate(asked.endsOn)}.`,
    );
  },
});

export const confirmAssignment = defineCommand({
  ...changesBooking,
  name: 'confirm_assignment',
  label: 'Confirmer une affectation',
  input: z.strictObject({ code }),
  plan: (facts, asked) => {
    const { assignment, consultant } = facts;
    if (!assignment || !consultant) return refuse(NOT_FOUND, `Affectation inconnue : ${asked.code}.`);
    if (assignment.status === 'ferme') return refuse('already_firm', `L'affectation ${asked.code} est déjà ferme.`);
    if (assignment.project === null)
      return refuse(
        'not_on_project',
        "Sur une opportunité, une affectation reste prévisionnelle jusqu'à ce qu'elle soit gagnée.",
      );
    return planChange(
      facts,
      { ...assignment, status: 'ferme' },
      `Confirmer ${assignment.code} : ${consultant.firstName} ${consultant.lastName} sur ${assignment.project}.`,
    );
  },
});

export const replaceConsultant = defineCommand({
  ...changesBooking,
  name: 'replace_consultant',
  label: 'Remplacer un consultant',
  input: z.strictObject({ code, consultant: code, from: civilDate, dailyRate: euros.nullable().optional() }),
  locks: async (asked, read) => [
    ...(await changesBooking.locks(asked, read)),
    { kind: 'consultant', key: asked.consultant },
    { kind: 'firm', key: 'assignment-codes' },
  ],
  load: async (asked, read) => ({
    ...(await loadAssignment(asked, read)),
    successor: await read.get('consultant', { code: asked.consultant }),
    theirs: await read.find('assignment', { consultant: asked.consultant }),
    nextCode: await read.nextCode('assignment', 'A', 4),
  }),
  plan: (facts, asked) => {
    const { assignment, consultant, successor } = facts;
    if (!assignment || !consultant) return refuse(NOT_FOUND, `Affectation inconnue : ${asked.code}.`);
    if (!successor) return refuse(NOT_FOUND, `Consultant inconnu : ${asked.consultant}.`);
    if (successor.code === consultant.code)
      return refuse('same_consultant', `${consultant.firstName} ${consultant.lastName} y est déjà.`);
    if (assignment.endsOn !== null && asked.from > assignment.endsOn)
      return refuse('after_end', `L'affectation finit le ${sayDate(assignment.endsOn)}.`);
    const startsOn = later(asked.from, assignment.startsOn);
    const given: AssignmentRow = {
      ...assignment,
      code: facts.nextCode,
      consultant: successor.code,
      profile: assignment.profile ?? consultant.profile,
      startsOn,
    };
    const after = asked.dailyRate === undefined ? given : { ...given, dailyRateCents: asked.dailyRate };
    const refused = refuseBooking(successor, facts.theirs, after);
    if (refused) return refused;
    const shortened = startsOn === assignment.startsOn ? null : { ...assignment, endsOn: addDays(startsOn, -1) };
    const theirs = [...facts.bookings, ...facts.theirs];
    const closed = refuseClosedDays(facts.closedDays, theirs, [
      ...theirs.filter((booking) => booking.code !== assignment.code),
      ...(shortened ? [shortened] : []),
      after,
    ]);
    if (closed) return closed;
    const rows: RowChange[] = [
      { entity: 'assignment', before: assignment, after: shortened },
      { entity: 'assignment', before: null, after },
    ];
    const names = `${consultant.firstName} ${consultant.lastName} par ${successor.firstName} ${successor.lastName}`;
    return {
      effect: {
        sentence: `Remplacer ${names} sur ${assignment.project ?? assignment.opportunity} à partir du ${sayDate(startsOn)}.`,
        rows,
      },
      tier: isUnderQuote(facts, after) ? 2 : 1,
      revalues: [...revalue(assignment, shortened), ...revalue(after, after)],
      result: { code: after.code },
    };
  },
});
