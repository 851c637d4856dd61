import { readFile } from 'node:fs/promises';
import { openView, simulate, trainModel } from '../../scripts/demo-page.mjs';
import { chooseSmallTraining, expect, modelRows, test } from './page';
import { importWalk } from './walk-csv';

test('a training and each preset that was played are tries, which stay when the model is deleted', async ({
  page,
}) => {
  await page.goto('/');
  await importWalk(page, 10_080);
  await chooseSmallTraining(page);
  await trainModel(page, 400_000);
  await simulate(page);
  await page
    .getByRole('combobox', { name: 'Strategy preset' })
    .selectOption({ label: 'Conservative' });

  await openView(page, 'Evaluate');
  const rows = page.getByRole('table', { name: 'Trials' }).locator('tbody tr');
  await expect(rows).toHaveCount(3);
  // The default settings were tried by the training already.
  await expect(page.getByText('This is your 2nd try on these bars.')).toBeVisible();
  await expect(rows.nth(0)).toContainText('Conservative');
  await expect(rows.nth(2)).toContainText('training');

  await openView(page, 'Train');
  await modelRows(page)
    .getByRole('button', { name: /Delete/ })
    .click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(modelRows(page)).toHaveCount(0);
  await openView(page, 'Evaluate');
  await expect(rows).toHaveCount(3);
  await page.reload();
  await expect(rows).toHaveCount(3);

  const downloaded = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export tries' }).click();
  const path = await (await downloaded).path();
  const ledger = JSON.parse(await readFile(path, 'utf8')) as {
    readonly head: { readonly count: number; readonly hash: string };
    readonly trials: readonly { readonly hash: string; readonly returns: readonly number[] }[];
  };
  expect(ledger.head).toEqual({ count: 3, hash: ledger.trials[2].hash });
  // The training's own simulation is the same as the one that was played.
  expect(ledger.trials[0].returns).toEqual(ledger.trials[1].returns);
});
