import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { loadDataset, openView } from '../../scripts/demo-page.mjs';
import {
  chooseFiles,
  chooseSmallTraining,
  datasetRows,
  expect,
  makeFile,
  makeKlinesCsv,
  test,
} from './page';
import { startSlowRun } from './gradient-worker';
import { startStaticHost } from './static-host';

const dist = join(import.meta.dirname, '../../dist');

test.use({ serviceWorkers: 'allow' });

test('after the first visit the page works without a network', async ({ page, context }) => {
  await page.goto('/');
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await context.setOffline(true);
  await page.reload();
  await chooseFiles(page, [makeFile('OFFUSDT-1m-2024-01.csv', makeKlinesCsv(2_000))]);
  await expect(datasetRows(page)).toHaveAttribute('data-symbol', 'OFFUSDT');
  const sample = await loadDataset(page, { files: [], sample: 'noise' });
  expect(sample.bars).toBeGreaterThan(0);

  // In a sandboxed frame, which browsers ask no service worker for.
  await openView(page, 'Simulate');
  await page.getByRole('button', { name: 'Trade by a rule instead' }).click();
  await page.getByRole('button', { name: 'Your own rule', exact: true }).click();
  await page.getByRole('button', { name: 'Trade by this rule' }).click();
  await expect(
    page.getByRole('status').filter({ hasText: /Asked at [\d,]+ closes/ }),
  ).toBeVisible();
});

test('browsers may install the page: what they ask of its manifest is there', async ({
  page,
  request,
}) => {
  await page.goto('/');
  const devtools = await page.context().newCDPSession(page);
  const { url, errors } = await devtools.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
  // A test's window is a private one, in which nothing can be installed.
  expect(installabilityErrors.map(({ errorId }) => errorId)).toEqual(['in-incognito']);
  const manifest = (await (await request.get(url)).json()) as {
    icons: { src: string; sizes: string; purpose?: string }[];
    screenshots: { src: string; sizes: string }[];
  };
  expect(manifest.icons.map(({ sizes, purpose = 'any' }) => `${sizes} ${purpose}`)).toEqual(
    expect.arrayContaining(['192x192 any', '512x512 any', '512x512 maskable']),
  );
  const images = [...manifest.icons, ...manifest.screenshots].filter(({ src }) => /png$/.test(src));
  for (const { src, sizes } of [
    ...images,
    { src: 'images/apple-touch-icon.png', sizes: '180x180' },
  ]) {
    const png = await (await request.get(new URL(src, url).href)).body();
    // Width and height stand in the first chunk (PNG, section 11.2.2).
    expect(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`, src).toBe(sizes);
  }
});

test.describe('a new version', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tabquant-'));
  test.beforeAll(() => cpSync(dist, folder, { recursive: true }));
  test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('waits for a running training, then comes by a button, and other tabs keep their parts', async ({
    browser,
  }) => {
    const host = await startStaticHost(folder);
    const context = await browser.newContext();
    try {
      const page = await context.newPage();
      await page.goto(host.url);
      await page.evaluate(async () => void (await navigator.serviceWorker.ready));
      await page.reload();
      const other = await context.newPage();
      await other.goto(host.url);
      await loadDataset(page, { files: [], sample: 'noise' });
      await chooseSmallTraining(page);
      const train = page.getByRole('button', { name: 'Train model', exact: true });
      await startSlowRun(page, () => train.click());
      await expect(page.locator('[data-metric="loss"]')).toHaveAttribute('data-value', /\d/);

      const part = releaseNextVersion(folder);
      await askForUpdate(page);
      const status = page.getByRole('status').filter({ hasText: 'A new version' });
      await expect(status).toContainText('You can reload when the training has ended');
      await expect(status.getByRole('button', { name: 'Reload' })).toHaveCount(0);
      await page.getByRole('button', { name: 'Cancel', exact: true }).click();
      await status.getByRole('button', { name: 'Reload' }).click();
      await expect.poll(() => readPart(page)).toContain('next-');
      await openView(page, 'Data');
      await expect(datasetRows(page)).toHaveCount(1);

      // The host no longer has this part, and the other tab has not loaded it yet.
      expect((await context.request.get(`${host.url}assets/${part}`)).status()).toBe(404);
      expect(await readPart(other)).not.toContain('next-');
      await openView(other, 'Evaluate');
      await expect(other.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(other.getByRole('alert').filter({ hasText: 'could not be loaded' })).toHaveCount(
        0,
      );
      // Once the page opens with no other tab, nothing of the old version is left.
      await page.close();
      await other.close();
      const last = await context.newPage();
      await last.goto(host.url);
      const countCaches = (): Promise<number> =>
        last.evaluate(
          async () => (await caches.keys()).filter((name) => name.startsWith('tabquant-')).length,
        );
      await expect.poll(countCaches).toBe(1);
    } finally {
      await context.close();
      host.close();
    }
  });
});

test('a file that is opened with the installed page is imported', async ({ page }) => {
  await page.addInitScript((csv) => {
    const handle = { getFile: async () => new File([csv], 'LAUNCHUSDT-1m-2024-01.csv') };
    const launchQueue = {
      setConsumer: (take: (launch: object) => void) => take({ files: [handle] }),
    };
    Object.defineProperty(window, 'launchQueue', { value: launchQueue });
  }, makeKlinesCsv(500));
  await page.goto('/');
  await expect(datasetRows(page)).toHaveAttribute('data-symbol', 'LAUNCHUSDT');
});

test('files that another program shares are imported once', async ({ page }) => {
  await page.goto('/');
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await page.reload();
  const opened = await page.evaluate(async (csv) => {
    const form = new FormData();
    form.append('files', new File([csv], 'SHAREUSDT-1m-2024-01.csv', { type: 'text/csv' }));
    return (await fetch('./share', { method: 'POST', body: form })).url;
  }, makeKlinesCsv(500));
  expect(new URL(opened).search).toBe('?shared');
  await page.goto(opened);
  await expect(datasetRows(page)).toHaveAttribute('data-symbol', 'SHAREUSDT');
  expect(new URL(page.url()).search).toBe('');
  expect(await page.evaluate(async () => (await caches.keys()).join())).not.toContain('SHARE');
});

/** Makes a version of other bytes from the files of a build: the part of Evaluate has another name. Returns its name of before. */
function releaseNextVersion(folder: string): string {
  const assets = join(folder, 'assets');
  const part = readdirSync(assets).find((name) => /^EvaluateView-.*\.js$/.test(name)) ?? '';
  const code = readFileSync(join(assets, part));
  rmSync(join(assets, part));
  writeFileSync(join(assets, `next-${part}`), code);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  for (const path of files.filter((name) => /\.(js|html)$/.test(name))) {
    const text = readFileSync(join(folder, path), 'utf8');
    const next = text
      .replaceAll(part, `next-${part}`)
      .replace(/const version = '/, "const version = 'next-")
      .replace('<html ', '<html data-version="next-" ');
    if (next !== text) writeFileSync(join(folder, path), next);
  }
  return part;
}

function readPart(page: Page): Promise<string> {
  return page.evaluate(() => document.documentElement.dataset.version ?? '').catch(() => '');
}

function askForUpdate(page: Page): Promise<void> {
  return page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()));
}
