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

/** The page itself, built as for release and served on this machine. */
export interface ServedApp {
  readonly url: string;
  /** Opens a page of another Chromium, which stores nothing on disk; the page is empty. */
  openPage(): Promise<BenchPage>;
  close(): Promise<void>;
}

/** Outside of `dist`, so that a release never holds a benchmark. */
const outDir = join(root, 'node_modules/.cache/bench-page');
const appOutDir = join(root, 'node_modules/.cache/bench-app');

/** Builds the page as for release and serves it. */
export async function serveApp(): Promise<ServedApp> {
  await build({ root, logLevel: 'error', build: { outDir: appOutDir, emptyOutDir: true } });
  const server = await servePages(appOutDir);
  return {
    url: server.url,
    async openPage() {
      const executablePath = await ensureChromium();
      const browser = await chromium.launch({ executablePath, args: chromiumArgs });
      return { page: await browser.newPage(), close: () => browser.close() };
    },
    close: server.close,
  };
}

async function servePages(folder: string) {
  const server = await preview({
    root,
    logLevel: 'error',
    preview: { port: 0 },
    build: { outDir: folder },
  });
  return { url: server.resolvedUrls?.local[0] ?? '', close: () => server.close() };
}

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
  const server = await servePages(outDir);
  const executablePath = await ensureChromium();
  const options = { executablePath, args: [...chromiumArgs, ...args] };
  const browser =
    profile === ''
      ? await chromium.launch(options)
      : await chromium.launchPersistentContext(profile, options);
  const page = await browser.newPage();
  await page.goto(`${server.url}bench/page/${name}.html`);
  return {
    page,
    async close() {
      await browser.close();
      await server.close();
    },
  };
}
