// What clients say of a month's CRAs, project by project: who still has to be asked, who has not answered, what they contest.
// The mail is read before it leaves.

import { Alert, Anchor, Button, FileInput, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { CLIENT_VALIDATION_LABELS } from '../../../domain/client-validation.ts';
import { sayDays, sayMonth } from '../../../domain/french.ts';
import {
  client,
  clientValidationsQuery,
  meQuery,
  namesQuery,
  previewCommand,
  runCommand,
  sendDocument,
  type ClientValidation,
} from '../api-client.ts';
import { formatDay } from '../format.ts';
import { Said } from './said.tsx';
import { useNamed } from './use-named.ts';

type NamesByCode = Readonly<Record<string, string>>;

/** @param project that one alone. */
export function ClientValidations({ month, project: only }: { month: string; project?: string }) {
  const validations = useQuery(clientValidationsQuery(month));
  const names = useQuery(namesQuery);
  const rows = (validations.data?.validations ?? []).filter(({ project }) => only === undefined || project === only);
  if (rows.length === 0) return null;
  const signed = rows.filter(({ state }) => state === 'accepted').length;
  return (
    <section className="vigie-sheet vigie-stage" id="validation-des-clients" aria-label="Validation par les clients">
      <Group justify="space-between">
        <Title order={2} size="h5">
          Validation par les clients, {sayMonth(month)}
        </Title>
        <Text size="sm" className="vigie-quiet vigie-figures">
          {signed} sur {rows.length} validés
        </Text>
      </Group>
      <Stack gap="md" mt="sm">
        {[...Map.groupBy(rows, ({ project }) => project)].map(([project, sheets]) => (
          <Project
            key={project}
            project={project}
            month={month}
            sheets={sheets}
            title={names.data?.projects[project] ?? project}
            people={names.data?.consultants ?? {}}
          />
        ))}
      </Stack>
    </section>
  );
}

/** What the client said, or when they were asked. */
function sayAnswer({ state, answered_by, answered_on, client_days, comment, asked_on, sent_to }: ClientValidation) {
  if (state === 'waiting')
    return `${asked_on === null ? '' : formatDay(asked_on)}${sent_to === null ? '' : `, ${sent_to}`}`;
  if (answered_by === null || answered_on === null || state === 'to_ask') return '';
  const days = state === 'contested' && client_days !== null ? `, ${sayDays(client_days)} pour le client` : '';
  return `${answered_by}, ${formatDay(answered_on)}${days}${comment === null ? '' : ` : « ${comment} »`}`;
}

type ProjectProps = {
  project: string;
  month: string;
  title: string;
  sheets: readonly ClientValidation[];
  people: NamesByCode;
};

function Project({ project, month, title, sheets, people }: ProjectProps) {
  return (
    <div>
      <Text size="sm" fw={600}>
        {title} ({project})
      </Text>
      <ul className="vigie-plain-list vigie-answers">
        {sheets.map((sheet) => (
          <li key={sheet.consultant}>
            <span>{people[sheet.consultant] ?? sheet.consultant}</span>
            <span className="vigie-figures">{sayDays(sheet.days)}</span>
            <span data-state={sheet.state}>{CLIENT_VALIDATION_LABELS[sheet.state]}</span>
            <span className="vigie-quiet">{sayAnswer(sheet)}</span>
          </li>
        ))}
      </ul>
      {sheets.some(({ state }) => state !== 'accepted') && <Ask project={project} month={month} sheets={sheets} />}
    </div>
  );
}

/** The mail is read before it leaves; or the address of the page is taken, to hand it over otherwise. */
function Ask({ project, month, sheets }: Pick<ProjectProps, 'project' | 'month' | 'sheets'>) {
  const queries = useQueryClient();
  const me = useQuery(meQuery);
  const mayFile = me.data?.roles.some((role) => FILES_DOCUMENTS.has(role)) === true;
  const [opened, open] = useState<'mail' | 'paper' | null>(null);
  const refresh = () => queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' });
  const link = useMutation({ mutationFn: () => client.clientLinks.make({ project, month }), onSuccess: refresh });
  return (
    <Stack gap="xs" mt="xs">
      {link.isError && <Failed message={link.error.message} />}
      {link.data !== undefined && (
        <Text size="sm" role="status" className="vigie-letter">
          Adresse à donner au client, montrée cette fois seulement :{' '}
          <Anchor href={link.data.address}>{link.data.address}</Anchor>
        </Text>
      )}
      {opened === 'mail' ? (
        <AskByMail project={project} month={month} onSent={refresh} />
      ) : opened === 'paper' ? (
        <SignedPaper project={project} month={month} sheets={sheets} onKept={refresh} />
      ) : (
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={() => open('mail')}>
            Demander la validation…
          </Button>
          <Button size="xs" variant="subtle" loading={link.isPending} onClick={() => link.mutate()}>
            Prendre l’adresse
          </Button>
          {mayFile && (
            <Button size="xs" variant="subtle" onClick={() => open('paper')}>
              CRA signé reçu…
            </Button>
          )}
        </Group>
      )}
    </Stack>
  );
}

/** Who files documents, and may record what a client signed (COMMANDS.md). */
const FILES_DOCUMENTS: ReadonlySet<string> = new Set(['responsable', 'direction']);

type PaperProps = Pick<ProjectProps, 'project' | 'month' | 'sheets'> & { onKept: () => Promise<void> };

/** A paper that came back signed is filed, and named as the proof of every CRA that it covers. */
function SignedPaper({ project, month, sheets, onKept }: PaperProps) {
  const [file, setFile] = useState<File | null>(null);
  const [by, setBy] = useState('');
  const [on, setOn] = useState('');
  const keep = useMutation({
    mutationFn: async (paper: File) => {
      const { sha256: document } = await sendDocument(paper, project);
      for (const { consultant, state } of sheets)
        if (state !== 'accepted')
          await runCommand('record_client_validation', { consultant, month, project, by, validatedOn: on, document });
    },
    onSuccess: onKept,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (file !== null) keep.mutate(file);
      }}
    >
      <Stack gap="xs">
        <FileInput label="CRA signé" placeholder="PDF ou image" size="xs" maw={280} value={file} onChange={setFile} />
        <TextInput
          label="Signé par"
          size="xs"
          maw={280}
          required
          value={by}
          onChange={({ currentTarget }) => setBy(currentTarget.value)}
        />
        <TextInput
          label="Signé le"
          type="date"
          size="xs"
          maw={160}
          required
          value={on}
          onChange={({ currentTarget }) => setOn(currentTarget.value)}
        />
        {keep.isError && <Failed message={keep.error.message} />}
        <Group gap="xs">
          <Button type="submit" size="xs" disabled={file === null} loading={keep.isPending}>
            Enregistrer la validation
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Failed({ message }: { message: string }) {
  return (
    <Alert color="red" variant="light" role="alert">
      <Said>{message}</Said>
    </Alert>
  );
}

/** Who is asked, then the mail as it will leave, then « Envoyer ». */
function AskByMail({ project, month, onSent }: { project: string; month: string; onSent: () => Promise<void> }) {
  const say = useNamed();
  const [to, setTo] = useState('');
  const input = { project, month, ...(to.trim() !== '' && { to: to.trim() }) };
  const preview = useMutation({ mutationFn: () => previewCommand('ask_client_validation', input) });
  const send = useMutation({ mutationFn: () => runCommand('ask_client_validation', input), onSuccess: onSent });
  const failed = send.error ?? preview.error;
  if (send.isSuccess)
    return (
      <Text size="sm" role="status">
        La demande part au client ; sa réponse s’affichera ici.
      </Text>
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (preview.data === undefined) preview.mutate();
        else send.mutate();
      }}
    >
      <Stack gap="xs">
        <TextInput
          size="xs"
          maw={280}
          type="email"
          label="Contact chez le client"
          description="Le dernier sollicité pour ce projet, par défaut"
          value={to}
          onChange={({ currentTarget }) => {
            setTo(currentTarget.value);
            preview.reset();
          }}
        />
        {preview.data !== undefined && (
          <div className="vigie-preview">
            <Text fw={600}>{say(preview.data.sentence)}</Text>
            {(preview.data.indicators ?? []).map(({ label, after }) => (
              <div key={label}>
                <Text size="sm" className="vigie-quiet" mt="xs">
                  {label}
                </Text>
                <Text size="sm" className="vigie-letter">
                  {after}
                </Text>
              </div>
            ))}
          </div>
        )}
        {failed !== null && <Failed message={failed.message} />}
        <Group gap="xs">
          <Button type="submit" size="xs" loading={preview.isPending || send.isPending}>
            {preview.data === undefined ? 'Voir le courrier' : 'Envoyer'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
