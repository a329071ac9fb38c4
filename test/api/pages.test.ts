// The page and its files: open to who is not known yet, holding no data, and nothing of the machine beside them.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestApi, readProblem, type TestApi } from './test-api.ts';

describe('les pages', () => {
  let api: TestApi;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vigie-pages-'));
    mkdirSync(join(folder, 'dist', 'assets'), { recursive: true });
    writeFileSync(join(folder, 'secret.txt'), 'hors des pages');
    writeFileSync(join(folder, 'dist', 'index.html'), '<meta name="csp-nonce" content="__CSP_NONCE__"><p>Vigie</p>');
    writeFileSync(join(folder, 'dist', 'assets', 'index-abc.js'), 'export {};');
    api = await openTestApi({ webFolder: join(folder, 'dist') });
  });
  afterAll(async () => {
    await api.close();
    rmSync(folder, { recursive: true });
  });

  test.each(['/', '/projets/P003?au=2026-10-31', '/connexion'])(
    '%s donne la page, au nonce de sa politique',
    async (path) => {
      const answer = await fetch(`${api.url}${path}`, { headers: { accept: 'text/html' } });
      const page = await answer.text();
      const nonce = /content="([^"]+)"/.exec(page)?.[1] ?? '';
      expect(page).toContain('<p>Vigie</p>');
      expect(nonce.length).toBeGreaterThan(20);
      expect(answer.headers.get('content-security-policy')).toContain(`'nonce-${nonce}'`);
      expect(answer.headers.get('cache-control')).toBe('no-cache');
    },
  );

  test('deux réponses n’ont pas le même nonce', async () => {
    const read = async (): Promise<string> => (await fetch(`${api.url}/`, { headers: { accept: 'text/html' } })).text();
    expect(await read()).not.toBe(await read());
  });

  test('un fichier construit se garde un an, un fichier absent n’est pas la page', async () => {
    const built = await fetch(`${api.url}/assets/index-abc.js`);
    expect(built.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(built.headers.get('content-type')).toContain('javascript');
    expect((await fetch(`${api.url}/assets/absent.js`)).status).toBe(404);
  });

  test.each(['/../secret.txt', '/%2e%2e/secret.txt', '/assets/..%2f..%2fsecret.txt', '/..%5csecret.txt'])(
    '%s ne sort pas du dossier des pages',
    async (path) => {
      expect(await (await fetch(`${api.url}${path}`)).text()).not.toContain('hors des pages');
    },
  );

  test('une adresse de l’API ne donne jamais la page', async () => {
    const answer = await fetch(`${api.url}/api/inconnue`, { headers: { accept: 'text/html' } });
    expect(await readProblem(answer)).toMatchObject({ status: 401, code: 'not_signed_in' });
  });
});
