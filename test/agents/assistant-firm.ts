// The example firm with people of each role, and a desk where they ask the assistant.

import { TURN_BUDGET, type Budget } from '../../agents/agent.ts';
import type { Answer, TurnEvent } from '../../agents/turn.ts';
import { answerTurn, type AssistantProcess } from '../../api/assistant/answer-turn.ts';
import { openAssistant, type Assistant } from '../../api/assistant/assistant.ts';
import { readReport } from '../../db/reports/read-report.ts';
import { findPersonByEmail, type Person } from '../../db/users.ts';
import { readExample } from '../db/firm-files.ts';
import { loadFirm } from '../db/load-firm.ts';
import { addPerson } from '../db/people.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';

export const AS_OF = '2026-10-31';

export type Seat = 'direction' | 'daf' | 'adv' | 'commercial' | 'responsable' | 'consultant' | 'admin';

export type AssistantFirm = {
  readonly database: TestDatabase;
  personOf(seat: Seat): Person;
  process(assistant: Assistant): AssistantProcess;
  ask(
    assistant: Assistant,
    seat: Seat,
    text: string,
    more?: { chat?: string; onEvent?: (event: TurnEvent) => void; signal?: AbortSignal },
  ): Promise<Answer>;
};

/** `consultant` is C002 of the example, `responsable` its C001; the others are nobody of the firm's. */
export async function openAssistantFirm(): Promise<AssistantFirm> {
  const database = await createTestDatabase();
  await loadFirm(database.app, readExample());
  const emails = await database.app<{ code: string; email: string }[]>`
    select code, lower(email) as email from consultants where code in ('C001', 'C002')`;
  const emailOf = (code: string): string => emails.find((row) => row.code === code)?.email ?? '';
  const people = new Map<Seat, Person>();
  const seats: Record<Seat, string> = {
    direction: 'direction@esn.fr',
    daf: 'daf@esn.fr',
    adv: 'adv@esn.fr',
    commercial: 'commercial@esn.fr',
    admin: 'admin@esn.fr',
    responsable: emailOf('C001'),
    consultant: emailOf('C002'),
  };
  for (const [seat, email] of Object.entries(seats) as [Seat, string][]) {
    await addPerson(database.app, email, [seat]);
    const person = await findPersonByEmail(database.app, email);
    if (person) people.set(seat, person);
  }
  const personOf = (seat: Seat): Person => {
    const person = people.get(seat);
    if (!person) throw new Error(`no ${seat}`);
    return person;
  };
  const process = (assistant: Assistant): AssistantProcess => ({
    appSql: database.app,
    readerSql: database.reader,
    readReport,
    today: () => AS_OF,
    assistant,
  });
  return {
    database,
    personOf,
    process,
    ask: (assistant, seat, text, { chat, onEvent, signal } = {}) =>
      answerTurn(process(assistant), {
        asker: personOf(seat),
        chatId: chat ?? null,
        text,
        channel: 'cli',
        ...(onEvent && { onEvent }),
        ...(signal && { signal }),
      }),
  };
}

/** A model of the test's, under a budget of the test's. */
export function assistantOf(
  chooseModel: Assistant['chooseModel'],
  options: { builtIn?: boolean; budget?: Partial<Budget> } = {},
): Assistant {
  return openAssistant({
    chooseModel,
    builtIn: options.builtIn ?? true,
    budget: { ...TURN_BUDGET, ...options.budget },
  });
}
