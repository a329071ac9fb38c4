// The quotes, one under the other: whose, for what, how much, where each stands with the client, and what may be done of
// it now, by its own command.

import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { daysBetween } from '../../../domain/civil-dates.ts';
import { sayCount } from '../../../domain/french.ts';
import { namesQuery, type ShownQuote } from '../api-client.ts';
import { formatField } from '../field-words.ts';
import { formatColumnDay, formatDay, formatExactEuros } from '../format.ts';
import { profilesQuery } from '../list-queries.ts';
import { CommandForm, type CommandFormProps } from '../parts/command-form.tsx';
import { FileButton } from '../parts/file-button.tsx';
import { listOptions, type Options } from '../parts/input-fields.tsx';
import { useAllowed } from '../parts/use-allowed.ts';

type Gesture = { readonly label: string } & Pick<CommandFormProps, 'command' | 'input' | 'known' | 'left'>;

const STATUS_WORDS: Readonly<Record<ShownQuote['status'], string>> = {
  brouillon: 'Brouillon',
  envoye: 'Envoyé',
  signe: 'Signé',
  remplace: 'Remplacé',
};

/** What its state lets one ask for, the next step first. */
function gesturesOn({ code, opportunity, status, open, terms }: ShownQuote, today: string): Gesture[] {
  const known = ['code'];
  const revise: Gesture = { command: 'revise_quote', label: 'Réviser', known, input: { code, ...terms } };
  switch (status) {
    case 'brouillon':
      return [{ command: 'send_quote', label: 'Envoyer', known, input: { code } }, revise];
    case 'envoye':
      return [{ command: 'sign_quote', label: 'Noter la signature', known, input: { code, signedOn: today } }, revise];
    case 'signe':
      // The project takes its number in the series, and the deal's own title.
      return open
        ? [
            {
              command: 'win_opportunity',
              label: 'Marquer l’opportunité gagnée',
              known,
              left: ['project', 'title'],
              input: { code: opportunity },
            },
          ]
        : [];
    case 'remplace':
      return [];
    default:
      return status satisfies never;
  }
}

type ListProps = { quotes: readonly ShownQuote[]; today: string };

export function QuoteList({ quotes, today }: ListProps) {
  return (
    <Stack component="ul" className="vigie-sheet vigie-notices" gap={0} aria-label="Devis">
      {quotes.map((quote) => (
        <Quote key={quote.code} quote={quote} today={today} />
      ))}
    </Stack>
  );
}

function Quote({ quote, today }: { quote: ShownQuote; today: string }) {
  const clients = useQuery(namesQuery).data?.clients;
  const { code, version, opportunity, title, client, amount, status, terms } = quote;
  return (
    <li>
      <div className="vigie-card-head">
        <div>
          <Text size="sm" fw={600}>
            <Link to="/opportunites/$code" params={{ code: opportunity }}>
              {title ?? opportunity}
            </Link>
          </Text>
          <Text size="xs" className="vigie-quiet vigie-figures">
            {[
              clients?.[client] ?? client,
              `${code}${version > 1 ? `, version ${version}` : ''}`,
              title === null ? null : opportunity,
              formatField('contractKind', terms.contractKind),
              `du ${formatColumnDay(terms.startsOn)} au ${formatColumnDay(terms.endsOn)}`,
            ]
              .filter((part) => part !== null)
              .join(' · ')}
          </Text>
        </div>
        <Text size="sm" fw={600} className="vigie-figures vigie-day">
          {formatExactEuros(amount)} HT
        </Text>
      </div>
      <Text size="sm" mt={4}>
        <strong>{STATUS_WORDS[status]}</strong>
        {sayStanding(quote, today)}
      </Text>
      <Gestures quote={quote} today={today} />
    </li>
  );
}

/** Since when the client has it; who is late to answer is called. */
function sayStanding({ status, sentOn, signedOn, evidence, terms }: ShownQuote, today: string): string {
  if (status === 'signe' && signedOn !== null)
    return ` le ${formatDay(signedOn)}${evidence === null ? '' : ` (${evidence})`}`;
  if (status !== 'envoye' || sentOn === null) return '';
  const days = daysBetween(sentOn, today);
  const since = days > 0 ? `, sans réponse depuis ${sayCount(days, 'jour', 'jours')}` : '';
  return ` le ${formatDay(sentOn)}${since}${sayValidity(terms.validUntil, today)}`;
}

function sayValidity(validUntil: string | null, today: string): string {
  if (validUntil === null) return '';
  const day = formatDay(validUntil);
  return validUntil < today ? ` ; l’offre a expiré le ${day}` : ` ; valable jusqu’au ${day}`;
}

function Gestures({ quote, today }: { quote: ShownQuote; today: string }) {
  const allowed = useAllowed();
  const options = useQuoteOptions();
  const [open, setOpen] = useState<string | null>(null);
  const gestures = gesturesOn(quote, today).filter(({ command }) => allowed.has(command));
  const chosen = gestures.find(({ command }) => command === open);
  if (chosen !== undefined) {
    const { label: _label, ...form } = chosen;
    return <CommandForm {...form} options={options} leaves onCancel={() => setOpen(null)} />;
  }
  return (
    <Group gap={6} mt={6}>
      {gestures.map(({ command, label }) => (
        <Button key={command} size="compact-sm" variant="default" onClick={() => setOpen(command)}>
          {label}
          <span className="vigie-hidden"> : {quote.code}</span>
        </Button>
      ))}
      <FileButton path={`quotes/${encodeURIComponent(quote.code)}/pdf`}>
        PDF<span className="vigie-hidden"> : {quote.code}</span>
      </FileButton>
    </Group>
  );
}

/** Of the fields of a quote and of what it becomes: what may be chosen, by name. */
export function useQuoteOptions(): Readonly<Record<string, Options>> {
  const profiles = useQuery(profilesQuery).data;
  const consultants = useQuery(namesQuery).data?.consultants;
  return {
    ...(profiles !== undefined && {
      profile: profiles.map(({ profile }) => ({ value: profile, label: profile })),
    }),
    ...(consultants !== undefined && { manager: listOptions(consultants) }),
  };
}
