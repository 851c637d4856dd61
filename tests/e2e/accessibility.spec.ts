import type { Locator, Page } from '@playwright/test';
import { openView, readMetric } from '../../scripts/demo-page.mjs';
import {
  chooseLook,
  datasetRows,
  expect,
  findFaults,
  modelRows,
  rulesOfColour,
  test,
} from './page';

const views = ['Data', 'Train', 'Evaluate', 'Simulate', 'Live'];
const looks = ['Dark', 'Light'].flatMap((theme) =>
  ['Green, red', 'Blue, orange'].map((palette) => [theme, palette] as const),
);

test('the main job works by keyboard alone, and no view has an accessibility fault in any look', async ({
  page,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('/');
  const sample = page.getByRole('button', { name: 'Try the sample market' });
  await expect(sample).toBeVisible();
  expect(await findFaults(page)).toEqual([]);

  await test.step('from the sample market to a simulated trade by keyboard alone', async () => {
    await pressOn(page, sample);
    await expect(datasetRows(page)).toHaveCount(1);
    await pressOn(page, page.getByRole('link', { name: 'Train', exact: true }));
    for (const [name, value] of [
      ['Width', '8'],
      ['Kernel', '3'],
      ['Epochs, at most', '2'],
    ]) {
      await tabTo(page, page.getByRole('spinbutton', { name, exact: true }));
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.type(value);
    }
    await pressOn(page, page.getByRole('button', { name: 'Train model', exact: true }));
    await expect(modelRows(page)).toHaveCount(1, { timeout: 400_000 });
    await pressOn(page, page.getByRole('link', { name: 'Evaluate', exact: true }));
    await expect(page.locator('[data-verdict]')).toBeVisible();
    await findCommand(page, 'Open Simulate');
    await expect(page.getByRole('region', { name: /Market chart/ })).toBeVisible();
    await pressOn(page, page.getByRole('button', { name: 'Start', exact: true }));
    await expect.poll(async () => Number(await readMetric(page, 'trades'))).toBeGreaterThan(0);
  });

  await test.step('a field says what it refuses, and what it is again', async () => {
    const capital = page.getByRole('spinbutton', { name: 'Total capital ($)' });
    await tabTo(page, capital);
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('-5');
    await expect(capital).toHaveAttribute('aria-invalid', 'true');
    await page.keyboard.press('Tab');
    await expect(capital).toHaveValue('10,000');
    await expect(capital).toHaveAccessibleDescription(
      /“-5” is not allowed.*from 100 to 10,000,000/,
    );
  });

  for (const view of views) {
    await test.step(view, async () => {
      await openView(page, view);
      await settle(page, view);
      // Another look changes colours alone: what depends on them is looked at in each.
      for (const [index, [theme, palette]] of looks.entries()) {
        const isFirst = index === 0;
        await chooseLook(page, theme, palette);
        const faults = await findFaults(page, isFirst ? undefined : rulesOfColour);
        expect(faults, `${theme}, ${palette}`).toEqual([]);
        if (isFirst) await expectFit(page);
      }
    });
  }

  await test.step('paper is light and in one column, without controls', async () => {
    await openView(page, 'Simulate');
    await chooseLook(page, 'Dark', 'Green, red');
    const start = page.getByRole('button', { name: 'Start', exact: true });
    await expect(start).toBeVisible();
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
    await expect(start).toBeHidden();
    await expect(page.getByText(/a side, \$10,000 of capital/)).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeGreaterThan(1000);
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await expect(start).toBeVisible();
  });

  await test.step('at 200% zoom the first screen of Simulate has its chart', async () => {
    await page.setViewportSize({ width: 720, height: 450 });
    const box = await page.getByRole('region', { name: /Market chart/ }).boundingBox();
    expect(box?.y).toBeLessThan(225);
  });
});

/** Moves the focus with the Tab key until it is on `target`. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  const hasFocus = () => target.evaluate((element) => element === document.activeElement);
  for (let presses = 0; presses < 200 && !(await hasFocus()); presses++) {
    await page.keyboard.press('Tab');
  }
  await expect(target).toBeFocused();
}

async function pressOn(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press('Enter');
}

async function findCommand(page: Page, name: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k');
  await expect(page.getByRole('combobox', { name: 'Find a command' })).toBeFocused();
  await page.keyboard.type(name);
  const found = page.getByRole('listbox', { name: 'Commands' }).getByRole('option');
  await expect(found.first()).toContainText(name);
  expect(await findFaults(page)).toEqual([]);
  await page.keyboard.press('Enter');
}

/** Nothing moves by itself, and the page is no wider than the window, on a phone either. */
async function expectFit(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  const size = page.viewportSize() ?? { width: 1280, height: 720 };
  await page.setViewportSize({ width: 390, height: 844 });
  const tooWide = await page.evaluate(() => {
    const main = document.querySelector('main');
    return Math.max(document.documentElement.scrollWidth, main?.scrollWidth ?? 0) - innerWidth;
  });
  expect(tooWide).toBeLessThanOrEqual(0);
  await page.setViewportSize(size);
}

/** Waits for what a view shows last, so that the whole of it is looked at. */
async function settle(page: Page, view: string): Promise<void> {
  await expect(page).toHaveTitle(new RegExp(`^${view}`));
  // The title changes at once, the view comes when its code is there.
  await expect(page.getByRole('heading', { level: 1 })).toBeAttached();
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
