import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { loadDataset, openView, readEvaluation, trainModel } from '../../scripts/demo-page.mjs';
import { chooseSmallTraining, expect, test } from './page';

const views = ['Data', 'Train', 'Evaluate', 'Simulate', 'Live'];
const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

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

const rulesOfColour = ['color-contrast', 'link-in-text-block'];

/** Serious and critical faults against the standards, or `rules` alone, each with the elements that have it. */
async function findFaults(page: Page, rules?: readonly string[]): Promise<string[]> {
  const builder = new AxeBuilder({ page });
  const { violations } = await (
    rules === undefined ? builder.withTags(standards) : builder.withRules([...rules])
  ).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

async function chooseLook(page: Page, theme: string, palette: string): Promise<void> {
  await page.getByRole('button', { name: 'Appearance and help' }).click();
  await page.getByRole('radio', { name: theme, exact: true }).check({ force: true });
  await page.getByRole('radio', { name: palette, exact: true }).check({ force: true });
  await page.keyboard.press('Escape');
}

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
