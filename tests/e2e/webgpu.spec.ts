import { resolve } from 'node:path';
import { chromium, expect, test } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';
import { createServer } from 'vite';
import type { ViteDevServer } from 'vite';
import { compileKernels } from '../../scripts/build-kernels.mjs';
import { chromiumArgs, findChromium } from '../../scripts/chromium.mjs';
import type { GoldenResult } from '../models/browser/golden-page';
import type { KernelsResult } from '../models/browser/kernels-page';

const root = resolve(import.meta.dirname, '../..');

let server: ViteDevServer;
let browser: Browser;

// One server for all tests of this file.
test.describe.configure({ mode: 'default' });

test.beforeAll(async () => {
  server = await createServer({
    root,
    configFile: false,
    plugins: [compileKernels()],
    logLevel: 'error',
    cacheDir: 'node_modules/.cache/vite-golden',
    server: { port: 0, host: '127.0.0.1', hmr: false },
    optimizeDeps: {
      entries: ['tests/models/browser/*.html'],
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
  test(`the TCN agrees with PyTorch, LSTM and transformer with plain CPU, within 1e-4 on ${backend}`, async () => {
    const result = await measureInPage(backend);
    if (result.kind === 'failed') throw new Error(result.reason);
    expect(result.backend.name).toBe(backend);
    expect(result.logits).toBeLessThan(1e-4);
    expect(result.loss).toBeLessThan(1e-4);
    expect(Math.max(...Object.values(result.gradients))).toBeLessThan(1e-4);
    expect(Math.max(...result.adamwLosses)).toBeLessThan(1e-4);
    expect(result.windowKinds).toHaveLength(4);
    expect(Math.max(...result.windowKinds)).toBeLessThan(1e-4);
  });
}

test('a software WebGPU adapter is passed over for WASM unless it is asked for', async () => {
  const result = await measureInPage('auto');
  if (result.kind === 'failed') throw new Error(result.reason);
  expect(result.backend.name).toBe('wasm');
  expect(result.backend.rejected.map(({ name }) => name)).toEqual(['webgpu']);
  expect(result.backend.rejected[0].reason).toContain('software adapter');
});

for (const backend of ['webgpu', 'wasm'] as const) {
  test(`convolutions of all shapes agree with the float64 reference on ${backend}`, async () => {
    const result = await measureKernels(backend);
    if (result.kind === 'failed') throw new Error(result.reason);
    expect(result.errors.length).toBeGreaterThan(5);
    expect(Math.max(...result.errors)).toBeLessThan(1e-4);
    expect(result.stepDifference).toBeLessThan(1e-4);
  });
}

test('a training step of the default network takes at most 80 GPU dispatches', async () => {
  const result = await measureKernels('webgpu');
  if (result.kind === 'failed') throw new Error(result.reason);
  expect(result.dispatches.fused).toBeGreaterThan(20);
  expect(result.dispatches.fused).toBeLessThanOrEqual(80);
  expect(result.dispatches.generic).toBeGreaterThan(2 * result.dispatches.fused);
});

test('the wasm backend takes the relaxed-SIMD build where the browser has it', async () => {
  const result = await measureKernels('wasm');
  if (result.kind === 'failed') throw new Error(result.reason);
  expect(result.backend.label).toBe('WASM SIMD with FMA');
});

async function measureInPage(backend: string): Promise<GoldenResult> {
  const page = await openPage('golden', backend);
  await page.waitForFunction(() => window.goldenResult !== undefined, null, { timeout: 300_000 });
  const result = await page.evaluate(() => window.goldenResult as GoldenResult);
  await page.close();
  return result;
}

/** Measured once a backend and worker: several tests look at the same figures. */
const measured = new Map<string, Promise<KernelsResult>>();

function measureKernels(backend: string): Promise<KernelsResult> {
  const known = measured.get(backend) ?? measureKernelsInPage(backend);
  measured.set(backend, known);
  return known;
}

async function measureKernelsInPage(backend: string): Promise<KernelsResult> {
  const page = await openPage('kernels', backend);
  await page.waitForFunction(() => window.kernelsResult !== undefined, null, { timeout: 300_000 });
  const result = await page.evaluate(() => window.kernelsResult as KernelsResult);
  await page.close();
  return result;
}

async function openPage(name: string, backend: string): Promise<Page> {
  const page = await browser.newPage();
  const base = server.resolvedUrls?.local[0] ?? '';
  await page.goto(`${base}tests/models/browser/${name}.html?backend=${backend}`);
  return page;
}
