// What a deal begins with: a client, then an opportunity of theirs, in the name of who sells.

import { Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Me } from '../api-client.ts';
import { profilesQuery } from '../list-queries.ts';
import { CommandForm } from './command-form.tsx';
import { listOptions } from './input-fields.tsx';
import { useAllowed } from './use-allowed.ts';

type NewDealProps = { me: Me; clients: Readonly<Record<string, string>> };

/** A client, then an opportunity of theirs. */
export function NewDeal({ me, clients }: NewDealProps) {
  const allowed = useAllowed();
  const profiles = useQuery({ ...profilesQuery, enabled: allowed.has('create_opportunity') }).data ?? [];
  const [open, setOpen] = useState<'create_client' | 'create_opportunity' | null>(null);
  const close = (): void => setOpen(null);
  const owner = me.roles.includes('commercial') ? { ownerEmail: me.email } : {};
  if (open === 'create_client')
    return <CommandForm key={open} command={open} input={owner} known={[]} onCancel={close} />;
  if (open === 'create_opportunity')
    return (
      <CommandForm
        key={open}
        command={open}
        input={owner}
        known={[]}
        left={['code']}
        options={{
          client: listOptions(clients),
          profile: profiles.map(({ profile }) => ({ value: profile, label: profile })),
        }}
        onCancel={close}
      />
    );
  const hasClients = Object.keys(clients).length > 0;
  return (
    <Group gap="xs">
      {allowed.has('create_opportunity') && hasClients && (
        <Button onClick={() => setOpen('create_opportunity')}>Créer une opportunité…</Button>
      )}
      {allowed.has('create_client') && (
        <Button variant={hasClients ? 'default' : 'filled'} onClick={() => setOpen('create_client')}>
          Créer un client…
        </Button>
      )}
    </Group>
  );
}
