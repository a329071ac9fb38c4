// What a screen shows when it has no figures to show: it waits, it failed, it may not, there is nothing.

import { Button, Skeleton, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ProblemError } from '../api-client.ts';

type PanelProps = { title: string; children: ReactNode; role?: 'alert'; order?: 1 | 2 };

function Panel({ title, children, role, order = 2 }: PanelProps) {
  return (
    <Stack className="vigie-sheet" role={role} gap="xs" p="xl" align="flex-start">
      <Title order={order} size="h4">
        {title}
      </Title>
      {children}
    </Stack>
  );
}

/** The shape of the list to come, so that nothing jumps when it does. */
export function WaitingPanel() {
  return (
    <Stack className="vigie-sheet" gap="md" p="md" role="group" aria-busy="true" aria-label="Chargement">
      {[92, 78, 85, 64, 71].map((width) => (
        <Skeleton key={width} height={18} width={`${width}%`} />
      ))}
    </Stack>
  );
}

export function FailurePanel({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  if (error instanceof ProblemError && error.status === 403) {
    return (
      <Panel title="Vous n’avez pas accès à cet écran">
        <Text className="vigie-quiet">{error.message}</Text>
      </Panel>
    );
  }
  return (
    <Panel title="Cet écran n’a pas pu être lu" role="alert">
      <Text className="vigie-quiet">
        {error instanceof ProblemError ? error.message : 'Une erreur inattendue s’est produite dans la page.'}
      </Text>
      <Button variant="default" onClick={onRetry}>
        Réessayer
      </Button>
    </Panel>
  );
}

export function EmptyPanel({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Panel title={title}>
      <Text className="vigie-quiet">{children}</Text>
    </Panel>
  );
}

export function NothingHere() {
  return (
    <Panel title="Cette page n’existe pas" order={1}>
      <Text className="vigie-quiet">Son adresse a pu être mal copiée, ou la page a changé de place.</Text>
      <Link to="/">Revenir à l’accueil</Link>
    </Panel>
  );
}
