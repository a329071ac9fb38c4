// One turn of a conversation: the question, what is looked up while one waits, the answer with its figures, the
// proposals that it filed, and the choices when it asks back.

import { Alert, Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { HEADINGS } from '../../../api/contract/report-words.ts';
import { proposalQuery, type Answer, type ChatTurn, type Figure } from '../api-client.ts';
import type { RunningTurn } from '../chat-live.ts';
import { addressOfSource } from '../evidence.ts';
import { sayCount } from '../../../domain/french.ts';
import { wordsOfReport } from '../navigation.ts';
import { AnswerText } from './answer-text.tsx';
import { FigureSet, formatFigure } from './figure-set.tsx';
import { ProposalCard } from './proposal-card.tsx';

type Person = { readonly email: string };

export function Question({ text }: { text: string }) {
  return (
    <div className="vigie-question">
      <span className="vigie-hidden">Vous : </span>
      {text}
    </div>
  );
}

/** What a tool does, while it does it: « Lecture : Dérive… ». */
function sayTool(name: string): string {
  if (name.startsWith('report_')) return `Lecture : ${wordsOfReport(name.slice(7).replaceAll('_', '-')).title}`;
  if (name.startsWith('propose_')) return 'Préparation d’une proposition';
  if (name === 'find_subjects') return 'Recherche des noms';
  return 'Lecture des données';
}

/** The answer as it comes. Its text is not read aloud word by word: it is announced once it is whole. */
export function RunningAnswer({ running }: { running: RunningTurn }) {
  const last = running.tools.at(-1);
  return (
    <div className="vigie-reply" aria-busy="true">
      {running.text === '' ? (
        <Text size="sm" className="vigie-quiet vigie-thinking" role="status">
          {last === undefined ? 'Réflexion' : sayTool(last)}…
        </Text>
      ) : (
        <AnswerText text={running.text} figures={[]} />
      )}
    </div>
  );
}

type TurnProps = { turn: ChatTurn; me: Person; onAsk: ((text: string) => void) | null };

export function PastTurn({ turn, me, onAsk }: TurnProps) {
  return (
    <>
      <Question text={turn.question} />
      <div className="vigie-reply">
        {turn.answer !== null && <AnswerView answer={turn.answer} me={me} onAsk={onAsk} />}
        {turn.state === 'stopped' && (
          <Text size="sm" className="vigie-quiet">
            Réponse arrêtée.
          </Text>
        )}
        {turn.failure !== null && (
          <Alert color="red" variant="light">
            {turn.failure}
            {onAsk !== null && (
              <Group mt="xs">
                <Button size="xs" variant="default" onClick={() => onAsk(turn.question)}>
                  Redemander
                </Button>
              </Group>
            )}
          </Alert>
        )}
      </div>
    </>
  );
}

function AnswerView({ answer, me, onAsk }: { answer: Answer; me: Person; onAsk: TurnProps['onAsk'] }) {
  return (
    <>
      {answer.answer !== '' && <AnswerText text={answer.answer} figures={answer.figures} />}
      <FigureSet figures={answer.figures} text={answer.answer} />
      {answer.choices.length > 0 && (
        <Group gap="xs" role="group" aria-label="Ce que cela peut vouloir dire">
          {answer.choices.map((choice) => (
            <Button key={choice} size="xs" variant="default" disabled={onAsk === null} onClick={() => onAsk?.(choice)}>
              {choice}
            </Button>
          ))}
        </Group>
      )}
      {answer.proposals.map(({ id, effect }) => (
        <FiledProposal key={id} id={id} effect={effect} me={me} />
      ))}
      <Sources figures={answer.figures} />
    </>
  );
}

/** The proposal as it is now, not as the answer told it. */
function FiledProposal({ id, effect, me }: { id: string; effect: string; me: Person }) {
  const proposal = useQuery(proposalQuery(id));
  if (proposal.data !== undefined) return <ProposalCard proposal={proposal.data} me={me} />;
  return (
    <Text size="sm">
      <Link to="/a-decider/$id" params={{ id }}>
        {effect}
      </Link>
      {proposal.isError && ` (${proposal.error.message})`}
    </Text>
  );
}

/** Every figure of the answer, with the rows that it comes from. */
function Sources({ figures }: { figures: readonly Figure[] }) {
  if (figures.length === 0) return null;
  return (
    <details className="vigie-sources">
      <summary>{sayCount(figures.length, 'chiffre et sa source', 'chiffres et leurs sources')}</summary>
      <ul>
        {figures.map((figure) => {
          const address = addressOfSource(figure.source);
          const name = HEADINGS[figure.name] ?? figure.name;
          return (
            <li key={`${figure.source} ${figure.name}`}>
              {name} {figure.subject === 'total' ? 'total' : figure.subject} : {formatFigure(figure.value, figure.unit)}{' '}
              {address === null ? (
                <span className="vigie-quiet">{figure.source}</span>
              ) : (
                <Link to={address}>voir les lignes</Link>
              )}
            </li>
          );
        })}
      </ul>
    </details>
  );
}
