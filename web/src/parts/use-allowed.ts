// The commands that the person may run, at least on what is theirs: what they may not is not offered.

import { useQuery } from '@tanstack/react-query';
import { commandsQuery } from '../api-client.ts';

export function useAllowed(): ReadonlySet<string> {
  const commands = useQuery(commandsQuery).data?.commands ?? [];
  return new Set(commands.flatMap(({ name, allowed }) => (allowed ? [name] : [])));
}
