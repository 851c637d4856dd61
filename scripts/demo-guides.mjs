/**
 * Pictures of the guides, made from the page itself: of the views as they are, and of a paper account on the local
 * exchange. Each is 1440 by 900 pixels, dark.
 */
import { join } from 'node:path';
import { trainModel, openView } from './demo-page.mjs';
import { root, runTool } from './run-command.mjs';

const images = join(root, 'docs/images');
const testBuild = join(root, 'node_modules/.cache/guides-build');
/** Bars of a minute come every two seconds, as live mode of the test build expects. */
const exchangeSpeed = 30;

/** Takes a picture of the page as it is, without notices. */
export async function shootGuide(page, name) {
  const dismiss = page.getByRole('button', { name: 'Dismiss', exact: true });
  while ((await dismiss.count()) > 0) await dismiss.first().click();
  await page.evaluate(() => document.fonts.ready);
  await page.evaluate(() => {
    document.activeElement?.blur?.();
    for (const element of document.querySelectorAll('main, main *')) element.scrollTop = 0;
  });
  const path = join(images, `${name}.jpg`);
  await page.screenshot({ path, type: 'jpeg', quality: 82, animations: 'disabled' });
}

/** Fetches bars of the local exchange, trains on them, connects and takes a picture once a trade was made. */
export async function shootLive(browser) {
  const { runExchange } = await import('./run-exchange.mjs');
  const { preview } = await import('vite');
  const isBuilt = await runTool('vite', [
    ...['build', '--mode', 'test', '--outDir', testBuild, '--logLevel', 'error'],
  ]);
  if (isBuilt !== 0) throw new Error('vite build failed, see above');
  const exchange = await runExchange('demo', ['--speed', String(exchangeSpeed)]);
  const server = await preview({
    root,
    mode: 'test',
    build: { outDir: testBuild },
    preview: { port: 0 },
    logLevel: 'error',
  });
  const page = await browser.newPage({
    viewport: { width: 1440, height: 900 },
    colorScheme: 'dark',
  });
  try {
    await page.goto(server.resolvedUrls.local[0]);
    await page.getByRole('button', { name: 'Fetch from Binance' }).click();
    const dialog = page.getByRole('dialog', { name: 'Fetch from Binance' });
    await dialog.getByRole('spinbutton', { name: 'Days, up to now' }).fill('30');
    await page.keyboard.press('Tab');
    await dialog.getByRole('button', { name: 'Fetch', exact: true }).click();
    await page.locator('tr[data-symbol]').first().waitFor({ timeout: 180_000 });
    await trainModel(page, 300_000);
    await openView(page, 'Live');
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    const trades = page.locator('[data-metric="trades"]').first();
    await page.waitForFunction(
      (figure) => Number(figure.dataset.value) >= 3,
      await trades.elementHandle(),
      { timeout: 300_000 },
    );
    await shootGuide(page, 'live');
  } finally {
    await page.close();
    await server.close();
    await exchange.close();
  }
}
