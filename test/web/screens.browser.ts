// The screens as they are drawn: light and dark, on a desk and on a phone, by keyboard, readable by everybody
// (axe, WCAG 2.2 AA), within the page's content policy.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildWeb } from '../../api/web-build.ts';
import { readReport } from '../../db/reports/read-report.ts';
import { openTestApi, type TestApi } from '../api/test-api.ts';
import { readExample } from '../db/firm-files.ts';
import { loadFirm } from '../db/load-firm.ts';

const DIST = join(import.meta.dirname, '..', '..', 'web', 'dist');

/** Where a system's package puts it; CHROMIUM names another. */
function findChromium(): string {
  const places = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const found = places.find((place) => place !== undefined && existsSync(place));
  if (found === undefined)
    throw new Error('no Chromium: install it (on Debian: apt-get install chromium), or set CHROMIUM to its path');
  return found;
}

const LOOKS = [
  { scheme: 'light', width: 1280 },
  { scheme: 'dark', width: 1280 },
  { scheme: 'light', width: 360 },
  { scheme: 'dark', width: 360 },
] as const;

describe('les écrans dans un navigateur', () => {
  let api: TestApi;
  let browser: Browser;
  let session: Exclude<BrowserContextOptions['storageState'], string | undefined>;

  beforeAll(async () => {
    await buildWeb();
    api = await openTestApi({ readReport, webFolder: DIST });
    await loadFirm(api.database.app, readExample());
    browser = await chromium.launch({
      executablePath: findChromium(),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto((await api.createAdminLink()) ?? '');
    await page.getByRole('heading', { name: 'Projets qui dérivent' }).waitFor();
    session = await context.storageState();
    await context.close();
  });
  afterAll(async () => {
    await browser.close();
    await api.close();
  });

  /** A page of somebody signed in, and what its console complained of. */
  async function openPage(options: BrowserContextOptions): Promise<{ page: Page; complaints: string[] }> {
    const context = await browser.newContext({ locale: 'fr-FR', storageState: session, ...options });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    return { page, complaints };
  }

  for (const { scheme, width } of LOOKS) {
    test.each(['/', '/projets', '/projets/P003', '/mot-de-passe'])(
      `%s se lit en ${scheme} sur ${width} pixels, par tous et sans rien charger d’ailleurs`,
      async (path) => {
        const { page, complaints } = await openPage({ colorScheme: scheme, viewport: { width, height: 760 } });
        const elsewhere: string[] = [];
        page.on('request', (request) => {
          if (!request.url().startsWith(api.url) && !request.url().startsWith('data:')) elsewhere.push(request.url());
        });
        await page.goto(`${api.url}${path}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.waitForLoadState('networkidle');
        const beyond = await page.evaluate(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        );
        expect(beyond).toBe(0);
        const found = await new AxeBuilder({ page })
          .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
          .analyze();
        expect(found.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
        expect(complaints).toEqual([]);
        expect(elsewhere).toEqual([]);
        await page.context().close();
      },
    );
  }

  test('au clavier : aller au contenu, ouvrir un projet, revenir', async () => {
    const { page } = await openPage({ viewport: { width: 1280, height: 760 } });
    await page.goto(`${api.url}/`);
    const first = page.getByRole('table').getByRole('link').first();
    await first.waitFor();
    const name = await first.textContent();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Aller au contenu');
    await page.keyboard.press('Enter');
    for (let presses = 0; presses < 10; presses += 1) {
      await page.keyboard.press('Tab');
      if ((await page.evaluate('document.activeElement.textContent')) === name) break;
    }
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: name ?? '' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'Projets qui dérivent' }).waitFor();
    await page.context().close();
  });

  test('le thème choisi reste d’une visite à l’autre, sans éclair blanc', async () => {
    const { page } = await openPage({ viewport: { width: 1280, height: 760 }, colorScheme: 'light' });
    await page.goto(`${api.url}/`);
    await page.getByText('Sombre').click();
    const scheme = () => page.evaluate("document.documentElement.getAttribute('data-mantine-color-scheme')");
    expect(await scheme()).toBe('dark');
    await page.reload({ waitUntil: 'commit' });
    await page.waitForFunction('document.body !== null');
    expect(await scheme()).toBe('dark');
    await page.context().close();
  });

  test('sur un téléphone, le menu s’ouvre, mène à une page et se referme', async () => {
    const { page } = await openPage({ viewport: { width: 360, height: 740 } });
    await page.goto(`${api.url}/`);
    await page.getByRole('button', { name: 'Ouvrir le menu' }).click();
    await page.getByRole('link', { name: 'Tous les projets' }).click();
    await page.getByRole('heading', { level: 1, name: 'Tous les projets' }).waitFor();
    const menu = page.getByRole('button', { name: 'Ouvrir le menu' });
    await menu.waitFor();
    expect(await menu.getAttribute('aria-expanded')).not.toBe('true');
    await page.context().close();
  });

  test('la porte : un inconnu y est mené, se trompe, choisit un mot de passe par son lien et revient', async () => {
    const { userId } = await api.addPerson('marie@esn.fr', ['direction']);
    const context = await browser.newContext({ locale: 'fr-FR' });
    const page = await context.newPage();
    await page.goto(`${api.url}/projets`);
    await page.getByLabel('Adresse de courriel').fill('marie@esn.fr');
    await page.getByLabel('Mot de passe', { exact: true }).fill('pas celui-là');
    await page.getByRole('button', { name: 'Se connecter' }).click();
    await page.getByText('Adresse ou mot de passe inconnu.').waitFor();
    expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([]);

    await page.goto(await api.invite(userId));
    await page.getByRole('link', { name: 'Choisissez un mot de passe' }).click();
    await page.getByLabel('Nouveau mot de passe', { exact: true }).fill('le phare de la Vieille');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByRole('heading', { level: 1, name: 'Projets qui dérivent' }).waitFor();
    await page.getByRole('button', { name: 'Se déconnecter' }).click();
    await page.getByRole('heading', { name: 'Connexion' }).waitFor();
    await page.getByLabel('Adresse de courriel').fill('marie@esn.fr');
    await page.getByLabel('Mot de passe', { exact: true }).fill('le phare de la Vieille');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Projets qui dérivent' }).waitFor();
    await context.close();
  });
});
