import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { compileKernels } from './scripts/build-kernels.mjs';

const tests = readdirSync('tests', { recursive: true, encoding: 'utf8' })
  .map((path) => join('tests', path).replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.test.ts'));
/** Tests that replace modules need modules of their own; all others share what they have loaded. */
const isolated = tests.filter((path) => readFileSync(path, 'utf8').includes('vi.mock('));

export default defineConfig({
  plugins: [compileKernels(), svelte()],
  test: {
    // All cores: a runner that leaves one to the terminal would use one of two.
    maxWorkers: '100%',
    // Only what hangs takes so long, on a busy machine as well.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    setupFiles: ['tests/property-seed.ts'],
    // `npm run coverage`: what the tests of the core reach of it.
    coverage: {
      provider: 'v8',
      include: ['src/core/**/*.ts'],
      reporter: ['text-summary', 'json-summary'],
      reportsDirectory: 'node_modules/.cache/coverage',
      thresholds: { lines: 95 },
    },
    projects: [
      {
        extends: true,
        test: {
          name: 'shared',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/e2e/**', ...isolated],
          isolate: false,
        },
      },
      { extends: true, test: { name: 'isolated', include: isolated } },
    ],
  },
});
