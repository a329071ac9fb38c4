// Conversations over HTTP: each is its person's alone.

import type { Answer } from '../../agents/turn.ts';
import { createChat, findChat, listChats, readTurns, type ChatTurn } from '../../db/chats.ts';
import { refuse } from '../routes/problems.ts';
import { answerTurn, type AssistantProcess, type TurnChannel } from './answer-turn.ts';
import { chatOwner, type Asker } from './asker.ts';

const LISTED_AT_MOST = 100;
/** A page shows the end of a conversation. */
const TURNS_SHOWN = 200;

async function openNewChat({ appSql }: AssistantProcess, asker: Asker) {
  return { id: await createChat(appSql, chatOwner(asker)) };
}

async function showChats({ appSql }: AssistantProcess, asker: Asker) {
  return { chats: await listChats(appSql, chatOwner(asker), LISTED_AT_MOST) };
}

async function requireChat({ appSql }: AssistantProcess, asker: Asker, id: string) {
  const chat = await findChat(appSql, chatOwner(asker), id);
  if (chat === null) throw refuse(404, 'not_found', 'Cette conversation n’existe pas, ou n’est pas la vôtre.');
  return chat;
}

function showTurn({ turn, question, state, asOf, createdAt, reply }: ChatTurn) {
  const failed = reply as { failed?: string } | null;
  return {
    turn,
    question,
    state,
    asOf,
    createdAt,
    answer: state === 'done' || state === 'stopped' ? (reply as Answer | null) : null,
    failure: state === 'failed' ? (failed?.failed ?? 'La réponse a été interrompue.') : null,
  };
}

export async function showChat(process: AssistantProcess, asker: Asker, id: string) {
  const chat = await requireChat(process, asker, id);
  const turns = await readTurns(process.appSql, id, TURNS_SHOWN);
  return { ...chat, turns: turns.map(showTurn) };
}

function askInChat(
  process: AssistantProcess,
  asker: Asker,
  asked: { id: string; text: string; asOf?: string | undefined },
  channel: TurnChannel,
): Promise<Answer> {
  const { id, text, asOf } = asked;
  return answerTurn(process, { asker, chatId: id, text, channel, ...(asOf !== undefined && { asOf }) });
}

/** Ends the turn that runs in this process; what was said stays. */
export async function stopTurn(process: AssistantProcess, asker: Asker, id: string) {
  await requireChat(process, asker, id);
  return { stopped: process.assistant.turns.stop(id) };
}

/** What the routes ask of conversations, without knowing how a turn is made. */
export type ChatDesk = ReturnType<typeof openChatDesk>;

export function openChatDesk(process: AssistantProcess) {
  return {
    open: (asker: Asker) => openNewChat(process, asker),
    list: (asker: Asker) => showChats(process, asker),
    show: (asker: Asker, id: string) => showChat(process, asker, id),
    ask: (asker: Asker, asked: Parameters<typeof askInChat>[2], channel: TurnChannel) =>
      askInChat(process, asker, asked, channel),
    stop: (asker: Asker, id: string) => stopTurn(process, asker, id),
  };
}
