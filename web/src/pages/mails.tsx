// What leaves by mail to clients: CRAs to validate, invoices, letters. Each as it is written; one whose sending was cut waits
// for somebody who looked whether it arrived.

import { Alert, Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { mailsQuery, runCommand, type ShownMail } from '../api-client.ts';
import { sayCount } from '../../../domain/french.ts';
import { formatMoment } from '../format.ts';
import { PageHead } from '../parts/page-head.tsx';
import { EmptyPanel, FailurePanel, WaitingPanel } from '../parts/panels.tsx';
import { Said } from '../parts/said.tsx';

type MailState = ShownMail['state'];

const STATE_WORDS: Readonly<Record<MailState, string>> = {
  pending: 'En attente d’envoi',
  sending: 'En cours d’envoi',
  sent: 'Envoyé',
  to_check: 'À vérifier',
  failed: 'Refusé',
};

/** A person has something to do about it. */
const isToSettle = ({ state }: ShownMail): boolean => state === 'to_check' || state === 'failed';

function sayStanding(mails: readonly ShownMail[]): string {
  const waiting = mails.filter(({ state }) => state === 'pending').length;
  const toSettle = mails.filter(isToSettle).length;
  const parts = [sayCount(mails.length, 'courrier', 'courriers')];
  if (waiting > 0) parts.push(`${waiting} en attente`);
  if (toSettle > 0) parts.push(`${toSettle} à vérifier`);
  return parts.join(' · ');
}

export function MailsPage() {
  const mails = useQuery(mailsQuery);
  return (
    <>
      <PageHead
        title="Courriers"
        lead={mails.data === undefined ? 'Ce qui part par courriel aux clients' : sayStanding(mails.data.mails)}
      />
      {mails.isPending ? (
        <WaitingPanel />
      ) : mails.isError ? (
        <FailurePanel error={mails.error} onRetry={() => void mails.refetch()} />
      ) : mails.data.mails.length === 0 ? (
        <EmptyPanel title="Aucun courrier">
          Les demandes de validation, les factures et les relances envoyées aux clients s’afficheront ici.
        </EmptyPanel>
      ) : (
        <Stack component="ul" className="vigie-sheet vigie-notices" gap={0} aria-label="Courriers aux clients">
          {[...mails.data.mails.filter(isToSettle), ...mails.data.mails.filter((mail) => !isToSettle(mail))].map(
            (mail) => (
              <Mail key={mail.key} mail={mail} />
            ),
          )}
        </Stack>
      )}
    </>
  );
}

function Mail({ mail }: { mail: ShownMail }) {
  const { subject, to, state, sentAt, createdAt, body, invoice, lastError } = mail;
  return (
    <li data-unread={isToSettle(mail) || undefined}>
      <details className="vigie-mail">
        <summary>
          <Text component="span" size="sm" fw={600}>
            {subject}
          </Text>
          <Text size="xs" className="vigie-quiet vigie-figures">
            {STATE_WORDS[state]} · {to} · {formatMoment(sentAt ?? createdAt)}
          </Text>
        </summary>
        <Text size="sm" mt="xs" className="vigie-letter">
          {body}
        </Text>
        {invoice !== null && (
          <Text size="sm" mt="xs">
            Pièce jointe :{' '}
            <Anchor component={Link} to="/factures/$code" params={{ code: invoice } as never} size="sm">
              facture {invoice}
            </Anchor>
          </Text>
        )}
        {lastError !== null && state !== 'sent' && (
          <Text size="xs" mt="xs" className="vigie-quiet">
            Dernière réponse du serveur : {lastError}
          </Text>
        )}
      </details>
      {isToSettle(mail) && <Settle mail={mail} />}
    </li>
  );
}

const CHOICES = { arrived: 'Il est bien arrivé', resend: 'Le renvoyer' } as const;

/** Cut in the middle, nobody knows whether it arrived; refused, it did not. */
function Settle({ mail }: { mail: ShownMail }) {
  const queries = useQueryClient();
  const settling = useMutation({
    mutationFn: (outcome: keyof typeof CHOICES) => runCommand('settle_mail', { mail: mail.key, outcome }),
    onSuccess: () => queries.invalidateQueries({ queryKey: mailsQuery.queryKey }),
  });
  const choices = mail.state === 'to_check' ? (['arrived', 'resend'] as const) : (['resend'] as const);
  return (
    <Stack gap="xs" mt="xs">
      <Text size="sm">
        {mail.state === 'to_check'
          ? 'L’envoi a été coupé : demandez au client s’il l’a reçu avant de renvoyer.'
          : 'Le serveur l’a refusé : corrigez ce qui l’en empêche, puis renvoyez-le.'}
      </Text>
      {settling.isError && (
        <Alert color="red" variant="light" role="alert">
          <Said>{settling.error.message}</Said>
        </Alert>
      )}
      <Group gap="xs">
        {choices.map((outcome) => (
          <Button
            key={outcome}
            size="xs"
            variant={outcome === 'arrived' ? 'filled' : 'default'}
            loading={settling.isPending && settling.variables === outcome}
            onClick={() => settling.mutate(outcome)}
          >
            {CHOICES[outcome]}
          </Button>
        ))}
      </Group>
    </Stack>
  );
}
