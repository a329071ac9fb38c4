// A change asked for from a screen: the command's own fields, filled with what the screen knows; its effect is seen first,
// then it is done, or proposed so that somebody decides on it.

import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { commandsQuery, previewChange, runCommand } from '../api-client.ts';
import { keepOfContract, readFields, readForm, writeForm, type Field } from '../input-form.ts';
import { fileProposals } from '../staffing-queries.ts';
import { EffectView } from './effect-view.tsx';
import { InputFields, type Options } from './input-fields.tsx';
import { useNamed } from './use-named.ts';

type Input = Readonly<Record<string, unknown>>;

export type CommandFormProps = {
  command: string;
  /** What the screen already knows of the input. */
  input: Input;
  /** Fields that are as the screen says, and not asked. */
  known: readonly string[];
  /** Fields that are not asked, and stay absent. */
  left?: readonly string[];
  options?: Readonly<Record<string, Options>>;
  /** What helps to fill it: what was said last time. */
  about?: string;
  /** Once done, what it was asked of leaves the screen, and the form with it: what was done is told in a notice. */
  leaves?: boolean;
  onCancel: () => void;
};

export function CommandForm(props: CommandFormProps) {
  const commands = useQuery(commandsQuery);
  const described = commands.data?.commands.find(({ name }) => name === props.command);
  if (described === undefined)
    return <Text size="sm">{commands.isError ? commands.error.message : 'Lecture de ce que la commande prend…'}</Text>;
  if (!described.allowed)
    return (
      <Text size="sm" className="vigie-quiet">
        Votre rôle ne permet pas ce changement.
      </Text>
    );
  const unasked = [...props.known, ...(props.left ?? [])];
  const fields = readFields(described.input, props.input).filter(({ name }) => !unasked.includes(name));
  return <Form {...props} label={described.label} fields={fields} />;
}

function Form({
  command,
  input,
  known,
  options,
  about,
  leaves,
  onCancel,
  label,
  fields,
}: CommandFormProps & FormParts) {
  const say = useNamed();
  const [texts, setTexts] = useState(() => writeForm(fields, input));
  const asking = keepOfContract(fields, texts['contractKind']);
  const read = readForm(asking, texts, input);
  const asked = { ...Object.fromEntries(known.map((name) => [name, input[name]])), ...read.input };
  const gesture = useChange(command, asked, leaves === true);
  const { preview, shown, run, file } = gesture;
  if (run.data !== undefined || file.data !== undefined) return <Done gesture={gesture} onClose={onCancel} />;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (read.problem === null) preview.mutate();
  };
  const failed = read.problem ?? preview.error?.message ?? run.error?.message ?? file.error?.message ?? null;
  return (
    <Stack component="form" gap="sm" onSubmit={submit} aria-label={label} className="vigie-preview">
      <Text fw={600} size="sm">
        {label}
      </Text>
      {about !== undefined && (
        <Text size="sm" className="vigie-quiet">
          {about}
        </Text>
      )}
      {asking.length > 0 && (
        <InputFields
          fields={asking}
          texts={texts}
          {...(options !== undefined && { options })}
          onChange={(name, text) => {
            gesture.reset();
            setTexts((before) => ({ ...before, [name]: text }));
          }}
        />
      )}
      {failed !== null && (
        <Alert color="red" variant="light" role="alert">
          {say(failed)}
        </Alert>
      )}
      {shown !== undefined && (
        <section aria-label="Effet">
          <Text fw={600}>{say(shown.effect.sentence)}</Text>
          <EffectView effect={shown.effect} />
          {shown.tier === 2 && (
            <Text size="xs" className="vigie-quiet">
              Une seconde personne en décidera.
            </Text>
          )}
        </section>
      )}
      <Gestures gesture={gesture} disabled={read.problem !== null} onCancel={onCancel} />
    </Stack>
  );
}

type GesturesProps = { gesture: ReturnType<typeof useChange>; disabled: boolean; onCancel: () => void };

/** The effect is seen before anything is asked for. */
function Gestures({ gesture: { preview, shown, run, file }, disabled, onCancel }: GesturesProps) {
  const busy = run.isPending || file.isPending;
  return (
    <Group gap="xs">
      {shown === undefined ? (
        <Button type="submit" size="xs" loading={preview.isPending} disabled={disabled}>
          Voir l’effet
        </Button>
      ) : (
        <>
          {shown.tier === 1 && (
            <Button size="xs" loading={run.isPending} disabled={busy} onClick={() => run.mutate()}>
              Appliquer
            </Button>
          )}
          <Button
            size="xs"
            variant={shown.tier === 1 ? 'default' : 'filled'}
            loading={file.isPending}
            disabled={busy}
            onClick={() => file.mutate()}
          >
            Proposer
          </Button>
        </>
      )}
      <Button size="xs" variant="subtle" onClick={onCancel}>
        Annuler
      </Button>
    </Group>
  );
}

type FormParts = { label: string; fields: Field[] };

function useChange(command: string, asked: Input, leaves: boolean) {
  const queries = useQueryClient();
  const of = JSON.stringify(asked);
  const preview = useMutation({ mutationFn: async () => ({ of, ...(await previewChange(command, asked)) }) });
  /** Of what is asked now: what the screen chose beside the form may have changed since it was shown. */
  const shown = preview.data?.of === of ? preview.data : undefined;
  const settle = (waiting: string | null) => {
    if (leaves)
      notifications.show({
        message: <Told sentence={preview.data?.effect.sentence} waiting={waiting} />,
        color: 'marine',
        closeButtonProps: { 'aria-label': 'Fermer' },
      });
    return queries.invalidateQueries({ predicate: ({ queryKey }) => !KEPT.has(queryKey[0]) });
  };
  const run = useMutation({
    mutationFn: () => runCommand(command, asked),
    onSuccess: ({ proposal }) => settle(proposal?.id ?? null),
  });
  const file = useMutation({
    mutationFn: async () => {
      const [filed] = (await fileProposals([{ command, input: asked }], '')).proposals;
      if (filed === undefined || filed.state === 'refused')
        throw new Error(filed?.sentence ?? 'Rien n’a été déposé : réessayez.');
      return filed;
    },
    onSuccess: ({ id }) => settle(id),
  });
  const reset = (): void => {
    for (const gesture of [preview, run, file]) gesture.reset();
  };
  return { preview, shown, run, file, reset };
}

/** What a change of the firm does not touch; a plan is solved again when it is asked for. */
const KEPT: ReadonlySet<unknown> = new Set(['me', 'commands', 'plans']);

/** What was done, or where it waits. */
function Told({ sentence = '', waiting }: { sentence: string | undefined; waiting: string | null }) {
  const say = useNamed();
  return (
    <>
      {waiting === null ? 'Fait : ' : 'Proposé : '}
      {say(sentence)}{' '}
      {waiting !== null && (
        <Link to="/a-decider/$id" params={{ id: waiting }}>
          Voir la proposition
        </Link>
      )}
    </>
  );
}

function Done({
  gesture: { preview, run, file },
  onClose,
}: {
  gesture: ReturnType<typeof useChange>;
  onClose(): void;
}) {
  return (
    <div className="vigie-preview" role="status">
      <Text size="sm">
        <Told sentence={preview.data?.effect.sentence} waiting={file.data?.id ?? run.data?.proposal?.id ?? null} />
      </Text>
      <div>
        <Button size="xs" variant="default" onClick={onClose}>
          Fermer
        </Button>
      </div>
    </div>
  );
}
