import { loadDataset, openView, trainModel } from '../../scripts/demo-page.mjs';
import { chooseSmallTraining, expect, test } from './page';

test('a map of two thresholds is drawn, judged and used, and configurations are compared', async ({
  page,
}) => {
  await page.goto('/');
  await loadDataset(page, { files: [], sample: 'market' });
  await chooseSmallTraining(page);
  await trainModel(page, 400_000);
  await openView(page, 'Simulate');
  await page.getByRole('button', { name: 'Map', exact: true }).click();
  await page.getByRole('combobox', { name: 'Cells' }).selectOption('10 × 10');
  await page.getByRole('button', { name: 'Draw map' }).click();
  const map = page.getByRole('button', { name: 'Map: use a cell' });
  await expect(map).toBeVisible();
  await expect(page.locator('[data-metric="map-kept"]')).toContainText(/^(Plateau|Lucky cell)/);
  const table = page.getByRole('table', { name: 'Chosen on the past' });
  await expect(table.locator('[data-metric="forward-pnl"]')).toBeVisible();

  await test.step('the keyboard moves over the map and uses a cell', async () => {
    await map.focus();
    await map.press('ArrowRight');
    await map.press('ArrowDown');
    const readout = page.getByRole('status').filter({ hasText: 'Total trades' });
    const text = await readout.innerText();
    const [, long, short] = /Long threshold ([\d.]+), short threshold ([\d.]+)/.exec(text) ?? [];
    await map.press('Enter');
    await expect(page.getByRole('spinbutton', { name: 'Long threshold' })).toHaveValue(long);
    await expect(page.getByRole('spinbutton', { name: 'Short threshold' })).toHaveValue(short);
  });

  await test.step('other settings make the map stale', async () => {
    await page.getByRole('spinbutton', { name: 'Hold (bars)' }).fill('20');
    await expect(page.getByText('This map is of other settings')).toBeVisible();
    await expect(map).toBeDisabled();
  });

  await test.step('configurations are pinned, compared, and kept over a reload', async () => {
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    const pin = page.getByRole('button', { name: 'Pin these settings' });
    await pin.click();
    await expect(page.getByText(/^It is pinned as/)).toBeVisible();
    await page.getByRole('spinbutton', { name: 'Hold (bars)' }).fill('5');
    await expect(page.getByText(/^It is pinned as/)).toBeHidden();
    await pin.click();
    const differences = page.getByRole('table', { name: 'Differences' });
    await expect(differences.locator('[data-metric="difference-pnl"]')).toHaveCount(1);
    await page
      .getByRole('button', { name: /^Rename/ })
      .first()
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('patient');
    await dialog.getByRole('button', { name: 'Rename' }).click();
    await page.reload();
    await expect(differences).toBeVisible();
    const pins = page.getByRole('list', { name: 'Pins' }).getByRole('listitem');
    await expect(pins).toHaveCount(2);
    await expect(pins.first()).toContainText('patient');
    await page.getByRole('button', { name: 'Remove patient' }).click();
    await expect(pins).toHaveCount(1);
  });

  await test.step('the address brings the settings back, and says what of it cannot be read', async () => {
    await expect(page).toHaveURL(/#\/simulate\?dataset=\w+&model=.*exits\.hold\.bars=5/);
    const address = page.url();
    await page.goto('about:blank');
    await page.goto(address.replace('exits.hold.bars=5', 'exits.hold.bars=7&feeBps=free'));
    await expect(page.getByRole('spinbutton', { name: 'Hold (bars)' })).toHaveValue('7');
    await expect(page.getByText(/feeBps=free: feeBps must be a number/)).toBeVisible();
    await expect(page).toHaveURL(/exits\.hold\.bars=7$/);
    await page.goBack();
    await page.goto(address);
    await expect(page.getByRole('spinbutton', { name: 'Hold (bars)' })).toHaveValue('5');
  });

  await openView(page, 'Evaluate');
  const trials = page.getByRole('table', { name: 'Trials' });
  await expect(trials.getByText('Short threshold x Long threshold, 99 cells')).toBeVisible();
  await expect(page.getByText(/This is your 1\d\d(st|nd|rd|th) try on these bars/)).toBeVisible();
});
