// A person's month on a project, decided by who may: validated, or sent back with a reason that they read.

import { Alert, Button, Group, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { runCommand } from '../api-client.ts';
import { RefusalForm } from '../parts/refusal-form.tsx';
import { Said } from '../parts/said.tsx';

type Sheet = { readonly consultant: string; readonly month: string; readonly project: string };

export function CraDecision({ sheet, name }: { sheet: Sheet; name: string }) {
  const [refusing, setRefusing] = useState(false);
  const queries = useQueryClient();
  const decide = useMutation({
    mutationFn: (reason: string | null) =>
      reason === null ? runCommand('validate_timesheet', sheet) : runCommand('reject_timesheet', { ...sheet, reason }),
    onSuccess: async (_done, reason) => {
      notifications.show({
        message: `${name} : CRA ${reason === null ? 'validé' : 'refusé'}.`,
        color: 'marine',
        closeButtonProps: { 'aria-label': 'Fermer' },
      });
      await queries.invalidateQueries({ queryKey: ['look-ups'] });
    },
    onSettled: () => setRefusing(false),
  });
  return (
    <Stack gap={6} align="flex-start">
      {decide.error !== null && (
        <Alert color="red" variant="light" role="alert" p="xs">
          <Said>{decide.error.message}</Said>
        </Alert>
      )}
      {refusing ? (
        <RefusalForm
          of={name}
          label="Ce qui est à corriger"
          size="compact-xs"
          busy={decide.isPending}
          onRefuse={(reason) => decide.mutate(reason)}
          onCancel={() => setRefusing(false)}
        />
      ) : (
        <Group gap={6} wrap="nowrap">
          <Button
            size="compact-xs"
            loading={decide.isPending}
            onClick={() => decide.mutate(null)}
            aria-label={`Valider ${name}`}
          >
            Valider
          </Button>
          <Button size="compact-xs" variant="default" onClick={() => setRefusing(true)} aria-label={`Refuser ${name}`}>
            Refuser…
          </Button>
        </Group>
      )}
    </Stack>
  );
}
