// « Modifier »: the proposal's own input, field by field, from what its command takes. Who edits becomes an asker.

import { Alert, Button, Checkbox, Group, JsonInput, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { commandsQuery, previewCommand, type ProposalDetail } from '../api-client.ts';
import { formatField, wordOfField } from '../field-words.ts';
import { EffectView } from './effect-view.tsx';
import { readFields, readForm, writeForm, type Field } from '../input-form.ts';

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
      <div className="vigie-form">
        {fields.map((field, at) => (
          <FieldInput
            key={field.name}
            field={field}
            text={texts[field.name] ?? ''}
            first={at === 0}
            onChange={(text) => set(field.name, text)}
          />
        ))}
      </div>
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
          {preview.error.message}
        </Alert>
      )}
      {preview.data !== undefined && (
        <section aria-label="Effet de la modification" className="vigie-preview">
          <Text fw={600}>{preview.data.sentence}</Text>
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

/** The form was asked for by a key or a button: the hand goes on in its first field. */
const focus = (input: HTMLElement | null): void => input?.focus();

type FieldProps = { field: Field; text: string; first: boolean; onChange: (text: string) => void };

function FieldInput({ field, text, first, onChange }: FieldProps) {
  const shared = {
    label: wordOfField(field.name),
    size: 'sm',
    required: field.required,
    withAsterisk: false,
    ...(first && { ref: focus }),
  } as const;
  if (field.kind === 'json')
    return (
      <JsonInput
        {...shared}
        className="vigie-form-wide"
        autosize
        minRows={3}
        maxRows={14}
        formatOnBlur
        validationError="Ce n’est pas du JSON lisible."
        value={text}
        onChange={onChange}
      />
    );
  if (field.kind === 'choice')
    return (
      <NativeSelect
        {...shared}
        value={text}
        data={[
          ...(field.required ? [] : [{ value: '', label: '–' }]),
          ...field.choices.map((value) => ({ value, label: formatField(field.name, value) })),
        ]}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
    );
  const type = field.kind === 'number' ? 'text' : field.kind;
  return (
    <TextInput
      {...shared}
      type={type}
      inputMode={field.kind === 'number' ? 'decimal' : undefined}
      value={text}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}

/** Of a batch one takes out what is not wanted: the rest goes on together. */
function BatchEdit({ proposal, busy, onSave, onCancel }: EditProps) {
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
        <Checkbox key={item} label={effect.sentence} checked={kept.has(item)} onChange={() => toggle(item)} />
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
