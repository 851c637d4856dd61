import { expect, type Page } from '@playwright/test';
import { openView } from '../../../scripts/demo-page.mjs';
import { findFaults } from '../page';
import { alertOf, liveSpeed, test } from './exchange-page';
import { accounts, connect, connection, goLive, readTradedBars } from './live-page';

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

test("accounts trade by a rule, and by one of a person's own, without any model", async ({
  page,
  serve,
}) => {
  await serve({ days: 3, speed: liveSpeed });
  await page.goto('/');
  await page.evaluate(() => {
    const kept = [
      { name: 'Always long', text: '// Always long\nreturn LONG;' },
      { name: 'Broken', text: '// Broken\nreturn missing();' },
    ];
    localStorage.setItem('tabquant.rules', JSON.stringify(kept));
  });
  await page.reload();
  await openView(page, 'Live');
  await expect(page.getByText(/New account opens one/)).toBeVisible();
  const dialog = page.getByRole('dialog', { name: 'New paper account' });
  const strategy = dialog.getByRole('combobox', { name: 'Strategy', exact: true });
  const open = dialog.getByRole('button', { name: 'Open account' });

  await test.step('a strategy that needs a model says so, one that needs none asks for none', async () => {
    await page.getByRole('button', { name: 'New account' }).click();
    await expect(strategy).toHaveValue('sma-cross');
    await strategy.selectOption('thresholds');
    await expect(dialog.getByText('It decides by a model, and there is none yet.')).toBeVisible();
    await expect(open).toBeDisabled();
    await strategy.selectOption('buy-and-hold');
    await expect(dialog.getByRole('combobox', { name: 'Model' })).toHaveCount(0);
    await open.click();
    await expect(accounts(page).getByRole('listitem')).toHaveCount(1);
  });
  await test.step("a person's own rule is chosen from those that are kept", async () => {
    await page.getByRole('button', { name: 'New account' }).click();
    await strategy.selectOption('own-rule');
    await dialog.getByRole('combobox', { name: 'Rule', exact: true }).selectOption('Always long');
    await expect(dialog.getByText('return LONG;')).toBeVisible();
    await dialog.getByText('Capital and trading rules').click();
    await dialog.getByRole('spinbutton', { name: 'Bars it sees' }).fill('5');
    expect(await findFaults(page)).toEqual([]);
    await open.click();
    await expect(accounts(page)).toContainText('Rule "Always long"');
  });
  await test.step('both trade, and the rule is said to have decided', async () => {
    await connect(page);
    await expect(page.getByText('Your rule at the last close: LONG.')).toBeVisible({
      timeout: 180_000,
    });
    const position = page.getByRole('table', { name: 'Open positions' }).locator('tbody tr');
    await expect(position.first()).toContainText('LONG', { timeout: 180_000 });
    await expect(page.getByText('asks no model, so there is none to look after')).toBeVisible();
    expect(await findFaults(page)).toEqual([]);
  });
  await test.step('it goes on over a reload, and one that fails is neutral and says so', async () => {
    await page.reload();
    await expect(connection(page)).toContainText(/live/i, { timeout: 180_000 });
    await page.getByRole('button', { name: /^BTCUSDT challenger/ }).click();
    await page.getByRole('button', { name: 'Actions for BTCUSDT challenger' }).click();
    await page.getByRole('button', { name: 'Settings…' }).click();
    const settings = page.getByRole('dialog', { name: 'BTCUSDT challenger' });
    await settings.getByRole('combobox', { name: 'Rule', exact: true }).selectOption('Broken');
    await settings.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText(/Line 2:\s+missing is not defined/)).toBeVisible({
      timeout: 180_000,
    });
    await expect(accounts(page)).toContainText('its rule failed');
    await expect(alertOf(page)).toHaveCount(0);
  });
});
