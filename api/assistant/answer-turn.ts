// A question and its answer, the same from every door: the chat's turns are read, the tools made with the person's
// rights, the model followed, and the turn kept.

import { runTurn, type TurnEnd } from '../../agents/agent.ts';
import type { Catalogue } from '../../agents/catalogue.ts';
import { fillPrompt } from '../../agents/fill-prompt.ts';
import { cleanArgs, keepable } from '../../agents/tools/clean-args.ts';
import { detectLanguage } from '../../agents/language.ts';
import { ModelFailure } from '../../agents/model-failure.ts';
import { listCards, makeTurnTools, openRecord, showTools, type Shown } from '../../agents/tools/turn-tools.ts';
import type { Answer, TurnEvent } from '../../agents/turn.ts';
import type { ActChannel } from '../../db/acts.ts';
import { readKeptCatalogue } from '../../db/catalogue.ts';
import { createChat, endTurn, findChat, readTurns, startTurn } from '../../db/chats.ts';
import type { Sql } from '../../db/connection.ts';
import { isCivilDate } from '../../domain/civil-dates.ts';
import { sayDate } from '../../domain/french.ts';
import { ROLE_LABELS } from '../../domain/roles.ts';
import { refuse } from '../routes/problems.ts';
import type { ReadReport } from '../routes/reports.ts';
import { chatOwner, describeRights, reachOf, type Asker } from './asker.ts';
import type { Assistant } from './assistant.ts';
import { keepMessages, listCalled, tellHistory, TURNS_REMEMBERED } from './chat-history.ts';
import { makeProposeTools } from './propose-tools.ts';
import type { Meaning } from '../documents/search-passages.ts';
import { makeReadTools } from './read-tools.ts';

export type AssistantProcess = {
  readonly appSql: Sql;
  readonly readerSql: Sql;
  readonly readReport: ReadReport;
  readonly today: () => string;
  readonly assistant: Assistant;
  /** Search of documents by meaning, where it is set. */
  readonly meaning?: Meaning;
};

export const TURN_CHANNELS = ['web', 'api', 'cli', 'slack', 'mcp'] as const;
export type TurnChannel = (typeof TURN_CHANNELS)[number];

export type Question = {
  readonly asker: Asker;
  /** Null: a new chat. */
  readonly chatId: string | null;
  readonly text: string;
  /** 'YYYY-MM-DD'; absent: today. */
  readonly asOf?: string;
  readonly channel: TurnChannel;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: TurnEvent) => void;
};

/** A question is a few sentences; a document is uploaded. */
const LONGEST_QUESTION = 4_000;

function checkQuestion({ text, asOf }: Question): void {
  if (text.trim() === '') throw refuse(400, 'question_empty', 'La question est vide.');
  if (text.length > LONGEST_QUESTION)
    throw refuse(400, 'question_too_long', `Une question compte ${LONGEST_QUESTION} caractères au plus.`);
  if (asOf !== undefined && !isCivilDate(asOf)) throw refuse(400, 'input_refused', 'asOf est un jour AAAA-MM-JJ.');
}

async function openChat(sql: Sql, owner: string, chatId: string | null): Promise<string> {
  if (chatId === null) return createChat(sql, owner);
  const chat = await findChat(sql, owner, chatId);
  if (chat === null) throw refuse(404, 'not_found', 'Cette conversation n’existe pas, ou n’est pas la vôtre.');
  return chat.id;
}

/** What a proposal's act will say it came by. */
function actChannelOf(channel: TurnChannel): ActChannel {
  return channel === 'slack' || channel === 'mcp' ? channel : 'chat';
}

function nameOf(asker: Asker, catalogue: Catalogue): string {
  if (asker === 'operator') return 'l’opérateur';
  const own = catalogue.find(({ kind, code }) => kind === 'consultant' && code === asker.consultantCode);
  return own?.label ?? asker.email.split('@')[0] ?? asker.email;
}

/**
 * One turn. It goes on when the door is gone; `signal` and the person's stop end it.
 * @throws a refusal: another turn runs in this chat (409), no such chat (404), the model is away (503).
 */
export async function answerTurn(process: AssistantProcess, question: Question): Promise<Answer> {
  checkQuestion(question);
  const { appSql, assistant, today } = process;
  const { asker, channel } = question;
  const text = keepable(question.text);
  const asOf = question.asOf ?? today();
  const rights = describeRights(asker);
  const chat = await openChat(appSql, chatOwner(asker), question.chatId);
  const earlier = question.chatId === null ? [] : await readTurns(appSql, chat, TURNS_REMEMBERED);
  const turn = await startTurn(appSql, chat, { question: text, asOf, channel, rights });
  if (turn === null) throw refuse(409, 'turn_running', 'Une réponse est en cours dans cette conversation.');
  const live = assistant.turns.open(chat, turn);
  const onEvent = (event: TurnEvent): void => {
    live.tell(event);
    question.onEvent?.(event);
  };
  onEvent({ type: 'started', turn });
  try {
    const signal = question.signal ? AbortSignal.any([live.signal, question.signal]) : live.signal;
    const end = await followTurn(
      process,
      { ...question, text },
      { asOf, history: tellHistory(earlier, rights), signal, onEvent },
    );
    const answer: Answer = { chat, ...end.answer };
    await endTurn(appSql, chat, turn, {
      state: end.stopped ? 'stopped' : 'done',
      reply: cleanArgs(answer),
      messages: cleanArgs(keepMessages(end.messages, answer.answer)) as unknown[],
    });
    onEvent({ type: 'done', answer });
    return answer;
  } catch (error) {
    const sentence = sayFailure(error);
    await endTurn(appSql, chat, turn, { state: 'failed', reply: { failed: sentence }, messages: [] });
    onEvent({ type: 'failed', sentence });
    throw error instanceof ModelFailure ? refuse(503, 'model_failed', sentence) : error;
  } finally {
    live.end();
  }
}

function sayFailure(error: unknown): string {
  if (error instanceof ModelFailure) return `Pas de réponse : ${error.message}`;
  return 'Une erreur inattendue a interrompu la réponse.';
}

async function followTurn(
  process: AssistantProcess,
  { asker, text, channel }: Question,
  turn: {
    asOf: string;
    history: ReturnType<typeof tellHistory>;
    signal: AbortSignal;
    onEvent: (event: TurnEvent) => void;
  },
): Promise<TurnEnd> {
  const { appSql, readerSql, assistant, today } = process;
  const { asOf, history, signal, onEvent } = turn;
  const catalogue = await readKeptCatalogue(readerSql, reachOf(asker));
  const record = openRecord();
  const reads = makeReadTools(process, asker, asOf, catalogue);
  const proposes = makeProposeTools({ appSql, today: today(), channel: actChannelOf(channel) }, asker);
  const earlierQuestions = history.flatMap(({ role, content }) =>
    role === 'user' && typeof content === 'string' ? content : [],
  );
  const shown: Shown | null = assistant.builtIn
    ? null
    : showTools(listCards(reads, proposes), [text, ...earlierQuestions.slice(-2)].join(' '), listCalled(history));
  const tools = makeTurnTools({
    reads,
    proposes,
    catalogue,
    record,
    ...(shown && { shown }),
    onCall: (name, args) => onEvent({ type: 'tool', name, args }),
  });
  const name = nameOf(asker, catalogue);
  const language = detectLanguage(text);
  const roles = asker === 'operator' ? ['direction' as const] : asker.roles;
  const consultantCode = asker === 'operator' ? null : asker.consultantCode;
  return runTurn({
    model: assistant.chooseModel({ asOf, person: { roles, consultantCode, name } }),
    instructions: fillPrompt(assistant.prompt, {
      name,
      roles: roles.map((role) => ROLE_LABELS[role]).join(', '),
      day: sayDate(asOf),
      language: language === 'fr' ? 'français' : 'anglais',
    }),
    messages: [...history, { role: 'user', content: text }],
    question: text,
    earlierQuestions,
    language,
    tools,
    ...(shown && { shown }),
    record,
    budget: assistant.budget,
    signal,
    onEvent,
  });
}
