// An open opportunity changes: its card, its needs, its stage; or it is lost.
import { z } from 'zod';
import { OPEN_STAGES, STAGE_WORDS } from '../../pipeline.ts';
import { sayCount, sayDays } from '../../french.ts';
import { defineCommand, NOT_FOUND, refuse, type Refusal, type RowChange } from '../command.ts';
import { code, shortText } from '../inputs.ts';
import type { OpportunityRow, WorkplaceRow } from '../rows.ts';
import { withFields } from '../clients/update-client.ts';
import { need, opportunityFields, refuseDates } from './create-opportunity.ts';
import { loadOpportunity, lockOpportunity, OPPORTUNITY_RIGHTS, ownsFacts, type OpportunityFacts } from './facts.ts';

/** The opportunity, still open; or why not. */
function openOpportunity(facts: OpportunityFacts, asked: { code: string }): OpportunityRow | Refusal {
  const { opportunity } = facts;
  if (!opportunity) return refuse(NOT_FOUND, `Opportunité inconnue : ${asked.code}.`);
  return OPEN_STAGES.some((open) => open === opportunity.stage)
    ? opportunity
    : refuse('opportunity_closed', `L'opportunité ${opportunity.code} est déjà ${STAGE_WORDS[opportunity.stage]}.`);
}

const common = {
  rights: OPPORTUNITY_RIGHTS,
  tier: 1,
  approvers: [],
  locks: async (asked: { code: string }) => lockOpportunity(asked.code),
  load: (asked: { code: string }, read: Parameters<typeof loadOpportunity>[1]) => loadOpportunity(asked.code, read),
  owns: (facts: OpportunityFacts, _asked: never, asker: Parameters<typeof ownsFacts>[1]) => ownsFacts(facts, asker),
} as const;

export const updateOpportunity = defineCommand({
  ...common,
  name: 'update_opportunity',
  label: 'Modifier une opportunité',
  input: z.strictObject({
    code,
    title: opportunityFields.title.optional(),
    probability: opportunityFields.probability.optional(),
    expectedCloseOn: opportunityFields.expectedCloseOn.optional(),
    contractKind: opportunityFields.contractKind.optional(),
    amount: opportunityFields.amount.optional(),
    plannedStartOn: opportunityFields.plannedStartOn.optional(),
    plannedEndOn: opportunityFields.plannedEndOn.optional(),
    ownerEmail: opportunityFields.ownerEmail.optional(),
  }),
  plan: (facts, asked) => {
    const opportunity = openOpportunity(facts, asked);
    if ('refused' in opportunity) return opportunity;
    const { probability, amount, ...same } = asked;
    const after = withFields(opportunity, { ...same, probabilityPercent: probability, amountCents: amount });
    const wrongDates = refuseDates(after);
    if (wrongDates) return wrongDates;
    return {
      effect: {
        sentence: `Modifier l'opportunité ${opportunity.code}.`,
        rows: [{ entity: 'opportunity', before: opportunity, after }],
        euros:
          amount === undefined
            ? []
            : [{ label: 'Montant', beforeCents: opportunity.amountCents, afterCents: after.amountCents }],
      },
    };
  },
});

type Workplace = Pick<WorkplaceRow, 'place' | 'remoteDays'> & { readonly placeRequired: boolean };

/** What is not said of the place stays as it was. */
function changeWorkplace(
  before: WorkplaceRow | null,
  asked: { code: string } & { [Name in keyof Workplace]?: Workplace[Name] | undefined },
): { entity: 'workplace'; before: WorkplaceRow | null; after: WorkplaceRow }[] {
  const known = before ?? { opportunity: asked.code, place: null, placeRequired: false, remoteDays: null };
  const after = withFields(known, {
    place: asked.place,
    placeRequired: asked.placeRequired,
    remoteDays: asked.remoteDays,
  });
  return JSON.stringify(after) === JSON.stringify(known) ? [] : [{ entity: 'workplace', before, after }];
}

function sayWorkplace({ place, placeRequired, remoteDays }: Workplace): string {
  const where = place === null ? '' : `, à ${place}${placeRequired ? ' (exigé)' : ''}`;
  return `${where}${remoteDays === null ? '' : `, ${remoteDays} j à distance par semaine`}`;
}

export const setNeeds = defineCommand({
  ...common,
  name: 'set_needs',
  label: 'Fixer les besoins',
  input: z
    .strictObject({
      code,
      needs: z.array(need).max(50),
      /** Where the work is done; the client's city when it is not said. */
      place: shortText.nullable().optional(),
      /** Only people based there can be sent. */
      placeRequired: z.boolean().optional(),
      /** Days a week that may be worked away. */
      remoteDays: z.number().int().min(0).max(5).nullable().optional(),
    })
    .refine(({ place, placeRequired }) => placeRequired !== true || place !== null, 'un lieu exigé est un lieu dit'),
  load: async (asked, read) => ({
    ...(await loadOpportunity(asked.code, read)),
    workplace: await read.get('workplace', { opportunity: asked.code }),
    unknownProfiles: (
      await Promise.all(
        asked.needs.map(async ({ profile }) => ((await read.get('profile', { name: profile })) ? [] : [profile])),
      )
    ).flat(),
  }),
  plan: (facts, asked) => {
    const opportunity = openOpportunity(facts, asked);
    if ('refused' in opportunity) return opportunity;
    const [unknown] = facts.unknownProfiles;
    if (unknown !== undefined) return refuse(NOT_FOUND, `Profil inconnu : ${unknown}.`);
    const removed = facts.needs.map((before): RowChange => ({ entity: 'opportunityNeed', before, after: null }));
    const added = asked.needs.map(({ profile, days: quarterDays }, i): RowChange => ({
      entity: 'opportunityNeed',
      before: null,
      after: { opportunity: asked.code, rank: i + 1, profile, quarterDays },
    }));
    const total = asked.needs.reduce((sum, { days }) => sum + days, 0) / 4;
    const moved = changeWorkplace(facts.workplace, asked);
    const [place] = moved;
    if (place?.after?.placeRequired === true && place.after.place === null)
      return refuse('place_missing', 'Un lieu exigé est un lieu dit : donnez-le.');
    return {
      effect: {
        sentence: `Fixer les besoins de ${asked.code} : ${sayDays(total)} sur ${sayCount(asked.needs.length, 'profil')}${place ? sayWorkplace(place.after) : ''}.`,
        rows: [...removed, ...added, ...moved],
      },
    };
  },
});

export const moveOpportunity = defineCommand({
  ...common,
  name: 'move_opportunity',
  label: "Changer l'étape d'une opportunité",
  input: z.strictObject({ code, stage: z.enum(OPEN_STAGES), probability: opportunityFields.probability.optional() }),
  plan: (facts, asked) => {
    const opportunity = openOpportunity(facts, asked);
    if ('refused' in opportunity) return opportunity;
    const after = withFields(opportunity, { stage: asked.stage, probabilityPercent: asked.probability });
    return {
      effect: {
        sentence: `Passer ${opportunity.code} de ${STAGE_WORDS[opportunity.stage]} à ${STAGE_WORDS[asked.stage]}.`,
        rows: [{ entity: 'opportunity', before: opportunity, after }],
      },
    };
  },
});

export const loseOpportunity = defineCommand({
  ...common,
  name: 'lose_opportunity',
  label: 'Marquer une opportunité perdue',
  input: z.strictObject({ code, reason: shortText.nullable().default(null) }),
  load: async (asked, read) => ({
    ...(await loadOpportunity(asked.code, read)),
    bookings: await read.find('assignment', { opportunity: asked.code }),
  }),
  plan: (facts, asked) => {
    const opportunity = openOpportunity(facts, asked);
    if ('refused' in opportunity) return opportunity;
    const after: OpportunityRow = {
      ...opportunity,
      stage: 'perdue',
      probabilityPercent: '0',
      lostReason: asked.reason,
    };
    const freed = facts.bookings.map((before): RowChange => ({ entity: 'assignment', before, after: null }));
    const people =
      freed.length === 0
        ? ''
        : ` ; ${sayCount(freed.length, 'affectation prévisionnelle libérée', 'affectations prévisionnelles libérées')}`;
    return {
      effect: {
        sentence: `Marquer ${opportunity.code} perdue${asked.reason === null ? '' : ` (${asked.reason})`}${people}.`,
        rows: [{ entity: 'opportunity', before: opportunity, after }, ...freed],
      },
    };
  },
});
