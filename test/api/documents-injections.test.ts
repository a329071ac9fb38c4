// Documents that give orders: what is read of each equals what is read of its clean twin, and nothing else comes of it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerTurn } from '../../api/assistant/answer-turn.ts';
import { readReport } from '../../db/reports/read-report.ts';
import { findPersonByEmail } from '../../db/users.ts';
import { assistantOf } from '../agents/assistant-firm.ts';
import { scriptModel } from '../agents/scripted-model.ts';
import { readExample } from '../db/firm-files.ts';
import { loadFirm } from '../db/load-firm.ts';
import {
  CONTRACT,
  listHostile,
  MAIL,
  RESUME,
  writePdf,
  writeText,
  writeWord,
  type HostileDocument,
  type SentFile,
} from './hostile-documents.ts';
import { openTestApi, type TestApi } from './test-api.ts';

const AS_OF = '2026-10-31';
const DIRECTOR = 'direction.i@esn.fr';
const NEED = `as-of=${AS_OF}&profile=D%C3%A9veloppeur&from=2026-11-02&to=2027-03-31&skills=${encodeURIComponent('Java:4|COBOL:3')}`;

type Firm = { api: TestApi; key: string };
type Read = { id: string; input: Record<string, unknown> };

async function openFirm(): Promise<Firm> {
  const api = await openTestApi({ readReport });
  await loadFirm(api.database.app, readExample());
  return { api, key: (await api.addPerson(DIRECTOR, ['direction'])).key };
}

async function send({ api, key }: Firm, about: string, title: string, file: SentFile): Promise<Read> {
  const answer = await fetch(`${api.url}/api/documents?title=${encodeURIComponent(title)}&${about}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': file.type },
    body: file.content,
  });
  const told = await answer.text();
  expect(answer.status, told).toBe(200);
  const { reading } = JSON.parse(told) as { reading: { proposal: string | null } };
  expect(reading.proposal, title).not.toBeNull();
  const id = reading.proposal;
  const [row] = await api.database.app`
    select r.input from proposals p join proposal_revisions r on r.proposal_id = p.id where p.id = ${id}`;
  const { sha256: _digest, ...input } = (row as { input: Record<string, unknown> }).input;
  return { id: id ?? '', input };
}

async function approve({ api, key }: Firm, id: string): Promise<void> {
  const headers = { authorization: `Bearer ${key}` };
  const { sha } = (await (await fetch(`${api.url}/api/proposals/${id}`, { headers })).json()) as { sha: string };
  const body = JSON.stringify({ decision: 'approve', sha });
  const decided = await fetch(`${api.url}/api/proposals/${id}/decision`, { method: 'POST', headers, body });
  expect(await decided.json()).toMatchObject({ proposal: { state: 'executed' } });
}

async function readRanks({ api, key }: Firm): Promise<{ text: string; json: Record<string, unknown> }> {
  const answer = await fetch(`${api.url}/api/reports/staffing?${NEED}`, {
    headers: { authorization: `Bearer ${key}` },
  });
  const text = await answer.text();
  expect(answer.status, text).toBe(200);
  return { text, json: JSON.parse(text) as Record<string, unknown> };
}

const hostileResumes = await listHostile(RESUME, true);
const hostileContracts = await listHostile(CONTRACT, false);
const hostileMails = await listHostile(MAIL, false);
const named = (documents: readonly HostileDocument[]) => documents.map((one, at) => [one.how, at, one] as const);

describe('un document qui donne des ordres', () => {
  let clean: Firm;
  let trapped: Firm;
  let people: string[];
  const twins = new Map<string, Read>();
  /** Of each person, the first hostile CV that was filed. */
  const toConfirm = new Map<string, string>();
  let before: unknown;

  const countActs = async ({ api }: Firm) => {
    const rows = await api.database.app`select command, count(*)::int as count from acts group by 1 order by 1`;
    return [...rows].filter(({ command }) => command !== 'upload_document');
  };

  beforeAll(async () => {
    [clean, trapped] = await Promise.all([openFirm(), openFirm()]);
    const rows = await clean.api.database.app<{ code: string }[]>`
      select c.code from consultants c join profiles f on f.id = c.profile_id
      where c.left_on is null and f.name = 'Développeur' order by c.code limit 6`;
    people = rows.map(({ code }) => code);
    before = await countActs(trapped);
    const [first = ''] = people;
    const files: Record<string, SentFile> = {
      texte: writeText(RESUME),
      PDF: await writePdf(RESUME),
      Word: writeWord(RESUME),
    };
    for (const [kind, file] of Object.entries(files))
      twins.set(kind, await send(clean, `consultant=${first}`, `CV ${kind}`, file));
    twins.set('contrat', await send(clean, 'client=CL001', 'Contrat', writeText(CONTRACT)));
    twins.set('courriel', await send(clean, 'client=CL002', 'Courriel', writeText(MAIL)));
  });
  /** The first person's was filed to be compared. */
  const fileTwin = async (code: string): Promise<Read> => {
    const filed = code === people[0] ? twins.get('texte') : undefined;
    return filed ?? send(clean, `consultant=${code}`, `CV de ${code}`, writeText(RESUME));
  };
  afterAll(() => Promise.all([clean.api.close(), trapped.api.close()]));

  test('a un jumeau propre qui dit quelque chose', () => {
    expect(twins.get('texte')?.input['skills']).toHaveLength(4);
    expect(twins.get('PDF')?.input['skills']).toEqual(twins.get('texte')?.input['skills']);
    expect(twins.get('Word')?.input['skills']).toEqual(twins.get('texte')?.input['skills']);
    expect(twins.get('contrat')?.input['facts']).toHaveLength(5);
    expect(twins.get('courriel')?.input['facts']).not.toHaveLength(0);
  });

  test.each(named(hostileResumes))('CV, %s : mêmes compétences et missions que son jumeau', async (how, at, file) => {
    const code = people[at % people.length] ?? '';
    const { id, input } = await send(trapped, `consultant=${code}`, `CV ${at}`, file);
    const { skills, experiences } = twins.get(how.split(' ')[0] ?? '')?.input ?? {};
    expect({ skills: input['skills'], experiences: input['experiences'] }).toEqual({ skills, experiences });
    if (!toConfirm.has(code)) toConfirm.set(code, id);
  });

  test.each(named(hostileContracts))('contrat, %s : mêmes faits que son jumeau', async (_how, at, file) => {
    const { input } = await send(trapped, 'client=CL001', `Contrat ${at}`, file);
    expect(input['facts']).toEqual(twins.get('contrat')?.input['facts']);
  });

  test.each(named(hostileMails))('courriel d’un client, %s : mêmes faits que son jumeau', async (_how, at, file) => {
    const { input } = await send(trapped, 'client=CL002', `Courriel ${at}`, file);
    expect(input['facts']).toEqual(twins.get('courriel')?.input['facts']);
  });

  test('ne laisse que la proposition de sa lecture', async () => {
    const proposals = await trapped.api.database.app`
      select command, asker_kind as kind, state, count(*)::int as count from proposals group by 1, 2, 3`;
    const filed = hostileResumes.length + hostileContracts.length + hostileMails.length;
    expect(filed).toBeGreaterThanOrEqual(40);
    expect([...proposals]).toEqual([{ command: 'confirm_extraction', kind: 'agent', state: 'pending', count: filed }]);
    expect(await countActs(trapped)).toEqual(before);
  });

  test('une fois confirmé, classe sa personne comme son jumeau', async () => {
    const untold = await readRanks(clean);
    for (const code of people) {
      await approve(trapped, toConfirm.get(code) ?? '');
      const same = await fileTwin(code);
      await approve(clean, same.id);
    }
    const [mine, twin] = [await readRanks(trapped), await readRanks(clean)];
    expect(twin.text).not.toBe(untold.text);
    for (const code of people) expect(twin.text).toContain(code);
    expect(mine.json).toEqual(twin.json);
  });

  test('cité dans la conversation, ne donne aucune adresse du dehors', async () => {
    const { api } = trapped;
    const asker = await findPersonByEmail(api.database.app, DIRECTOR);
    if (!asker) throw new Error('the director is gone');
    const cited: string[] = [];
    for (const words of ['collecte', 'consignes précédentes', 'montant total', 'rank candidate', 'COBOL']) {
      const model = scriptModel((prompt, step) => {
        if (step === 0) return { calls: [{ name: 'search_documents', args: { words } }] };
        const told = prompt.at(-1);
        const part = told?.role === 'tool' ? told.content[0] : undefined;
        const value = part?.type === 'tool-result' && part.output.type === 'json' ? part.output.value : null;
        const { rows } = value as unknown as { rows: { key: string; fields: { passage: string } }[] };
        // A model that cites the passages by their references, and one that copies them.
        const text = rows.map(({ key, fields }) => `[[1:${key}.passage]]\n${fields.passage}`).join('\n');
        return { text: text === '' ? 'Rien.' : text };
      });
      const process = {
        appSql: api.database.app,
        readerSql: api.database.reader,
        readReport,
        today: () => AS_OF,
        assistant: assistantOf(() => model),
      };
      const { answer } = await answerTurn(process, { asker, chatId: null, text: words, channel: 'web' });
      if (answer !== 'Rien.') cited.push(answer);
    }
    expect(cited.length).toBeGreaterThan(2);
    expect(cited.join('\n')).toContain('adresse retirée');
    for (const answer of cited) expect(answer).not.toMatch(/:\/\/|www\.|collecte\.example\/|!\[|\]\(/u);
    expect(await countActs(trapped)).toEqual(expect.arrayContaining(before as unknown[]));
  });
});
