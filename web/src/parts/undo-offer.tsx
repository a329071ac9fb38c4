// What was carried out may be taken back, where a command does it: its effect is shown first, and it is a change of its
// own, done or proposed by the same rules.

import { Alert, Button, Group, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { RowChange } from '../../../domain/commands/command.ts';
import { findUndo, type Undo } from '../../../domain/commands/undo.ts';
import { previewCommand, runCommand, type ProposalDetail } from '../api-client.ts';
import { EffectView } from './effect-view.tsx';
import { useNamed } from './use-named.ts';

function resultOf(outcome: unknown): Record<string, string | number> {
  const result = typeof outcome === 'object' && outcome !== null && 'result' in outcome ? outcome.result : null;
  return typeof result === 'object' && result !== null ? (result as Record<string, string | number>) : {};
}

/** One change that was carried out has one that takes it back; a batch is taken back item by item, elsewhere. */
function undoOf({ command, state, items }: ProposalDetail): Undo | null {
  const [only, ...others] = items;
  if (state !== 'executed' || only === undefined || others.length > 0) return null;
  const rows = only.effect.rows as unknown as readonly RowChange[];
  return findUndo({ command, input: only.input, effect: { rows }, result: resultOf(only.outcome) });
}

export function UndoOffer({ proposal }: { proposal: ProposalDetail }) {
  const undo = undoOf(proposal);
  return undo === null ? null : <Offer undo={undo} />;
}

function Offer({ undo }: { undo: Undo }) {
  const queries = useQueryClient();
  const say = useNamed();
  const preview = useMutation({ mutationFn: () => previewCommand(undo.command, undo.input) });
  const run = useMutation({
    mutationFn: () => runCommand(undo.command, undo.input),
    onSuccess: () => queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' }),
  });
  const failed = run.error ?? preview.error;
  if (run.data !== undefined)
    return (
      <Text size="sm" role="status">
        {run.data.proposal === null ? (
          'Le changement est annulé.'
        ) : (
          <>
            L’annulation attend une seconde personne :{' '}
            <Link to="/a-decider/$id" params={{ id: run.data.proposal.id }}>
              voir la proposition
            </Link>
            .
          </>
        )}
      </Text>
    );
  return (
    <div>
      {preview.data !== undefined && (
        <section aria-label="Effet de l’annulation" className="vigie-preview">
          <Text fw={600}>{say(preview.data.sentence)}</Text>
          <EffectView effect={preview.data} />
        </section>
      )}
      {failed !== null && (
        <Alert color="red" variant="light" role="alert">
          {say(failed.message)}
        </Alert>
      )}
      <Group gap="xs">
        {preview.data === undefined ? (
          <Button variant="subtle" size="xs" loading={preview.isPending} onClick={() => preview.mutate()}>
            Annuler ce changement…
          </Button>
        ) : (
          <Button size="xs" loading={run.isPending} onClick={() => run.mutate()}>
            Confirmer l’annulation
          </Button>
        )}
      </Group>
    </div>
  );
}
