// A turn on the example firm, with a model that says what the test wrote: tools read by the person's rights, figures
// stand where the model refers to them, and the answer is kept.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerTurn } from '../../api/assistant/answer-turn.ts';
import { openAssistant } from '../../api/assistant/assistant.ts';
import { readTurns } from '../../db/chats.ts';
import { findProposal } from '../../db/proposals/show.ts';
import { readReport } from '../../db/reports/read-report.ts';
import { findPersonByEmail, type Person } from '../../db/users.ts';
import type { Answer, TurnEvent } from '../../agents/turn.ts';
import { readExample } from '../db/firm-files.ts';
import { loadFirm } from '../db/load-firm.ts';
import { addPerson } from '../db/people.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { scriptModel, type ScriptedStep } from './scripted-model.ts';

const AS_OF = '2026-10-31';

describe('un tour de l’assistant', () => {
  let database: TestDatabase;
  const people = new Map<string, Person>();

  beforeAll(async () => {
    database = await createTestDatabase();
    await loadFirm(database.app, readExample());
    for (const role of ['direction', 'adv', 'commercial', 'consultant']) {
      const email = `${role}@esn.fr`;
      await addPerson(database.app, email, [role]);
      const person = await findPersonByEmail(database.app, email);
      if (person) people.set(role, person);
    }
  });
  afterAll(() => database.drop());

  const ask = (
    role: string,
    text: string,
    steps: readonly ScriptedStep[],
    more: { chat?: string; onEvent?: (event: TurnEvent) => void } = {},
  ): Promise<Answer> => {
    const asker = people.get(role);
    if (!asker) throw new Error(`no ${role}`);
    return answerTurn(
      {
        appSql: database.app,
        readerSql: database.reader,
        readReport,
        today: () => AS_OF,
        assistant: openAssistant({ chooseModel: () => scriptModel(steps), builtIn: true }),
      },
      { asker, chatId: more.chat ?? null, text, channel: 'cli', ...(more.onEvent && { onEvent: more.onEvent }) },
    );
  };

  test('un chiffre est mis là où le modèle le cite, avec sa source', async () => {
    const answer = await ask('direction', 'Quelle est la marge de Refonte paie ?', [
      { calls: [{ name: 'find_subjects', args: { text: 'Quelle est la marge de Refonte paie ?' } }] },
      { calls: [{ name: 'report_margin', args: { by: 'project', select: { subjects: ['P003'] } } }] },
      { text: '[[2:P003]] : marge de [[2:P003.eac_margin]], soit [[2:P003.eac_rate]] à terminaison.' },
    ]);
    expect(answer.answer.replaceAll(/[\u00A0\u202F]/g, ' ')).toMatch(
      /^Refonte paie \(P003\) : marge de -?[\d ,]+ €, soit -1,53 % à terminaison\.$/,
    );
    expect(answer.figures).toContainEqual({
      name: 'eac_rate',
      subject: 'P003',
      value: -0.0153,
      unit: 'ratio',
      source: `report:margin?as-of=${AS_OF}&by=project#P003`,
    });
    expect(answer).toMatchObject({ outcome: 'answered', choices: [], proposals: [] });
    expect(answer.tools.map(({ name }) => name)).toEqual(['find_subjects', 'report_margin']);
  });

  test('un classement, un seuil, un compte et un total sont faits par l’outil', async () => {
    const answer = await ask('direction', 'Lesquels dérivent le plus ?', [
      {
        calls: [
          {
            name: 'report_drift',
            args: {
              select: {
                where: [{ field: 'severity', op: '!=', value: 'blind' }],
                sort: { field: 'impact', order: 'desc' },
                limit: 2,
              },
            },
          },
        ],
      },
      { text: '[[1:count]] projets, [[1:sum.impact]] en tout.' },
    ]);
    const [count, impact] = answer.figures;
    expect(count).toMatchObject({ name: 'count', subject: 'total', value: 6, unit: 'count' });
    expect(impact).toMatchObject({ name: 'impact', subject: 'total', unit: 'EUR' });
  });

  test('un nombre que nul outil n’a donné est retiré, celui de la question reste', async () => {
    const answer = await ask('direction', 'Plus de 30 % de marge ?', [
      { calls: [{ name: 'report_margin', args: { select: { subjects: ['P001'] } } }] },
      { text: 'Au-dessus de 30 %, [[1:P001]] fait 41,1 %. La marge vaut 99 999 €. Le 31 octobre 2026, rien.' },
    ]);
    expect(answer.answer).toContain('30 %');
    expect(answer.answer).toContain('41,1 %');
    expect(answer.answer).toContain('31 octobre 2026');
    expect(answer.answer).not.toContain('99');
    expect(answer.figures).toContainEqual(
      expect.objectContaining({ name: 'margin_rate', subject: 'P001', value: 0.411 }),
    );
  });

  test('un rapport que le rôle ne donne pas est refusé, et rien n’en est dit', async () => {
    const answer = await ask('consultant', 'Quelle est la marge de la société ?', [
      { calls: [{ name: 'report_margin', args: {} }] },
      { text: '' },
    ]);
    expect(answer).toMatchObject({ outcome: 'refused', figures: [] });
    expect(answer.answer).toBe('Votre rôle ne donne pas accès à ce rapport.');
  });

  test('une question en retour offre ses choix, et finit le tour', async () => {
    const answer = await ask('direction', 'La marge de Refonte référentiel ?', [
      { calls: [{ name: 'ask_back', args: { question: 'Lequel ?', choices: ['P005', 'P006'] } }] },
      { text: 'jamais dit' },
    ]);
    expect(answer).toMatchObject({ outcome: 'asked_back', answer: 'Lequel ?', choices: ['P005', 'P006'] });
  });

  test('un changement est proposé au nom de la personne, une seule fois', async () => {
    const steps: ScriptedStep[] = [
      { calls: [{ name: 'propose_lose_opportunity', args: { code: 'O0008', reason: 'prix' } }] },
      { text: 'Proposé.' },
    ];
    const first = await ask('direction', 'Passe O0008 en perdue', steps);
    const again = await ask('direction', 'Passe O0008 en perdue', steps);
    expect(first.tools).toHaveLength(1);
    expect(first).toMatchObject({ outcome: 'proposed', proposals: [{ command: 'lose_opportunity' }] });
    expect(again.proposals).toEqual(first.proposals);
  });

  test('l’opérateur de la machine lit tout, et ne propose rien', async () => {
    const process = {
      appSql: database.app,
      readerSql: database.reader,
      readReport,
      today: () => AS_OF,
      assistant: openAssistant({
        builtIn: true,
        chooseModel: () =>
          scriptModel([{ calls: [{ name: 'propose_lose_opportunity', args: { code: 'O0009' } }] }, { text: '' }]),
      }),
    };
    const question = { asker: 'operator', chatId: null, text: 'O0009 est perdue', channel: 'cli' } as const;
    expect(await answerTurn(process, question)).toMatchObject({
      outcome: 'refused',
      proposals: [],
      answer: 'Dites au nom de qui proposer : --as EMAIL.',
    });
  });

  test('ce qui fut lu et les autres choix vont avec la proposition, et ses nombres sont des chiffres de la réponse', async () => {
    const input = { consultant: 'C002', project: 'P001', startsOn: '2026-12-01', endsOn: '2026-12-31', quota: 0.5 };
    const answer = await ask('direction', 'Je veux Yann Bonnet à mi-temps sur P001 en décembre', [
      { calls: [{ name: 'report_margin', args: { select: { subjects: ['P001'] } } }] },
      {
        calls: [
          {
            name: 'propose_assign_consultant',
            args: { ...input, reason: 'Il est libre.', alternatives: [{ ...input, consultant: 'C007' }] },
          },
        ],
      },
      { text: '' },
    ]);
    expect(answer).toMatchObject({ outcome: 'proposed', proposals: [{ command: 'assign_consultant' }] });
    expect(answer.answer).toBe(answer.proposals[0]?.effect);
    for (const { source } of answer.figures) expect(source).toBe(`proposal:${answer.proposals[0]?.id}`);
    const asker = people.get('direction');
    const shown = asker && (await findProposal(database.app, asker, AS_OF, answer.proposals[0]?.id ?? ''));
    expect(shown?.reason).toBe('Il est libre.');
    expect(shown?.evidence).toEqual([
      { kind: 'source', source: `report:margin?as-of=${AS_OF}` },
      { kind: 'alternative', input: { ...input, consultant: 'C007' } },
    ]);
  });

  test('la suite d’une conversation se souvient de ce qui fut appelé', async () => {
    const first = await ask('direction', 'Marge de P001 ?', [
      { calls: [{ name: 'report_margin', args: { select: { subjects: ['P001'] } } }] },
      { text: '[[1:P001.margin]]' },
    ]);
    const [turn] = await readTurns(database.app, first.chat, 5);
    expect(turn).toMatchObject({ turn: 1, state: 'done', question: 'Marge de P001 ?' });
    expect(JSON.stringify(turn?.messages)).toContain('report_margin');
    const asker = people.get('direction');
    const told: string[] = [];
    await answerTurn(
      {
        appSql: database.app,
        readerSql: database.reader,
        readReport,
        today: () => AS_OF,
        assistant: openAssistant({
          builtIn: true,
          chooseModel: () =>
            scriptModel((prompt) => {
              told.push(JSON.stringify(prompt));
              return { text: 'oui' };
            }),
        }),
      },
      { asker: asker ?? 'operator', chatId: first.chat, text: 'Et P002 ?', channel: 'cli' },
    );
    expect(told[0]).toContain('Marge de P001 ?');
    expect(told[0]).toContain('tool-result');
  });

  test('ce qui fut lu sous d’autres droits n’est plus redit au modèle', async () => {
    const { chat } = await ask('commercial', 'Marge de P001 ?', [
      { calls: [{ name: 'report_margin', args: { select: { subjects: ['P001'] } } }] },
      { text: '[[1:P001.margin]]' },
    ]);
    const told: string[] = [];
    const asker = people.get('commercial');
    if (!asker) throw new Error('no commercial');
    await answerTurn(
      {
        appSql: database.app,
        readerSql: database.reader,
        readReport,
        today: () => AS_OF,
        assistant: openAssistant({
          builtIn: true,
          chooseModel: () =>
            scriptModel((prompt) => {
              told.push(JSON.stringify(prompt));
              return { text: 'Bien.' };
            }),
        }),
      },
      { asker: { ...asker, roles: ['consultant'] }, chatId: chat, text: 'Et maintenant ?', channel: 'cli' },
    );
    expect(told).toHaveLength(1);
    expect(told[0]).not.toMatch(/margin_rate|Marge de P001/);
  });

  test('une panne de la base pendant la lecture n’est pas dite au modèle : le tour échoue', async () => {
    const failing = answerTurn(
      {
        appSql: database.app,
        readerSql: database.reader,
        readReport: () => Promise.reject(new TypeError('en panne')),
        today: () => AS_OF,
        assistant: openAssistant({
          builtIn: true,
          chooseModel: () => scriptModel([{ calls: [{ name: 'report_drift', args: {} }] }, { text: 'Rien.' }]),
        }),
      },
      { asker: people.get('direction') ?? 'operator', chatId: null, text: 'Quels projets dérivent ?', channel: 'cli' },
    );
    await expect(failing).rejects.toThrow('en panne');
    const [last] = await database.app`select state, reply from chat_turns order by created_at desc limit 1`;
    expect(last).toMatchObject({
      state: 'failed',
      reply: { failed: 'Une erreur inattendue a interrompu la réponse.' },
    });
  });

  test('un tour dont le processus est mort ne retient pas sa conversation', async () => {
    const { chat } = await ask('direction', 'Bonjour', [{ text: 'Bonjour.' }]);
    await database.app`
      insert into chat_turns (chat_id, turn, question, created_at)
      values (${chat}, 2, 'perdue', transaction_timestamp() - interval '5 minutes')`;
    expect(await readTurns(database.app, chat, 1)).toMatchObject([{ turn: 2, state: 'failed' }]);
    expect(await ask('direction', 'Encore', [{ text: 'Oui.' }], { chat })).toMatchObject({ answer: 'Oui.' });
    expect(await readTurns(database.app, chat, 3)).toMatchObject([
      { state: 'done' },
      { state: 'failed' },
      { state: 'done', turn: 3 },
    ]);
  });

  test('la conversation d’un autre est comme absente', async () => {
    const { chat } = await ask('direction', 'Bonjour', [{ text: 'Bonjour.' }]);
    await expect(ask('adv', 'Bonjour', [{ text: 'Bonjour.' }], { chat })).rejects.toMatchObject({ status: 404 });
  });

  test('ce qui se dit est dit au fil de l’eau', async () => {
    const events: TurnEvent[] = [];
    await ask('direction', 'Bonjour', [{ text: 'Bonjour. Comment allez-vous ?' }], {
      onEvent: (event) => events.push(event),
    });
    expect(events.map(({ type }) => type)).toEqual(['started', 'text', 'text', 'done']);
  });
});
