// What may be done of what a page shows: a button for each change that the person may ask for. The form of the one that
// is chosen takes their place; closed, the hand is back on its button.

import { Button, Group } from '@mantine/core';
import { useRef, useState, type ComponentType } from 'react';
import { CommandForm, type CommandFormProps } from './command-form.tsx';
import { useAllowed } from './use-allowed.ts';

export type ChoiceProps = Pick<CommandFormProps, 'input'> & { readonly onClose: () => void };

export type Action = {
  readonly label: string;
  /** In place of the command's own form: what it takes is chosen first. */
  readonly Choice?: ComponentType<ChoiceProps>;
} & Pick<CommandFormProps, 'command' | 'input' | 'known' | 'left' | 'options' | 'leaves' | 'about'>;

/** Another row chosen is another change: what was typed and shown of the first is not this one's. */
const sayKnown = ({ command, known, input }: Action): string =>
  JSON.stringify([command, ...known.map((name) => input[name])]);

type ActionsProps = {
  actions: readonly Action[];
  /** What they are about, for who does not see where the buttons stand. */
  of: string;
  size?: 'sm' | 'compact-sm';
};

export function CommandActions({ actions, of, size = 'compact-sm' }: ActionsProps) {
  const allowed = useAllowed();
  const [open, setOpen] = useState<string | null>(null);
  const left = useRef<string | null>(null);
  const offered = actions.filter(({ command }) => allowed.has(command));
  const chosen = offered.find(({ command }) => command === open);
  if (chosen !== undefined) {
    const { label, Choice, ...form } = chosen;
    const close = (): void => {
      left.current = chosen.command;
      setOpen(null);
    };
    return (
      <section className="vigie-sheet vigie-drop" aria-label={`${label} ${of}`}>
        {Choice === undefined ? (
          <CommandForm key={sayKnown(chosen)} {...form} onCancel={close} />
        ) : (
          <Choice input={form.input} onClose={close} />
        )}
      </section>
    );
  }
  if (offered.length === 0) return null;
  /** The button that opened the form takes the hand back. */
  const resume = (command: string) => (button: HTMLButtonElement | null) => {
    if (button === null || left.current !== command) return;
    left.current = null;
    button.focus();
  };
  return (
    <Group gap={6}>
      {offered.map(({ command, label }) => (
        <Button key={command} ref={resume(command)} size={size} variant="default" onClick={() => setOpen(command)}>
          {label}
          <span className="vigie-hidden"> : {of}</span>
        </Button>
      ))}
    </Group>
  );
}
