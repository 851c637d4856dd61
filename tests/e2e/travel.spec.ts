import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js/index-native.js';
import type { Page } from '@playwright/test';
import { openView, readEvaluation } from '../../scripts/demo-page.mjs';
import { fixtureFolder, readFiles } from '../feeds/dashboard/dashboard-files';
import { chooseFiles, datasetRows, expect, makeFile, makeKlinesCsv, modelRows, test } from './page';
import { readStoredLibrary } from './stored-library';

test('work goes to another browser as a file, a configuration by a link, and a model of the reference dashboard trades', async ({
  page,
  browser,
}) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Watch a model trade' }).click();
  await expect(trades(page)).toHaveAttribute('data-value', /[1-9]/);
  const other = await browser.newContext();
  const there = await other.newPage();

  await test.step('an empty browser opens the workspace, and its model says the same', async () => {
    const { auc } = await readEvaluation(page);
    await openView(page, 'Data');
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save workspace' }).click();
    // As a path, since a test hands over bytes far more slowly.
    const file = await (await saved).path();

    await there.goto('/');
    await openWorkspace(there, file);
    await expect(there.getByText(/1 dataset, 1 model, .* added/)).toBeVisible();
    await expect(datasetRows(there)).toHaveCount(1);
    const [from, to] = [await readStoredLibrary(page), await readStoredLibrary(there)];
    expect(to).toEqual(from);
    expect(to.withBars).toHaveLength(1);
    expect(to.mismatched).toEqual([]);
    // Probabilities are not in the file: the model has answered each bar again.
    expect((await readEvaluation(there)).auc).toBe(auc);

    await openView(there, 'Data');
    await openWorkspace(there, file);
    await expect(there.getByText('nothing that is not here')).toBeVisible();
    expect(await readStoredLibrary(there)).toEqual(from);
  });

  await test.step('a link brings the rules and costs that were chosen', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await openView(page, 'Simulate');
    await preset(page).selectOption({ label: 'Aggressive' });
    await fee(page).fill('7');
    await page.keyboard.press('Tab');
    await expect(page).toHaveURL(/feeBps=7/);
    await page.getByRole('button', { name: 'Copy link' }).click();
    await expect(page.getByText(/^Copied the link/)).toBeVisible();
    const link = await page.evaluate(() => navigator.clipboard.readText());

    await openView(there, 'Simulate');
    await expect(fee(there)).toHaveValue('3');
    const opened = await other.newPage();
    await opened.goto(link);
    await expect(fee(opened)).toHaveValue('7');
    await expect(preset(opened).locator('option:checked')).toHaveText('Aggressive');
    await opened.close();
  });

  await test.step('a zip of the reference dashboard is dropped, and its model trades', async () => {
    await openView(there, 'Data');
    await chooseFiles(there, [makeFile('BTCUSDT-1m-2024-01.csv', makeKlinesCsv(2_000))]);
    await expect(datasetRows(there)).toHaveCount(2);
    await drop(there, 'dashboard.zip', await zipDashboard());
    await expect(there.getByText(/is in your models, and in use/)).toBeVisible();
    await expect(modelRows(there)).toHaveCount(2);
    await openView(there, 'Simulate');
    await there.getByRole('combobox', { name: 'Speed' }).selectOption('max');
    await there.getByRole('button', { name: 'Start', exact: true }).click();
    await expect(trades(there)).toHaveAttribute('data-value', /[1-9]/);
  });
});

const trades = (page: Page) => page.locator('[data-metric="trades"]').first();
const preset = (page: Page) => page.getByRole('combobox', { name: 'Strategy preset' });
const fee = (page: Page) => page.getByRole('spinbutton', { name: 'Fee per side (bps)' });

async function openWorkspace(page: Page, path: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Open workspace' }).click();
  await (await chooser).setFiles(path);
}

/** What `scripts/dashboard-model.py` made with PyTorch, as the reference dashboard's users keep it. */
async function zipDashboard(): Promise<Uint8Array> {
  const writer = new ZipWriter(new Uint8ArrayWriter());
  for (const { name, bytes } of readFiles(fixtureFolder)) {
    await writer.add(name, new Uint8ArrayReader(bytes));
  }
  return writer.close();
}

async function drop(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  const dataTransfer = await page.evaluateHandle(
    ([fileName, content]) => {
      const files = new DataTransfer();
      const there = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
      files.items.add(new File([there], fileName));
      return files;
    },
    [name, Buffer.from(bytes).toString('base64')] as const,
  );
  await page.dispatchEvent('main', 'dragenter', { dataTransfer });
  await page.dispatchEvent('main', 'drop', { dataTransfer });
}
