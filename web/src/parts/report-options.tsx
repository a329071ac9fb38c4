// What a report may be asked (its day, its month, by whom), read from its contract: a new option needs no screen.

import { Group, NativeSelect, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { z } from 'zod';
import { reportInputs } from '../../../api/contract/report-inputs.ts';
import type { ReportName } from '../../../domain/report-names.ts';
import type { Me } from '../api-client.ts';

const OPTION_WORDS: Readonly<Record<string, string>> = {
  'as-of': 'Situation au',
  from: 'Du',
  to: 'Au',
  by: 'Par',
  month: 'Mois',
  months: 'Nombre de mois',
  weeks: 'Nombre de semaines',
  costs: 'Coûts',
  profile: 'Profil',
  period: 'Période (2026-10, 2026-Q4)',
  since: 'Depuis le',
  opportunity: 'Opportunité',
  project: 'Projet',
  client: 'Client',
  replace: 'Remplacer l’affectation',
  share: 'Part du temps (0 à 1)',
  skills: 'Compétences',
  tjm: 'TJM',
  leaves: 'Qui part',
  slips: 'Projet qui glisse',
  rate: 'Variation des TJM (%)',
  wins: 'Opportunité gagnée',
};

const CHOICE_WORDS: Readonly<Record<string, string>> = {
  project: 'Projet',
  client: 'Client',
  consultant: 'Consultant',
  month: 'Mois',
  real: 'Réels',
  standard: 'Standard',
};

type OptionShape = { enum?: string[]; format?: string; pattern?: string };

function listOptions(report: ReportName, me: Me): [name: string, shape: OptionShape][] {
  const schema = z.toJSONSchema(reportInputs[report], { io: 'input' }) as { properties?: Record<string, OptionShape> };
  const seesReal = me.roles.some((role) => role === 'direction' || role === 'daf');
  return Object.entries(schema.properties ?? {}).filter(([name]) => name !== 'costs' || seesReal);
}

function inputTypeOf({ format, pattern }: OptionShape): 'date' | 'month' | 'text' {
  if (format === 'date') return 'date';
  return pattern !== undefined && pattern.startsWith('^\\d{4}-(0') ? 'month' : 'text';
}

type OptionsProps = { report: ReportName; asked: Readonly<Record<string, string | undefined>>; me: Me };

export function ReportOptions({ report, asked, me }: OptionsProps) {
  const navigate = useNavigate();
  const choose = (name: string, value: string): void =>
    void navigate({
      to: '.',
      search: (before) => ({ ...before, [name]: value === '' ? undefined : value }),
      hash: true,
      replace: true,
    });
  return (
    <Group gap="sm" align="flex-end">
      {listOptions(report, me).map(([name, shape]) => {
        const shared = { label: OPTION_WORDS[name] ?? name, size: 'xs', w: 150 } as const;
        if (shape.enum !== undefined)
          return (
            <NativeSelect
              key={name}
              {...shared}
              value={asked[name] ?? ''}
              data={[
                { value: '', label: 'Par défaut' },
                ...shape.enum.map((value) => ({ value, label: CHOICE_WORDS[value] ?? value })),
              ]}
              onChange={({ currentTarget }) => choose(name, currentTarget.value)}
            />
          );
        const type = inputTypeOf(shape);
        // A text is asked once it is typed; a day or a month is whole from the picker.
        return type === 'text' ? (
          <TextInput
            key={`${name} ${asked[name] ?? ''}`}
            {...shared}
            defaultValue={asked[name] ?? ''}
            onBlur={({ currentTarget }) => choose(name, currentTarget.value.trim())}
            onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
          />
        ) : (
          <TextInput
            key={name}
            {...shared}
            type={type}
            value={asked[name] ?? (name === 'as-of' ? me.today : '')}
            onChange={({ currentTarget }) => choose(name, currentTarget.value)}
          />
        );
      })}
    </Group>
  );
}
