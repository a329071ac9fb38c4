// Somebody is looked for, by what they know, when they are free, where they are, for how much, or by words of their card:
// ranked as for a need.

import { Button, Group, NativeSelect, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { addDays } from '../../../domain/civil-dates.ts';
import { profilesQuery } from '../list-queries.ts';
import { FailurePanel, WaitingPanel } from '../parts/panels.tsx';
import { searchQuery, type Looked } from '../staffing-queries.ts';
import { WhoCan } from './need-detail.tsx';

const route = getRouteApi('/inside/staffing');

const FIELDS = ['profil', 'competences', 'du', 'au', 'lieu', 'tjm', 'mots'] as const;
type Search = { readonly [Name in (typeof FIELDS)[number]]?: string | undefined };

/** « Java 4, AWS » as the report takes it: a level is required, a skill without one is a wish. */
function readSkills(typed: string): string {
  return typed
    .split(/[,;|]/)
    .map((one) => one.trim().replace(/[\s:]+([1-5])$/, ':$1'))
    .filter((one) => one !== '')
    .join('|');
}

/** A quarter: without an end, nobody can be said to be free. */
const USUAL_DAYS = 90;

/** null: nothing is looked for yet. */
function readLooked({ profil, competences, du, au, lieu, tjm, mots }: Search, today: string): Looked | null {
  const from = du ?? today;
  const given = {
    profile: profil,
    skills: competences === undefined ? undefined : readSkills(competences),
    place: lieu,
    tjm,
    text: mots,
  };
  const entries = Object.entries(given).filter(([, value]) => value !== undefined && value !== '');
  if (entries.length === 0 && du === undefined) return null;
  return { ...(Object.fromEntries(entries) as Looked), from, to: au ?? addDays(from, USUAL_DAYS) };
}

export function SearchView({ today }: { today: string }) {
  const search = route.useSearch();
  const looked = readLooked(search, today);
  return (
    <>
      <SearchForm
        search={{ ...search, du: search.du ?? today, au: search.au ?? addDays(search.du ?? today, USUAL_DAYS) }}
      />
      {looked === null ? (
        <Text size="sm" className="vigie-quiet">
          Dites au moins une chose : une compétence, un profil, des dates, ou des mots.
        </Text>
      ) : (
        <Found looked={looked} />
      )}
    </>
  );
}

function Found({ looked }: { looked: Looked }) {
  const found = useQuery(searchQuery(looked));
  if (found.isPending) return <WaitingPanel />;
  if (found.isError) return <FailurePanel error={found.error} onRetry={() => void found.refetch()} />;
  return (
    <div className="vigie-need">
      {found.data.map((need) => (
        <WhoCan key={need.id} need={need} level={2} />
      ))}
    </div>
  );
}

const TEXTS = [
  { name: 'competences', label: 'Compétences', hint: 'Java 4, AWS', width: 200 },
  { name: 'mots', label: 'Mots de leur fiche', hint: 'paiement, assurance', width: 180 },
  { name: 'lieu', label: 'Agence', hint: '', width: 120 },
  { name: 'tjm', label: 'TJM', hint: '', width: 80 },
] as const;

const DAYS = [
  { name: 'du', label: 'Du' },
  { name: 'au', label: 'Au' },
] as const;

function SearchForm({ search }: { search: Search }) {
  const navigate = useNavigate();
  const profiles = useQuery(profilesQuery).data ?? [];
  const [texts, setTexts] = useState<Search>(search);
  const set = (name: keyof Search, text: string): void => setTexts((before) => ({ ...before, [name]: text }));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const given = FIELDS.map((name) => [name, texts[name]?.trim() === '' ? undefined : texts[name]?.trim()]);
    void navigate({
      to: '/staffing',
      search: { vue: 'recherche', ...(Object.fromEntries(given) as Search) },
      resetScroll: false,
    });
  };
  return (
    <form className="vigie-sheet vigie-card" aria-label="Chercher quelqu’un" onSubmit={submit}>
      <Group gap="sm" align="flex-end">
        <NativeSelect
          label="Profil"
          size="xs"
          value={texts.profil ?? ''}
          data={[{ value: '', label: 'Tous' }, ...profiles.map(({ profile }) => profile)]}
          onChange={({ currentTarget }) => set('profil', currentTarget.value)}
        />
        {TEXTS.map(({ name, label, hint, width }) => (
          <TextInput
            key={name}
            label={label}
            placeholder={hint}
            size="xs"
            w={width}
            value={texts[name] ?? ''}
            onChange={({ currentTarget }) => set(name, currentTarget.value)}
          />
        ))}
        {DAYS.map(({ name, label }) => (
          <TextInput
            key={name}
            type="date"
            label={label}
            size="xs"
            value={texts[name] ?? ''}
            onChange={({ currentTarget }) => set(name, currentTarget.value)}
          />
        ))}
        <Button type="submit" size="xs">
          Chercher
        </Button>
      </Group>
    </form>
  );
}
