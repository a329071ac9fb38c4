// The firm's documents: those that one may read, a search that answers with passages and pages, and the box where a new
// one is dropped. What a document says of a person or a contract then waits among the decisions.

import { Anchor, Button, FileInput, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import {
  documentsQuery,
  meQuery,
  passagesQuery,
  sendDocument,
  type Passage,
  type ShownDocument,
} from '../api-client.ts';
import { sayCount } from '../../../domain/french.ts';
import { formatMoment } from '../format.ts';
import { PageHead } from '../parts/page-head.tsx';
import { EmptyPanel, FailurePanel, WaitingPanel } from '../parts/panels.tsx';

/** Who files documents (COMMANDS.md, documents). */
const FILES = new Set(['commercial', 'responsable', 'direction']);

export function DocumentsPage() {
  const { q } = useSearch({ strict: false });
  const me = useQuery(meQuery);
  const documents = useQuery(documentsQuery);
  const mayFile = me.data?.roles.some((role) => FILES.has(role)) === true;
  return (
    <>
      <PageHead
        title="Documents"
        lead={
          documents.data === undefined
            ? 'CV, contrats, bons de commande'
            : sayCount(documents.data.documents.length, 'document', 'documents')
        }
        aside={<SearchBox words={q ?? ''} />}
      />
      <Stack gap="md">
        {mayFile && <DropBox />}
        {q !== undefined && q.length > 1 ? (
          <Passages words={q} />
        ) : documents.isPending ? (
          <WaitingPanel />
        ) : documents.isError ? (
          <FailurePanel error={documents.error} onRetry={() => void documents.refetch()} />
        ) : documents.data.documents.length === 0 ? (
          <EmptyPanel title="Aucun document">Les CV et les contrats déposés s’afficheront ici.</EmptyPanel>
        ) : (
          <DocumentTable documents={documents.data.documents} />
        )}
      </Stack>
    </>
  );
}

function SearchBox({ words }: { words: string }) {
  const navigate = useNavigate();
  const [typed, setTyped] = useState(words);
  const search = (event: FormEvent): void => {
    event.preventDefault();
    void navigate({ to: '/documents', search: typed.trim() === '' ? {} : { q: typed.trim() } });
  };
  return (
    <form onSubmit={search} role="search">
      <TextInput
        label="Chercher dans les documents"
        placeholder="pénalités de retard"
        size="xs"
        w={260}
        value={typed}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
    </form>
  );
}

function DropBox() {
  const queries = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [about, setAbout] = useState('');
  const sending = useMutation({
    mutationFn: (sent: File) => sendDocument(sent, about.trim()),
    onSuccess: () => {
      setFile(null);
      setAbout('');
      return queries.invalidateQueries({ queryKey: documentsQuery.queryKey });
    },
  });
  return (
    <form
      className="vigie-sheet vigie-drop"
      onSubmit={(event) => {
        event.preventDefault();
        if (file !== null) sending.mutate(file);
      }}
    >
      <Group align="flex-end" gap="sm">
        <FileInput
          label="Nouveau document"
          placeholder="PDF, Word ou texte"
          w={260}
          value={file}
          onChange={setFile}
          clearable
        />
        <TextInput
          label="Concerne"
          description="Code d’un consultant, d’un client ou d’un projet"
          w={260}
          value={about}
          onChange={({ currentTarget }) => setAbout(currentTarget.value)}
        />
        <Button type="submit" disabled={file === null} loading={sending.isPending}>
          Déposer
        </Button>
      </Group>
      <Text size="sm" mt="xs" aria-live="polite">
        {sending.isError && sending.error.message}
        {sending.data?.reading.fault != null && 'Déposé, mais son texte n’a pas pu être lu.'}
        {sending.data?.reading.proposal != null && (
          <>
            Lu :{' '}
            <Link to="/a-decider/$id" params={{ id: sending.data.reading.proposal }}>
              ce qu’il dit est à confirmer
            </Link>
            .
          </>
        )}
        {sending.data !== undefined &&
          sending.data.reading.fault === null &&
          sending.data.reading.proposal === null &&
          'Déposé et lu.'}
      </Text>
    </form>
  );
}

const aboutOf = (one: Pick<ShownDocument, 'client' | 'consultant' | 'project'>): string =>
  [one.client, one.consultant, one.project].filter((code) => code !== null).join(', ');

function DocumentTable({ documents }: { documents: readonly ShownDocument[] }) {
  return (
    <div className="vigie-sheet">
      <table className="vigie-table">
        <thead>
          <tr>
            <th scope="col">Titre</th>
            <th scope="col">Concerne</th>
            <th scope="col">Déposé</th>
            <th scope="col">Texte</th>
          </tr>
        </thead>
        <tbody>
          {documents.map((one) => (
            <tr key={`${one.sha256} ${aboutOf(one)} ${one.title}`}>
              <th scope="row">
                <Anchor href={`/api/documents/${one.sha256}/content`} download>
                  {one.title}
                </Anchor>
              </th>
              <td>{aboutOf(one)}</td>
              <td>
                {one.uploadedBy}, {formatMoment(one.uploadedAt)}
              </td>
              <td>{one.fault === null ? sayCount(one.pages, 'page', 'pages') : 'non lu'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Passages({ words }: { words: string }) {
  const found = useQuery(passagesQuery(words));
  if (found.isPending) return <WaitingPanel />;
  if (found.isError) return <FailurePanel error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data.passages.length === 0)
    return <EmptyPanel title="Rien de tel">Aucun document que vous pouvez lire ne parle de « {words} ».</EmptyPanel>;
  return (
    <Stack component="ul" className="vigie-sheet vigie-notices" gap={0} aria-label="Passages trouvés">
      {found.data.passages.map((one: Passage) => (
        <li key={`${one.sha256} ${one.rank}`}>
          <Text size="sm">{one.passage}</Text>
          <Text size="xs" className="vigie-quiet">
            <Anchor href={`/api/documents/${one.sha256}/content`} download size="xs">
              {one.title}
            </Anchor>
            , page {one.page}
            {aboutOf(one) === '' ? '' : ` · ${aboutOf(one)}`}
          </Text>
        </li>
      ))}
    </Stack>
  );
}
