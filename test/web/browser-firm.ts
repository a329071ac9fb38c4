// A firm with its screens, its first administrator signed in, and a browser: where the tests of the screens begin.

import type { Browser } from 'playwright-core';
import { buildWeb } from '../../api/web-build.ts';
import { readReport } from '../../db/reports/read-report.ts';
import { openTestApi, type TestApi } from '../api/test-api.ts';
import { loadFirm } from '../db/load-firm.ts';
import { DIST, launchBrowser, type Session } from './browser.ts';

export type BrowserFirm = {
  readonly api: TestApi;
  readonly browser: Browser;
  /** Of the first administrator, who came in by their link. */
  readonly session: Session;
  close(): Promise<void>;
};

/** @param files a firm's files, as `loadFirm` takes them. */
export async function openBrowserFirm(files: Parameters<typeof loadFirm>[1]): Promise<BrowserFirm> {
  await buildWeb();
  const api = await openTestApi({ readReport, webFolder: DIST, live: true });
  await loadFirm(api.database.app, files);
  const browser = await launchBrowser();
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto((await api.createAdminLink()) ?? '');
  await page.getByRole('heading', { name: 'Projets qui dérivent' }).waitFor();
  const session = await context.storageState();
  await context.close();
  return {
    api,
    browser,
    session,
    close: async () => {
      await browser.close();
      await api.close();
    },
  };
}
