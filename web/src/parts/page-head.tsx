// The head of every list: what it is, the day it is read at, and its few figures.

import { Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';

type DayProps = {
  /** The day asked for, 'YYYY-MM-DD'; undefined: the firm's. */
  asOf: string | undefined;
  today: string;
};

/** « Au 31 octobre » : what was dated on or before this day. The day is kept in the address. */
export function DayPicker({ asOf, today }: DayProps) {
  const navigate = useNavigate();
  return (
    <TextInput
      type="date"
      label="Situation au"
      size="xs"
      w={150}
      value={asOf ?? today}
      onChange={({ currentTarget: { value } }) => {
        // A day half typed is no day: the screen keeps the last one.
        if (value === '') return;
        void navigate({ to: '.', search: (before) => ({ ...before, au: value === today ? undefined : value }) });
      }}
    />
  );
}

export function PageHead({ title, lead, aside }: { title: string; lead: ReactNode; aside?: ReactNode }) {
  return (
    <Group justify="space-between" align="flex-end" gap="md" mb="lg">
      <Stack gap={4}>
        <Title order={1} size="h3">
          {title}
        </Title>
        <Text size="sm" className="vigie-quiet vigie-figures">
          {lead}
        </Text>
      </Stack>
      {aside}
    </Group>
  );
}
