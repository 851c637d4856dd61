import { readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startKillableBrowser, type KillableBrowser } from './killable-browser';
import { chooseFiles, datasetRows, makeFile, makeKlinesCsv } from './page';

// A trace cannot be written of a browser that was killed.
test.use({ trace: 'off' });

const small = makeFile('SMALLUSDT-1m-2024-01.csv', makeKlinesCsv(2_000));
const large = makeFile('LARGEUSDT-1m-2024-01.csv', makeKlinesCsv(20_000));

let browser: KillableBrowser | undefined;

test.afterEach(async () => {
  await browser?.kill();
});

/** Opens the app with two datasets, damages their files while no browser runs, and opens it again. */
async function reopenDamaged(
  profile: string,
  baseURL: string | undefined,
  damage: (file: string) => void,
): Promise<KillableBrowser> {
  browser = await startKillableBrowser(profile);
  await browser.page.goto(baseURL ?? '');
  for (const [at, file] of [small, large].entries()) {
    await chooseFiles(browser.page, [file]);
    await expect(datasetRows(browser.page)).toHaveCount(at + 1);
  }
  await browser.kill();
  const files = readdirSync(join(profile, 'Default/IndexedDB'), {
    recursive: true,
    withFileTypes: true,
  }).filter((entry) => entry.isFile());
  for (const { parentPath, name } of files) damage(join(parentPath, name));
  browser = await startKillableBrowser(profile);
  // Whether the dataset in use was written in time depends on the machine's pace: begin with none.
  await browser.page.addInitScript(() => localStorage.removeItem('tabquant.selection'));
  await browser.page.goto(baseURL ?? '');
  return browser;
}

for (const [what, damage] of [
  ['shortened', (file: string) => truncateSync(file, 500_000)],
  ['removed', (file: string) => rmSync(file)],
] as const) {
  test(`a file of the browser that was ${what} costs one dataset, until it is imported again`, async ({
    baseURL,
  }, testInfo) => {
    const { page } = await reopenDamaged(testInfo.outputPath('profile'), baseURL, (file) => {
      if (statSync(file).size > 1_000_000) damage(file);
    });
    await expect(datasetRows(page)).toHaveCount(2);
    await page.getByRole('button', { name: /^Use SMALL/ }).click();
    await expect(page.getByRole('img', { name: /Price/ })).toBeVisible();
    await expect(page.getByRole('alert')).toHaveCount(0);
    await page.getByRole('button', { name: /^Use LARGE/ }).click();
    await expect(page.getByRole('alert')).toContainText('Import its files again to repair it');

    await chooseFiles(page, [large]);
    await expect(page.getByRole('alert')).toHaveCount(0);
    await expect(page.getByRole('img', { name: /Price/ })).toBeVisible();
    await expect(datasetRows(page)).toHaveCount(2);
  });
}

test('a database that the browser cannot read begins anew, and works', async ({
  baseURL,
}, testInfo) => {
  const { page } = await reopenDamaged(testInfo.outputPath('profile'), baseURL, (file) => {
    if (file.endsWith('CURRENT')) writeFileSync(file, 'garbage');
  });
  await expect(page.getByRole('button', { name: 'Try the sample market' })).toBeVisible();
  await expect(datasetRows(page)).toHaveCount(0);
  await chooseFiles(page, [large]);
  await expect(datasetRows(page)).toHaveAttribute('data-symbol', 'LARGEUSDT');
});
