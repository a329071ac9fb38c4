// A need asked in the chat, three alternatives, one approved by a person: the plan, the capacity and the margin to come
// have changed. A second wish for the same person is refused with its reason, and planned again.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { answerTurn } from '../../api/assistant/answer-turn.ts';
import { openBuiltInAssistant } from '../../api/assistant/assistant.ts';
import { capacity_weeks, plan, staffing } from '../../api/contract/staffing-outputs.ts';
import { decideProposal } from '../../api/routes/proposals.ts';
import { findProposal } from '../../db/proposals/show.ts';
import { readReport } from '../../db/reports/read-report.ts';
import { findPersonByEmail, type Person } from '../../db/users.ts';
import type { ReportName } from '../../domain/report-names.ts';
import { readExample } from '../db/firm-files.ts';
import { loadFirm } from '../db/load-firm.ts';
import { addPerson } from '../db/people.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';

const TODAY = '2026-10-31';
let database: TestDatabase;
const people = new Map<string, Person>();

beforeAll(async () => {
  database = await createTestDatabase();
  await loadFirm(database.app, readExample());
  for (const name of ['asker', 'decider']) {
    await addPerson(database.app, `${name}@esn.fr`, ['direction']);
    const person = await findPersonByEmail(database.app, `${name}@esn.fr`);
    if (person) people.set(name, person);
  }
});
afterAll(() => database.drop());

function personOf(name: string): Person {
  const person = people.get(name);
  if (!person) throw new Error(`no ${name}`);
  return person;
}

async function report(name: ReportName, args: Readonly<Record<string, string>> = {}): Promise<unknown> {
  return JSON.parse(await readReport(database.reader, { name, args, today: TODAY, costs: 'real' }));
}

const ask = (text: string) =>
  answerTurn(
    {
      appSql: database.app,
      readerSql: database.reader,
      readReport,
      today: () => TODAY,
      assistant: openBuiltInAssistant(),
    },
    { asker: personOf('asker'), chatId: null, text, channel: 'api' },
  );

async function show(id: string) {
  const found = await findProposal(database.app, personOf('decider'), TODAY, id);
  if (!found) throw new Error(`no proposal ${id}`);
  return found;
}

async function approve(id: string) {
  const { sha } = await show(id);
  const door = { appSql: database.app, today: () => TODAY };
  const { proposal } = await decideProposal(door, personOf('decider'), { id, decision: 'approve', sha });
  return proposal;
}

type Booking = { consultant: string; profile: string; startsOn: string };

/** The weeks of a person from a day on, as the plan shows them. */
async function weeksOf(consultant: string, from: string) {
  const { consultants } = plan.parse(await report('plan', { from, weeks: '26' }));
  return consultants.find(({ code }) => code === consultant)?.weeks ?? [];
}

const landed = z.object({ planned_margin: z.number() });

test('un besoin demandé dans la conversation, décidé, et une seconde demande pour la même personne', async () => {
  const chat = await ask("propose quelqu'un pour O0008");
  expect(chat.outcome).toBe('proposed');
  // The deal has three needs: each its proposal, and nobody is the first choice of two.
  expect(chat.proposals.map(({ command }) => command)).toEqual(Array(3).fill('assign_consultant'));
  const firsts = await Promise.all(chat.proposals.map(({ id }) => show(id)));
  const bookings = firsts.map(({ items }) => items[0]?.input as Booking);
  expect(new Set(bookings.map((one) => one.profile)).size).toBe(3);
  expect(new Set(bookings.map((one) => one.consultant)).size).toBe(3);
  expect(chat.answer.length).toBeLessThan(2500);
  const filed = await show(chat.proposals[0]?.id ?? '');
  const chosen = filed.items[0]?.input as Booking;
  const others = filed.evidence.filter(({ kind }) => kind === 'alternative');
  expect(new Set([chosen, ...others.map(({ input }) => input as Booking)].map((one) => one.consultant)).size).toBe(3);
  const { consultant, profile, startsOn } = chosen;

  const before = {
    weeks: await weeksOf(consultant, startsOn),
    capacity: capacity_weeks.parse(await report('capacity_weeks')),
    needs: staffing.parse(await report('staffing', { opportunity: 'O0008', profile })),
  };
  expect(await approve(filed.id)).toMatchObject({ state: 'executed' });

  // The plan shows the person on the deal, tentatively, and the need is lower by their days.
  const weeks = await weeksOf(consultant, startsOn);
  const onDeal = weeks.flatMap((week) => week.bookings.filter(({ target }) => target === 'O0008'));
  expect(onDeal.length).toBeGreaterThan(0);
  expect(onDeal.every(({ status }) => status === 'previsionnelle')).toBe(true);
  const tentative = (shown: typeof weeks) => shown.reduce((sum, { tentative_days }) => sum + tentative_days, 0);
  expect(tentative(weeks)).toBeGreaterThan(tentative(before.weeks));
  const needs = staffing.parse(await report('staffing', { opportunity: 'O0008', profile }));
  expect(needs.needs[0]?.days ?? 0).toBeLessThan(before.needs.needs[0]?.days ?? 0);
  // So does the capacity of the weeks to come.
  const booked = ({ weeks: all }: typeof before.capacity) =>
    all
      .flatMap(({ profiles }) => profiles)
      .reduce((sum, one) => (one.profile === profile ? sum + one.tentative : sum), 0);
  expect(booked(capacity_weeks.parse(await report('capacity_weeks')))).toBeGreaterThan(booked(before.capacity));

  // Sold days of a project: once firm, the margin of the quarter to come is another.
  const wish = await ask("propose quelqu'un pour P001");
  expect(wish.outcome).toBe('proposed');
  const firm = await show(wish.proposals[0]?.id ?? '');
  const firmInput = firm.items[0]?.input as Booking;
  const quarter = `${firmInput.startsOn.slice(0, 4)}-Q${Math.ceil(Number(firmInput.startsOn.slice(5, 7)) / 3)}`;
  const marginOf = async () => landed.parse(await report('landing', { period: quarter })).planned_margin;
  const margin = await marginOf();
  expect(await approve(firm.id)).toMatchObject({ state: 'executed' });
  expect(await marginOf()).not.toBe(margin);

  // Twice the same person: both are proposed, the first to be approved has them.
  const { consultant: wanted } = firmInput;
  const rivals = await Promise.all(
    ['P004', 'P008'].map((project) => ask(`affecte ${wanted} sur ${project} du 01/02/2027 au 26/02/2027`)),
  );
  const [first = '', second = ''] = rivals.map(({ proposals }) => proposals[0]?.id ?? '');
  expect(await approve(first)).toMatchObject({ state: 'executed' });
  const refused = await approve(second);
  expect(refused).toMatchObject({
    state: 'failed',
    items: [{ outcome: { code: 'overload', sentence: expect.stringContaining('charge') } }],
  });
  const { replanned } = z.object({ replanned: z.string() }).parse(refused.items[0]?.outcome);
  const again = await show(replanned);
  expect(again).toMatchObject({ state: 'pending', askedBy: 'asker@esn.fr', mayDecide: true });
  expect(again.items[0]?.input).not.toMatchObject({ consultant: wanted, quota: 1 });
});
