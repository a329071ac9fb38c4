// The screens as they are drawn: light and dark, on a desk and on a phone, by keyboard, readable by everybody
// (axe, WCAG 2.2 AA), within the page's content policy.

import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestApi } from '../api/test-api.ts';
import { readExample } from '../db/firm-files.ts';
import { openBrowserFirm, type BrowserFirm } from './browser-firm.ts';
import { findBarriers, LOOKS, measureBeyond, openPage } from './browser.ts';

describe('les écrans dans un navigateur', () => {
  let firm: BrowserFirm;
  let api: TestApi;
  let browser: Browser;

  beforeAll(async () => {
    firm = await openBrowserFirm(readExample());
    ({ api, browser } = firm);
  });
  afterAll(() => firm.close());

  const open = (options: BrowserContextOptions) => openPage(browser, { storageState: firm.session, ...options });

  for (const { scheme, width } of LOOKS) {
    test.each([
      '/',
      '/projets',
      '/projets/P003',
      '/a-decider',
      '/assistant',
      '/rapports',
      '/rapports/margin',
      '/rapports/occupancy',
      '/rapports/billing',
      '/rapports/changes',
      '/avis',
      '/courriers',
      '/banque',
      '/devis',
      '/exports',
      '/pipeline',
      '/delegations',
      '/fin-de-mois/2026-10',
      '/documents',
      '/opportunites/O0008',
      '/nulle-part',
      '/mot-de-passe',
    ])(`%s se lit en ${scheme} sur ${width} pixels, par tous et sans rien charger d’ailleurs`, async (path) => {
      const { page, complaints } = await open({ colorScheme: scheme, viewport: { width, height: 760 } });
      const elsewhere: string[] = [];
      page.on('request', (request) => {
        if (!request.url().startsWith(api.url) && !request.url().startsWith('data:')) elsewhere.push(request.url());
      });
      await page.goto(`${api.url}${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      expect(await measureBeyond(page)).toBe(0);
      expect(await findBarriers(page)).toEqual([]);
      expect(complaints).toEqual([]);
      expect(elsewhere).toEqual([]);
      await page.context().close();
    });
  }

  test.each(LOOKS)('la page où un client valide se lit en $scheme sur $width pixels, par tous', async (look) => {
    const { key } = await api.addPerson(`adv-${look.scheme}-${look.width}@esn.fr`, ['adv']);
    const made = await fetch(`${api.url}/api/client-links`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ project: 'P003', month: '2026-10' }),
    });
    const { address } = (await made.json()) as { address: string };
    const { page, complaints } = await open({
      colorScheme: look.scheme,
      viewport: { width: look.width, height: 760 },
    });
    await page.goto(address);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await measureBeyond(page)).toBe(0);
    expect(await findBarriers(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('un rapport plus large que l’écran glisse dans son cadre : la page ne bouge pas, ni la première colonne', async () => {
    const { page } = await open({ viewport: { width: 1280, height: 760 } });
    await page.goto(`${api.url}/rapports/margin`);
    await page.getByRole('table').waitFor();
    const left = 'document.querySelector(".vigie-scroll td").getBoundingClientRect().left';
    const before = await page.evaluate(left);
    const moved = await page.evaluate(
      '(() => { const frame = document.querySelector(".vigie-scroll"); frame.scrollLeft = 400; return frame.scrollLeft; })()',
    );
    expect(moved).toBe(400);
    expect(await page.evaluate(left)).toBe(before);
    expect(await measureBeyond(page)).toBe(0);
    await page.context().close();
  });

  test('au clavier : aller au contenu, ouvrir un projet, revenir', async () => {
    const { page } = await open({ viewport: { width: 1280, height: 760 } });
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
    const { page } = await open({ viewport: { width: 1280, height: 760 }, colorScheme: 'light' });
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
    const { page } = await open({ viewport: { width: 360, height: 740 } });
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
