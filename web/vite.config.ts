// How the web application is built: one page, files named by the digest of what they hold, nothing from elsewhere.

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// One build, the same for everybody: React's slower development build must not follow from a NODE_ENV left in a shell.
process.env['NODE_ENV'] = 'production';

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
        codeSplitting: { groups: [{ name: 'libraries', test: /node_modules/ }] },
      },
    },
  },
});

export { config as default };
