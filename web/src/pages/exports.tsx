// What the books give to take away: for the accountant, the tax office, customs and payroll. Each file is the command
// line's, byte for byte.

import { Alert, Button, Group, NativeSelect, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import {
  BOOK_FILE_NAMES,
  BOOK_FILES,
  FEC_ENCODINGS,
  type BookFileName,
  type BookFileOptions,
} from '../../../api/contract/book-files.ts';
import { JOURNAL_FORMATS } from '../../../domain/accounts/journal-files.ts';
import { lastCompleteMonth } from '../../../domain/periods.ts';
import { takeBookFile, type Me } from '../api-client.ts';
import { PageHead } from '../parts/page-head.tsx';
import { EmptyPanel } from '../parts/panels.tsx';
import { saveFile } from '../save-file.ts';

const route = getRouteApi('/inside/exports');

export function ExportsPage() {
  const { me } = route.useRouteContext();
  const names = BOOK_FILE_NAMES.filter((name) => me.reports.includes(BOOK_FILES[name].report));
  return (
    <div className="vigie-airy">
      <PageHead title="Exports comptables" lead="Pour l’expert-comptable, l’administration et la paie." />
      {names.length === 0 ? (
        <EmptyPanel title="Aucun export">Votre rôle ne donne accès à aucun fichier des comptes.</EmptyPanel>
      ) : (
        <Stack gap="sm">
          {names.map((name) => (
            <BookFile key={name} name={name} me={me} />
          ))}
        </Stack>
      )}
    </div>
  );
}

type Option = keyof BookFileOptions;

const OPTION_WORDS: Readonly<Record<Option, string>> = {
  year: 'Exercice qui finit en',
  month: 'Mois',
  format: 'Logiciel',
  encoding: 'Jeu de caractères',
};

const CHOICE_WORDS: Readonly<Record<string, string>> = {
  pennylane: 'Pennylane',
  sage: 'Sage',
  cegid: 'Cegid',
  'iso-8859-15': 'ISO 8859-15, celui de la loi',
  'utf-8': 'UTF-8',
};

/** The tax office may ask for three years (LPF, art. L169); the accountant for one more on either side. */
const YEARS_BACK = 4;

function listChoices(option: Option, today: string): readonly string[] {
  if (option === 'format') return JOURNAL_FORMATS;
  if (option === 'encoding') return FEC_ENCODINGS;
  const year = Number(today.slice(0, 4));
  return Array.from({ length: YEARS_BACK + 2 }, (_, at) => String(year + 1 - at));
}

function BookFile({ name, me }: { name: BookFileName; me: Me }) {
  const { title, about, asks } = BOOK_FILES[name];
  const [asked, setAsked] = useState<Partial<Record<Option, string>>>({
    year: me.today.slice(0, 4),
    month: lastCompleteMonth(me.today),
    format: JOURNAL_FORMATS[0],
    encoding: FEC_ENCODINGS[0],
  });
  const take = useMutation({
    mutationFn: () => takeBookFile(name, Object.fromEntries(asks.map((option) => [option, asked[option] ?? '']))),
    onSuccess: ({ file, content }) => saveFile(file, content),
  });
  const choose = (option: Option, value: string): void => {
    take.reset();
    setAsked((before) => ({ ...before, [option]: value }));
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    take.mutate();
  };
  return (
    <section className="vigie-sheet vigie-drop" aria-label={title}>
      <Title order={2} size="h5">
        {title}
      </Title>
      <Text size="sm" className="vigie-quiet" mt={2}>
        {about}
      </Text>
      <Group component="form" gap="sm" align="flex-end" mt="sm" onSubmit={submit}>
        {asks.map((option) => (
          <Choice
            key={option}
            option={option}
            value={asked[option] ?? ''}
            today={me.today}
            onChange={(value) => choose(option, value)}
          />
        ))}
        <Button type="submit" size="xs" loading={take.isPending}>
          Télécharger<span className="vigie-hidden"> : {title}</span>
        </Button>
      </Group>
      {take.isError && (
        <Alert color="red" variant="light" role="alert" mt="sm" p="xs">
          {take.error.message}
        </Alert>
      )}
      {take.data !== undefined && (
        <Text size="sm" role="status" mt="sm">
          {take.data.file} : {take.data.notes.join(' · ')}
        </Text>
      )}
    </section>
  );
}

type ChoiceProps = { option: Option; value: string; today: string; onChange: (value: string) => void };

function Choice({ option, value, today, onChange }: ChoiceProps) {
  const label = OPTION_WORDS[option];
  if (option === 'month')
    return (
      <TextInput
        type="month"
        size="xs"
        w={170}
        required
        withAsterisk={false}
        label={label}
        value={value}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
    );
  return (
    <NativeSelect
      size="xs"
      w={option === 'encoding' ? 220 : 170}
      label={label}
      value={value}
      data={listChoices(option, today).map((one) => ({ value: one, label: CHOICE_WORDS[one] ?? one }))}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}
