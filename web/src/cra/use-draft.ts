// What a person has changed of a month and not saved yet, and its saving: one enter_time, refused or done as a whole.

import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { runCommand, type CraDays } from '../api-client.ts';
import { formatDays } from '../format.ts';
import { changeCell, fillActivity, listEntries, openDraft, type CraActivity, type CraEdits } from './draft.ts';

const NO_EDITS: CraEdits = new Map();

export function useDraft(data: CraDays) {
  const [edits, setEdits] = useState(NO_EDITS);
  const [taking, setTaking] = useState(true);
  const [added, setAdded] = useState<ReadonlySet<string>>(new Set());
  const queries = useQueryClient();
  const draft = openDraft(data, edits, taking);
  const entries = listEntries(draft);
  const save = useMutation({
    mutationFn: () => runCommand('enter_time', { entries }),
    onSuccess: async () => {
      const days = entries.reduce((total, entry) => total + entry.days, 0);
      notifications.show({
        message: days === 0 ? 'CRA enregistré.' : `CRA enregistré : ${formatDays(days)}.`,
        color: 'marine',
        closeButtonProps: { 'aria-label': 'Fermer' },
      });
      await queries.invalidateQueries({ queryKey: ['look-ups'] });
      // Once the page knows what is saved: no cell blinks between the two.
      setEdits(NO_EDITS);
    },
  });
  return {
    draft,
    entries,
    added,
    save,
    change: (date: string, project: string, quarters: number) => {
      save.reset();
      setEdits((before) => changeCell({ ...draft, edits: before }, date, project, quarters));
    },
    fill: (activity: CraActivity) => setEdits((before) => fillActivity({ ...draft, edits: before }, activity)),
    add: (project: string) => setAdded((before) => new Set([...before, project])),
    take: setTaking,
    forget: () => {
      save.reset();
      setEdits(NO_EDITS);
    },
  };
}

export type DraftDesk = ReturnType<typeof useDraft>;
