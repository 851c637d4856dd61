import { resolve } from 'node:path';
import { chromium, expect, test } from '@playwright/test';
import type { Browser } from '@playwright/test';
import { createServer } from 'vite';
import type { ViteDevServer } from 'vite';
import { chromiumArgs, findChromium } from '../../scripts/chromium.mjs';
import type { GoldenResult } from '../models/browser/golden-page';

const root = resolve(import.meta.dirname, '../..');

let server: ViteDevServer;
let browser: Browser;

test.beforeAll(async () => {
  server = await createServer({
    root,
    configFile: false,
    logLevel: 'error',
    cacheDir: 'node_modules/.cache/vite-golden',
    server: { port: 0, host: '127.0.0.1', hmr: false },
    optimizeDeps: {
      entries: ['tests/models/browser/golden.html'],
      include: [
        '@tensorflow/tfjs-core',
        '@tensorflow/tfjs-backend-cpu',
        '@tensorflow/tfjs-backend-wasm',
        '@tensorflow/tfjs-backend-webgpu',
      ],
    },
  });
  await server.listen();
  browser = await chromium.launch({
    executablePath: findChromium(),
    args: [...chromiumArgs, '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'],
  });
});

test.afterAll(async () => {
  await browser?.close();
  await server?.close();
});

for (const backend of ['webgpu', 'wasm'] as const) {
  test(`the network agrees with PyTorch within 1e-4 on ${backend}`, async () => {
    const result = await measureInPage(backend);
    if (result.kind === 'failed') throw new Error(result.reason);
    expect(result.backend.name).toBe(backend);
    expect(result.logits).toBeLessThan(1e-4);
    expect(result.loss).toBeLessThan(1e-4);
    expect(Math.max(...Object.values(result.gradients))).toBeLessThan(1e-4);
    expect(Math.max(...result.adamwLosses)).toBeLessThan(1e-4);
  });
}

test('a software WebGPU adapter is passed over for WASM unless it is asked for', async () => {
  const result = await measureInPage('auto');
  if (result.kind === 'failed') throw new Error(result.reason);
  expect(result.backend.name).toBe('wasm');
  expect(result.backend.rejected.map(({ name }) => name)).toEqual(['webgpu']);
  expect(result.backend.rejected[0].reason).toContain('software adapter');
});

async function measureInPage(backend: string): Promise<GoldenResult> {
  const page = await browser.newPage();
  const base = server.resolvedUrls?.local[0] ?? '';
  await page.goto(`${base}tests/models/browser/golden.html?backend=${backend}`);
  await page.waitForFunction(() => window.goldenResult !== undefined, null, { timeout: 60_000 });
  const result = await page.evaluate(() => window.goldenResult as GoldenResult);
  await page.close();
  return result;
}
