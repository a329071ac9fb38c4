// The assistant's model, tried: which one answers, and what it can do. Chosen by the operator's settings (AI_BASE_URL),
// never from the browser.

import { Button, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { modelQuery, type TriedModel } from '../api-client.ts';
import { PageHead } from '../parts/page-head.tsx';
import { FailurePanel, WaitingPanel } from '../parts/panels.tsx';

export function AssistantSettingsPage() {
  const tried = useQuery(modelQuery);
  return (
    <div className="vigie-airy">
      <PageHead
        title="Réglages de l’assistant"
        lead="Le modèle est essayé à l’ouverture de cette page : deux questions courtes."
      />
      {tried.isPending ? (
        <WaitingPanel />
      ) : tried.isError ? (
        <FailurePanel error={tried.error} onRetry={() => void tried.refetch()} />
      ) : (
        <Stack gap="md" align="flex-start">
          <ModelTried tried={tried.data} />
          <Button variant="default" loading={tried.isFetching} onClick={() => void tried.refetch()}>
            Essayer de nouveau
          </Button>
        </Stack>
      )}
    </div>
  );
}

function ModelTried({ tried }: { tried: TriedModel }) {
  const yes = (can: boolean): string => (can ? 'oui' : 'non');
  const lines: [string, string][] = [
    ['Modèle', tried.built_in ? 'celui de Vigie, intégré' : (tried.name ?? 'sans nom')],
    ['Répond', yes(tried.answers)],
    ['Lit les données', tried.tool_calls ? 'oui, par ses outils' : 'non : il ne sait pas appeler d’outils'],
    ['Écrit au fil de l’eau', yes(tried.streaming)],
  ];
  return (
    <section className="vigie-sheet vigie-proposal" aria-label="Modèle essayé">
      <dl className="vigie-where">
        {lines.map(([term, said]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{said}</dd>
          </div>
        ))}
      </dl>
      {tried.failure !== null && (
        <Text size="sm" role="alert">
          {tried.failure}
        </Text>
      )}
      {tried.built_in && (
        <Text size="sm" className="vigie-quiet">
          Il fonctionne sans clé et sans réseau. Pour un autre modèle, l’opérateur règle AI_BASE_URL, AI_MODEL et
          AI_API_KEY, puis relance Vigie : n’importe quel service compatible avec l’API d’OpenAI convient.
        </Text>
      )}
    </section>
  );
}
