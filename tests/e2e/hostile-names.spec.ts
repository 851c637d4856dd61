import type { Page } from '@playwright/test';
import { openView, trainModel } from '../../scripts/demo-page.mjs';
import { writeAccountFile } from '../../src/live/paper/account-file';
import { openAccount } from '../storage/paper-records';
import {
  chooseFiles,
  chooseSmallTraining,
  datasetRows,
  expect,
  makeFile,
  makeKlinesCsv,
  modelRows,
  test,
} from './page';

const markup = `<img src=x onerror="document.body.dataset.hacked='yes'">`;
const header = 'open_time,open,high,low,close,volume,close_time,quote_volume,count';

/** Turns the text after it around, and would so make "USD" of "DSU". */
const rightToLeft = '\u202e';
const names = {
  markup,
  prototype: '__proto__',
  'right to left': `BTC${rightToLeft}TDSU`,
  'very long': 'W'.repeat(400),
};

test('names of files, columns, datasets, models and accounts are text, whatever they hold', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/');

  await test.step('of a file that is refused, and of its columns', async () => {
    const columns = `${markup},__proto__,constructor,${rightToLeft}open,${'long'.repeat(200)}`;
    const name = `${markup.replaceAll('/', '')}.csv`;
    await chooseFiles(page, [makeFile(name, `${columns}\n1,2,3,4,5\n2,3,4,5,6\n`)]);
    await expect(page.getByRole('alert').filter({ hasText: '<img' })).toBeVisible();
    await isHarmless(page);
  });

  await test.step('of a dataset', async () => {
    const rows = makeKlinesCsv(2_000, (cells) => [...cells.slice(0, 9), '1', '2', '3']);
    const csv = `${header},"${markup.replaceAll('"', '""')}",__proto__,constructor\n${rows}`;
    await chooseFiles(page, [makeFile(`${markup}-1m.csv`, csv)]);
    const dialog = page.getByRole('dialog');
    await expect(dialog.or(datasetRows(page))).toBeVisible();
    await isHarmless(page);
    if (await dialog.isVisible()) await dialog.getByRole('button', { name: 'Import' }).click();
    await expect(datasetRows(page)).toHaveCount(1);
    await isHarmless(page);
  });

  await test.step('of a model, in every view', async () => {
    await chooseSmallTraining(page);
    await trainModel(page, 400_000);
    for (const [what, name] of Object.entries(names)) {
      await openView(page, 'Train');
      await modelRows(page)
        .getByRole('button', { name: /Rename/ })
        .click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('textbox').fill(name);
      await dialog.getByRole('button', { name: 'Rename' }).click();
      await expect(modelRows(page), what).toContainText(name.slice(0, 20).trim());
      for (const view of ['Train', 'Evaluate', 'Simulate', 'Data']) {
        await openView(page, view);
        await expect(page.locator('main').first()).toBeVisible();
        await isHarmless(page, what);
      }
    }
  });

  await test.step('of a paper account, in the list and beside all others', async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await openView(page, 'Live');
    const accounts = page.getByRole('list', { name: 'Paper accounts' });
    for (const [what, name] of Object.entries(names)) {
      const chooser = page.waitForEvent('filechooser');
      await page.getByRole('button', { name: 'Import account' }).click();
      await (await chooser).setFiles([makeFile(`${what}.json`, writeAccount(what, name))]);
      await expect(accounts, what).toContainText(name.slice(0, 20));
      await isHarmless(page, what);
    }
    await page.getByRole('radio', { name: 'Portfolio' }).check({ force: true });
    await page.getByRole('radio', { name: 'All accounts' }).check({ force: true });
    await expect(page.getByRole('table', { name: 'Accounts of the portfolio' })).toContainText(
      markup,
    );
    await isHarmless(page);
  });
});

/** The file of an account that has not traded yet. */
function writeAccount(id: string, name: string): string {
  return writeAccountFile({ state: openAccount({ id, name }), trades: [], equity: [] });
}

/** Nothing of a name became an element, ran, changed what objects inherit, or made the page wider than its window. */
async function isHarmless(page: Page, what = ''): Promise<void> {
  const found = await page.evaluate(() => ({
    images: document.querySelectorAll('img[src="x"]').length,
    isHacked: document.body.dataset.hacked !== undefined,
    inherited: Object.keys(Object.prototype).length,
    isWider: document.documentElement.scrollWidth > document.documentElement.clientWidth,
  }));
  expect(found, what).toEqual({ images: 0, isHacked: false, inherited: 0, isWider: false });
}
