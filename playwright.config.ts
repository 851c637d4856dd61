import { defineConfig } from '@playwright/test';
import { chromiumArgs, findChromium } from './scripts/chromium.mjs';

/** Ports are counted from here, so that another checkout can run its tests at the same time. */
const firstPort = Number(process.env.E2E_PORT ?? 4174);
const [releasePort, testPort] = [firstPort, firstPort + 1];
const executablePath = findChromium();

/**
 * End-to-end tests drive two builds. `release` is the one in `dist/`, made by `npm run build`;
 * `exchange` is the one in `dist-test/`, made by `npm run build:test`, which asks a stand-in for the
 * exchange that its specs start themselves.
 */
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results/e2e',
  // Only what hangs takes so long, on a busy machine as well.
  timeout: 600_000,
  expect: { timeout: 60_000 },
  // One test keeps almost two cores busy: more at a time end no sooner, and each takes longer.
  workers: 2,
  fullyParallel: true,
  use: {
    // A control that is not there would hold its test until the limit above.
    actionTimeout: 180_000,
    viewport: { width: 1440, height: 900 },
    // Storing the page for offline use is a fifth of what a test costs; the specs that are about it allow it.
    serviceWorkers: 'block',
    // Pictures and copies of the page cost a fifth of all time; what the page held is told with a failure.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false },
    launchOptions: { args: chromiumArgs, ...(executablePath && { executablePath }) },
  },
  projects: [
    {
      name: 'release',
      testIgnore: 'exchange/**',
      use: { baseURL: `http://localhost:${releasePort}` },
    },
    {
      name: 'exchange',
      testMatch: 'exchange/**/*.spec.ts',
      use: { baseURL: `http://localhost:${testPort}` },
    },
  ],
  webServer: [
    {
      command: `npx vite preview --port ${releasePort} --strictPort`,
      port: releasePort,
      timeout: 180_000,
      reuseExistingServer: false,
    },
    {
      command: `npx vite preview --mode test --outDir dist-test --port ${testPort} --strictPort`,
      port: testPort,
      timeout: 180_000,
      reuseExistingServer: false,
    },
  ],
});
