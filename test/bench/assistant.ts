// What a question costs: how long a person waits for its first word, what a turn takes beside its model, and fifty people
// who ask at once.

import { io, type Socket } from 'socket.io-client';
import { CHAT_EVENT, FOLLOW_CHAT, LEAVE_CHAT } from '../../api/contract/chats.ts';
import { LIVE_PATH } from '../../api/live.ts';
import type { Role } from '../../domain/roles.ts';
import { openLoopbackModel, type ChatRequest, type Reply } from '../agents/loopback-model.ts';
import { addBenchUser, nameOf, type BenchFirm } from './firms.ts';
import { openClient, requireDone, type Client } from './http-client.ts';
import { measureCpu, showCpu } from './machine.ts';
import { settle, startVigie, type RunningVigie } from './running-vigie.ts';
import { timeEach, timeOnce } from './samples.ts';
import { rowOfTimes, type Family, type Row } from './table.ts';

const TIMES = 60;
const WARM_UPS = 15;
const AT_ONCE = 50;
const ROUNDS = 4;
/** A turn of the built-in model that says nothing for so long says nothing at all. */
const PATIENCE_MS = 20_000;

/** The trade's daily questions: lists, one subject, a month, a why, a wish, a courtesy. */
const QUESTIONS = [
  'Quels projets dérivent ?',
  'Quelle est la marge du projet PROJECT ?',
  'Qui est en intercontrat ?',
  'Combien reste-t-il à facturer sur octobre 2026 ?',
  'Which invoices are overdue?',
  'Quel est le TACE de septembre 2026 ?',
  'Pourquoi le projet PROJECT dérive-t-il ?',
  'Quels CRA manquent en octobre ?',
  'Qui est disponible en décembre ?',
  'Bonjour',
] as const;

const ROLES_ASKING: readonly Role[] = ['direction', 'responsable', 'commercial', 'adv'];

async function openChat(client: Client): Promise<string> {
  return (JSON.parse(requireDone(await client.post('/api/chats', {}))) as { id: string }).id;
}

async function makeAsk(firm: BenchFirm): Promise<(client: Client, chat: string, index: number) => Promise<void>> {
  const projects = await firm.instance.app<{ code: string }[]>`
    select code from projects where status = 'en_cours' and contract_kind <> 'interne' order by code`;
  return async (client, chat, index) => {
    const project = projects[index % projects.length]?.code ?? '';
    const text = (QUESTIONS[index % QUESTIONS.length] ?? '').replace('PROJECT', project);
    requireDone(await client.post(`/api/chats/${chat}/turns`, { text }));
  };
}

async function openPage(url: string, key: string): Promise<Socket> {
  const page = io(url, {
    path: LIVE_PATH,
    transports: ['websocket'],
    extraHeaders: { authorization: `Bearer ${key}` },
    forceNew: true,
  });
  await new Promise<void>((resolve, reject) => {
    page.on('connect', resolve);
    page.on('connect_error', reject);
  });
  return page;
}

/** From the question's sending to its first word on the page that follows. */
async function timeFirstWord(page: Socket, chat: string, ask: () => Promise<void>): Promise<number> {
  const state: unknown = await page.timeout(PATIENCE_MS).emitWithAck(FOLLOW_CHAT, chat);
  if (state !== 'following') throw new Error(`the page does not follow: ${String(state)}`);
  const started = performance.now();
  const heard = new Promise<number>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('a turn said nothing')), PATIENCE_MS);
    const listen = ({ chat: of, event }: { chat: string; event: { type: string } }): void => {
      if (of !== chat || event.type !== 'text') return;
      clearTimeout(timer);
      page.off(CHAT_EVENT, listen);
      resolve(performance.now() - started);
    };
    page.on(CHAT_EVENT, listen);
  });
  const [millis] = await Promise.all([heard, ask()]);
  page.emit(LEAVE_CHAT, chat);
  return millis;
}

async function measureBuiltIn(firm: BenchFirm, vigie: RunningVigie): Promise<Row[]> {
  const { app } = firm.instance;
  const ask = await makeAsk(firm);
  const measured = { node: vigie.api, postgres: firm.postgres };
  const { key } = await addBenchUser(app, 'question@bench.fr', ['direction']);
  const client = openClient(vigie.url, key);
  const page = await openPage(vigie.url, key);
  const clients: Client[] = [];
  try {
    const first = async (index: number): Promise<number> => {
      const chat = await openChat(client);
      return timeFirstWord(page, chat, () => ask(client, chat, index));
    };
    for (let index = 0; index < WARM_UPS; index += 1) await first(index);
    const words: number[] = [];
    const alone = await measureCpu(measured, async () => {
      for (let index = 0; index < TIMES; index += 1) words.push(await first(index));
    });
    for (let who = 0; who < AT_ONCE; who += 1) {
      const role = ROLES_ASKING[who % ROLES_ASKING.length] ?? 'direction';
      clients.push(openClient(vigie.url, (await addBenchUser(app, `question${who}@bench.fr`, [role])).key));
    }
    const chats = await Promise.all(clients.map(openChat));
    const together = async (round: number): Promise<number[]> =>
      Promise.all(clients.map((one, who) => timeOnce(() => ask(one, chats[who] ?? '', who + round))));
    await together(0);
    const crowd = await measureCpu(measured, async () => {
      const rounds: number[][] = [];
      for (let round = 1; round <= ROUNDS; round += 1) rounds.push(await together(round));
      return rounds.flat();
    });
    return [
      rowOfTimes('first word on the page, built-in model', words, {
        cpu: showCpu(alone.cpu, TIMES),
        aim: 'p95 ≤ 300 ms',
      }),
      rowOfTimes(`${AT_ONCE} people asking at once, to the whole answer`, crowd.value, {
        cpu: showCpu(crowd.cpu, crowd.value.length),
        aim: 'p95 ≤ 1 s',
      }),
    ];
  } finally {
    page.disconnect();
    for (const one of [client, ...clients]) one.close();
  }
}

/** One report, then a sentence: the least that answers. */
function replyAtOnce({ messages }: ChatRequest): Reply {
  const asked = messages.findLastIndex(({ role }) => role === 'user');
  if (messages.slice(asked).some(({ role }) => role === 'tool')) return { say: 'Il y a [[1:count]] projets.' };
  return { call: [{ name: 'report_margin', args: '{}' }] };
}

async function measureBesideModel(firm: BenchFirm): Promise<Row> {
  const model = await openLoopbackModel(replyAtOnce);
  const vigie = await startVigie(firm, { AI_BASE_URL: model.baseUrl, AI_MODEL: 'boucle', AI_API_KEY: 'bench' });
  const ask = await makeAsk(firm);
  const client = openClient(vigie.url, (await addBenchUser(firm.instance.app, 'modele@bench.fr', ['direction'])).key);
  try {
    await settle(vigie, firm);
    const turn = async (index: number): Promise<void> => ask(client, await openChat(client), index);
    await timeEach(WARM_UPS, turn);
    const { value, cpu } = await measureCpu({ node: vigie.api, postgres: firm.postgres }, () => timeEach(TIMES, turn));
    return rowOfTimes('a turn with a model that answers at once (two calls of it, one report)', value, {
      cpu: showCpu(cpu, TIMES),
      aim: '≤ 150 ms',
    });
  } finally {
    client.close();
    await vigie.stop();
    await model.close();
  }
}

/** Starts its own Vigie twice: a model is a setting of the process. */
export async function benchAssistant(firm: BenchFirm): Promise<Family> {
  const vigie = await startVigie(firm);
  let rows: Row[];
  try {
    await settle(vigie, firm);
    rows = await measureBuiltIn(firm, vigie);
  } finally {
    await vigie.stop();
  }
  return {
    title: `The assistant over HTTP and socket.io, ${nameOf(firm.size)} months`,
    rows: [...rows, await measureBesideModel(firm)],
  };
}
