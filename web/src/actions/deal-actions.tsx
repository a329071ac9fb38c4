// What a salesperson does of an opportunity, from its page: the next contact with the client, a quote, the step that it
// is at, what is known of it, its loss.

import { useQuery } from '@tanstack/react-query';
import { addDays } from '../../../domain/civil-dates.ts';
import { dealsQuery, profilesQuery, type Deal } from '../list-queries.ts';
import { CommandActions, type Action } from '../parts/command-actions.tsx';
import type { Options } from '../parts/input-fields.tsx';

/** A week: what one promises a client to come back within. */
const NEXT_CONTACT_DAYS = 7;

function listActions(deal: Deal, today: string, profiles: Options): Action[] {
  const { code, client, amount, probability, expected_close: closeOn, planned_start: from, planned_end: to } = deal;
  const known = ['code'];
  const contact = { known: ['client', 'opportunity'], leaves: false };
  return [
    {
      ...contact,
      command: 'plan_follow_up',
      label: 'Planifier une action…',
      input: { client, opportunity: code, kind: 'relance', plannedOn: addDays(today, NEXT_CONTACT_DAYS) },
    },
    {
      ...contact,
      command: 'log_action',
      label: 'Noter un échange…',
      input: { client, opportunity: code, kind: 'appel', doneOn: today },
    },
    {
      command: 'create_quote',
      label: 'Faire un devis…',
      known: ['opportunity'],
      left: ['code'],
      input: {
        opportunity: code,
        ...(from !== null && { startsOn: from }),
        ...(to !== null && { endsOn: to }),
        lines: deal.needs.length === 0 ? [{}] : deal.needs,
      },
      options: { profile: profiles },
    },
    { command: 'move_opportunity', label: 'Changer d’étape…', known, input: { code, stage: deal.stage } },
    {
      command: 'update_opportunity',
      label: 'Modifier…',
      known,
      left: ['title', 'contractKind', 'ownerEmail'],
      input: {
        code,
        amount,
        probability: probability === null ? null : Math.round(probability * 10_000) / 100,
        expectedCloseOn: closeOn,
        plannedStartOn: from,
        plannedEndOn: to,
      },
    },
    { command: 'lose_opportunity', label: 'Perdue…', known, input: { code } },
  ];
}

type ActionsProps = { code: string; title: string; today: string };

/** Of an opportunity that is still open, and that the reader follows. */
export function DealActions({ code, title, today }: ActionsProps) {
  const deal = useQuery(dealsQuery).data?.find((one) => one.code === code);
  const profiles = useQuery(profilesQuery).data ?? [];
  if (deal === undefined || !deal.open) return null;
  const options = profiles.map(({ profile }) => ({ value: profile, label: profile }));
  return <CommandActions actions={listActions(deal, today, options)} of={title} />;
}
