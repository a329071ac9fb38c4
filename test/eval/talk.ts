// Conversations with a desk, whose answers a test judges by itself.
import { afterAll, beforeAll } from 'vitest';
import type { Answer } from '../../agents/turn.ts';
import { openBuiltInAssistant } from '../../api/assistant/assistant.ts';
import type { Sql } from '../../db/connection.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { openFirm, type AskedFirm } from './asked-firm.ts';
import { openDesk, type AskingDesk } from './asking-desk.ts';

type Ask = (turns: string | readonly string[], role?: string, person?: string) => Promise<Answer>;

/**
 * The example firm on a real database, and the built-in assistant, for the tests of one file.
 * @param prepare what is there besides, once the firm is in.
 * @returns `ask`: one question, or the turns of a conversation, and its last answer.
 */
export function openExampleTalk(prepare: (app: Sql) => Promise<void> = async () => {}): { firm: AskedFirm; ask: Ask } {
  const firm = openFirm('example');
  let database: TestDatabase;
  let desk: AskingDesk;
  beforeAll(async () => {
    database = await createTestDatabase();
    desk = await openDesk(database, firm, openBuiltInAssistant(), []);
    await prepare(database.app);
  });
  afterAll(async () => {
    await database.drop();
  });
  return { firm, ask: (turns, role, person) => talk(desk, typeof turns === 'string' ? [turns] : turns, role, person) };
}

/** The last answer. @param person the consultant whose address the asking person has. @throws when the turn failed. */
async function talk(desk: AskingDesk, turns: readonly string[], role = 'direction', person?: string): Promise<Answer> {
  const asked = await desk.ask({
    id: turns.join(' / '),
    class: 'F',
    lang: 'fr',
    role,
    ...(person !== undefined && { person }),
    turns: [...turns],
    expect: { outcome: 'answered' },
  });
  if (asked.answer === null) throw new Error(`no answer: ${String(asked.failure)}`);
  return asked.answer;
}

/** Figures of a name, by what they are about. */
export function figuresOf(answer: Answer, name: string): Record<string, number | string> {
  return Object.fromEntries(
    answer.figures.filter((one) => one.name === name).map(({ subject, value }) => [subject, value]),
  );
}
