// A month is sent: what leaves is said first; days that lack something hold it back, unless it is sent so on purpose.

import { Alert, Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { previewCommand, ProblemError, runCommand, type CraDays } from '../api-client.ts';
import { useNamed } from '../parts/use-named.ts';
import { Said } from '../parts/said.tsx';

type SubmitProps = { data: CraDays; /** Changes that are not saved: they would stay behind. */ unsaved: boolean };

export function CraSubmit({ data, unsaved }: SubmitProps) {
  const queries = useQueryClient();
  const say = useNamed();
  const input = (incomplete: boolean) => ({ consultant: data.consultant, month: data.month, incomplete });
  const preview = useMutation({
    mutationFn: (incomplete: boolean) => previewCommand('submit_timesheet', input(incomplete)),
  });
  const send = useMutation({
    mutationFn: (incomplete: boolean) => runCommand('submit_timesheet', input(incomplete)),
    onSuccess: async () => {
      notifications.show({
        message: 'CRA soumis.',
        color: 'marine',
        closeButtonProps: { 'aria-label': 'Fermer' },
      });
      await queries.invalidateQueries({ queryKey: ['look-ups'] });
    },
    onSettled: () => preview.reset(),
  });
  if (!data.may_enter || data.total.draft_days === 0) return null;
  const incomplete = preview.variables ?? false;
  const isLacking = preview.error instanceof ProblemError && preview.error.code === 'timesheet_incomplete';
  const failed = send.error ?? preview.error;
  return (
    <section aria-label="Soumettre le CRA" className="vigie-cra-submit">
      {failed !== null && (
        <Alert color={isLacking ? 'yellow' : 'red'} variant="light" role="alert" p="xs">
          <Said>{failed.message}</Said>
        </Alert>
      )}
      {preview.data === undefined ? (
        <Group gap="xs">
          <Button
            variant="default"
            loading={preview.isPending}
            disabled={unsaved}
            onClick={() => preview.mutate(false)}
          >
            Soumettre le mois…
          </Button>
          {isLacking && (
            <Button variant="subtle" disabled={unsaved} onClick={() => preview.mutate(true)}>
              Soumettre incomplet…
            </Button>
          )}
          {unsaved && (
            <Text size="sm" className="vigie-quiet">
              Enregistrez d’abord ce qui a changé.
            </Text>
          )}
        </Group>
      ) : (
        <div className="vigie-preview">
          <Text fw={600}>{say(preview.data.sentence)}</Text>
          <Text size="sm" className="vigie-quiet">
            Une fois soumis, ces jours ne se changent plus sans qui les valide.
          </Text>
          <Group gap="xs">
            <Button loading={send.isPending} onClick={() => send.mutate(incomplete)}>
              Confirmer l’envoi
            </Button>
            <Button variant="subtle" onClick={() => preview.reset()}>
              Annuler
            </Button>
          </Group>
        </div>
      )}
    </section>
  );
}
