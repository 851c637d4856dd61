import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { compileKernels } from './scripts/build-kernels.mjs';

export default defineConfig({
  plugins: [compileKernels(), svelte()],
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/e2e/**'],
    // All cores: a runner that leaves one to the terminal would use one of two.
    maxWorkers: '100%',
    testTimeout: 60_000,
  },
});
