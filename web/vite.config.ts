// How the web application is built: one page, files named by the digest of what they hold, nothing from elsewhere.

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// One build, the same for everybody: React's slower development build must not follow from a NODE_ENV left in a shell.
process.env['NODE_ENV'] = 'production';

const SHARED_LIBRARIES =
  /node_modules\/(react|react-dom|scheduler|zod|clsx|@tanstack|@orpc|@standardserver|@floating-ui|@mantine\/(core|hooks|notifications|store)|socket\.io-client|socket\.io-parser|engine\.io-[a-z]+)\//;

const config = defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    target: 'es2022',
    // An icon inlined as data: would need a wider content policy than its own file does.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    // One firm's people load it once and keep it: the libraries' file carries its digest.
    chunkSizeWarningLimit: 800,
    rolldownOptions: {
      output: {
        // What every page needs, in one file; the chat's Markdown and the charts come with the pages that show them.
        codeSplitting: { groups: [{ name: 'libraries', test: SHARED_LIBRARIES }] },
      },
    },
  },
});

export { config as default };
