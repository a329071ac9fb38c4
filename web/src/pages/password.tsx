// Choosing a password, the first time after a one-time link; changing it, later.

import { Alert, Button, PasswordInput, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { client } from '../api-client.ts';
import { PageHead } from '../parts/page-head.tsx';

const route = getRouteApi('/inside/mot-de-passe');

const REVEAL = { 'aria-label': 'Montrer le mot de passe' };

export function PasswordPage() {
  const { me } = route.useRouteContext();
  const router = useRouter();
  const queries = useQueryClient();
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const change = useMutation({
    mutationFn: () => client.session.setPassword({ password, ...(me.has_password ? { current } : {}) }),
    onSuccess: async () => {
      queries.removeQueries({ queryKey: ['me'] });
      await router.invalidate();
      await router.navigate({ to: '/' });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <>
      <PageHead
        title={me.has_password ? 'Changer de mot de passe' : 'Choisir un mot de passe'}
        lead="Douze caractères au moins : une phrase que vous retenez vaut mieux qu’un mot compliqué."
      />
      <Stack component="form" onSubmit={submit} className="vigie-sheet" p="lg" gap="md" maw={420}>
        <input type="hidden" name="username" autoComplete="username" value={me.email} readOnly />
        {me.has_password && (
          <PasswordInput
            label="Mot de passe actuel"
            autoComplete="current-password"
            required
            withAsterisk={false}
            value={current}
            visibilityToggleButtonProps={REVEAL}
            onChange={(event) => setCurrent(event.currentTarget.value)}
          />
        )}
        <PasswordInput
          label="Nouveau mot de passe"
          autoComplete="new-password"
          required
          withAsterisk={false}
          value={password}
          visibilityToggleButtonProps={REVEAL}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {change.isError && (
          <Alert color="red" variant="light" role="alert">
            {change.error.message}
          </Alert>
        )}
        <Button type="submit" loading={change.isPending}>
          Enregistrer
        </Button>
      </Stack>
    </>
  );
}
