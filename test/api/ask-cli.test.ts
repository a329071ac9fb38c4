// `vigie ask`: a question from the command line, in the name of a person, as the operator, or on a Vigie elsewhere.

import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../../agents/turn.ts';
import { readReport } from '../../db/reports/read-report.ts';
import { openLoopbackModel, type ChatRequest, type LoopbackModel } from '../agents/loopback-model.ts';
import { readExample } from '../db/firm-files.ts';
import { loadFirm } from '../db/load-firm.ts';
import { runVigie, type VigieRun } from '../db/run-vigie.ts';
import { openTestApi, type TestApi } from './test-api.ts';

let folder: string;
let api: TestApi;
let key: string;
let model: LoopbackModel;

/** Proposes what is asked to be proposed; else reads the drifts. */
function say({ messages }: ChatRequest) {
  const asked = JSON.stringify(messages.findLast(({ role }) => role === 'user')?.content);
  if (messages.at(-1)?.role === 'tool') return { say: asked.includes('perdue') ? '' : '[[1:count]] projets.' };
  return asked.includes('perdue')
    ? { call: [{ name: 'propose_lose_opportunity', args: '{"code":"O0008"}' }] }
    : { call: [{ name: 'report_drift', args: '{}' }] };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vigie-ask-'));
  chmodSync(folder, 0o711);
  api = await openTestApi({ readReport });
  await loadFirm(api.database.app, readExample());
  ({ key } = await api.addPerson('anne@esn.fr', ['direction']));
  model = await openLoopbackModel(say);
});
afterAll(async () => {
  await model.close();
  await api.close();
  rmSync(folder, { recursive: true, force: true });
});

function vigie(args: readonly string[], settings: Record<string, string> = {}): Promise<VigieRun> {
  return runVigie(args, {
    VIGIE_HOME: join(folder, 'home'),
    DATABASE_URL: api.database.url,
    DATABASE_APP_URL: api.database.appUrl,
    DATABASE_READER_URL: api.database.readerUrl,
    AI_BASE_URL: model.baseUrl,
    AI_MODEL: 'boucle',
    ...settings,
  });
}

const read = ({ stdout }: VigieRun): Answer => JSON.parse(stdout) as Answer;

describe('vigie ask', () => {
  test('répond en un document, et la suite se demande dans la même conversation', async () => {
    const first = await vigie([
      'ask',
      'Quels projets dérivent ?',
      '--as',
      'anne@esn.fr',
      '--as-of',
      '2026-10-31',
      '--json',
    ]);
    expect(first.code).toBe(0);
    expect(read(first)).toMatchObject({
      outcome: 'answered',
      figures: [{ name: 'count', subject: 'total', unit: 'count' }],
      tools: [{ name: 'report_drift' }],
    });
    const next = await vigie(['ask', 'Et maintenant ?', '--as', 'anne@esn.fr', '--chat', read(first).chat, '--json']);
    expect(read(next).chat).toBe(read(first).chat);
    const told = JSON.stringify(model.asked.at(-1)?.messages);
    expect(told).toContain('Quels projets dérivent ?');
  });

  test('l’opérateur lit sans se nommer, et ne propose rien', async () => {
    expect(read(await vigie(['ask', 'Quels projets dérivent ?', '--json']))).toMatchObject({ outcome: 'answered' });
    const wish = read(await vigie(['ask', 'O0008 est perdue : propose-le', '--json']));
    expect(wish).toMatchObject({ proposals: [] });
    expect(await api.database.app`select 1 from proposals`).toHaveLength(0);
  });

  test('en mots, pour qui lit le terminal', async () => {
    const told = await vigie(['ask', 'O0008', 'est', 'perdue', '--as', 'anne@esn.fr']);
    expect(told.code).toBe(0);
    expect(told.stdout).toMatch(
      /^Marquer O0008 perdue\.\n→ Proposition [0-9a-f-]{36} : Marquer O0008 perdue\.\n\(suite : --chat /,
    );
  });

  test.each([
    [['ask'], 2, /Il faut une question/],
    [['ask', 'x', '--as-of', 'hier'], 2, /AAAA-MM-JJ/],
    [['ask', 'x', '--as', 'personne@esn.fr'], 1, /Personne n’a l’adresse/],
    [['ask', 'x', '--as', 'anne@esn.fr', '--chat', 'rien'], 1, /n’existe pas/],
  ] as const)('%j finit par le code %i et une phrase', async (args, code, sentence) => {
    const run = await vigie(args);
    expect([run.code, run.stderr]).toEqual([code, expect.stringMatching(sentence)]);
  });

  test('le modèle absent, on le dit, et le code de sortie aussi', async () => {
    const run = await vigie(['ask', 'Quels projets dérivent ?', '--as', 'anne@esn.fr', '--json'], {
      AI_BASE_URL: 'http://127.0.0.1:9/v1',
    });
    expect([run.code, JSON.parse(run.stdout)]).toMatchObject([1, { code: 'model_failed', status: 503 }]);
  });

  test('ailleurs, par la clé de qui demande ; --as y est refusé', async () => {
    const settings = { VIGIE_HOME: join(folder, 'ailleurs'), VIGIE_URL: api.url, VIGIE_TOKEN: key };
    const run = await runVigie(['ask', 'Quels projets dérivent ?', '--json'], settings);
    expect([run.code, read(run)]).toMatchObject([0, { outcome: 'answered' }]);
    const named = await runVigie(['ask', 'x', '--as', 'anne@esn.fr'], settings);
    expect([named.code, named.stderr]).toEqual([1, expect.stringContaining('--as est refusé')]);
  });
});
