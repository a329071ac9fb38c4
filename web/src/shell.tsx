// What is around every page: where one can go, who one is, light or dark.

import {
  AppShell,
  Burger,
  Group,
  Kbd,
  SegmentedControl,
  Stack,
  Text,
  UnstyledButton,
  useMantineColorScheme,
} from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { Notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, Outlet, useRouter } from '@tanstack/react-router';
import { ROLE_LABELS } from '../../domain/roles.ts';
import { client, noticesQuery, proposalsQuery } from './api-client.ts';
import { sayCount } from '../../domain/french.ts';
import { listOtherPages, listPages } from './navigation.ts';
import { Brand } from './parts/brand.tsx';
import { KeyHelp } from './parts/key-help.tsx';
import { Palette } from './parts/palette.tsx';
import { useKeys } from './parts/use-keys.ts';

const route = getRouteApi('/inside');

export function Shell() {
  const { me } = route.useRouteContext();
  const [opened, { toggle, close }] = useDisclosure();
  const [palette, paletteSwitch] = useDisclosure();
  const [help, helpSwitch] = useDisclosure();
  useHotkeys([['mod+K', paletteSwitch.toggle]], []);
  useKeys({ '?': helpSwitch.open });
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
          <Group gap="xs">
            <NoticeBell />
            <Burger
              opened={opened}
              onClick={toggle}
              size="sm"
              aria-label={opened ? 'Fermer le menu' : 'Ouvrir le menu'}
            />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="md">
        <Group justify="space-between" mb="md" px={10}>
          <Brand />
          <Group gap="xs" visibleFrom="md">
            <NoticeBell />
          </Group>
          <Burger opened={opened} onClick={toggle} size="sm" hiddenFrom="md" aria-label="Fermer le menu" />
        </Group>
        <UnstyledButton className="vigie-go" onClick={paletteSwitch.open}>
          <span>Aller à…</span>
          <Kbd size="xs">⌘K</Kbd>
        </UnstyledButton>
        <Menu onFollow={close} />
        <Account onHelp={helpSwitch.open} />
      </AppShell.Navbar>
      <AppShell.Main id="contenu" tabIndex={-1}>
        <div className="vigie-page">
          {!me.has_password && <PasswordReminder />}
          <Outlet />
        </div>
      </AppShell.Main>
      <Notifications position="bottom-right" />
      <Palette me={me} opened={palette} onClose={paletteSwitch.close} />
      <KeyHelp opened={help} onClose={helpSwitch.close} />
    </AppShell>
  );
}

function Menu({ onFollow }: { onFollow: () => void }) {
  const { me } = route.useRouteContext();
  const waiting = useQuery(proposalsQuery('pending')).data?.filter(({ mayDecide }) => mayDecide).length ?? 0;
  return (
    <Stack component="nav" className="vigie-nav" gap={2} aria-label="Pages" onClick={onFollow} flex="1 0 auto">
      {listPages(me).map(({ to, label }) => (
        <Link key={to} to={to} activeOptions={{ exact: to === '/' || to === '/cra', includeSearch: false }}>
          {label}
          {to === '/a-decider' && waiting > 0 && (
            <span className="vigie-badge">
              {waiting}
              <span className="vigie-hidden"> en attente</span>
            </span>
          )}
        </Link>
      ))}
    </Stack>
  );
}

/** The mailbox, with how many words in it are unread. */
function NoticeBell() {
  const unread = useQuery(noticesQuery).data?.unread ?? 0;
  return (
    <Link
      to="/avis"
      className="vigie-bell"
      aria-label={unread === 0 ? 'Avis' : `Avis, ${sayCount(unread, 'non lu', 'non lus')}`}
    >
      <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden fill="none" stroke="currentColor" strokeWidth="1.7">
        <path d="M6 16.5V11a6 6 0 1 1 12 0v5.5l1.5 2h-15zM10 21h4" strokeLinecap="round" strokeLinejoin="round" />
      </svg>
      {unread > 0 && <span className="vigie-badge">{unread > 99 ? '99+' : unread}</span>}
    </Link>
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

function Account({ onHelp }: { onHelp: () => void }) {
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
        {listOtherPages(me)
          .filter(({ to }) => to !== '/avis')
          .map(({ to, label }) => (
            <Link key={to} to={to}>
              {label}
            </Link>
          ))}
        <Link to="/mot-de-passe">Mot de passe</Link>
        <UnstyledButton onClick={onHelp}>Raccourcis clavier</UnstyledButton>
        <UnstyledButton onClick={() => signOut.mutate()}>Se déconnecter</UnstyledButton>
      </Stack>
    </Stack>
  );
}
