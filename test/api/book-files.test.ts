// The files of the books over HTTP: for who reads the same figures, the bytes of the command line, and refusals in French.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeBookFile } from '../../api/books/book-files.ts';
import { BOOK_FILE_NAMES, BOOK_FILE_NOTES } from '../../api/contract/book-files.ts';
import { ROLES, type Role } from '../../domain/roles.ts';
import { readExample } from '../db/firm-files.ts';
import { loadFirm } from '../db/load-firm.ts';
import { openTestApi, readProblem, type TestApi } from './test-api.ts';

const TAKES: ReadonlySet<Role> = new Set(['daf', 'direction']);
const TODAY = '2026-10-31';

describe('les fichiers des comptes', () => {
  let api: TestApi;
  const keys = new Map<Role, string>();
  beforeAll(async () => {
    api = await openTestApi();
    await loadFirm(api.database.app, readExample());
    for (const role of ROLES) keys.set(role, (await api.addPerson(`${role}@esn.fr`, [role])).key);
  });
  afterAll(() => api.close());

  const take = (path: string, role: Role = 'daf'): Promise<Response> =>
    fetch(`${api.url}/api/exports/${path}`, { headers: { authorization: `Bearer ${keys.get(role) ?? ''}` } });
  const asked = { year: 2026, month: '2026-09', format: 'sage', encoding: 'iso-8859-15' } as const;

  test.each(ROLES.flatMap((role) => BOOK_FILE_NAMES.map((name) => [role, name] as const)))(
    '%s emporte %s, ou lit un refus, selon son rôle',
    async (role, name) => {
      const answer = await take(name, role);
      if (TAKES.has(role)) expect(answer.status).toBe(200);
      else expect(await readProblem(answer)).toMatchObject({ status: 403, code: 'right_refused' });
    },
  );

  test('sans session ni clé, rien ne s’emporte', async () => {
    expect((await fetch(`${api.url}/api/exports/fec`)).status).toBe(401);
  });

  test.each([
    ['fec', 'fec?year=2026', 'text/plain; charset=iso-8859-15'],
    ['journals', 'journals?month=2026-09&format=sage', 'text/csv; charset=utf-8'],
    ['payroll', 'payroll?month=2026-09', 'text/csv; charset=utf-8'],
    ['des', 'des?month=2026-09', 'text/csv; charset=utf-8'],
  ] as const)('%s est, octet pour octet, ce qu’écrit la ligne de commande', async (name, path, type) => {
    const { file, content, words } = await writeBookFile(api.database.app, name, asked, TODAY);
    const answer = await take(path);
    expect(answer.headers.get('content-type')).toBe(type);
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename=${file}`);
    expect(JSON.parse(decodeURIComponent(answer.headers.get(BOOK_FILE_NOTES) ?? ''))).toEqual(words);
    expect(Buffer.from(await answer.arrayBuffer()).equals(Buffer.from(content))).toBe(true);
    expect(Buffer.from(content).length).toBeGreaterThan(name === 'fec' || name === 'journals' ? 1000 : 50);
  });

  test('le FEC s’écrit dans l’un ou l’autre jeu de caractères', async () => {
    const bytes = async (path: string) => Buffer.from(await (await take(path)).arrayBuffer());
    const latin = await bytes('fec?encoding=iso-8859-15');
    const wide = await bytes('fec?encoding=utf-8');
    expect(wide.length).toBeGreaterThan(latin.length);
    expect(wide.toString('utf8')).toContain('é');
  });

  test.each([
    ['fec?year=2030', 422, 'year_to_come', /n'a pas commencé/],
    ['journals?month=2027-01', 422, 'month_to_come', /janvier 2027 n'a pas commencé/],
    ['payroll?month=2026-13', 400, 'input_refused', /month doit être un mois AAAA-MM/],
    ['journals?format=excel', 400, 'input_refused', /format/],
    ['fec?annee=2026', 400, 'input_refused', /annee est inconnu/],
    ['bilan', 404, 'export_unknown', /« bilan »/],
  ])('%s se refuse, en français', async (path, status, code, detail) => {
    expect(await readProblem(await take(path))).toMatchObject({ status, code, detail: expect.stringMatching(detail) });
  });
});
