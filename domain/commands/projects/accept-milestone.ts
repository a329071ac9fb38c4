// The client accepts a milestone or a sprint: what it makes billable is shown, deposits already invoiced deducted,
// and what would keep it from being invoiced.
import { z } from 'zod';
import { BILLING_BLOCK_LABELS, billProject, blockBilling, type BillingFacts } from '../../billing.ts';
import { sayDate, sayEurosAndCents } from '../../french.ts';
import { monthOf } from '../../periods.ts';
import { defineCommand, NOT_FOUND, refuse, type Plan, type Refusal } from '../command.ts';
import { civilDate, code } from '../inputs.ts';
import { ownsProject } from '../ownership.ts';
import type { DocumentRow, MilestoneRow, ProjectCommandRow } from '../rows.ts';
import { totalOf } from './terms.ts';

const input = z.strictObject({
  project: code,
  milestone: code,
  /** The day of the client's signature; left out: today. */
  acceptedOn: civilDate.optional(),
  /** Digest of the signed acceptance record (PV), filed before (upload_document); it may be joined afterwards. */
  document: z
    .string()
    .regex(/^[0-9a-f]{64}$/u)
    .optional(),
});
type Asked = z.infer<typeof input>;

type Facts = {
  readonly project: ProjectCommandRow | null;
  readonly milestone: MilestoneRow | null;
  readonly billing: BillingFacts | null;
  readonly monthClosed: boolean;
  readonly cards: readonly DocumentRow[];
};

/** A record is filed under the project, its client or nothing. */
function refuseRecord({ cards }: Facts, { project, document }: Asked): Refusal | null {
  if (document === undefined || cards.some((card) => card.project === null || card.project === project)) return null;
  return refuse('document_unknown', 'Ce document n’est pas déposé, ou concerne un autre projet.');
}

/** Accepted before its record came: the record is joined, nothing else moves. */
function joinRecord(milestone: MilestoneRow, { document, acceptedOn, project }: Asked): Plan | Refusal {
  const { code: own, acceptedOn: known } = milestone;
  const isSame = acceptedOn === undefined || acceptedOn === known;
  if (document === undefined || !isSame || (milestone.acceptanceDocument ?? null) !== null)
    return refuse('milestone_accepted', `Le jalon ${own} est déjà recetté, le ${sayDate(known ?? '')}.`);
  return {
    effect: {
      sentence: `Joindre le PV de recette du jalon ${own} de ${project}, accepté le ${sayDate(known ?? '')}.`,
      rows: [{ entity: 'milestone', before: milestone, after: { ...milestone, acceptanceDocument: document } }],
    },
  };
}

/** What is to invoice this month, and what blocks it, once the milestone is accepted. */
function billAccepted(billing: BillingFacts, milestone: MilestoneRow & { acceptedOn: string }, month: string) {
  const { code: own, plannedOn, amountCents, acceptedOn } = milestone;
  const after = { ...billing, milestones: [...billing.milestones, { code: own, plannedOn, amountCents, acceptedOn }] };
  const lines = billProject(after, month);
  return {
    beforeCents: totalOf(billProject(billing, month)),
    afterCents: totalOf(lines),
    blocks: blockBilling(after, lines, month).map(({ reason }) => BILLING_BLOCK_LABELS[reason]),
  };
}

export const acceptMilestone = defineCommand({
  name: 'accept_milestone',
  label: 'Recetter un jalon',
  input,
  rights: { responsable: 'own', direction: 'all' },
  tier: 1,
  approvers: [],
  locks: async (asked, _read, { today }) => [
    { kind: 'project', key: asked.project },
    { kind: 'month', key: monthOf(asked.acceptedOn ?? today), shared: true },
  ],
  load: async (asked, read, { today }): Promise<Facts> => {
    const billed = await read.billingFacts(monthOf(today), today);
    return {
      project: await read.get('project', { code: asked.project }),
      milestone: await read.get('milestone', { project: asked.project, code: asked.milestone }),
      billing: billed.find((project) => project.code === asked.project) ?? null,
      cards: asked.document === undefined ? [] : await read.find('document', { sha256: asked.document }),
      monthClosed: await read.isMonthClosed(monthOf(asked.acceptedOn ?? today)),
    };
  },
  owns: (facts, _asked, asker, role) => ownsProject(facts.project, asker, role),
  plan: (facts, asked, { today }) => {
    const { project, milestone, billing } = facts;
    if (!project) return refuse(NOT_FOUND, `Projet inconnu : ${asked.project}.`);
    if (!milestone || !billing) return refuse(NOT_FOUND, `${project.code} n'a pas de jalon ${asked.milestone}.`);
    const unknown = refuseRecord(facts, asked);
    if (unknown) return unknown;
    if (milestone.acceptedOn !== null) return joinRecord(milestone, asked);
    const acceptedOn = asked.acceptedOn ?? today;
    if (acceptedOn > today) return refuse('acceptance_in_future', 'Une recette est datée au plus tard d’aujourd’hui.');
    if (facts.monthClosed) return refuse('month_closed', `Le mois ${monthOf(acceptedOn)} est clos.`);
    const after = {
      ...milestone,
      acceptedOn,
      ...(asked.document !== undefined && { acceptanceDocument: asked.document }),
    };
    const { beforeCents, afterCents, blocks } = billAccepted(billing, after, monthOf(today));
    const billableCents = afterCents - beforeCents;
    const paidCents = milestone.amountCents - billableCents;
    const deposit = paidCents > 0 ? ` (${sayEurosAndCents(paidCents / 100)} déjà facturés d'avance)` : '';
    return {
      effect: {
        sentence: `Recetter le jalon ${milestone.code} de ${project.code} le ${sayDate(acceptedOn)} : ${sayEurosAndCents(billableCents / 100)} deviennent facturables sur ${sayEurosAndCents(milestone.amountCents / 100)}${deposit}.`,
        rows: [{ entity: 'milestone', before: milestone, after }],
        indicators: [
          {
            label: 'À facturer ce mois',
            subject: project.code,
            before: beforeCents / 100,
            after: afterCents / 100,
            unit: 'EUR',
          },
          { label: 'Blocages', subject: project.code, before: null, after: blocks.join(', ') || null, unit: 'text' },
        ],
      },
    };
  },
});
