import { expect, type Page } from '@playwright/test';
import { alertOf, liveSpeed, test } from './exchange-page';
import { accounts, connection, goLive, readTradedBars } from './live-page';

const viewerNote = (page: Page) => page.getByText('Another tab trades this account');

test('an account is opened and changed with the keyboard alone, and counts in the portfolio', async ({
  page,
  serve,
}) => {
  await serve({ days: 3, speed: liveSpeed });
  await goLive(page);
  await expect(accounts(page).getByRole('listitem')).toHaveCount(1);

  const opener = page.getByRole('button', { name: 'New account' });
  await opener.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'New paper account' });
  const name = dialog.getByRole('textbox', { name: 'Name' });
  await expect(name).toBeFocused();
  await expect(name).toHaveValue('BTCUSDT challenger');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(opener).toBeFocused();
  await expect(accounts(page).getByRole('listitem')).toHaveCount(1);

  await page.keyboard.press('Enter');
  await name.fill('  ');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('It needs a name.')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Open account' })).toBeDisabled();
  await name.fill('Bold one');
  await dialog.getByText('Capital and trading rules').click();
  const capital = dialog.getByRole('spinbutton', { name: 'Total capital ($)' });
  await capital.fill('5');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('A number from 100 to 10,000,000.')).toBeVisible();
  await expect(capital).toBeFocused();
  await capital.fill('5000');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(accounts(page).getByRole('listitem')).toHaveCount(2);

  await page.getByRole('button', { name: 'Actions for Bold one' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Settings…' }).click();
  const settings = page.getByRole('dialog', { name: 'Bold one' });
  await settings.getByRole('spinbutton', { name: 'Long threshold' }).fill('0.6');
  await settings.getByRole('button', { name: 'Save' }).click();
  await expect(settings).toBeHidden();

  await page.getByText('Portfolio', { exact: true }).click();
  const rows = page.getByRole('table', { name: 'Accounts of the portfolio' }).locator('tbody tr');
  await expect(rows).toHaveCount(1);
  await page.getByText('All accounts', { exact: true }).click();
  await expect(rows).toHaveCount(2);
  await expect(page.locator('[data-metric="capital"]')).toHaveAttribute('data-value', /^15000/);
  await expect(page.locator('[data-metric="equity"]')).toHaveAttribute('data-value', /^1[45]\d{3}/);
  await expect(page.getByRole('img', { name: /^Portfolio curve from/ })).toBeVisible();

  await page.getByRole('button', { name: 'Disconnect', exact: true }).click();
  await expect(page.getByText(/2 accounts\s+as of/)).toBeVisible();
  await expect(page.locator('[data-metric="capital"]')).toHaveAttribute('data-value', '15000');
  await expect(page.locator('[data-metric="equity"]')).toHaveAttribute('data-value', /^1[45]\d{3}/);
  await rows.getByRole('button', { name: 'Bold one' }).click();
  await expect(page.getByText('Bold one · challenger')).toBeVisible();
  await expect(alertOf(page)).toHaveCount(0);
});

test('a second tab looks on, takes the account over when the first is closed, and misses no bar', async ({
  page,
  context,
  serve,
}) => {
  await serve({ days: 3, speed: liveSpeed });
  await goLive(page);
  await expect.poll(async () => (await readTradedBars(page)).length).toBeGreaterThan(1);
  await expect(viewerNote(page)).toHaveCount(0);

  // It connects by itself, since the first one is connected.
  const second = await context.newPage();
  await second.goto('/#/live');
  await expect(connection(second)).toContainText(/live/i, { timeout: 180_000 });
  await expect(viewerNote(second)).toBeVisible();
  await expect(accounts(second)).toContainText('another tab trades it');
  await second.getByRole('button', { name: /^Actions for/ }).click();
  await expect(second.getByRole('button', { name: 'Export', exact: true })).toBeVisible();
  for (const name of ['Settings…', 'Reset', 'Remove']) {
    await expect(second.getByRole('button', { name, exact: true })).toHaveCount(0);
  }
  await second.keyboard.press('Escape');

  await page.close();
  await expect(viewerNote(second)).toHaveCount(0, { timeout: 180_000 });
  const before = (await readTradedBars(second)).length;
  await expect
    .poll(async () => (await readTradedBars(second)).length, { timeout: 180_000 })
    .toBeGreaterThan(before + 2);
  const bars = await readTradedBars(second);
  const first = bars[0] ?? NaN;
  expect(bars).toEqual(bars.map((_, bar) => first + bar * 60_000));
  await second.getByRole('button', { name: /^Actions for/ }).click();
  await expect(second.getByRole('button', { name: 'Reset', exact: true })).toBeVisible();
  await expect(alertOf(second)).toHaveCount(0);
});
