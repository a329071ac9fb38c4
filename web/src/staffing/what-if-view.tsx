// « Et si… » : somebody leaves, a client slips, rates move, a deal is won; what would become of the plan. The
// supposition is in the address, so that it can be sent; nothing is saved.

import { Button, Group, NativeSelect, SegmentedControl, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { namesQuery, type Names } from '../api-client.ts';
import { dealsQuery } from '../list-queries.ts';
import { FailurePanel, WaitingPanel } from '../parts/panels.tsx';
import { listOptions } from '../parts/input-fields.tsx';
import { useWide } from '../parts/use-wide.ts';
import { whatIfQuery, type Supposed } from '../staffing-queries.ts';
import { WhatIfResult } from './what-if-result.tsx';

const route = getRouteApi('/inside/staffing');

type Kind = 'depart' | 'glissement' | 'tjm' | 'gain';
type Search = { readonly si?: Kind | undefined } & {
  readonly [Word in 'qui' | 'client' | 'affaire' | 'mois' | 'taux' | 'du']?: string | undefined;
};

const KINDS: readonly { value: Kind; label: string }[] = [
  { value: 'depart', label: 'Quelqu’un part' },
  { value: 'glissement', label: 'Un client glisse' },
  { value: 'tjm', label: 'Les TJM changent' },
  { value: 'gain', label: 'Une affaire est gagnée' },
];

/** The report's options of what the address says; null: it does not say enough yet. */
function readSupposed({ si, qui, client, affaire, mois, taux, du }: Search): Supposed | null {
  const from = du === undefined ? {} : { from: du };
  if (si === 'depart') return qui === undefined ? null : { leaves: qui, ...from };
  if (si === 'glissement') return client === undefined ? null : { slips: client, months: mois ?? '1', ...from };
  if (si === 'tjm') return taux === undefined ? null : { rate: taux, ...(client !== undefined && { client }), ...from };
  return si === undefined || affaire === undefined ? null : { wins: affaire, ...from };
}

export function WhatIfView({ today }: { today: string }) {
  const search = route.useSearch();
  const supposed = readSupposed(search);
  return (
    <>
      <SupposeForm key={search.si ?? 'depart'} search={search} today={today} />
      {supposed === null ? (
        <Text size="sm" className="vigie-quiet">
          Choisissez une supposition : le plan, l’occupation, la marge et l’intercontrat sont comparés avant et après.
        </Text>
      ) : (
        <Answer supposed={supposed} />
      )}
    </>
  );
}

function Answer({ supposed }: { supposed: Supposed }) {
  const report = useQuery(whatIfQuery(supposed));
  if (report.isPending) return <WaitingPanel />;
  if (report.isError) return <FailurePanel error={report.error} onRetry={() => void report.refetch()} />;
  return <WhatIfResult report={report.data} supposed={supposed} />;
}

/** What each kind of supposition asks. */
const ASKED: Readonly<Record<Kind, readonly ('qui' | 'client' | 'mois' | 'taux' | 'affaire')[]>> = {
  depart: ['qui'],
  glissement: ['client', 'mois'],
  tjm: ['taux', 'client'],
  gain: ['affaire'],
};

const LABELS = {
  qui: 'Qui part',
  client: 'Client',
  mois: 'De combien de mois',
  taux: 'Variation des TJM (%)',
  affaire: 'Affaire gagnée',
  du: 'À partir du',
} as const;

/** What is supposed where nothing else is typed: a month, five percent less. */
const USUAL = { qui: '', client: '', affaire: '', mois: '1', taux: '-5', du: '' };

function SupposeForm({ search, today }: { search: Search; today: string }) {
  const navigate = useNavigate();
  const kind = search.si ?? 'depart';
  const wide = useWide();
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({
    ...USUAL,
    ...Object.fromEntries(Object.entries(search).filter(([, value]) => typeof value === 'string')),
  });
  const set = (name: string, text: string): void => setTexts((before) => ({ ...before, [name]: text }));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const given = [...ASKED[kind], 'du'].map((name) => [name, texts[name] === '' ? undefined : texts[name]]);
    void navigate({
      to: '/staffing',
      search: { vue: 'et-si', si: kind, ...Object.fromEntries(given) },
      resetScroll: false,
    });
  };
  return (
    <form className="vigie-sheet vigie-card" aria-label="Supposer" onSubmit={submit}>
      <SegmentedControl
        size="xs"
        aria-label="Quoi"
        orientation={wide ? 'horizontal' : 'vertical'}
        fullWidth={!wide}
        value={kind}
        data={[...KINDS]}
        onChange={(value) =>
          void navigate({ to: '/staffing', search: { vue: 'et-si', si: value as Kind }, resetScroll: false })
        }
      />
      <Group gap="sm" align="flex-end" mt="sm">
        {ASKED[kind].map((name) => (
          <AskedField
            key={name}
            name={name}
            kind={kind}
            text={texts[name] ?? ''}
            onChange={(text) => set(name, text)}
          />
        ))}
        <TextInput
          type="date"
          label={LABELS.du}
          size="xs"
          min={today}
          value={texts['du'] ?? ''}
          onChange={({ currentTarget }) => set('du', currentTarget.value)}
        />
        <Button type="submit" size="xs">
          Comparer
        </Button>
      </Group>
    </form>
  );
}

type AskedProps = { name: (typeof ASKED)[Kind][number]; kind: Kind; text: string; onChange: (text: string) => void };

function AskedField({ name, kind, text, onChange }: AskedProps) {
  const names = useQuery(namesQuery).data;
  const deals = useDealOptions(names);
  if (name === 'mois' || name === 'taux')
    return (
      <TextInput
        label={LABELS[name]}
        size="xs"
        w={150}
        required
        withAsterisk={false}
        inputMode="decimal"
        value={text}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
    );
  const options = {
    qui: listOptions(names?.consultants ?? {}),
    client: listOptions(names?.clients ?? {}),
    affaire: deals,
  };
  // Rates may change for everybody; whoever leaves is somebody.
  const isOptional = kind === 'tjm';
  return (
    <NativeSelect
      label={LABELS[name]}
      size="xs"
      required={!isOptional}
      withAsterisk={false}
      value={text}
      data={[{ value: '', label: isOptional ? 'Tous' : '–' }, ...options[name]]}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}

/** Open deals, by what they are called and for whom. */
function useDealOptions(names: Names | undefined) {
  const deals = useQuery(dealsQuery).data ?? [];
  return deals
    .filter(({ open }) => open)
    .map(({ code, client }) => ({
      value: code,
      label: `${names?.opportunities[code] ?? code} · ${names?.clients[client] ?? client} (${code})`,
    }));
}
