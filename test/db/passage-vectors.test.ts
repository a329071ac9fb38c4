// Search by meaning, with a real model and a real `vector`, where there are both; elsewhere Vigie says that it searches
// by words, and does.
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openEmbeddings } from '../../agents/embeddings.ts';
import { addNearPeople, embedPassages, findPassages } from '../../api/documents/search-passages.ts';
import { uploadDocument } from '../../domain/commands/documents/upload-document.ts';
import { findFreePort } from '../../db/cluster.ts';
import { keepReading, storeContent } from '../../db/documents.ts';
import { executeCommand } from '../../db/execute-command.ts';
import { hasVectors, prepareVectors } from '../../db/passage-vectors.ts';
import { readReport } from '../../db/reports/read-report.ts';
import { findPerson } from '../../db/users.ts';
import { readExample } from './firm-files.ts';
import { loadFirm } from './load-firm.ts';
import { addPerson } from './people.ts';
import { runCommand } from './run-command.ts';
import { createTestDatabase, onOtherServer, type TestDatabase } from './test-database.ts';
import { openDatabase } from '../../db/connection.ts';
import { startEmbeddings } from './test-server.ts';

const TEXTS = {
  'Contrat Ouest': 'Le client règle ses factures quarante-cinq jours après la fin du mois.',
  'CV Martin': 'Conçoit des interfaces mobiles et des applications pour téléphones Android et iPhone.',
  'CV Diallo': 'Administre des bases de données relationnelles, sauvegardes et réplication.',
  'Accord de confidentialité': 'Les parties s’interdisent de divulguer les informations échangées.',
};

// Tests that do not apply are not declared.
const serversWithVectors = onOtherServer ? ['PostgreSQL 16'] : [];
const serversWithout = onOtherServer ? [] : ['embarquée'];

describe('la recherche dans les documents', () => {
  let database: TestDatabase;
  let direction: string;
  const log = pino({ level: 'silent' });
  const today = () => '2026-10-31';

  beforeAll(async () => {
    database = await createTestDatabase();
    direction = await addPerson(database.app, 'direction@esn.fr', ['direction']);
    for (const [title, text] of Object.entries(TEXTS)) {
      const sha256 = await storeContent(database.app, Buffer.from(text));
      await executeCommand(database.app, {
        actId: crypto.randomUUID(),
        command: uploadDocument,
        input: { title, mediaType: 'text/plain', sha256 },
        askerId: direction,
        actorKind: 'person',
        channel: 'api',
        today: today(),
      });
      await keepReading(database.app, sha256, [{ rank: 1, page: 1, text }], null);
    }
  });
  afterAll(() => database.drop());

  async function search(words: string, meaning: Parameters<typeof findPassages>[0]['meaning'] = null) {
    const person = await findPerson(database.app, direction);
    if (!person) throw new Error('the director is gone');
    const { by, passages } = await findPassages({ appSql: database.app, today, log, meaning }, person, words);
    return { by, first: passages[0]?.title ?? null };
  }

  test('se fait par mots, en français, sans rien de plus', async () => {
    expect(await search('factures réglées')).toEqual({ by: 'words', first: 'Contrat Ouest' });
    expect(await search('smartphone')).toEqual({ by: 'words', first: null });
  });

  test('se fait par mots quand le service de sens est parti', async () => {
    const away = openEmbeddings({ baseUrl: `http://127.0.0.1:${await findFreePort()}/v1`, model: 'e5' });
    expect(await search('factures', { embed: away, model: 'e5' })).toEqual({ by: 'words', first: 'Contrat Ouest' });
  });

  test.each(serversWithVectors)('se fait par le sens, avec un vrai modèle et de vrais vecteurs (%s)', async () => {
    const { baseUrl, stop } = await startEmbeddings(await findFreePort());
    try {
      const superuser = openDatabase(database.superUrl, { max: 1, name: 'vigie test' });
      await superuser`create extension if not exists vector`;
      await superuser.end();
      expect(await prepareVectors(database.owner)).toBe(true);
      const meaning = { embed: openEmbeddings({ baseUrl, model: 'multilingual-e5-small' }), model: 'e5' };
      expect(await embedPassages({ appSql: database.app, today, log, meaning })).toBe(4);
      expect(await embedPassages({ appSql: database.app, today, log, meaning })).toBe(0);
      expect(await search('développeur smartphone', meaning)).toEqual({ by: 'meaning', first: 'CV Martin' });
      expect(await search('DBA PostgreSQL', meaning)).toEqual({ by: 'meaning', first: 'CV Diallo' });
      expect(await search('quand sommes-nous payés ?', meaning)).toEqual({ by: 'meaning', first: 'Contrat Ouest' });
    } finally {
      await stop();
    }
  });

  test.each(serversWithVectors)('trouve aussi les personnes par le sens de leur CV (%s)', async () => {
    const firm = await createTestDatabase();
    const { baseUrl, stop } = await startEmbeddings(await findFreePort());
    try {
      await loadFirm(firm.app, readExample());
      const superuser = openDatabase(firm.superUrl, { max: 1, name: 'vigie test' });
      await superuser`create extension if not exists vector`;
      await superuser.end();
      await prepareVectors(firm.owner);
      const askerId = await addPerson(firm.app, 'direction@esn.fr', ['direction']);
      for (const [consultant, title] of [
        ['C002', 'CV Martin'],
        ['C003', 'CV Diallo'],
      ] as const) {
        const text = TEXTS[title];
        const sha256 = await storeContent(firm.app, Buffer.from(text));
        const input = { title, mediaType: 'text/plain', sha256, consultant };
        await runCommand(firm.app, { name: 'upload_document', input, askerId, today: today() });
        await keepReading(firm.app, sha256, [{ rank: 1, page: 1, text }], null);
      }
      const meaning = { embed: openEmbeddings({ baseUrl, model: 'multilingual-e5-small' }), model: 'e5' };
      const process = { appSql: firm.app, today, log, meaning };
      await embedPassages(process);
      const asked = {
        name: 'staffing',
        args: { text: 'développeur smartphone', from: '2027-03-01', to: '2027-03-31' },
        today: today(),
        costs: 'standard',
      } as const;
      const withNear = await addNearPeople(process, 'operator', asked);
      expect(withNear.near?.[0]).toEqual({ consultant: 'C002', title: 'CV Martin', page: 1 });
      expect(await readReport(firm.reader, withNear)).toContain('proche de « CV Martin », page 1');
      expect(await readReport(firm.reader, asked)).not.toContain('CV Martin');
    } finally {
      await stop();
      await firm.drop();
    }
  });

  test.each(serversWithout)(
    'dit au démarrage que le serveur n’a pas de vecteurs, et n’en demande pas (%s)',
    async () => {
      expect(await prepareVectors(database.owner)).toBe(false);
      expect(await hasVectors(database.app)).toBe(false);
    },
  );
});
