// A file of the firm that one keeps: a paper, an archive. What cannot be had is said beside the button, not on a page of
// its own.

import { Button, Group, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { takeFile } from '../api-client.ts';
import { saveFile } from '../save-file.ts';

/** @param path under /api. */
export function FileButton({ path, children }: { path: string; children: ReactNode }) {
  const take = useMutation({
    mutationFn: () => takeFile(path),
    onSuccess: ({ file, content }) => saveFile(file, content),
  });
  return (
    <Group gap="xs">
      <Button size="compact-sm" variant="default" loading={take.isPending} onClick={() => take.mutate()}>
        {children}
      </Button>
      {take.error !== null && (
        <Text size="sm" role="alert">
          {take.error.message}
        </Text>
      )}
    </Group>
  );
}
