// Why a proposal is made: its author's reason, the figures and passages that it rests on, and what else could be done.

import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { previewQuery, type Evidence, type ProposalDetail } from '../api-client.ts';
import { listIndicators } from '../effect-changes.ts';
import { addressOfSource, nameOfSource } from '../evidence.ts';
import { formatField, wordOfField } from '../field-words.ts';
import { useNamed } from './use-named.ts';
import { Said } from './said.tsx';

const isAlternative = ({ kind }: Evidence): boolean => kind === 'alternative' || kind === 'alternatives';

/** The fields that have a place of their own. */
const PLACED = new Set(['kind', 'label', 'sentence', 'source', 'input', 'effect']);

/** Terms of an alternative or a proof, in words: « Disponibilité 20 j ». */
function listTerms(evidence: Evidence): string[] {
  const flat = Object.entries(evidence)
    .filter(([key]) => !PLACED.has(key))
    .flatMap(([key, value]) =>
      value !== null && typeof value === 'object' && !Array.isArray(value)
        ? Object.entries(value)
        : [[key, value] as const],
    );
  return flat
    .filter(([key, value]) => !PLACED.has(key) && value !== null && value !== undefined && !isDeep(value))
    .map(([key, value]) => `${wordOfField(key)} : ${formatField(key, value)}`);
}

const isDeep = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (!Array.isArray(value) || value.some((one) => typeof one === 'object'));

function sentenceOf(evidence: Evidence): string | null {
  if (evidence.sentence !== undefined) return evidence.sentence;
  const { effect } = evidence;
  return typeof effect === 'string'
    ? effect
    : typeof effect === 'object' && effect !== null && 'sentence' in effect && typeof effect.sentence === 'string'
      ? effect.sentence
      : null;
}

/** A proof: its sentence, and the rows behind it. */
function Proof({ evidence }: { evidence: Evidence }) {
  const say = useNamed();
  const address = evidence.source === undefined ? null : addressOfSource(evidence.source);
  const said = [evidence.label, sentenceOf(evidence), ...listTerms(evidence)]
    .filter((part) => part != null)
    .join(' · ');
  const text = said === '' && evidence.source !== undefined ? (nameOfSource(evidence.source) ?? '') : said;
  return (
    <li>
      {say(text)}
      {address !== null && (
        <>
          {' '}
          <Link to={address}>{text === '' ? 'Voir les lignes' : 'voir les lignes'}</Link>
        </>
      )}
    </li>
  );
}

export function Reasons({ proposal }: { proposal: ProposalDetail }) {
  const proofs = proposal.evidence.filter((evidence) => !isAlternative(evidence));
  if (proposal.reason === null && proofs.length === 0) return null;
  return (
    <section aria-label="Pourquoi" className="vigie-why">
      <Text size="xs" className="vigie-quiet" fw={600}>
        Pourquoi
      </Text>
      {proposal.reason !== null && (
        <Text size="sm">
          <Said>{proposal.reason}</Said>
        </Text>
      )}
      {proofs.length > 0 && (
        <ul>
          {proofs.map((evidence) => (
            <Proof key={JSON.stringify(evidence)} evidence={evidence} />
          ))}
        </ul>
      )}
    </section>
  );
}

/** Same input, whatever the order of its fields and what is left to its default. */
function isSame(a: unknown, b: unknown): boolean {
  const list = (value: unknown): string =>
    JSON.stringify(
      Object.entries((value ?? {}) as Record<string, unknown>)
        .filter(([, entry]) => entry !== null && entry !== undefined)
        .sort(([one], [other]) => (one < other ? -1 : 1)),
    );
  return list(a) === list(b);
}

type Choice = { readonly input: unknown; readonly evidence: Evidence | null };

/** Filed one by one with their terms, or as a list of inputs. */
function listChoices({ evidence, items }: ProposalDetail): Choice[] {
  const choices = evidence.flatMap((one): Choice[] => {
    if (one.kind === 'alternative' && one.input !== undefined) return [{ input: one.input, evidence: one }];
    const inputs = one.kind === 'alternatives' ? one['inputs'] : null;
    return Array.isArray(inputs) ? inputs.map((input: unknown) => ({ input, evidence: null })) : [];
  });
  return choices.filter(({ input }) => !isSame(input, items[0]?.input));
}

type AlternativesProps = {
  proposal: ProposalDetail;
  busy: boolean;
  /** null: the person may not, or it is no longer time. */
  onChoose: ((input: unknown) => void) | null;
};

/** Other inputs of the same command, each with the effect that it would have now: to choose one is to edit. */
export function Alternatives({ proposal, busy, onChoose }: AlternativesProps) {
  const choices = listChoices(proposal);
  if (choices.length === 0 || proposal.state !== 'pending') return null;
  return (
    <section aria-label="Autres choix" className="vigie-why">
      <Text size="xs" className="vigie-quiet" fw={600}>
        Autres choix
      </Text>
      <ol className="vigie-alternatives">
        {choices.map((choice) => (
          <Alternative
            key={JSON.stringify(choice.input)}
            command={proposal.command}
            choice={choice}
            busy={busy}
            onChoose={onChoose}
          />
        ))}
      </ol>
    </section>
  );
}

/** What is asked, field by field: while its effect is on its way, or when it has none any more. */
function sayInput(input: unknown): string {
  return Object.entries((input ?? {}) as Record<string, unknown>)
    .filter(([, value]) => value !== null)
    .map(([field, value]) => `${wordOfField(field)} : ${formatField(field, value)}`)
    .join(', ');
}

type AlternativeProps = Omit<AlternativesProps, 'proposal'> & { command: string; choice: Choice };

function Alternative({ command, choice: { input, evidence }, busy, onChoose }: AlternativeProps) {
  const say = useNamed();
  const preview = useQuery(previewQuery(command, input));
  const filed = evidence === null ? null : sentenceOf(evidence);
  const written = evidence?.label ?? preview.data?.sentence ?? filed;
  const label = written == null ? sayInput(input) : say(written);
  const refused = preview.isError ? preview.error.message : null;
  const told = [preview.data?.sentence, filed].find((sentence) => sentence != null && sentence !== written);
  const terms = [
    ...(evidence === null ? [] : listTerms(evidence)),
    ...(preview.data === undefined
      ? []
      : listIndicators(preview.data).map(({ label: name, before, after }) => `${name} : ${before} → ${after}`)),
  ];
  return (
    <li>
      <div>
        <Text size="sm" fw={600}>
          {label}
        </Text>
        {told != null && <Text size="sm">{say(told)}</Text>}
        {terms.length > 0 && (
          <Text size="xs" className="vigie-quiet">
            {terms.join(' · ')}
          </Text>
        )}
        {refused !== null && (
          <Text size="xs" className="vigie-quiet">
            N’est plus possible : {say(refused)}
          </Text>
        )}
      </div>
      {onChoose !== null && (
        <Button
          flex="none"
          size="xs"
          variant="default"
          disabled={busy || refused !== null}
          aria-label={`Choisir : ${label}`}
          onClick={() => onChoose(input)}
        >
          Choisir
        </Button>
      )}
    </li>
  );
}
