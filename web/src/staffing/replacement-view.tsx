// Somebody leaves a mission: who can take each of their bookings over.

import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { namesQuery } from '../api-client.ts';
import { EmptyPanel, FailurePanel, WaitingPanel } from '../parts/panels.tsx';
import { replacementQuery } from '../staffing-queries.ts';
import { NeedDetail } from './need-detail.tsx';

type ReplacementProps = { replaced: string; project: string | undefined; from: string | undefined };

export function ReplacementView({ replaced, project, from }: ReplacementProps) {
  const needs = useQuery(replacementQuery({ replaced, project, from }));
  const names = useQuery(namesQuery).data;
  if (needs.isPending) return <WaitingPanel />;
  if (needs.isError) return <FailurePanel error={needs.error} onRetry={() => void needs.refetch()} />;
  return (
    <Stack gap="md">
      <Text size="sm">
        <Link to="/staffing">← Tous les besoins</Link> · Remplacer {names?.consultants[replaced] ?? replaced}
      </Text>
      {needs.data.map((need) => (
        <NeedDetail key={need.id} need={need} names={names} isPartial={false} />
      ))}
      {needs.data.length === 0 && (
        <EmptyPanel title="Rien à reprendre">Cette personne n’a pas d’affectation à reprendre.</EmptyPanel>
      )}
    </Stack>
  );
}
