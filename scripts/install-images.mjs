/**
 * node scripts/install-images.mjs: makes public/images, what browsers show of the page when they offer to install it: icons from
 * public/icon.svg, and screenshots of the built page (dist) while it replays the sample market.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { preview } from 'vite';
import { chromiumArgs, ensureChromium } from './chromium.mjs';
import { root } from './run-command.mjs';

/** A launcher may cut off all but a circle of 80% of the width (W3C, Web App Manifest, "maskable"). */
const icons = [
  { name: 'icon-192', pixels: 192 },
  { name: 'icon-512', pixels: 512 },
  { name: 'icon-maskable-512', pixels: 512, isFilled: true },
  { name: 'apple-touch-icon', pixels: 180, isFilled: true },
];
const screenshots = [
  { name: 'simulate-wide', width: 1440, height: 900 },
  { name: 'simulate-narrow', width: 390, height: 844 },
];

const folder = join(root, 'public/images');
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: await ensureChromium(),
  args: chromiumArgs,
});
try {
  for (const icon of icons) await drawIcon(icon);
  await shootReplay();
} finally {
  await browser.close();
}

async function drawIcon({ name, pixels, isFilled = false }) {
  const page = await browser.newPage({ viewport: { width: pixels, height: pixels } });
  const svg = readFileSync(join(root, 'public/icon.svg'), 'utf8');
  const margin = isFilled ? pixels * 0.1 : 0;
  await page.setContent(
    `<style>body { margin: 0; padding: ${margin}px; background: ${isFilled ? '#0b0b0d' : 'transparent'} }
    svg { display: block; width: ${pixels - 2 * margin}px }</style>${svg}`,
  );
  await page.screenshot({ path: join(folder, `${name}.png`), omitBackground: true });
  await page.close();
}

async function shootReplay() {
  const server = await preview({ root, preview: { port: 0 }, logLevel: 'error' });
  const page = await browser.newPage({ colorScheme: 'dark' });
  await page.goto(server.resolvedUrls.local[0]);
  await page.getByRole('button', { name: 'Watch a model trade' }).click();
  await page
    .locator('[data-metric="trades"][data-value]:not([data-value="0"])')
    .first()
    .waitFor({ timeout: 300_000 });
  await page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: 'Max' });
  const position = page.getByRole('slider', { name: 'Position in history' });
  await page.waitForFunction(
    (slider) => slider.value === slider.max && slider.max !== slider.min,
    await position.elementHandle(),
    { timeout: 300_000 },
  );
  await page.locator('[data-verdict]').waitFor({ timeout: 300_000 });
  for (const { name, width, height } of screenshots) {
    await page.setViewportSize({ width, height });
    // The charts take their new size.
    await page.waitForTimeout(3000);
    await page.screenshot({ path: join(folder, `${name}.png`) });
  }
  await server.close();
}
