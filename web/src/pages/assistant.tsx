// The assistant: one asks, it answers with figures that open, and files proposals that a person decides. A conversation
// has its address; the last ones are listed beside it.

import '../chat.css';
import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { chatQuery, chatsQuery, client, type Me } from '../api-client.ts';
import { ask, followRunning, isAnotherTurn, runningQuery } from '../chat-live.ts';
import { ChatComposer } from '../parts/chat-composer.tsx';
import { PastTurn, Question, RunningAnswer } from '../parts/chat-turn.tsx';
import { keepInSight } from '../parts/keep-in-sight.ts';
import { FailurePanel, WaitingPanel } from '../parts/panels.tsx';
import { suggestQuestions } from '../suggestions.ts';

const inside = getRouteApi('/inside');
const newRoute = getRouteApi('/inside/assistant');
const chatRoute = getRouteApi('/inside/assistant/$chat');

/** A turn that runs and is told nowhere (its process was restarted) is looked at again, this often. */
const LOOK_AGAIN_MS = 2_000;

export function NewChatPage() {
  const { question } = newRoute.useSearch();
  const { me } = inside.useRouteContext();
  const asking = useAsk(null);
  return (
    <ChatFrame current={null}>
      <Stack gap="lg" className="vigie-thread">
        <div>
          <Title order={1} size="h3">
            Que voulez-vous savoir ?
          </Title>
          <Text size="sm" className="vigie-quiet">
            Chaque chiffre s’ouvre sur ses lignes. L’assistant ne change rien : il propose, vous décidez.
          </Text>
        </div>
        <Suggestions me={me} onAsk={(text) => asking.mutate(text)} />
      </Stack>
      <AskFailure error={asking.error} />
      <ChatComposer
        initial={question ?? ''}
        running={asking.isPending}
        onAsk={(text) => asking.mutate(text)}
        onStop={() => {}}
      />
    </ChatFrame>
  );
}

/** @param chatId null: a new conversation is opened, and shown. */
function useAsk(chatId: string | null) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { follow } = inside.useRouteContext();
  return useMutation({
    mutationFn: async (text: string) => {
      if (chatId !== null) {
        await ask(queries, follow, chatId, text);
        return;
      }
      const { id } = await client.chats.create();
      const asked = ask(queries, follow, id, text);
      await navigate({ to: '/assistant/$chat', params: { chat: id }, replace: true });
      await asked;
    },
  });
}

function Suggestions({ me, onAsk }: { me: Me; onAsk: (text: string) => void }) {
  return (
    <Group gap="xs" role="group" aria-label="Questions possibles">
      {suggestQuestions(me).map((question) => (
        <Button key={question} size="xs" variant="default" onClick={() => onAsk(question)}>
          {question}
        </Button>
      ))}
    </Group>
  );
}

function AskFailure({ error }: { error: Error | null }) {
  if (error === null) return null;
  return (
    <Alert color="red" variant="light" role="alert">
      {error.message}
    </Alert>
  );
}

export function ChatPage() {
  const { chat: id } = chatRoute.useParams();
  // Another conversation is another page: nothing of the one before stays.
  return <Chat key={id} id={id} />;
}

function Chat({ id }: { id: string }) {
  const { me, follow } = inside.useRouteContext();
  const queries = useQueryClient();
  const running = useQuery(runningQuery(id)).data;
  const chat = useQuery({
    ...chatQuery(id),
    refetchInterval: ({ state }) => (state.data?.turns.at(-1)?.state === 'running' ? LOOK_AGAIN_MS : false),
  });
  const asking = useAsk(id);
  const stop = useMutation({ mutationFn: () => client.chats.stop({ id }) });
  const last = chat.data?.turns.at(-1);
  const begunElsewhere = last?.state === 'running' && !asking.isPending ? last.question : null;
  useEffect(() => {
    // Asked from this page, it is followed already.
    if (begunElsewhere === null || queries.getQueryData(runningQuery(id).queryKey) != null) return undefined;
    return followRunning(queries, follow, id, begunElsewhere);
  }, [begunElsewhere, follow, id, queries]);
  const past = chat.data?.turns.filter(({ state }) => state !== 'running') ?? [];
  const busy = running !== null || begunElsewhere !== null;
  return (
    <ChatFrame current={id}>
      <Title order={1} className="vigie-hidden">
        {chat.data?.title ?? 'Conversation'}
      </Title>
      {chat.isPending && running === null ? (
        <WaitingPanel />
      ) : chat.isError && chat.data === undefined && running === null ? (
        <FailurePanel error={chat.error} onRetry={() => void chat.refetch()} />
      ) : (
        <Stack gap="md" className="vigie-thread">
          {past.map((turn, at) => (
            <PastTurn
              key={turn.turn}
              turn={turn}
              me={me}
              onAsk={busy || at < past.length - 1 ? null : (text) => asking.mutate(text)}
            />
          ))}
          {running !== null && (
            <>
              <Question text={running.question} />
              <RunningAnswer running={running} />
            </>
          )}
          <Announcer text={busy ? '' : (past.at(-1)?.answer?.answer ?? '')} />
          {/* The end stays in sight while the answer grows. */}
          <div key={`${past.length} ${running?.text.length ?? ''}`} ref={keepInSight} className="vigie-end" />
        </Stack>
      )}
      <AskFailure error={isAnotherTurn(asking.error) || past.at(-1)?.failure != null ? null : asking.error} />
      <ChatComposer running={busy} onAsk={(text) => asking.mutate(text)} onStop={() => stop.mutate()} />
    </ChatFrame>
  );
}

/** The whole answer is read out once, not its pieces as they come. */
function Announcer({ text }: { text: string }) {
  const [first] = useState(text);
  return (
    <div className="vigie-hidden" aria-live="polite" aria-atomic="true">
      {text === first ? '' : text}
    </div>
  );
}

function ChatFrame({ current, children }: { current: string | null; children: React.ReactNode }) {
  return (
    <div className="vigie-chat">
      <div className="vigie-chat-main">{children}</div>
      <ChatList current={current} />
    </div>
  );
}

function ChatList({ current }: { current: string | null }) {
  const chats = useQuery(chatsQuery);
  return (
    <nav className="vigie-nav vigie-chats" aria-label="Conversations">
      {current !== null && (
        <Link to="/assistant" activeOptions={{ exact: true, includeSearch: false }}>
          Nouvelle conversation
        </Link>
      )}
      {(chats.data?.chats ?? []).map(({ id, title }) => (
        <Link key={id} to="/assistant/$chat" params={{ chat: id }} title={title ?? undefined}>
          {title ?? 'Sans titre'}
        </Link>
      ))}
      {chats.data?.chats.length === 0 && (
        <Text size="xs" className="vigie-quiet" px={10}>
          Vos conversations se retrouveront ici.
        </Text>
      )}
    </nav>
  );
}
