import type { Page } from '@playwright/test';
import { loadDataset, openView, readEvaluation, trainModel } from '../../scripts/demo-page.mjs';
import { chooseLook, chooseSmallTraining, expect, findFaults, rulesOfColour, test } from './page';

const views = ['Data', 'Train', 'Evaluate', 'Simulate', 'Live'];

test('no view has a serious accessibility fault, dark or light, in either pair of colours', async ({
  page,
}) => {
  await page.goto('/');
  await expect(page.getByRole('button', { name: 'Try the sample market' })).toBeVisible();
  expect(await findFaults(page)).toEqual([]);

  await loadDataset(page, { files: [], sample: 'market' });
  await chooseSmallTraining(page);
  await trainModel(page, 400_000);
  await readEvaluation(page);
  for (const theme of ['Dark', 'Light']) {
    for (const palette of ['Green, red', 'Blue, orange']) {
      // Another look changes colours alone: what depends on them is looked at in each.
      const isFirst = theme === 'Dark' && palette === 'Green, red';
      await chooseLook(page, theme, palette);
      for (const view of views) {
        await test.step(`${view}, ${theme}, ${palette}`, async () => {
          await openView(page, view);
          await settle(page, view);
          expect(await findFaults(page, isFirst ? undefined : rulesOfColour)).toEqual([]);
        });
      }
    }
  }
});

/** Waits for what a view shows last, so that the whole of it is looked at. */
async function settle(page: Page, view: string): Promise<void> {
  await expect(page).toHaveTitle(new RegExp(`^${view}`));
  if (view === 'Data' || view === 'Evaluate') {
    await expect(page.getByRole('img').first()).toBeVisible();
  }
  if (view === 'Simulate') {
    await expect(page.getByRole('region', { name: /Market chart/ })).toBeVisible();
    await page.getByRole('slider', { name: 'Position in history' }).press('End');
    await expect(page.getByRole('table', { name: 'Recent signals' })).not.toContainText(
      'No signal yet',
    );
  }
}
