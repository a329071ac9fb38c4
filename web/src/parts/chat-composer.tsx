// Where one asks. Enter sends, Shift+Enter goes to the line; while the answer comes, the button stops it.

import { Button, Group, Textarea } from '@mantine/core';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';

type ComposerProps = {
  /** What is already written when the page opens. */
  initial?: string;
  running: boolean;
  onAsk: (text: string) => void;
  onStop: () => void;
};

/** As long as the API takes. */
const LONGEST_QUESTION = 4_000;

export function ChatComposer({ initial = '', running, onAsk, onStop }: ComposerProps) {
  const [text, setText] = useState(initial);
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    // Who brought a question here (⌘K) has only to send it.
    if (initial !== '') area.current?.focus();
  }, [initial]);
  const send = (): void => {
    const asked = text.trim();
    if (asked === '' || running) return;
    setText('');
    onAsk(asked);
    area.current?.focus();
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      send();
    } else if (event.key === 'Escape' && running) onStop();
  };
  return (
    <form
      className="vigie-composer vigie-sheet"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Textarea
        ref={area}
        aria-label="Votre question"
        placeholder="Quels projets dérivent ?"
        variant="unstyled"
        autosize
        minRows={1}
        maxRows={8}
        maxLength={LONGEST_QUESTION}
        value={text}
        onKeyDown={press}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Group justify="flex-end">
        {running ? (
          <Button size="xs" variant="default" onClick={onStop}>
            Arrêter
          </Button>
        ) : (
          <Button size="xs" type="submit" disabled={text.trim() === ''}>
            Demander
          </Button>
        )}
      </Group>
    </form>
  );
}
