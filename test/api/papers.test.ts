// The papers over HTTP: an invoice and a quote as the client has them, for who sends them; a salesperson's own deals alone.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFile } from '../../api/documents/read-file.ts';
import { executeApproved } from '../../db/proposals/execute-approved.ts';
import { readExample } from '../db/firm-files.ts';
import { loadFirm } from '../db/load-firm.ts';
import { openTestApi, readProblem, type TestApi } from './test-api.ts';

const PEOPLE = {
  direction: 'direction',
  adv: 'adv',
  commercial: 'commercial',
  collegue: 'commercial',
  consultant: 'consultant',
} as const;
type Who = keyof typeof PEOPLE;

let api: TestApi;
const keys = {} as Record<Who, string>;
beforeAll(async () => {
  api = await openTestApi();
  await loadFirm(api.database.app, readExample());
  for (const [who, role] of Object.entries(PEOPLE))
    keys[who as Who] = (await api.addPerson(`${who}@esn-exemple.fr`, [role])).key;
});
afterAll(() => api.close());

const get = (who: Who, path: string): Promise<Response> =>
  fetch(`${api.url}/api/${path}`, { headers: { authorization: `Bearer ${keys[who]}` } });
const done = async (who: Who, command: string, input: object): Promise<void> => {
  expect((await api.call(keys[who], `/commands/${command}`, input)).status).toBe(200);
};
/** What a reader sees of a PDF, its spaces plain. */
async function readPaper(answer: Response): Promise<string> {
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  const reading = await readFile(new Uint8Array(await answer.arrayBuffer()));
  if ('fault' in reading) throw new Error(reading.fault);
  return reading.pages.map(({ text }) => text.replaceAll(/\s+/gu, ' ')).join(' ');
}

describe('le devis', () => {
  const terms = {
    contractKind: 'regie',
    startsOn: '2026-12-01',
    endsOn: '2027-02-26',
    validUntil: '2026-12-15',
    lines: [{ profile: 'Développeur', days: 42.5, dailyRate: 520, plannedDailyCost: 333 }],
  };
  test('se lit tel que le client le reçoit ; un projet le dit, et aucun coût n’y est', async () => {
    await done('commercial', 'create_quote', { opportunity: 'O0008', ...terms });
    const draft = await readPaper(await get('commercial', 'quotes/D0001/pdf'));
    for (const said of [
      'Devis D0001',
      'projet, non envoyé',
      'Valable jusqu’au 15/12/2026',
      'Renfort équipe achats',
      'Développeur',
      '42,5',
      '22 100,00',
    ])
      expect(draft).toContain(said);
    expect(draft).not.toContain('333');
    await done('commercial', 'send_quote', { code: 'D0001' });
    const sent = await get('direction', 'quotes/D0001/pdf');
    expect(sent.headers.get('content-disposition')).toBe('inline; filename="D0001-v1.pdf"');
    const paper = await readPaper(sent);
    expect(paper).toContain('31/10/2026');
    expect(paper).not.toContain('non envoyé');
  });

  test('n’est lu que par qui suit l’opportunité', async () => {
    expect(await readProblem(await get('collegue', 'quotes/D0001/pdf'))).toMatchObject({ status: 404 });
    expect(await readProblem(await get('direction', 'quotes/D9999/pdf'))).toMatchObject({ status: 404 });
    expect(await readProblem(await get('adv', 'quotes/D0001/pdf'))).toMatchObject({ status: 403 });
  });
});

describe('la facture', () => {
  test('émise ici, se lit telle que le client la reçoit', async () => {
    const filed = await api.call(keys.adv, '/commands/issue_invoices', { month: '2026-10', projects: ['P002'] });
    expect(filed.status).toBe(202);
    const { id } = filed.body['proposal'] as { id: string };
    const shown = await api.call(keys.direction, `/proposals/${id}`);
    const { sha } = shown.body as { sha: string };
    expect(await api.call(keys.direction, `/proposals/${id}/decision`, { decision: 'approve', sha })).toMatchObject({
      status: 200,
    });
    await executeApproved(api.database.app, id, '2026-10-31');
    const answer = await get('adv', 'invoices/F2026-00021/pdf');
    expect(answer.headers.get('content-disposition')).toBe('inline; filename="F2026-00021.pdf"');
    expect(await readPaper(answer)).toContain('Facture F2026-00021');
  });

  test('importée, n’a de papier qu’ailleurs ; et seul qui facture la lit', async () => {
    expect(await readProblem(await get('adv', 'invoices/F2026-00012/pdf'))).toMatchObject({ status: 404 });
    expect(await readProblem(await get('consultant', 'invoices/F2026-00021/pdf'))).toMatchObject({ status: 403 });
  });
});
