// The door: address and password. Who was invited comes in by their one-time link instead.

import { Alert, Button, Center, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { client } from '../api-client.ts';
import { Brand } from '../parts/brand.tsx';

const route = getRouteApi('/connexion');

/** Only an address of this application: a link made elsewhere must not send a person away after they signed in. */
function readDestination(vers: string | undefined): string {
  return vers !== undefined && /^\/(?![/\\])/.test(vers) ? vers : '/';
}

export function SignInPage() {
  const { lien, vers } = route.useSearch();
  const router = useRouter();
  const queries = useQueryClient();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useMutation({
    mutationFn: () => client.session.signIn({ email, password }),
    onSuccess: async () => {
      queries.clear();
      router.history.push(readDestination(vers));
      await router.invalidate();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    signIn.mutate();
  };
  return (
    <Center component="main" mih="100dvh" p="md">
      <Stack w="100%" maw={360} gap="lg">
        <Brand />
        <Stack component="form" onSubmit={submit} className="vigie-sheet" p="lg" gap="md">
          <Title order={1} size="h4">
            Connexion
          </Title>
          {lien === 'refuse' && (
            <Alert color="yellow" variant="light" role="status">
              Ce lien a déjà servi ou n’est plus valable. Demandez-en un autre, ou connectez-vous.
            </Alert>
          )}
          <TextInput
            label="Adresse de courriel"
            type="email"
            autoComplete="username"
            required
            withAsterisk={false}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <PasswordInput
            label="Mot de passe"
            autoComplete="current-password"
            required
            withAsterisk={false}
            value={password}
            visibilityToggleButtonProps={{ 'aria-label': 'Montrer le mot de passe' }}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          {signIn.isError && (
            <Alert color="red" variant="light" role="alert">
              {signIn.error.message}
            </Alert>
          )}
          <Button type="submit" loading={signIn.isPending}>
            Se connecter
          </Button>
        </Stack>
        <Text size="xs" className="vigie-quiet">
          Première fois, ou mot de passe oublié ? L’administrateur de Vigie vous remet un lien à usage unique.
        </Text>
      </Stack>
    </Center>
  );
}
