import type { Page } from '@playwright/test';
import { expect, test } from './page';

test.use({ hasTouch: true });

test('markers and rows of trades lead to each other, and fingers zoom and move the chart', async ({
  page,
}) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Watch a model trade' }).click();
  const replay = page.locator('[data-replay]');
  await expect(replay).toHaveText(/Running|At the end/, { timeout: 120_000 });
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await page.getByRole('slider', { name: 'Position in history' }).press('End');
  await expect(replay).toHaveText('At the end');
  const chart = page.getByRole('region', { name: /Market chart/ });
  const table = page.getByRole('table', { name: 'Trades' });
  const chosen = table.locator('tr[aria-current="true"]');
  await expect(table.getByRole('row').nth(2)).toBeVisible();

  const edge = (name: string) => async () =>
    Number(await page.getByRole('slider', { name }).getAttribute('aria-valuenow'));
  const [from, to] = [edge('Start of the window'), edge('End of the window')];

  await test.step('a click on a marker shows the row of its trade', async () => {
    const marker = await findMarker(page);
    await page.mouse.click(marker.x, marker.y);
    await expect(chosen).toBeInViewport();
    await expect(chosen.getByRole('button')).not.toBeFocused();
  });

  await test.step('a row that is out of sight is scrolled to, though the table left it out', async () => {
    await chart.focus();
    await chart.press('Escape');
    await chart.press('Home');
    // The first trade of the replay: its row is the last one.
    await chart.press('t');
    const told = await chart.getByText(/^(Long|Short) from/).innerText();
    const side = page.getByRole('combobox', { name: 'Side of trades' });
    await side.selectOption(told.startsWith('Long') ? 'Short' : 'Long');
    await chart.press('Enter');
    await expect(chosen.getByRole('button')).toBeFocused();
    await expect(chosen).toBeInViewport({ ratio: 0.9 });
    await expect(side).toHaveValue('all');
  });

  await test.step('the row says why by keyboard, and that leads back to the row', async () => {
    const entry = await chosen.getByRole('cell').first().innerText();
    await page.keyboard.press('Enter');
    await expect(page.locator('[data-outcome]')).toHaveAttribute('data-outcome', 'closed');
    const back = page.getByRole('button', { name: 'Show its row in Trades' });
    await page.keyboard.press('Tab');
    await expect(back).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(chosen.getByRole('button')).toBeFocused();
    await expect(chosen).toBeInViewport({ ratio: 0.9 });
    await expect(chosen.getByRole('cell').first()).toHaveText(entry);
  });

  await test.step('heads of the table explain themselves by keyboard and by touch', async () => {
    const mae = table.getByRole('button', { name: 'MAE' });
    await mae.focus();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Tab');
    const tip = page.getByRole('tooltip');
    await expect(tip).toContainText('Max adverse excursion');
    await page.keyboard.press('Escape');
    await expect(tip).toBeHidden();
    await table.getByRole('button', { name: 'MFE' }).tap();
    await expect(tip).toContainText('Max favourable excursion');
    await expect(table.getByRole('columnheader', { name: 'MFE' })).toHaveAttribute(
      'aria-sort',
      'descending',
    );
    await page.keyboard.press('Escape');
  });

  await test.step('one finger moves the chart, two zoom it', async () => {
    const old = await from();
    await chart.press('0');
    await expect.poll(from).toBeGreaterThan(old + 1000);
    await chart.scrollIntoViewIfNeeded();
    const newest = await from();
    const box = await page.locator('.market .u-over').boundingBox();
    if (box === null) throw new Error('the chart has no size');
    const at = (x: number) => ({ x: box.x + box.width / 2 + x, y: box.y + box.height / 4 });
    const touch = await startTouch(page);
    await touch([[at(-100)], [at(-50)], [at(0)], [at(50)]]);
    await expect.poll(from).toBeLessThan(newest - 1);
    const span = (await to()) - (await from());
    await touch([
      [at(-20), at(20)],
      [at(-60), at(60)],
      [at(-120), at(120)],
    ]);
    await expect.poll(async () => (await to()) - (await from())).toBeLessThan(span / 2);
  });

  await test.step('a number of trades opens where it is pressed', async () => {
    await chart.press('0');
    for (let presses = 0; presses < 12; presses++) await chart.press('-');
    await expect.poll(async () => (await to()) - (await from())).toBeGreaterThan(1500);
    const wide = (await to()) - (await from());
    const group = await findMarker(page, 'lowest');
    await page.mouse.click(group.x, group.y);
    await expect.poll(async () => (await to()) - (await from())).toBeLessThan(wide / 2);
  });

  await test.step('Start at the end begins again', async () => {
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await expect(replay).toHaveText('Running');
  });
});

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Returns the place of a mark: where the pointer says that there is something to press. Numbers of trades are the lowest ones. */
async function findMarker(page: Page, which: 'highest' | 'lowest' = 'highest'): Promise<Place> {
  const found = await page.locator('.market .u-over').evaluate((over: HTMLElement, isLow) => {
    const { left, top, width, height } = over.getBoundingClientRect();
    for (let down = 2; down < height; down += 3) {
      const y = isLow ? top + height - down : top + down;
      for (let x = left + 2; x < left + width; x += 3) {
        over.dispatchEvent(new PointerEvent('pointermove', { clientX: x, clientY: y }));
        if (over.style.cursor === 'pointer') return { x, y };
      }
    }
    return undefined;
  }, which === 'lowest');
  if (found === undefined) throw new Error('no marker is in view');
  return found;
}

/** Returns a function that puts as many fingers on the page as the first step has places, moves them and lifts them. */
async function startTouch(page: Page): Promise<(steps: readonly Place[][]) => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', places: readonly Place[]) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: places.map((place, id) => ({ ...place, id })),
    });
  return async ([first, ...others]) => {
    await send('touchStart', first);
    for (const places of others) await send('touchMove', places);
    await send('touchEnd', []);
  };
}
