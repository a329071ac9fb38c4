// Staffing as a delivery manager does it, in a real browser on the example firm: a need, its candidates, a proposal that
// waits in « À décider »; the best plans; a supposition; an overload opened to its proof; and the same on a phone.

import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestApi } from '../api/test-api.ts';
import { changeExample } from '../db/firm-files.ts';
import { openBrowserFirm, type BrowserFirm } from './browser-firm.ts';
import { findBarriers, LOOKS, measureBeyond, openPage } from './browser.ts';

const DESK = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 740 };

describe('le planning et le staffing dans un navigateur', () => {
  let firm: BrowserFirm;
  let api: TestApi;
  let browser: Browser;

  beforeAll(async () => {
    // C001 is on P001 all day: half a day more, if it is confirmed, is too much.
    const more = 'A0099;P004;C001;Développeur senior;2026-11-09;2026-11-20;0.5;;;previsionnelle';
    firm = await openBrowserFirm(changeExample('affectations.csv', 'A0003;', `${more}\nA0003;`));
    ({ api, browser } = firm);
  });
  afterAll(() => firm.close());

  const open = (options: BrowserContextOptions) => openPage(browser, { storageState: firm.session, ...options });

  /** A page at its address, drawn to the end, with what its console complained of. */
  async function visit(path: string, options: BrowserContextOptions = { viewport: DESK }) {
    const opened = await open(options);
    await opened.page.goto(`${api.url}${path}`);
    await opened.page.getByRole('heading', { level: 1 }).waitFor();
    await opened.page.waitForLoadState('networkidle');
    return opened;
  }

  const countWaiting = async (page: Page): Promise<number> => {
    await page.goto(`${api.url}/a-decider`);
    await page.getByText(/^\d+ propositions?$/).waitFor();
    return Number.parseInt((await page.getByText(/^\d+ propositions?$/).textContent()) ?? '', 10);
  };

  for (const { scheme, width } of LOOKS) {
    test.each([
      '/planning',
      '/planning?semaines=26',
      '/staffing',
      '/staffing?vue=recherche&competences=Java',
      '/staffing?vue=plans',
      '/staffing?vue=et-si&si=tjm&taux=-5',
      '/staffing?vue=competences',
    ])(`%s se lit en ${scheme} sur ${width} pixels, par tous et sans déborder`, async (path) => {
      const { page, complaints } = await visit(path, { colorScheme: scheme, viewport: { width, height: 760 } });
      expect(await measureBeyond(page)).toBe(0);
      expect(await findBarriers(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await page.context().close();
    });
  }

  test('un besoin, ses candidats expliqués, une proposition qui attend sa décision', async () => {
    const { page } = await visit('/staffing');
    await page.getByRole('navigation', { name: 'Besoins ouverts' }).getByRole('link').first().click();
    const need = page.getByRole('article');
    const first = need
      .getByRole('list')
      .filter({ has: page.locator('details') })
      .getByRole('listitem')
      .first();
    await first.locator('summary').click();
    await first.getByRole('table', { name: /Chaque raison du score/ }).waitFor();
    await first.getByRole('row', { name: /Disponibilité/ }).waitFor();
    await first.getByRole('button', { name: /^Proposer/ }).click();
    await first.getByRole('link', { name: 'Voir la proposition' }).click();
    const card = page.getByRole('article');
    await card.getByRole('button', { name: 'Approuver' }).waitFor();
    expect(await card.textContent()).toContain('Affecter un consultant');
    await page.context().close();
  });

  test('les trois plans côte à côte ; l’un d’eux part en propositions, sans ce qu’on en retire', async () => {
    const { page } = await visit('/staffing?vue=plans');
    for (const name of ['Équilibre', 'Marge', 'Stabilité'])
      await page.getByRole('region', { name: `Plan ${name}` }).waitFor();
    const plan = page.getByRole('region', { name: 'Plan Équilibre' });
    await plan.getByText(/prouvé|Rien de mieux|sans preuve/).waitFor();
    await plan.getByText('face au plan d’aujourd’hui').waitFor();
    await plan.locator('summary', { hasText: 'affectation' }).click();
    const picks = plan.getByRole('checkbox');
    const all = await picks.count();
    expect(all).toBeGreaterThan(1);
    await picks.first().uncheck();
    const before = await countWaiting((await open({ viewport: DESK })).page);
    await plan.getByRole('button', { name: /^Proposer/ }).click();
    await plan
      .getByText(`${all - 1} propositions à décider.`)
      .or(plan.getByText('1 proposition à décider.'))
      .waitFor();
    expect(await countWaiting(page)).toBeGreaterThan(before);
    await page.context().close();
  });

  test('et si quelqu’un part : avant, après, et les changements à proposer ; rien n’est enregistré', async () => {
    const { page } = await visit('/staffing?vue=et-si');
    await page.getByLabel('Qui part').selectOption('C001');
    await page.getByLabel('À partir du').fill('2026-12-01');
    await page.getByRole('button', { name: 'Comparer' }).click();
    const result = page.getByRole('region', { name: 'Ce que cela changerait' });
    await result.getByRole('heading', { name: /Et si .*\(C001\) part le 01\/12\/2026/ }).waitFor();
    await result.getByRole('row', { name: /Occupation/ }).waitFor();
    await result.getByRole('row', { name: /Coût d’intercontrat/ }).waitFor();
    const before = await countWaiting((await open({ viewport: DESK })).page);
    await result.getByRole('button', { name: 'En faire des propositions' }).click();
    await result.getByText(/propositions? à décider/).waitFor();
    expect(await countWaiting(page)).toBeGreaterThan(before);
    await page.context().close();
  });

  test('au planning, une surcharge s’ouvre sur sa preuve, au clavier, et une mission s’y termine', async () => {
    const { page } = await visit('/planning');
    const over = page.getByRole('button', { name: /en surcharge/ }).first();
    await over.focus();
    await page.keyboard.press('ArrowDown');
    expect(await page.evaluate('document.activeElement.dataset.first !== undefined')).toBe(true);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    const panel = page.getByRole('dialog');
    await panel.getByRole('region', { name: 'Surcharge' }).getByText(/% par/).first().waitFor();
    await panel
      .getByRole('button', { name: /^Terminer/ })
      .first()
      .click();
    const form = panel.getByRole('form', { name: 'Terminer une affectation' });
    await form.getByRole('button', { name: 'Voir l’effet' }).click();
    await form
      .getByText(/^Terminer A\d+/)
      .first()
      .waitFor();
    await form.getByRole('button', { name: 'Proposer' }).click();
    await panel.getByRole('link', { name: 'Voir la proposition' }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.context().close();
  });

  test.each([
    ['responsable', 'aicha.nguyen7@esn-exemple.fr', ['/planning', '/staffing', '/staffing?vue=competences']],
    [
      'commercial',
      'commercial@esn-exemple.fr',
      ['/planning', '/staffing', '/staffing?vue=recherche&profil=Architecte'],
    ],
    ['consultant', 'yann.bonnet2@esn-exemple.fr', ['/planning']],
  ] as const)('un %s lit ce qui est à sa portée, et rien ne lui est refusé en chemin', async (role, email, paths) => {
    const { userId } = await api.addPerson(email, [role]);
    const { page, complaints } = await openPage(browser, { viewport: DESK });
    await page.goto(await api.invite(userId));
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Planning' }).waitFor();
    for (const path of paths) {
      await page.goto(`${api.url}${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      expect(await page.getByText('Vous n’avez pas accès à cet écran').count()).toBe(0);
    }
    expect(complaints).toEqual([]);
    const staffs = await page
      .getByRole('navigation', { name: 'Pages' })
      .getByRole('link', { name: 'Staffing' })
      .count();
    expect(staffs).toBe(role === 'consultant' ? 0 : 1);
    await page.context().close();
  });

  test('sur un téléphone, un besoin s’ouvre et se referme, et le planning se lit personne par personne', async () => {
    const { page } = await visit('/staffing', { viewport: PHONE });
    await page.getByRole('navigation', { name: 'Besoins ouverts' }).getByRole('link').first().click();
    await page.getByRole('article').waitFor();
    expect(await measureBeyond(page)).toBe(0);
    await page.getByRole('link', { name: '← Tous les besoins' }).click();
    await page.getByRole('navigation', { name: 'Besoins ouverts' }).waitFor();
    await page.goto(`${api.url}/planning`);
    await page
      .getByRole('button', { name: /Surcharge dès la semaine/ })
      .first()
      .click();
    await page.getByRole('dialog').getByRole('region', { name: 'Surcharge' }).waitFor();
    expect(await measureBeyond(page)).toBe(0);
    await page.context().close();
  });
});
