// What the team asked for, decided by who may: accorded or validated at once; refused, with a reason that they read
// where one is asked.

import { Alert, Button, Group, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { RefusalForm } from '../parts/refusal-form.tsx';
import { Said } from '../parts/said.tsx';

type DecisionProps = {
  /** Whose, and what of theirs. */
  name: string;
  /** « Valider », « Accorder ». */
  accept: string;
  /** What is said once it is done: « CRA validé », « CRA refusé ». */
  done: { readonly accepted: string; readonly refused: string };
  /** What the reason is asked under; null: refused without one. */
  reasonLabel: string | null;
  /** @param reason null: accepted. */
  decide: (reason: string | null) => Promise<unknown>;
};

export function TeamDecision({ name, accept, done, reasonLabel, decide }: DecisionProps) {
  const [refusing, setRefusing] = useState(false);
  const queries = useQueryClient();
  const decision = useMutation({
    mutationFn: decide,
    onSuccess: async (_done, reason) => {
      notifications.show({
        message: `${name} : ${reason === null ? done.accepted : done.refused}.`,
        color: 'marine',
        closeButtonProps: { 'aria-label': 'Fermer' },
      });
      await queries.invalidateQueries({ queryKey: ['look-ups'] });
    },
    onSettled: () => setRefusing(false),
  });
  const refuse = (): void => (reasonLabel === null ? decision.mutate('') : setRefusing(true));
  return (
    <Stack gap={6} align="flex-start">
      {decision.error !== null && (
        <Alert color="red" variant="light" role="alert" p="xs">
          <Said>{decision.error.message}</Said>
        </Alert>
      )}
      {refusing ? (
        <RefusalForm
          of={name}
          label={reasonLabel ?? ''}
          size="compact-xs"
          busy={decision.isPending}
          onRefuse={(reason) => decision.mutate(reason)}
          onCancel={() => setRefusing(false)}
        />
      ) : (
        <Group gap={6} wrap="nowrap">
          <Button
            size="compact-xs"
            loading={decision.isPending}
            onClick={() => decision.mutate(null)}
            aria-label={`${accept} ${name}`}
          >
            {accept}
          </Button>
          <Button size="compact-xs" variant="default" onClick={refuse} aria-label={`Refuser ${name}`}>
            {reasonLabel === null ? 'Refuser' : 'Refuser…'}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
