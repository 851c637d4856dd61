import { expect, type Page } from '@playwright/test';
import { alertOf, liveSpeed, test } from './exchange-page';
import { accounts, connect, goLive, readTradedBars } from './live-page';

/** Presses a button that saves a file, and returns where that was saved. */
async function saveBy(page: Page, press: () => Promise<void>): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  return download.path();
}

/** Gives a file to the button that asks for one. */
async function openFile(page: Page, button: string, path: string): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: button }).click(),
  ]);
  await chooser.setFiles(path);
}

test('a recorded session is kept after it ended, exported, and runs again to the same trades', async ({
  page,
  serve,
}) => {
  await serve({ days: 3, speed: liveSpeed });
  await goLive(page);
  const menu = page.getByRole('button', { name: 'Recording', exact: true });
  await menu.click();
  await page.getByRole('button', { name: 'Record session' }).click();
  const before = (await readTradedBars(page)).length;
  await expect
    .poll(async () => (await readTradedBars(page)).length, { timeout: 180_000 })
    .toBeGreaterThan(before + 10);
  await page.getByRole('button', { name: 'Disconnect', exact: true }).click();

  await menu.click();
  const kept = page.getByRole('button', { name: /^Export recording/ });
  await expect(kept).toHaveCount(1);
  const path = await saveBy(page, () => kept.click());
  await menu.click();
  await openFile(page, 'Open recording', path);
  const report = page.getByRole('status', { name: 'Replayed recording' });
  await expect(report).toHaveAttribute('data-verdict', 'equal', { timeout: 180_000 });
  await expect(
    page.getByRole('list', { name: 'Accounts of the recording' }).getByRole('listitem'),
  ).toHaveCount(1);
  await expect(alertOf(page)).toHaveCount(0);
});

test('an exported account comes back after it was removed, and trades on', async ({
  page,
  serve,
}) => {
  await serve({ days: 3, speed: liveSpeed });
  await goLive(page);
  await expect.poll(async () => (await readTradedBars(page)).length).toBeGreaterThan(3);
  await page.getByRole('button', { name: 'Disconnect', exact: true }).click();
  const menu = page.getByRole('button', { name: /^Actions for/ });
  await menu.click();
  const path = await saveBy(page, () =>
    page.getByRole('button', { name: 'Export', exact: true }).click(),
  );
  const exported = await readTradedBars(page);

  await openFile(page, 'Import account', path);
  await expect(page.getByText(/is here already/)).toBeVisible();
  await menu.click();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(accounts(page)).toContainText('No account yet');
  await openFile(page, 'Import account', path);
  await expect(accounts(page).getByRole('button', { name: /^Actions for/ })).toHaveCount(1);
  await connect(page);
  await expect
    .poll(async () => (await readTradedBars(page)).length, { timeout: 180_000 })
    .toBeGreaterThan(2 * exported.length + 3);
  await expect(alertOf(page)).toHaveCount(0);
});
