import { chromium, expect, test } from '@playwright/test';
import type { Browser } from '@playwright/test';
import { chromiumArgs, findChromium } from '../../scripts/chromium.mjs';
import { openView } from '../../scripts/demo-page.mjs';
import { makeWalkCsv } from './walk-csv';

let browser: Browser;

test.beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: findChromium(),
    args: [...chromiumArgs, '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'],
  });
});

test.afterAll(async () => {
  await browser?.close();
});

/** Put before the training worker's code, so that a test can take its graphics device away. */
const keepDevice = `
  const requestDevice = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (...args) {
    return (globalThis.device = await requestDevice.apply(this, args));
  };
`;

test('training goes on with WASM from the last epoch when the graphics device is lost', async ({
  baseURL,
}) => {
  const page = await browser.newPage({ serviceWorkers: 'block' });
  await page.route('**/train.worker-*.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${await response.text()}\n${keepDevice}` });
  });
  await page.goto(`${baseURL ?? ''}/?backend=webgpu`);
  await page.getByLabel('Drop or choose files').setInputFiles({
    name: 'BTCUSDT-1m-2024-01.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(makeWalkCsv(12_000)),
  });
  await page.getByRole('table', { name: 'Datasets' }).locator('tr[data-symbol]').waitFor();
  await openView(page, 'Train');
  await page.getByRole('spinbutton', { name: 'Width' }).fill('4');
  await page.getByRole('spinbutton', { name: 'Kernel' }).fill('2');
  await page.getByRole('spinbutton', { name: 'Epochs, at most' }).fill('5');
  await page.keyboard.press('Tab');
  const started = page.waitForEvent('worker', (worker) => /train\.worker/.test(worker.url()));
  await page.getByRole('button', { name: 'Train model', exact: true }).click();
  const worker = await started;
  const epoch = page.locator('[data-metric="epoch"]').first();
  await expect(epoch).toHaveAttribute('data-value', '2', { timeout: 120_000 });

  await worker.evaluate(() => (globalThis as unknown as { device: GPUDevice }).device.destroy());
  await expect(page.getByRole('status').filter({ hasText: /webgpu: .* last epoch/ })).toBeVisible();
  const model = page.getByRole('table', { name: 'Models' }).locator('tr[data-model]');
  await expect(model).toHaveAttribute('data-backend', 'wasm', { timeout: 60_000 });
  await expect(model).toHaveAttribute('data-epochs', '5');
  await expect(page.getByRole('alert')).toHaveCount(0);
  await page.close();
});
