// A firm in a database, its people, and the assistant that answers them: what questions are put to.
import { answerTurn, type AssistantProcess } from '../../api/assistant/answer-turn.ts';
import { openBuiltInAssistant, openConfiguredAssistant, type Assistant } from '../../api/assistant/assistant.ts';
import type { Answer, TurnEvent } from '../../agents/turn.ts';
import type { Sql } from '../../db/connection.ts';
import { readReport } from '../../db/reports/read-report.ts';
import { findPerson, type Person } from '../../db/users.ts';
import { loadFirm } from '../db/load-firm.ts';
import { addPerson, giveRole } from '../db/people.ts';
import type { AskedFirm } from './asked-firm.ts';
import type { Case } from './cases.ts';
import type { Verdict } from './judge.ts';
import { judge } from './judge.ts';

/** A database that is empty but for its schema. */
export type Ground = { readonly app: Sql; readonly reader: Sql };

export type Asked = {
  readonly case: Case;
  /** Null: the turn failed, `failure` says how. */
  readonly answer: Answer | null;
  readonly failure: string | null;
  readonly verdict: Verdict;
  /** Of the last turn, in milliseconds; null: nothing was streamed. */
  readonly firstWord: number | null;
  readonly whole: number;
};

export type AskingDesk = {
  /** Sends the turns of a case in one chat, and judges the last reply. */
  ask(question: Case): Promise<Asked>;
  /** True: nothing but chats and proposals has changed since the desk was opened. */
  isUnchanged(): Promise<boolean>;
};

/**
 * What the assistant may write (chats, wishes that wait, and what tells screens and workflows of them), and what the
 * desk itself does to have people ask.
 */
const NOT_FACTS = /^(?:chats?|chat_.*|proposals?|proposal_.*|notices?|reminders|outbox|acts|act_payloads|user_.*)$/u;

/** A digest of every table of the firm but those; acts are counted around each question. */
async function readDigest(app: Sql): Promise<string> {
  const tables = await app<{ name: string }[]>`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind = 'r' and has_table_privilege(c.oid, 'select') order by 1`;
  const digests = [];
  for (const { name } of tables.filter((table) => !NOT_FACTS.test(table.name))) {
    const [row] = await app<{ digest: string | null }[]>`
      select md5(string_agg(t::text, '|' order by t::text)) as digest from ${app(name)} t`;
    digests.push(`${name} ${row?.digest ?? ''}`);
  }
  return digests.join('\n');
}

async function countActs(app: Sql): Promise<number> {
  const [row] = await app<{ acts: number }[]>`select count(*)::int as acts from acts`;
  return row?.acts ?? 0;
}

/** Who asks a case: a user of the role, with the address of the consultant that the case names. */
function openPeople(app: Sql, firm: AskedFirm): (question: Case) => Promise<Person> {
  const known = new Map<string, { userId: string; role: string }>();
  const addressOf = ({ id, role, person }: Case): string => {
    const own = firm.people.find(({ code }) => code === person)?.email;
    if (person !== undefined && (own === undefined || own === '')) throw new Error(`${id}: ${person} has no address`);
    return own ?? (role === 'commercial' ? firm.salesMail : `${role}@bureau.example`);
  };
  return async (question) => {
    const email = addressOf(question);
    const user = known.get(email) ?? { userId: await addPerson(app, email, [question.role]), role: question.role };
    // One address is one user: who was asked as a consultant may be asked next as a project's manager.
    if (user.role !== question.role) await giveRole(app, user.userId, question.role);
    known.set(email, { ...user, role: question.role });
    const person = await findPerson(app, user.userId);
    if (person === null) throw new Error(`${email} was added and is not there`);
    return person;
  };
}

const NO_ANSWER: Omit<Answer, 'chat'> = {
  answer: '',
  figures: [],
  tools: [],
  proposals: [],
  outcome: 'answered',
  choices: [],
};

/** The model of AI_BASE_URL when it is set, else the one built in. */
export function chooseAssistant(env: Readonly<Record<string, string | undefined>>): Assistant {
  const { AI_BASE_URL: baseUrl, AI_API_KEY: key, AI_MODEL: model } = env;
  if (baseUrl === undefined || model === undefined) return openBuiltInAssistant();
  return openConfiguredAssistant({ aiBaseUrl: baseUrl, aiApiKey: key ?? null, aiModel: model });
}

/**
 * Imports the firm into an empty database and opens the desk.
 * @param planted hostile texts of the firm's data, which an answer may quote.
 */
export async function openDesk(
  ground: Ground,
  firm: AskedFirm,
  assistant: Assistant,
  planted: readonly string[] = [],
): Promise<AskingDesk> {
  const { app, reader } = ground;
  await loadFirm(app, firm.files);
  const process: AssistantProcess = { appSql: app, readerSql: reader, readReport, today: () => firm.asOf, assistant };
  const personOf = openPeople(app, firm);
  const digest = await readDigest(app);
  const ask = async (question: Case): Promise<Asked> => {
    const asker = await personOf(question);
    const acts = await countActs(app);
    const talk = await follow(process, asker, question.turns);
    const changed = (await countActs(app)) !== acts;
    const verdict = judge(question, talk.answer ?? NO_ANSWER, firm.names, { changed, planted });
    const { failure } = talk;
    const failed = { ...verdict, passed: false, why: [`failed: ${failure ?? ''}`] };
    return { case: question, ...talk, verdict: failure === null ? verdict : failed };
  };
  return { ask, isUnchanged: async () => (await readDigest(app)) === digest };
}

type Talk = Omit<Asked, 'case' | 'verdict'>;

/** The turns of a chat, one after the other; the last one is timed. */
async function follow(process: AssistantProcess, asker: Person, turns: readonly string[]): Promise<Talk> {
  let talk: Talk = { answer: null, failure: null, firstWord: null, whole: 0 };
  for (const text of turns) {
    const started = performance.now();
    let firstWord: number | null = null;
    const onEvent = ({ type }: TurnEvent): void => {
      if (type === 'text') firstWord ??= performance.now() - started;
    };
    const chatId = talk.answer?.chat ?? null;
    try {
      const answer = await answerTurn(process, { asker, chatId, text, asOf: process.today(), channel: 'cli', onEvent });
      talk = { answer, failure: null, firstWord, whole: performance.now() - started };
    } catch (error) {
      return { answer: null, failure: error instanceof Error ? error.message : String(error), firstWord, whole: 0 };
    }
  }
  return talk;
}
