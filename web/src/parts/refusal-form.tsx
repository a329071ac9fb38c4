// A refusal says why: who asked reads it.

import { Button, Group, Stack, Textarea } from '@mantine/core';
import { useState, type FormEvent } from 'react';

type RefusalProps = {
  /** What is refused: « la proposition », or whose month. */
  of: string;
  label: string;
  size?: 'compact-xs' | 'sm';
  busy: boolean;
  onRefuse: (reason: string) => void;
  onCancel: () => void;
};

export function RefusalForm({ of, label, size = 'sm', busy, onRefuse, onCancel }: RefusalProps) {
  const [reason, setReason] = useState('');
  return (
    <Stack
      component="form"
      gap="xs"
      aria-label={`Refuser ${of}`}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        onRefuse(reason.trim());
      }}
      onKeyDown={(event) => event.key === 'Escape' && onCancel()}
    >
      <Textarea
        ref={(area) => area?.focus()}
        label={label}
        required
        withAsterisk={false}
        autosize
        minRows={2}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Group gap="xs">
        <Button type="submit" size={size} color="red.9" loading={busy} disabled={reason.trim() === ''}>
          Refuser
        </Button>
        <Button size={size} variant="subtle" onClick={onCancel}>
          Annuler
        </Button>
      </Group>
    </Stack>
  );
}
