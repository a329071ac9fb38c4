// The CRA in a real browser, on the example firm: drawn on a desk and on a phone, readable by everybody, and carried by
// two people from the suggested month to the validated one.

import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildWeb } from '../../api/web-build.ts';
import { readReport } from '../../db/reports/read-report.ts';
import type { Role } from '../../domain/roles.ts';
import { openTestApi, type TestApi } from '../api/test-api.ts';
import { readExample } from '../db/firm-files.ts';
import { loadFirm } from '../db/load-firm.ts';
import { writeFacts } from '../db/people.ts';
import { DIST, findBarriers, launchBrowser, LOOKS, measureBeyond, openPage, type Session } from './browser.ts';

let api: TestApi;
let browser: Browser;
/** Zoé was booked in October and entered nothing; François runs her project. */
let zoe: Session;
let francois: Session;

async function signIn(email: string, roles: readonly Role[]): Promise<Session> {
  const { userId } = await api.addPerson(email, roles);
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(await api.invite(userId));
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
  const session = await context.storageState();
  await context.close();
  return session;
}

beforeAll(async () => {
  await buildWeb();
  api = await openTestApi({ readReport, webFolder: DIST, live: true });
  await loadFirm(api.database.app, readExample());
  await writeFacts(api.database.app, async (tx) => {
    await tx`insert into firm (id, settings) values (1, '{"prefill_from_assignments": true}')
      on conflict (id) do update set settings = firm.settings || excluded.settings`;
  });
  browser = await launchBrowser();
  zoe = await signIn('zoe.lefevre8@esn-exemple.fr', ['consultant']);
  francois = await signIn('francois.blanchard3@esn-exemple.fr', ['responsable']);
});
afterAll(async () => {
  await browser.close();
  await api.close();
});

const open = (session: Session, options: BrowserContextOptions) =>
  openPage(browser, { storageState: session, ...options });
const DESK = { viewport: { width: 1280, height: 760 } };

for (const { scheme, width } of LOOKS) {
  test.each([
    ['zoe', '/cra?mois=2026-10'],
    ['zoe', '/cra?mois=2026-09'],
    ['francois', '/cra?mois=2026-10'],
    ['francois', '/cra/equipe?mois=2026-10'],
  ])(`%s, %s, se lit en ${scheme} sur ${width} pixels, par tous`, async (who, path) => {
    const session = who === 'zoe' ? zoe : francois;
    const { page, complaints } = await open(session, { colorScheme: scheme, viewport: { width, height: 760 } });
    await page.goto(`${api.url}${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    expect(await measureBeyond(page)).toBe(0);
    expect(await findBarriers(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
}

describe('un mois, du proposé au validé', () => {
  test('Zoé reprend, corrige au clavier, enregistre et soumet ; François valide, et sa page le dit aussitôt', async () => {
    const { page, complaints } = await open(zoe, DESK);
    await page.goto(`${api.url}/cra?mois=2026-10`);
    await page.getByRole('button', { name: /^Enregistrer 22/ }).waitFor();
    const cell = (day: string) => page.getByRole('button', { name: new RegExp(`^Portail données, ${day} octobre`) });
    await cell('vendredi 2').focus();
    await page.keyboard.press('5');
    await page.keyboard.press('ArrowLeft');
    expect(await page.evaluate("document.activeElement.getAttribute('aria-label')")).toMatch(
      /jeudi 1 octobre : 1 j, proposé$/,
    );
    await page.getByRole('button', { name: /^Enregistrer 21,5/ }).click();
    await page.getByText(/^CRA enregistré : 21,5/).waitFor();
    expect(await cell('vendredi 2').textContent()).toBe('½');

    await page.getByRole('button', { name: 'Soumettre le mois…' }).click();
    await page.getByText('Il manque du temps le 02/10/2026').waitFor();
    await cell('vendredi 2').focus();
    await page.keyboard.press('1');
    await page.getByRole('button', { name: /^Enregistrer 1/ }).click();
    await page.getByText('CRA enregistré : 1').waitFor();
    await page.getByRole('button', { name: 'Soumettre le mois…' }).click();
    await page.getByText(/^Soumettre 22.j de Zoé Lefèvre \(C008\) pour 2026-10 \(Portail données, P008\)\.$/).waitFor();
    await page.getByRole('button', { name: 'Confirmer l’envoi' }).click();
    const states = page.getByRole('region', { name: 'Par projet' });
    await states.getByText('Soumis', { exact: true }).waitFor();
    expect(await cell('vendredi 2').getAttribute('aria-disabled')).toBe('true');

    const desk = await open(francois, DESK);
    await desk.page.goto(`${api.url}/cra/equipe?mois=2026-10`);
    await desk.page.getByRole('button', { name: 'Refuser Zoé Lefèvre sur Portail données (P008)' }).click();
    await desk.page.getByLabel('Ce qui est à corriger').fill('Le 2 était une demi-journée');
    await desk.page.getByRole('button', { name: 'Refuser', exact: true }).click();
    // Her page is open: it hears of it.
    await states.getByText('À corriger : Le 2 était une demi-journée').waitFor();
    await page.getByRole('button', { name: 'Soumettre le mois…' }).click();
    await page.getByRole('button', { name: 'Confirmer l’envoi' }).click();
    await desk.page.getByRole('button', { name: 'Valider Zoé Lefèvre sur Portail données (P008)' }).click();
    await states.getByText('Validé', { exact: true }).waitFor();
    // The incomplete month was refused, as the browser's console notes.
    expect(complaints).toEqual([expect.stringContaining('422')]);
    expect(desk.complaints).toEqual([]);
    await desk.page.context().close();
    await page.context().close();
  });

  test('sur un téléphone, un jour se saisit en deux gestes', async () => {
    const { page } = await open(zoe, { viewport: { width: 360, height: 740 } });
    await page.goto(`${api.url}/cra?mois=2026-11`);
    const day = page.getByRole('group', { name: 'Portail données, lundi 2 novembre' });
    await day.getByRole('button', { name: '½' }).click();
    await page.getByRole('button', { name: /^Enregistrer/ }).click();
    await page.getByText(/^CRA enregistré/).waitFor();
    expect(await day.getByRole('button', { name: '½' }).getAttribute('aria-pressed')).toBe('true');
    await page.context().close();
  });
});
