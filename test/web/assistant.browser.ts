// "Quels projets dérivent ?" → a figure opened → a proposal → approved → the plan has changed: with the model built in,
// in a real browser, light and dark, on a desk and on a phone.

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildWeb } from '../../api/web-build.ts';
import { propose } from '../../db/proposals/propose.ts';
import { readReport } from '../../db/reports/read-report.ts';
import { openTestApi, type TestApi } from '../api/test-api.ts';
import { readExample } from '../db/firm-files.ts';
import { loadFirm } from '../db/load-firm.ts';
import { DIST, findBarriers, launchBrowser, LOOKS, measureBeyond, openPage } from './browser.ts';
import { commandNamed } from '../db/run-command.ts';

describe('de la question à la décision', () => {
  let api: TestApi;
  let browser: Browser;

  beforeAll(async () => {
    await buildWeb();
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  async function withFirm(journey: () => Promise<void>): Promise<void> {
    api = await openTestApi({ readReport, webFolder: DIST, live: true });
    await loadFirm(api.database.app, readExample());
    try {
      await journey();
    } finally {
      await api.close();
    }
  }

  /** The bookings of a person on a project. */
  const readBookings = (consultant: string, project: string) =>
    api.database.app<{ startsOn: string; endsOn: string; quota: string }[]>`
      select a.starts_on as "startsOn", a.ends_on as "endsOn", a.quota::float8::text as quota
      from assignments a join consultants c on c.id = a.consultant_id join projects p on p.id = a.project_id
      where c.code = ${consultant} and p.code = ${project} and a.starts_on >= '2026-12-01'`;

  /** The assistant files a proposal in somebody's name. @returns its id. */
  async function file(asker: string, name: string, input: unknown, evidence: unknown[] = []): Promise<string> {
    const command = commandNamed(name);
    const wish = { command, input, evidence, askerId: asker, askerKind: 'agent', channel: 'chat' } as const;
    const filed = await propose(api.database.app, { ...wish, today: '2026-10-31' });
    if (filed.state === 'refused') throw new Error(filed.sentence);
    return filed.proposal.id;
  }

  test.each(LOOKS)('en $scheme, sur $width pixels', ({ scheme, width }) =>
    withFirm(async () => {
      const { page, complaints } = await openPage(browser, { colorScheme: scheme, viewport: { width, height: 780 } });
      const { userId } = await api.addPerson('direction@esn.fr', ['direction']);
      const look = async (): Promise<void> => {
        expect(await findBarriers(page)).toEqual([]);
        expect(await measureBeyond(page)).toBe(0);
      };
      await page.goto(await api.invite(userId));
      await page.goto(`${api.url}/assistant`);

      await page.getByLabel('Votre question').fill('quels projets dérivent ?');
      await page.keyboard.press('Enter');
      const figure = page.getByRole('link', { name: /17.713,09.€/ }).first();
      await figure.waitFor();
      await look();

      await figure.click();
      await page.getByRole('heading', { level: 1, name: 'Dérive' }).waitFor();
      const row = page.locator('tr[aria-current]');
      await row.waitFor();
      expect(await row.textContent()).toMatch(/P003.*17\s713,09\s€/);
      await look();

      await page.goto(`${api.url}/assistant`);
      await page.getByLabel('Votre question').fill('Je veux Yann Bonnet à mi-temps sur P001 tout le mois de décembre');
      await page.keyboard.press('Enter');
      const card = page.getByRole('article', { name: /Affecter Yann Bonnet sur Support CRM \(P001\)/ });
      await card.waitFor();
      expect(await readBookings('C002', 'P001')).toEqual([]);
      await look();

      await card.getByRole('button', { name: 'Approuver' }).click();
      await card.getByText('Exécutée').first().waitFor();
      expect(await readBookings('C002', 'P001')).toEqual([
        { startsOn: '2026-12-01', endsOn: '2026-12-31', quota: '0.5' },
      ]);
      expect(complaints).toEqual([]);
      await page.context().close();
    }),
  );

  test('ce qu’un autre demande apparaît sans recharger, et se décide au clavier', () =>
    withFirm(async () => {
      const { page, complaints } = await openPage(browser, { viewport: { width: 1280, height: 780 } });
      const { userId } = await api.addPerson('direction@esn.fr', ['direction']);
      const { userId: anne } = await api.addPerson('anne@esn.fr', ['direction']);
      await page.goto(await api.invite(userId));
      await page.goto(`${api.url}/a-decider`);
      await page.getByRole('heading', { name: 'Rien à décider' }).waitFor();
      const id = await file(anne, 'move_opportunity', { code: 'O0008', stage: 'qualifiee' });
      const card = page.getByRole('article', { name: /Passer O0008/ });
      await card.waitFor();
      await page.getByRole('link', { name: /À décider.*1 en attente/ }).waitFor();
      await page.keyboard.press('a');
      await page.getByText(/^Fait :/).waitFor();
      await page.getByRole('heading', { name: 'Rien à décider' }).waitFor();
      const [opportunity] = await api.database.app`select stage from opportunities where code = 'O0008'`;
      expect(opportunity).toEqual({ stage: 'qualifiee' });

      await page.goto(`${api.url}/a-decider/${id}`);
      await page.getByRole('button', { name: 'Annuler ce changement…' }).click();
      await page.getByRole('button', { name: 'Confirmer l’annulation' }).click();
      await page.getByText('Le changement est annulé.').waitFor();
      const [back] = await api.database.app`select stage from opportunities where code = 'O0008'`;
      expect(back).toEqual({ stage: 'piste' });
      expect(complaints).toEqual([]);
      await page.context().close();
    }));

  test.each(['light', 'dark'] as const)('les formulaires et les dialogues se lisent aussi, en %s', (colorScheme) =>
    withFirm(async () => {
      const { page, complaints } = await openPage(browser, { colorScheme, viewport: { width: 1280, height: 780 } });
      const { userId } = await api.addPerson('direction@esn.fr', ['direction']);
      const { userId: anne } = await api.addPerson('anne@esn.fr', ['direction']);
      const booking = { consultant: 'C002', project: 'P001', startsOn: '2026-12-01', endsOn: '2026-12-31', quota: 0.5 };
      await file(anne, 'assign_consultant', booking, [
        { kind: 'figure', sentence: 'P001 dérive.', source: 'report:drift?as-of=2026-10-31#P001' },
        { kind: 'alternative', input: { ...booking, quota: 0.25 } },
      ]);
      await file(anne, 'move_opportunity', { code: 'O0008', stage: 'qualifiee' });
      await file(anne, 'move_opportunity', { code: 'O0010', stage: 'negociation' });
      await page.goto(await api.invite(userId));
      await page.goto(`${api.url}/a-decider`);
      const look = async (): Promise<void> => expect(await findBarriers(page)).toEqual([]);

      await page.getByRole('button', { name: /Affecter Yann Bonnet/ }).click();
      const card = page.getByRole('article', { name: /Affecter Yann Bonnet/ });
      await card.getByRole('button', { name: /^Choisir : .*25 %/ }).waitFor();
      await look();
      await page.keyboard.press('e');
      await card.getByLabel('Part du temps').fill('0,75');
      await card.getByRole('button', { name: 'Voir l’effet' }).click();
      await card.getByText(/à 75 %/).waitFor();
      await look();
      await card.getByRole('button', { name: 'Annuler' }).click();
      await page.keyboard.press('r');
      await card.getByLabel('Raison du refus').fill('Pas maintenant');
      await look();
      await page.keyboard.press('Escape');

      await page.getByRole('button', { name: 'Tout approuver…' }).click();
      await page.getByRole('button', { name: 'Approuver les 2' }).waitFor();
      await look();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Au clavier' }).waitFor();
      await look();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: 'Aller à' }).fill('helios');
      await page.getByRole('option', { selected: true }).waitFor();
      await look();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });

      await card.getByRole('button', { name: 'Approuver' }).click();
      await page.getByText(/^Fait :/).waitFor();
      await look();
      expect(complaints).toEqual([]);
      await page.context().close();
    }),
  );
});
