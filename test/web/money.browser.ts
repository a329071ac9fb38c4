// From the quote to the bank in a real browser: each by who does it, on the example firm.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../../domain/roles.ts';
import { readExample } from '../db/firm-files.ts';
import { openBrowserFirm, type BrowserFirm } from './browser-firm.ts';
import { findBarriers, measureBeyond, openPage } from './browser.ts';

const STATEMENT = [
  'Date;Libellé;Montant;Référence',
  '20/10/2026;VIR GROUPE HELIOS FACT F2026-00008;2510,00;VIR-001',
  '23/10/2026;VIR DIVERS 4471;1000,00;VIR-004',
  '24/10/2026;PRLV LOYER BUREAUX;-3200,00;',
].join('\n');

describe('l’argent, du devis à la banque', () => {
  let firm: BrowserFirm;
  beforeAll(async () => {
    firm = await openBrowserFirm(readExample());
  });
  afterAll(() => firm.close());

  /** A person with this role, who came in by their link. */
  async function enter(email: string, role: Role, path: string) {
    const { api, browser } = firm;
    const { userId } = await api.addPerson(email, [role]);
    const { page, complaints } = await openPage(browser, { viewport: { width: 1280, height: 760 } });
    await page.goto(await api.invite(userId));
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.goto(`${api.url}${path}`);
    return { page, complaints };
  }

  test('un relevé entre, ce qui est sûr se rapproche, le reste se choisit', async () => {
    const { page, complaints } = await enter('adv@esn-exemple.fr', 'adv', '/banque');
    await page.getByText('Rien à rapprocher').waitFor();
    // In the letters of Windows, as many banks write.
    const file = { name: 'releve.csv', mimeType: 'text/csv', buffer: Buffer.from(STATEMENT, 'latin1') };
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByRole('button', { name: 'Voir l’effet' }).click();
    await page.getByText(/^Importer 3 lignes de relevé/).waitFor();
    await page.getByRole('button', { name: 'Appliquer' }).click();
    await page.getByText(/^Fait : Importer 3 lignes/).waitFor();

    await page.getByRole('button', { name: 'Rapprocher la ligne sûre…' }).click();
    await page.getByRole('region', { name: 'Lignes sûres' }).getByRole('button', { name: 'Voir l’effet' }).click();
    await page.getByRole('button', { name: 'Appliquer' }).click();
    await page.getByText(/^Fait : Rapprocher 1 ligne/).waitFor();
    await page.getByRole('listitem').filter({ hasText: 'FACT F2026-00008' }).first().waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Choisir la facture' }).click();
    const line = page.getByRole('listitem').filter({ hasText: 'VIR DIVERS 4471' });
    const option = await line.getByRole('option', { name: /^F2026-00018/ }).getAttribute('value');
    await line.getByLabel('Facture payée').selectOption(option);
    await line.getByRole('button', { name: 'Voir l’effet' }).click();
    await line.getByRole('button', { name: 'Appliquer' }).click();
    await page.getByText('Chaque ligne des relevés a trouvé sa facture.').waitFor();

    await page.getByText('Réglées', { exact: true }).click();
    await page.getByRole('link', { name: 'F2026-00018' }).waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('un devis se fait ligne à ligne, part, et sa signature est notée', async () => {
    const { page, complaints } = await enter('commercial@esn-exemple.fr', 'commercial', '/devis');
    await page.getByRole('button', { name: 'Nouveau devis…' }).click();
    await page.getByLabel('Opportunité').selectOption('O0008');
    await page.getByLabel('Contrat').selectOption('regie');
    await page.getByLabel('Début').fill('2026-12-01');
    await page.getByLabel('Fin', { exact: true }).fill('2027-02-26');
    const first = page.getByRole('group', { name: 'Lignes, 1' });
    await first.getByLabel('Profil').selectOption('Développeur');
    await first.getByLabel('Jours').fill('40');
    await first.getByLabel('TJM').fill('520');
    await page.getByRole('button', { name: 'Voir l’effet' }).click();
    await page.getByRole('button', { name: 'Appliquer' }).click();

    const quote = page.getByRole('listitem').filter({ hasText: 'D0001' });
    await quote.getByRole('button', { name: 'Envoyer' }).click();
    await quote.getByRole('button', { name: 'Voir l’effet' }).click();
    await quote.getByRole('button', { name: 'Appliquer' }).click();
    await quote.getByRole('button', { name: 'Noter la signature' }).click();
    await quote.getByLabel('Preuve').fill('devis-signe.pdf');
    await quote.getByRole('button', { name: 'Voir l’effet' }).click();
    await quote.getByRole('button', { name: 'Appliquer' }).click();
    await page.getByText('Aucun devis en cours').waitFor();

    await page.goto(`${firm.api.url}/opportunites/O0008`);
    await page.getByRole('heading', { level: 1, name: 'Renfort équipe achats' }).waitFor();
    await page.getByText('Signé le 31 octobre 2026 (devis-signe.pdf)').waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('ce qui est à facturer se demande d’où on le lit, une facture choisie ou tout le mois', async () => {
    const { page, complaints } = await enter('adv2@esn-exemple.fr', 'adv', '/rapports/billing?month=2026-10');
    await page.getByRole('checkbox').first().waitFor();
    await page.getByRole('button', { name: 'Émettre toutes les factures du mois…' }).click();
    await page.getByRole('button', { name: 'Voir l’effet' }).click();
    await page.getByText(/^Émettre \d+ factures pour octobre 2026/).waitFor();
    await page
      .getByRole('checkbox', { name: /^Choisir / })
      .first()
      .check();
    await page.getByText(/^Émettre \d+ factures pour octobre 2026/).waitFor({ state: 'detached' });
    expect(await measureBeyond(page)).toBe(0);
    expect(await findBarriers(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('le FEC se télécharge sous son nom', async () => {
    const { page, complaints } = await enter('daf@esn-exemple.fr', 'daf', '/exports');
    const asked = page.waitForEvent('download');
    await page
      .getByRole('region', { name: 'FEC' })
      .getByRole('button', { name: /^Télécharger/ })
      .click();
    const file = await asked;
    expect(file.suggestedFilename()).toMatch(/^\d{9}FEC20261231\.txt$/);
    await page.getByText(/écritures du 01\/01\/2026 au 31\/10\/2026/).waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
