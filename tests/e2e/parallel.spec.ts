import { expect, test, type Page, type Worker } from '@playwright/test';
import { openView } from '../../scripts/demo-page.mjs';
import { rolesOf, startSlowRun } from './gradient-worker';
import { importWalk } from './walk-csv';

const models = (page: Page) =>
  page.getByRole('table', { name: 'Models' }).locator('tr[data-model]');
const metric = (page: Page, name: string) => page.locator(`[data-metric="${name}"]`).first();
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** Sizes of a network. */
interface Network {
  readonly width: number;
  readonly kernel: number;
}

const small: Network = { width: 8, kernel: 3 };
/** Takes seconds for the epochs that a run has at least, so that there is time to slow it down. */
const large: Network = { width: 64, kernel: 9 };

/** Loads bars and chooses `epochs`, `workers` and a network. */
async function prepare(page: Page, epochs: number, workers: number, network = small) {
  await page.goto('/');
  await importWalk(page, 12_000);
  await choose(page, epochs, workers, network);
}

async function choose(page: Page, epochs: number, workers: number, network = small): Promise<void> {
  await openView(page, 'Train');
  await page.getByRole('spinbutton', { name: 'Width' }).fill(String(network.width));
  await page.getByRole('spinbutton', { name: 'Kernel' }).fill(String(network.kernel));
  await page.getByRole('spinbutton', { name: 'Epochs, at most' }).fill(String(epochs));
  await page.keyboard.press('Tab');
  await page.getByRole('combobox', { name: 'Workers' }).selectOption(String(workers));
}

/** Trains and returns the new model's validation AUC, every digit of it. */
async function train(page: Page): Promise<string | null> {
  const before = await models(page).count();
  await button(page, 'Train model').click();
  await expect(models(page)).toHaveCount(before + 1, { timeout: 300_000 });
  return models(page).first().getAttribute('data-validation-auc');
}

/** Starts a run that does not come to its end by itself, and waits until it takes steps. */
async function startLongRun(page: Page): Promise<Worker> {
  const worker = await startSlowRun(page, () => button(page, 'Train model').click());
  await expect(metric(page, 'step')).toHaveAttribute('data-value', /[1-9]/);
  return worker;
}

test('two workers train the network that one trains, to the same bits each time', async ({
  page,
}) => {
  await prepare(page, 2, 1);
  const alone = Number(await train(page));
  await choose(page, 2, 2);
  const shared = await train(page);
  expect(Number(shared)).toBeCloseTo(alone, 3);
  await expect(page.getByText('2 workers')).toBeVisible();
  expect(await train(page)).toBe(shared);
});

test('Cancel in the middle of a parallel step ends all workers and leaves nothing', async ({
  page,
}) => {
  await prepare(page, 400, 2, large);
  await startLongRun(page);
  expect(await rolesOf(page)).toEqual(expect.arrayContaining(['train', 'gradient']));
  await button(page, 'Cancel').click();
  await expect(page.getByText('Cancelled; nothing was kept.')).toBeVisible();
  await expect
    .poll(() => rolesOf(page))
    .not.toContainEqual(expect.stringMatching(/train|gradient/));
  await expect(button(page, 'Resume training')).toHaveCount(0);
  await page.reload();
  await expect(button(page, 'Train model')).toBeEnabled();
  await expect(button(page, 'Resume training')).toHaveCount(0);
  await expect(models(page)).toHaveCount(0);
});

test('a gradient worker that stops ends training with what to do; its last epoch stays', async ({
  page,
}) => {
  await prepare(page, 400, 2, large);
  const worker = await startLongRun(page);
  await expect(metric(page, 'validation-auc')).toHaveAttribute('data-value', /0\./);
  await worker.evaluate(
    () =>
      void setTimeout(() => {
        throw new Error('boom');
      }),
  );
  await expect(page.getByRole('alert')).toContainText(
    /A gradient worker stopped: .*boom.* Train with fewer workers/,
  );
  await expect(button(page, 'Resume training')).toBeVisible();
  await button(page, 'Discard').click();
  await expect(button(page, 'Resume training')).toHaveCount(0);
});

test('a run that a closed tab stopped goes on to the same end', async ({ page }) => {
  await prepare(page, 12, 2, large);
  const whole = await train(page);
  await startLongRun(page);
  await expect(metric(page, 'epoch')).toHaveAttribute('data-value', /^[2-5]$/);
  await page.reload();
  await button(page, 'Resume training').click();
  await expect(models(page)).toHaveCount(2, { timeout: 300_000 });
  expect(await models(page).first().getAttribute('data-validation-auc')).toBe(whole);
  await expect(button(page, 'Resume training')).toHaveCount(0);
});
