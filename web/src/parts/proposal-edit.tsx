// « Modifier »: the proposal's own input, field by field, from what its command takes. Who edits becomes an asker.

import { Alert, Button, Checkbox, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { commandsQuery, previewCommand, type ProposalDetail } from '../api-client.ts';
import { EffectView } from './effect-view.tsx';
import { InputFields } from './input-fields.tsx';
import { useNamed } from './use-named.ts';
import { readFields, readForm, writeForm, type Field } from '../input-form.ts';
import { Said } from './said.tsx';

type EditProps = {
  proposal: ProposalDetail;
  busy: boolean;
  onSave: (input: unknown) => void;
  onCancel: () => void;
};

export function ProposalEdit(props: EditProps) {
  return props.proposal.items.length > 1 ? <BatchEdit {...props} /> : <InputEdit {...props} />;
}

function InputEdit({ proposal, busy, onSave, onCancel }: EditProps) {
  const commands = useQuery(commandsQuery);
  const schema = commands.data?.commands.find(({ name }) => name === proposal.command)?.input;
  const input = proposal.items[0]?.input;
  if (schema === undefined)
    return <Text size="sm">{commands.isError ? commands.error.message : 'Lecture de ce que la commande prend…'}</Text>;
  return (
    <InputForm
      key={proposal.sha}
      command={proposal.command}
      fields={readFields(schema, input)}
      input={input}
      tier={proposal.tier}
      busy={busy}
      onSave={onSave}
      onCancel={onCancel}
    />
  );
}

type FormProps = Omit<EditProps, 'proposal'> & {
  command: string;
  fields: Field[];
  input: unknown;
  tier: 1 | 2;
};

function InputForm({ command, fields, input, tier, busy, onSave, onCancel }: FormProps) {
  const say = useNamed();
  const [texts, setTexts] = useState(() => writeForm(fields, input));
  const read = readForm(fields, texts, input);
  const preview = useMutation({ mutationFn: (asked: unknown) => previewCommand(command, asked) });
  const set = (name: string, text: string): void => {
    preview.reset();
    setTexts((before) => ({ ...before, [name]: text }));
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (read.problem === null) onSave(read.input);
  };
  return (
    <Stack component="form" gap="sm" onSubmit={submit} aria-label="Modifier la proposition">
      <InputFields fields={fields} texts={texts} onChange={set} />
      {tier === 2 && (
        <Text size="xs" className="vigie-quiet">
          Qui modifie devient demandeur : une autre personne devra approuver cette version.
        </Text>
      )}
      {read.problem !== null && (
        <Alert color="red" variant="light" role="alert">
          {read.problem}
        </Alert>
      )}
      {preview.isError && (
        <Alert color="red" variant="light" role="alert">
          <Said>{preview.error.message}</Said>
        </Alert>
      )}
      {preview.data !== undefined && (
        <section aria-label="Effet de la modification" className="vigie-preview">
          <Text fw={600}>{say(preview.data.sentence)}</Text>
          <EffectView effect={preview.data} />
        </section>
      )}
      <Group gap="xs">
        <Button type="submit" loading={busy} disabled={read.problem !== null}>
          Proposer cette version
        </Button>
        <Button
          variant="default"
          loading={preview.isPending}
          disabled={read.problem !== null}
          onClick={() => preview.mutate(read.input)}
        >
          Voir l’effet
        </Button>
        <Button variant="subtle" onClick={onCancel}>
          Annuler
        </Button>
      </Group>
    </Stack>
  );
}

/** Of a batch one takes out what is not wanted: the rest goes on together. */
function BatchEdit({ proposal, busy, onSave, onCancel }: EditProps) {
  const say = useNamed();
  const items = proposal.items.filter(({ state }) => state === 'pending');
  const [kept, setKept] = useState(() => new Set(items.map(({ item }) => item)));
  const toggle = (item: number): void =>
    setKept((before) => {
      const next = new Set(before);
      if (!next.delete(item)) next.add(item);
      return next;
    });
  return (
    <Stack
      component="form"
      gap="xs"
      aria-label="Modifier la proposition"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        onSave(items.filter(({ item }) => kept.has(item)).map(({ input }) => input));
      }}
    >
      {items.map(({ item, effect }) => (
        <Checkbox key={item} label={say(effect.sentence)} checked={kept.has(item)} onChange={() => toggle(item)} />
      ))}
      <Group gap="xs">
        <Button type="submit" loading={busy} disabled={kept.size === 0 || kept.size === items.length}>
          Proposer sans les autres
        </Button>
        <Button variant="subtle" onClick={onCancel}>
          Annuler
        </Button>
      </Group>
    </Stack>
  );
}
