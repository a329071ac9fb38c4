// `npm run test:browser`: the screens in a real browser (Chromium), on the example firm. Apart from `npm test`, which
// needs Node and npm alone.
import { defineConfig } from 'vitest/config';

export const browserConfig = defineConfig({
  test: {
    globalSetup: ['test/db/global-setup.ts'],
    include: ['test/web/**/*.browser.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
export { browserConfig as default };
