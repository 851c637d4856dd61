import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { build, preview } from 'vite';
import { chromiumArgs, ensureChromium } from '../scripts/chromium.mjs';
import { root } from './root';

/** A page of `bench/page`, built as for release, in Chromium. */
export interface BenchPage {
  readonly page: Page;
  close(): Promise<void>;
}

/** Outside of `dist`, so that a release never holds a benchmark. */
const outDir = join(root, 'node_modules/.cache/bench-page');

/**
 * Builds and opens `bench/page/NAME.html`; `args` are added to Chromium's flags. What the page stores
 * is kept in memory, or in the folder `profile` where one is given.
 */
export async function openBenchPage(
  name: string,
  args: readonly string[],
  profile = '',
): Promise<BenchPage> {
  const input = join(root, `bench/page/${name}.html`);
  const output = { outDir, emptyOutDir: true, rollupOptions: { input } };
  await build({ root, logLevel: 'error', build: output });
  const server = await preview({
    root,
    logLevel: 'error',
    preview: { port: 0 },
    build: { outDir },
  });
  const executablePath = await ensureChromium();
  const options = { executablePath, args: [...chromiumArgs, ...args] };
  const browser =
    profile === ''
      ? await chromium.launch(options)
      : await chromium.launchPersistentContext(profile, options);
  const page = await browser.newPage();
  await page.goto(`${server.resolvedUrls?.local[0] ?? ''}bench/page/${name}.html`);
  return {
    page,
    async close() {
      await browser.close();
      await server.close();
    },
  };
}
