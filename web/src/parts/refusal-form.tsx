// A refusal says why: who asked reads it.

import { Button, Group, Stack, Textarea } from '@mantine/core';
import { useState, type FormEvent } from 'react';

type RefusalProps = { busy: boolean; onRefuse: (reason: string) => void; onCancel: () => void };

export function RefusalForm({ busy, onRefuse, onCancel }: RefusalProps) {
  const [reason, setReason] = useState('');
  return (
    <Stack
      component="form"
      gap="xs"
      aria-label="Refuser la proposition"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        onRefuse(reason.trim());
      }}
      onKeyDown={(event) => event.key === 'Escape' && onCancel()}
    >
      <Textarea
        ref={(area) => area?.focus()}
        label="Raison du refus"
        required
        withAsterisk={false}
        autosize
        minRows={2}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Group gap="xs">
        <Button type="submit" color="red.9" loading={busy} disabled={reason.trim() === ''}>
          Refuser
        </Button>
        <Button variant="subtle" onClick={onCancel}>
          Annuler
        </Button>
      </Group>
    </Stack>
  );
}
