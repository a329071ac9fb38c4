// The same question and the same report, by the same person, through the five doors: the same figures, the same rights.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer, ReadResult } from '../../agents/turn.ts';
import { showAnswer } from '../../api/slack/show-answer.ts';
import { REPORT_NAMES } from '../../domain/report-names.ts';
import type { ChatRequest, Reply } from '../agents/loopback-model.ts';
import { openFiveDoors, SEATS, TODAY, type Asked, type Conversation, type Doors, type Seat } from './five-doors.ts';

const OCTOBER = { month: '2026-10' };

/** What is asked, and the tool that answers it. */
const QUESTIONS: Record<string, { readonly name: string; readonly args: object }> = {
  'Quels projets dérivent ?': { name: 'report_drift', args: {} },
  'Quelle est la marge de chaque projet ?': { name: 'report_margin', args: {} },
  'Quelle est la marge par consultant ?': { name: 'report_margin', args: { by: 'consultant' } },
  'Que faut-il facturer en octobre ?': { name: 'report_billing', args: OCTOBER },
  'Combien les clients nous doivent-ils, balance âgée ?': { name: 'report_receivables', args: {} },
  'Quel est le taux d’occupation en octobre ?': { name: 'report_occupancy', args: OCTOBER },
  'Quelles anomalies de CRA en octobre ?': { name: 'report_anomalies', args: OCTOBER },
  'Qui est sans mission, en intercontrat ?': { name: 'report_bench', args: {} },
};
const WISH = 'Propose de créer le client CL950, Gamma';
const CREATE = { name: 'propose_create_client', args: { code: 'CL950', name: 'Gamma' } };

/** Writes every figure of the first rows by its reference: the program puts the figures there. */
function sayRows({ rows, units, total }: ReadResult): string {
  const told = rows.slice(0, 4).map(({ key, fields }) => {
    const figures = Object.keys(fields).filter(
      (field) => units[field] !== undefined && typeof fields[field] === 'number',
    );
    return `[[1:${key}]] ${figures.map((field) => `[[1:${key}.${field}]]`).join(' ')}`;
  });
  const totals = Object.keys(total).map((field) => `[[1:total.${field}]]`);
  return ['[[1:count]] lignes.', ...told, ...totals].join('\n');
}

/** A model that calls the tool of the question, then says what it was told. */
function script({ messages }: ChatRequest): Reply {
  const asked = messages.findLastIndex(({ role }) => role === 'user');
  const question = String(messages[asked]?.content);
  const given = messages.slice(asked).find(({ role }) => role === 'tool');
  const called = question === WISH ? CREATE : QUESTIONS[question];
  if (called === undefined) throw new Error(`nobody asked « ${question} »`);
  if (given === undefined) return { call: [{ name: called.name, args: JSON.stringify(called.args) }] };
  const outcome = JSON.parse(String(given.content)) as ReadResult | { state: 'refused' | 'proposed' };
  if (outcome.state === 'ok') return { say: sayRows(outcome) };
  return { say: outcome.state === 'proposed' ? 'C’est proposé.' : 'Votre rôle ne le permet pas.' };
}

let doors: Doors;

beforeAll(async () => {
  doors = await openFiveDoors(script);
});
afterAll(() => doors.close());

function answerOf(asked: Asked): Answer {
  if ('answer' in asked) return asked.answer;
  throw new Error(`refused at the door: ${asked.code}`);
}

const withoutChat = ({ chat: _chat, ...answer }: Answer) => answer;

/** Every figure of the answer stands in what MCP's tool gives. */
function expectFiguresIn(answer: Answer, result: Record<string, unknown>): void {
  const { rows, total, count, sums } = result as unknown as ReadResult;
  for (const { name, subject, value, source } of answer.figures) {
    const row = rows.find(
      (one) => source.endsWith(`#${one.key}`) || source.endsWith(`#${encodeURIComponent(one.key)}`),
    );
    const given = [row?.fields[name], total[name], sums[name], name === 'count' ? count : undefined];
    expect(given, `${name} of ${subject}, ${source}`).toContainEqual(value);
  }
}

/**
 * Asks at the page, the API, the command line and in Slack; the page's live channel and Slack's message too must tell
 * this very answer. @returns it.
 */
async function askEverywhere(at: Doors, seat: Seat, turns: Conversation): Promise<Answer> {
  const { heard, ...asked } = await at.web(seat, turns);
  const web = answerOf(asked);
  const streamed = heard.map((event) => (event.type === 'text' ? event.text : '')).join('');
  expect(streamed.trim()).toBe(web.answer);
  expect(heard.at(-1)).toEqual({ type: 'done', answer: web });

  expect(withoutChat(answerOf(await at.rest(seat, turns)))).toEqual(withoutChat(web));
  expect(withoutChat(answerOf(await at.cli(seat, turns)))).toEqual(withoutChat(web));

  const { posted, ...kept } = await at.slack(seat, turns);
  const slack = answerOf(kept);
  expect(withoutChat(slack)).toEqual(withoutChat(web));
  const shown = showAnswer(slack, at.publicUrl);
  expect(posted).toMatchObject({ response_type: 'ephemeral', text: shown.text });
  // The cards of what was proposed follow.
  expect((posted['blocks'] as unknown[]).slice(0, shown.blocks.length)).toEqual(shown.blocks);
  return web;
}

const seats = Object.keys(SEATS) as Seat[];
const cells = seats.flatMap((seat) => Object.keys(QUESTIONS).map((question) => [seat, question] as const));

/** What each cell must be: rights are COMMANDS.md's, not whatever the doors agree on. */
const REFUSED: Record<Seat, readonly string[]> = {
  direction: [],
  daf: [],
  adv: ['report_drift', 'report_margin', 'report_margin by consultant', 'report_occupancy', 'report_bench'],
  commercial: ['report_margin by consultant', 'report_occupancy', 'report_bench', 'report_anomalies'],
  responsable: ['report_margin by consultant', 'report_receivables'],
  consultant: ['report_drift', 'report_margin', 'report_margin by consultant', 'report_billing', 'report_receivables'],
};

describe('une question', () => {
  test.each(cells)('%s : « %s » a la même réponse aux cinq portes', async (seat, question) => {
    const tool = QUESTIONS[question];
    const web = await askEverywhere(doors, seat, [question]);
    const refused = REFUSED[seat].includes(
      'by' in (tool?.args ?? {}) ? `${tool?.name} by consultant` : `${tool?.name}`,
    );
    expect(web.figures.length > 0, web.answer).toBe(!refused);
    if (!refused) expect(web.outcome).toBe('answered');
    const mcp = await doors.mcp(seat, tool?.name ?? '', { ...tool?.args, 'as-of': TODAY });
    if (refused) expect(mcp).toMatchObject({ state: 'refused', rights: true });
    else expectFiguresIn(web, mcp);
  });

  test('un souhait est déposé une fois, et montré à chaque porte', async () => {
    const before = await doors.countProposals();
    const web = await askEverywhere(doors, 'direction', [WISH]);
    const mcp = await doors.mcp('direction', CREATE.name, CREATE.args);
    expect(web).toMatchObject({ outcome: 'proposed', proposals: [{ command: 'create_client' }] });
    expect(mcp).toMatchObject({ state: 'proposed', filed: false, id: web.proposals[0]?.id });
    expect(await doors.countProposals()).toBe(before + 1);
  });

  test('un souhait que le rôle ne permet pas est refusé à chaque porte', async () => {
    expect((await askEverywhere(doors, 'consultant', [WISH])).proposals).toEqual([]);
    expect(await doors.mcp('consultant', CREATE.name, CREATE.args)).toMatchObject({ state: 'refused', rights: true });
  });
});

/** Every number of a document, however deep. */
function numbersOf(value: unknown): Set<number> {
  if (typeof value === 'number') return new Set([value]);
  if (value === null || typeof value !== 'object') return new Set();
  return new Set(Object.values(value).flatMap((part) => [...numbersOf(part)]));
}

/** The codes that a document is about: those of its own list, not of the lines under them. */
function codesOf(document: Record<string, unknown>): string[] {
  const lists = Object.values(document).filter((value) => Array.isArray(value)) as { code?: unknown }[][];
  return lists.flat().flatMap(({ code }) => (typeof code === 'string' ? [code] : []));
}

const OPTIONS: Record<string, Record<string, string>> = {
  changes: { since: '2026-10-01' },
  what_if: { leaves: 'C002' },
  billing: OCTOBER,
  anomalies: OCTOBER,
  occupancy: OCTOBER,
};

describe('un rapport', () => {
  const reads = seats.flatMap((seat) => REPORT_NAMES.map((name) => [seat, name] as const));

  test.each(reads)('%s, %s : le même document, ou le même refus', async (seat, name) => {
    const options = { 'as-of': TODAY, ...OPTIONS[name] };
    const rest = await doors.report.rest(seat, name, options);
    expect(await doors.report.web(seat, name, options)).toEqual(rest);
    expect(await doors.report.cli(seat, name, options)).toEqual(rest);
    const mcp = await doors.mcp(seat, `report_${name.replaceAll('-', '_')}`, options);
    if ('code' in rest) {
      expect(mcp).toMatchObject({ state: 'refused', code: rest.code });
      return;
    }
    expect(mcp).toMatchObject({ state: 'ok' });
    const { rows, total } = mcp as unknown as ReadResult;
    const inDocument = numbersOf(rest.document);
    const inTool = numbersOf([rows.map(({ fields }) => fields), total]);
    expect([...inTool].filter((number) => !inDocument.has(number))).toEqual([]);
    const subjects = new Set(rows.map(({ subject }) => subject));
    expect(codesOf(rest.document).filter((code) => !subjects.has(code))).toEqual([]);
  });
});

describe('sans modèle réglé, une conversation', () => {
  let builtIn: Doors;
  beforeAll(async () => {
    builtIn = await openFiveDoors(null);
  });
  afterAll(() => builtIn.close());

  test.each<[Seat, Conversation, Answer['outcome'][]]>([
    ['direction', ['Quels projets dérivent ?', 'Explique P005'], ['answered']],
    ['direction', ['Quelle marge sur P001 ?', 'et pour P003 ?'], ['answered']],
    ['daf', ['Quel est le DSO ?'], ['answered']],
    ['adv', ['Solde client : Banque de l’Ouest', 'Même chose, Groupe Hélios'], ['answered']],
    ['adv', ['Quelle est la marge de P001 ?'], ['refused', 'abstained']],
    ['responsable', ['Quels projets dérivent ?'], ['answered']],
    ['commercial', ['Combien les clients nous doivent-ils ?'], ['answered']],
    ['commercial', ['Quelle est la marge par consultant ?'], ['refused', 'abstained']],
    ['consultant', ['Quelle est la marge de la société ?'], ['refused', 'abstained']],
    ['consultant', ['Écris-moi un poème sur la mer'], ['abstained']],
  ])('%s : %j a la même réponse à chaque porte', async (seat, turns, outcomes) => {
    const answer = await askEverywhere(builtIn, seat, turns);
    expect(outcomes, answer.answer).toContain(answer.outcome);
    expect(answer.figures.length > 0).toBe(answer.outcome === 'answered');
  });
});
