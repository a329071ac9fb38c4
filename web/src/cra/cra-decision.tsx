// A person's month on a project, decided by who may: validated, or sent back with a reason that they read.

import { Alert, Button, Group, Stack, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { runCommand } from '../api-client.ts';

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
          {decide.error.message}
        </Alert>
      )}
      {refusing ? (
        <ReasonForm
          name={name}
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

type ReasonProps = { name: string; busy: boolean; onRefuse: (reason: string) => void; onCancel: () => void };

function ReasonForm({ name, busy, onRefuse, onCancel }: ReasonProps) {
  const [reason, setReason] = useState('');
  return (
    <Stack
      component="form"
      gap="xs"
      aria-label={`Refuser ${name}`}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        onRefuse(reason.trim());
      }}
      onKeyDown={(event) => event.key === 'Escape' && onCancel()}
    >
      <Textarea
        ref={(area) => area?.focus()}
        label="Ce qui est à corriger"
        required
        withAsterisk={false}
        autosize
        minRows={2}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Group gap="xs">
        <Button type="submit" size="compact-xs" color="red.9" loading={busy} disabled={reason.trim() === ''}>
          Refuser
        </Button>
        <Button size="compact-xs" variant="subtle" onClick={onCancel}>
          Annuler
        </Button>
      </Group>
    </Stack>
  );
}
