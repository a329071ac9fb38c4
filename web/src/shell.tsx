// What is around every page: where one can go, who one is, light or dark.

import {
  AppShell,
  Burger,
  Group,
  SegmentedControl,
  Stack,
  Text,
  UnstyledButton,
  useMantineColorScheme,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, Outlet, useRouter } from '@tanstack/react-router';
import { ROLE_LABELS } from '../../domain/roles.ts';
import { client } from './api-client.ts';
import { Brand } from './parts/brand.tsx';

const route = getRouteApi('/inside');

export function Shell() {
  const { me } = route.useRouteContext();
  const [opened, { toggle, close }] = useDisclosure();
  return (
    <AppShell
      layout="alt"
      header={{ height: { base: 52, md: 0 } }}
      navbar={{ width: 224, breakpoint: 'md', collapsed: { mobile: !opened } }}
      padding={{ base: 'md', md: 'xl' }}
    >
      <a href="#contenu" className="vigie-skip">
        Aller au contenu
      </a>
      <AppShell.Header hiddenFrom="md">
        <Group h="100%" px="md" justify="space-between">
          <Brand />
          <Burger
            opened={opened}
            onClick={toggle}
            size="sm"
            aria-label={opened ? 'Fermer le menu' : 'Ouvrir le menu'}
          />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="md">
        <Group justify="space-between" mb="lg" px={10}>
          <Brand />
          <Burger opened={opened} onClick={toggle} size="sm" hiddenFrom="md" aria-label="Fermer le menu" />
        </Group>
        <Stack component="nav" className="vigie-nav" gap={2} aria-label="Pages" onClick={close} flex={1}>
          <Link to="/" activeOptions={{ exact: true, includeSearch: false }}>
            Projets qui dérivent
          </Link>
          <Link to="/projets" activeOptions={{ includeSearch: false }}>
            Tous les projets
          </Link>
        </Stack>
        <Account />
      </AppShell.Navbar>
      <AppShell.Main id="contenu" tabIndex={-1}>
        <div className="vigie-page">
          {!me.has_password && <PasswordReminder />}
          <Outlet />
        </div>
      </AppShell.Main>
    </AppShell>
  );
}

/** Who came in by a one-time link has no other way back in. */
function PasswordReminder() {
  return (
    <p className="vigie-sheet vigie-note" role="status">
      Vous êtes entré par un lien à usage unique. <Link to="/mot-de-passe">Choisissez un mot de passe</Link> pour
      revenir.
    </p>
  );
}

function Account() {
  const { me } = route.useRouteContext();
  const router = useRouter();
  const queries = useQueryClient();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const signOut = useMutation({
    mutationFn: () => client.session.signOut(),
    onSuccess: async () => {
      // The pages go first: cleared under them, what they show would be asked again.
      await router.navigate({ to: '/connexion' });
      queries.clear();
    },
  });
  return (
    <Stack gap="sm" px={10}>
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label="Apparence"
        value={colorScheme}
        onChange={(value) => setColorScheme(value)}
        data={[
          { value: 'light', label: 'Clair' },
          { value: 'dark', label: 'Sombre' },
          { value: 'auto', label: 'Auto' },
        ]}
      />
      <div>
        <Text size="sm" fw={500} truncate title={me.email}>
          {me.email}
        </Text>
        <Text size="xs" className="vigie-quiet">
          {me.roles.map((role) => ROLE_LABELS[role]).join(', ')}
        </Text>
      </div>
      <Stack className="vigie-account" gap={6} align="flex-start">
        <Link to="/mot-de-passe">Mot de passe</Link>
        <UnstyledButton onClick={() => signOut.mutate()}>Se déconnecter</UnstyledButton>
      </Stack>
    </Stack>
  );
}
