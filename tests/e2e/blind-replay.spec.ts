import { expect, findFaults, test } from './page';

test('a link opens the lesson on the sample market, and a stretch is played and scored', async ({
  page,
}) => {
  await page.goto('/#/simulate?lesson=blind&market=sample&stretch=7');
  const dialog = page.getByRole('dialog', { name: 'Blind replay' });
  const next = dialog.getByRole('button', { name: /Next bar/ });
  await expect(next).toBeVisible();
  await expect(dialog).toContainText('0 of 120 bars');
  expect(await findFaults(page)).toEqual([]);
  await test.step('keys choose a side, which fills at the next open', async () => {
    await page.keyboard.press('ArrowUp');
    await expect(dialog.getByRole('radio', { name: /Long/ })).toBeChecked();
    await page.keyboard.press('ArrowRight');
    await expect(dialog).toContainText('1 of 120 bars · LONG');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await expect(dialog).toContainText('2 of 120 bars · SHORT');
  });
  await test.step('the end scores all three, and only then tells when it was', async () => {
    await expect(dialog.getByText('It was')).toHaveCount(0);
    const scores = dialog.getByRole('table', { name: 'Scores' });
    for (let bar = 2; bar <= 120; bar++) await page.keyboard.press('ArrowRight');
    await expect(scores).toBeVisible();
    await expect(dialog.locator('[data-metric="blind-person"]')).toHaveAttribute(
      'data-value',
      /\d/,
    );
    await expect(dialog.locator('[data-metric="blind-coin"]')).toHaveAttribute('data-value', /\d/);
    await expect(dialog.getByText('It was')).toBeVisible();
    expect(await findFaults(page)).toEqual([]);
  });
  await test.step('another stretch begins anew', async () => {
    await dialog.getByRole('button', { name: 'Another stretch' }).click();
    await expect(dialog).toContainText('0 of 120 bars · flat');
    await expect(dialog).toContainText('Stretch 8');
    await page.goBack();
    await expect(dialog).toContainText('Stretch 7');
    for (let bar = 0; bar <= 120; bar++) await page.keyboard.press('ArrowRight');
  });
  await test.step('without a model its row leads to training one', async () => {
    await dialog.getByRole('button', { name: 'Train a model' }).click();
    await expect(page.getByRole('button', { name: 'Train model', exact: true })).toBeVisible();
  });
});
