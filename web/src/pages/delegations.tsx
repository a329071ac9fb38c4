// Delegations: who decides in one's place while one is away, on what, until when and up to how much; and for whom one
// decides.

import { Button, Checkbox, Group, NativeSelect, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { addDays } from '../../../domain/civil-dates.ts';
import { commandsQuery, delegationsQuery, type Me, type ShownDelegation } from '../api-client.ts';
import { formatDay, formatExactEuros } from '../format.ts';
import { CommandForm } from '../parts/command-form.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { EmptyPanel, FailurePanel, WaitingPanel } from '../parts/panels.tsx';
import { readTypedNumber } from '../typed-number.ts';

const route = getRouteApi('/inside/delegations');

type Labels = ReadonlyMap<string, string>;
/** What one may be asked to approve: names of commands, by their labels. */
type Lendable = readonly { readonly name: string; readonly label: string }[];

/** A fortnight: most absences of an approver. */
const USUAL_DAYS = 14;

export function DelegationsPage() {
  const { me } = route.useRouteContext();
  const delegations = useQuery(delegationsQuery);
  const commands = useQuery(commandsQuery);
  const error = delegations.error ?? commands.error;
  return (
    <div className="vigie-airy">
      <PageHead title="Délégations" lead="Qui décide à votre place quand vous êtes absent, et pour qui vous décidez" />
      {error !== null ? (
        <FailurePanel
          error={error}
          onRetry={() => {
            void delegations.refetch();
            void commands.refetch();
          }}
        />
      ) : delegations.data === undefined || commands.data === undefined ? (
        <WaitingPanel />
      ) : (
        <Lists
          me={me}
          {...delegations.data}
          lendable={commands.data.commands.filter(({ approvers }) => approvers.some((role) => me.roles.includes(role)))}
          labels={new Map(commands.data.commands.map(({ name, label }) => [name, label]))}
        />
      )}
    </div>
  );
}

type ListsProps = {
  me: Me;
  given: readonly ShownDelegation[];
  received: readonly ShownDelegation[];
  people: readonly string[];
  lendable: Lendable;
  labels: Labels;
};

function Lists({ me, given, received, people, lendable, labels }: ListsProps) {
  const [adding, setAdding] = useState(false);
  const edit = { me, people, lendable };
  return (
    <Stack gap="lg">
      <section aria-label="Vos délégations">
        <Stack gap="md">
          {given.length === 0 && !adding && (
            <EmptyPanel title="Personne ne décide à votre place">
              {lendable.length === 0
                ? 'Votre rôle n’est le second d’aucune double validation : il n’y a rien à confier.'
                : 'Avant une absence, confiez vos décisions à quelqu’un : ce qui vous attend ne s’arrêtera pas.'}
            </EmptyPanel>
          )}
          {given.length > 0 && (
            <Stack component="ul" className="vigie-sheet vigie-notices" gap={0} aria-label="Qui décide à votre place">
              {given.map((one) => (
                <Given key={`${one.to} ${one.startsOn}`} delegation={one} labels={labels} {...edit} />
              ))}
            </Stack>
          )}
          {adding ? (
            <div className="vigie-sheet vigie-drop">
              <DelegationForm {...edit} before={null} onClose={() => setAdding(false)} />
            </div>
          ) : (
            lendable.length > 0 &&
            people.length > 0 && (
              <Button className="vigie-fit" onClick={() => setAdding(true)}>
                Confier mes décisions…
              </Button>
            )
          )}
        </Stack>
      </section>
      {received.length > 0 && (
        <section aria-label="Pour qui vous décidez">
          <Title order={2} size="h5" mb="xs">
            Pour qui vous décidez
          </Title>
          <Stack component="ul" className="vigie-sheet vigie-notices" gap={0}>
            {received.map((one) => (
              <li key={`${one.from} ${one.startsOn}`}>
                <Said who={one.from} delegation={one} labels={labels} today={me.today} />
              </li>
            ))}
          </Stack>
        </section>
      )}
    </Stack>
  );
}

type SaidProps = { who: string; delegation: ShownDelegation; labels: Labels; today: string };

function Said({ who, delegation: { commands, startsOn, endsOn, ceiling }, labels, today }: SaidProps) {
  return (
    <>
      <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
        {who}
      </Text>
      <Text size="sm">
        {startsOn <= today ? 'En ce moment, jusqu’au ' : `À partir du ${formatDay(startsOn)}, jusqu’au `}
        {formatDay(endsOn)}
        {ceiling !== null && `, jusqu’à ${formatExactEuros(ceiling)}`}
      </Text>
      <Text size="xs" className="vigie-quiet">
        {commands.map((name) => labels.get(name) ?? name).join(' · ')}
      </Text>
    </>
  );
}

type EditProps = Pick<ListsProps, 'me' | 'people' | 'lendable'>;

function Given({ delegation, labels, ...edit }: EditProps & { delegation: ShownDelegation; labels: Labels }) {
  const [gesture, setGesture] = useState<'change' | 'end' | null>(null);
  const { to, startsOn, endsOn } = delegation;
  const close = (): void => setGesture(null);
  return (
    <li>
      <Said who={to} delegation={delegation} labels={labels} today={edit.me.today} />
      {gesture === 'change' ? (
        <DelegationForm {...edit} before={delegation} onClose={close} />
      ) : gesture === 'end' ? (
        // None of the commands: what was lent from that day is taken back.
        <CommandForm
          command="set_delegation"
          input={{ to, startsOn, endsOn, commands: [] }}
          known={['to', 'startsOn', 'endsOn', 'commands']}
          left={['ceiling']}
          leaves
          onCancel={close}
        />
      ) : (
        <Group gap={6} mt={6}>
          <Button size="compact-sm" variant="default" onClick={() => setGesture('change')}>
            Modifier
            <span className="vigie-hidden"> : {to}</span>
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => setGesture('end')}>
            Reprendre mes décisions
            <span className="vigie-hidden"> : {to}</span>
          </Button>
        </Group>
      )}
    </li>
  );
}

type Draft = { to: string; startsOn: string; endsOn: string; ceiling: string; commands: readonly string[] };

/** « 10 000,50 » in euros; null: none is set; undefined: it is not readable. */
function readCeiling(text: string): number | null | undefined {
  if (text.trim() === '') return null;
  const euros = readTypedNumber(text);
  return Number.isFinite(euros) && euros >= 0 ? euros : undefined;
}

function openDraft({ me, lendable }: EditProps, before: ShownDelegation | null): Draft {
  if (before === null)
    return {
      to: '',
      startsOn: me.today,
      endsOn: addDays(me.today, USUAL_DAYS),
      ceiling: '',
      commands: lendable.map(({ name }) => name),
    };
  const ceiling = before.ceiling === null ? '' : String(before.ceiling).replace('.', ',');
  return { ...before, ceiling };
}

type FormProps = EditProps & {
  /** What is changed keeps its person and its first day: they name it. */
  before: ShownDelegation | null;
  onClose: () => void;
};

function DelegationForm({ me, people, lendable, before, onClose }: FormProps) {
  const [draft, setDraft] = useState(() => openDraft({ me, people, lendable }, before));
  const set = (change: Partial<Draft>): void => setDraft((last) => ({ ...last, ...change }));
  const ceiling = readCeiling(draft.ceiling);
  const input = { ...draft, ceiling };
  const isWhole = draft.to !== '' && draft.startsOn !== '' && draft.endsOn !== '' && draft.commands.length > 0;
  return (
    <Stack gap="sm" mt={before === null ? 0 : 'sm'}>
      <div className="vigie-form">
        {before === null && (
          <>
            <NativeSelect
              label="À qui"
              value={draft.to}
              data={[{ value: '', label: 'Choisir…' }, ...people]}
              onChange={({ currentTarget }) => set({ to: currentTarget.value })}
            />
            <TextInput
              type="date"
              label="Du"
              value={draft.startsOn}
              onChange={({ currentTarget }) => set({ startsOn: currentTarget.value })}
            />
          </>
        )}
        <TextInput
          type="date"
          label="Au"
          value={draft.endsOn}
          onChange={({ currentTarget }) => set({ endsOn: currentTarget.value })}
        />
        <TextInput
          label="Plafond, en euros"
          placeholder="aucun"
          inputMode="decimal"
          value={draft.ceiling}
          error={ceiling === undefined ? 'Un montant est attendu.' : undefined}
          onChange={({ currentTarget }) => set({ ceiling: currentTarget.value })}
        />
      </div>
      <Checkbox.Group label="Décisions confiées" value={[...draft.commands]} onChange={(commands) => set({ commands })}>
        <div className="vigie-form" style={{ marginTop: 6 }}>
          {lendable.map(({ name, label }) => (
            <Checkbox key={name} size="sm" value={name} label={label} />
          ))}
        </div>
      </Checkbox.Group>
      {isWhole && ceiling !== undefined ? (
        <CommandForm
          // Other terms, another effect.
          key={JSON.stringify(input)}
          command="set_delegation"
          input={input}
          known={['to', 'startsOn', 'endsOn', 'ceiling', 'commands']}
          leaves
          onCancel={onClose}
        />
      ) : (
        <Button size="xs" variant="subtle" className="vigie-fit" onClick={onClose}>
          Annuler
        </Button>
      )}
    </Stack>
  );
}
