import { expect, test as base, type Page } from '@playwright/test';
import axe from 'axe-core';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openView } from '../../scripts/demo-page.mjs';

/** A test whose page must not log an error, throw, or ask any other host for anything. */
export const test = base.extend<{ cleanPage: undefined }>({
  cleanPage: [
    async ({ page, baseURL }, use) => {
      const offences: string[] = [];
      page.on('pageerror', (error) => offences.push(`threw ${error.message}`));
      page.on('console', (message) => {
        if (message.type() === 'error') offences.push(`logged ${message.text()}`);
      });
      page.on('request', (request) => {
        const url = request.url();
        const isOwn = url.startsWith(baseURL ?? '') || /^(data|blob):/.test(url);
        if (!isOwn) offences.push(`asked for ${url}`);
      });
      await use(undefined);
      expect(offences).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Rows of the table "Datasets". */
export function datasetRows(page: Page) {
  return page.getByRole('table', { name: 'Datasets' }).locator('tr[data-symbol]');
}

/** Rows of the table "Models". */
export function modelRows(page: Page) {
  return page.getByRole('table', { name: 'Models' }).locator('tr[data-model]');
}

/** Drops files into the Data view by its file input. */
export async function chooseFiles(
  page: Page,
  files: string[] | { name: string; mimeType: string; buffer: Buffer }[],
): Promise<void> {
  await page.getByLabel('Drop or choose files').setInputFiles(files);
}

/** A network and a run so small that training takes seconds. */
export async function chooseSmallTraining(page: Page): Promise<void> {
  await openView(page, 'Train');
  await page.getByRole('spinbutton', { name: 'Width' }).fill('8');
  await page.getByRole('spinbutton', { name: 'Kernel' }).fill('3');
  await page.getByRole('spinbutton', { name: 'Epochs, at most' }).fill('2');
  await page.keyboard.press('Tab');
}

/** Path of a real market-data file, or undefined where the folder of test data is absent. */
export function realFile(name: string): string | undefined {
  const path = join(import.meta.dirname, '../../../shared/data', name);
  return existsSync(path) ? path : undefined;
}

/** CSV text of `count` one-minute bars as Binance archives have them, without header. */
export function makeKlinesCsv(count: number, change?: (row: string[], index: number) => string[]) {
  const start = Date.UTC(2024, 0, 1);
  const rows = Array.from({ length: count }, (_, index) => {
    const open = 100 + Math.sin(index / 50);
    const close = 100 + Math.sin((index + 1) / 50);
    const openTime = start + index * 60_000;
    const row = [
      openTime,
      open,
      Math.max(open, close) + 0.1,
      Math.min(open, close) - 0.1,
      close,
      10,
      openTime + 59_999,
      10 * close,
      5,
      4,
      4 * close,
      0,
    ].map(String);
    return (change?.(row, index) ?? row).join(',');
  });
  return `${rows.join('\n')}\n`;
}

/** A file to choose, from text or bytes. */
export function makeFile(name: string, content: string | Buffer) {
  return { name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) };
}

/** Rules that depend on the look of the page. */
export const rulesOfColour = ['color-contrast', 'link-in-text-block'];

/** All faults against the standards and the practices that axe knows, or against `rules` alone, each with the elements that have it. */
export async function findFaults(page: Page, rules?: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  return page.evaluate(async (chosen) => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run({
      // Frames of the page show nothing; what is no fault would be megabytes to hand over.
      iframes: false,
      resultTypes: ['violations'],
      ...(chosen && { runOnly: [...chosen] }),
    });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  }, rules);
}

/** Changes theme and pair of colours. */
export async function chooseLook(page: Page, theme: string, palette: string): Promise<void> {
  await page.getByRole('button', { name: 'Appearance and help' }).click();
  await page.getByRole('radio', { name: theme, exact: true }).check({ force: true });
  await page.getByRole('radio', { name: palette, exact: true }).check({ force: true });
  await page.keyboard.press('Escape');
}
