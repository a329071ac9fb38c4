// Several proposals of one kind, each of the first tier and with nothing withheld: approved together, each still on its
// own effect and with its own act. What the facts have overtaken is left to be looked at.

import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { decide, ProblemError, type ShownProposal } from '../api-client.ts';
import { sayCount } from '../../../domain/french.ts';
import { useNamed } from './use-named.ts';

type Group = { readonly label: string; readonly proposals: ShownProposal[] };

function isClean({ tier, mayDecide, effect }: ShownProposal): boolean {
  return tier === 1 && mayDecide && (effect.withheld ?? []).length === 0;
}

function groupClean(proposals: readonly ShownProposal[]): Group[] {
  const groups = new Map<string, Group>();
  for (const proposal of proposals.filter(isClean)) {
    const group = groups.get(proposal.command) ?? { label: proposal.label, proposals: [] };
    group.proposals.push(proposal);
    groups.set(proposal.command, group);
  }
  return [...groups.values()].filter((group) => group.proposals.length > 1);
}

export function BatchOffers({ proposals }: { proposals: readonly ShownProposal[] }) {
  return (
    <Stack gap="xs" mb="md">
      {groupClean(proposals).map((group) => (
        <BatchOffer key={group.label} group={group} />
      ))}
    </Stack>
  );
}

type Tally = { done: number; overtaken: number; refused: string[] };

/** One after the other: each is decided on what it shows, and one that fails does not stop the rest. */
async function approveAll(proposals: readonly ShownProposal[]): Promise<Tally> {
  const tally: Tally = { done: 0, overtaken: 0, refused: [] };
  for (const { id, sha } of proposals) {
    try {
      const { proposal } = await decide({ id, sha, decision: 'approve' });
      if (proposal.state === 'executed' || proposal.state === 'approved') tally.done += 1;
      else tally.overtaken += 1;
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      tally.refused.push(error.message);
    }
  }
  return tally;
}

function BatchOffer({ group }: { group: Group }) {
  const [asked, setAsked] = useState(false);
  const queries = useQueryClient();
  const approve = useMutation({
    mutationFn: () => approveAll(group.proposals),
    onSuccess: async (tally) => {
      notifications.show({
        message: sayTally(tally),
        color: tally.refused.length > 0 ? 'yellow' : 'marine',
        closeButtonProps: { 'aria-label': 'Fermer' },
      });
      await queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' });
    },
    onSettled: () => setAsked(false),
  });
  const say = useNamed();
  const count = group.proposals.length;
  return (
    <>
      <Group className="vigie-sheet vigie-note" justify="space-between" mb={0}>
        <Text size="sm">
          {sayCount(count, 'proposition semblable', 'propositions semblables')} : {group.label}
        </Text>
        <Button size="xs" variant="default" onClick={() => setAsked(true)}>
          Tout approuver…
        </Button>
      </Group>
      <Modal
        opened={asked}
        onClose={() => setAsked(false)}
        title={`${group.label} : approuver les ${count} ?`}
        closeButtonProps={{ 'aria-label': 'Fermer' }}
      >
        <ol className="vigie-changes">
          {group.proposals.map(({ id, effect }) => (
            <li key={id}>{say(effect.sentence)}</li>
          ))}
        </ol>
        <Group mt="md">
          <Button loading={approve.isPending} onClick={() => approve.mutate()}>
            Approuver les {count}
          </Button>
          <Button variant="subtle" onClick={() => setAsked(false)}>
            Annuler
          </Button>
        </Group>
      </Modal>
    </>
  );
}

function sayTally({ done, overtaken, refused }: Tally): string {
  const parts = [
    sayCount(done, 'approuvée', 'approuvées'),
    ...(overtaken === 0
      ? []
      : [sayCount(overtaken, 'dépassée par les faits, à revoir', 'dépassées par les faits, à revoir')]),
    ...(refused.length === 0 ? [] : [sayCount(refused.length, 'non décidée', 'non décidées')]),
  ];
  return [`${parts.join(', ')}.`, refused[0]].filter((part) => part !== undefined).join(' ');
}
