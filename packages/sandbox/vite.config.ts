import { defineConfig } from 'vite';

/** The sandbox's page: everything that it needs lies in one folder, and nothing comes from elsewhere. */
export default defineConfig({
  root: `${import.meta.dirname}/page`,
  base: './',
  build: {
    outDir: '../dist/page',
    emptyOutDir: true,
    target: 'es2022',
    // The content security policy lets fonts come from the server only, not from data: addresses.
    assetsInlineLimit: (file) => (file.endsWith('.ttf') ? false : undefined),
  },
});
