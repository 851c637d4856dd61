/**
 * Steps of the main job as a person takes them, by role and name; each one returns the figures that
 * the page then shows. `page` is a Playwright page.
 */

/** Raw value of a figure; null if it is undefined or not shown. */
export async function readMetric(page, name) {
  const figure = page.locator(`[data-metric="${name}"]`).first();
  if ((await figure.count()) === 0) return null;
  const value = await figure.getAttribute('data-value');
  if (value === null || value === '') return null;
  return Number.isNaN(Number(value)) ? value : Number(value);
}

/** Opens one of the five views by its link, and waits until it has taken the place of the one before. */
export async function openView(page, name) {
  const link = page.getByRole('link', { name, exact: true });
  const isOpen = (await link.getAttribute('aria-current')) === 'page';
  const before = await page.$('main > :not(.print-only)');
  await link.click();
  if (isOpen) return;
  await page.waitForFunction((old) => {
    const shown = document.querySelector('main > :not(.print-only)');
    return shown !== null && shown !== old;
  }, before);
}

/** Drops files into the page, or makes a sample market; returns the dataset's row. */
export async function loadDataset(page, { files, sample }) {
  await openView(page, 'Data');
  if (files.length > 0) await page.getByLabel('Drop or choose files').setInputFiles(files);
  else {
    const button = sample === 'noise' ? /pure noise/i : 'Try the sample market';
    await page.getByRole('button', { name: button }).click();
  }
  const row = page.getByRole('table', { name: 'Datasets' }).locator('tr[data-symbol]').first();
  await appears(page, row, 'the dataset');
  return {
    name: await row.getAttribute('data-name'),
    bars: Number(await row.getAttribute('data-bars')),
    from: new Date(Number(await row.getAttribute('data-from'))).toISOString(),
    to: new Date(Number(await row.getAttribute('data-to'))).toISOString(),
    gaps: Number(await row.getAttribute('data-gaps')),
  };
}

/** Trains with the current settings of the page; resolves when the model is stored. */
export async function trainModel(page, limitMs) {
  await openView(page, 'Train');
  await page.getByRole('button', { name: 'Train model', exact: true }).click();
  const model = page.getByRole('table', { name: 'Models' }).locator('tr[data-model]').first();
  await appears(page, model, 'the trained model', limitMs);
  const facts = await model.evaluate((row) => ({ ...row.dataset }));
  return {
    backend: facts.backend,
    train: {
      epochs: Number(facts.epochs),
      seconds: Number(facts.seconds),
      labels: Number(facts.labels),
      parameters: Number(facts.parameters),
      receptiveField: Number(facts.receptiveField),
      valAuc: Number(facts.validationAuc),
    },
  };
}

/** Figures of the test block. */
export async function readEvaluation(page) {
  await openView(page, 'Evaluate');
  await appears(page, page.locator('[data-metric="auc"]'), 'the evaluation');
  const metric = (name) => readMetric(page, name);
  return {
    bars: await metric('test-bars'),
    auc: await metric('auc'),
    aucCi: [await metric('auc-ci-low'), await metric('auc-ci-high')],
    aucCiDelong: [await metric('auc-delong-low'), await metric('auc-delong-high')],
    logLoss: await metric('log-loss'),
    brier: await metric('brier'),
    accuracy: await metric('accuracy'),
    majority: await metric('majority'),
    bestReachableAuc: await metric('best-auc'),
  };
}

/** Waits until Evaluate has nothing left to compute. */
export async function waitUntilJudged(page) {
  const isDone = () => document.querySelector('main :is(progress, [role="progressbar"])') === null;
  await page.waitForFunction(isDone, undefined, { timeout: 300_000 });
}

/** The verdict of the view that is open: its kind and its words. */
export async function readVerdict(page) {
  const verdict = page.getByRole('region', { name: 'Verdict', exact: true });
  await appears(page, verdict.and(page.locator('[data-verdict]')), 'the verdict');
  const kind = await verdict.getAttribute('data-verdict');
  const [headline, sentence] = await verdict.locator('h1, h2, p').allInnerTexts();
  return { kind, sentence: `${headline} ${sentence}` };
}

/** Replays all out-of-sample bars at full speed; returns the account at the end. */
export async function simulate(page) {
  await openView(page, 'Simulate');
  const position = page.getByRole('slider', { name: 'Position in history' });
  await appears(page, position, 'the simulation', 120_000);
  await page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: 'Max' });
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  const isAtEnd = page.waitForFunction(
    (slider) => slider.value === slider.max && slider.max !== slider.min,
    await position.elementHandle(),
    { timeout: 120_000 },
  );
  await comesFirst(page, isAtEnd, 'the end of the replay', 120_000);
  const bars = await position.evaluate((slider) => Number(slider.max) - Number(slider.min));
  const metric = (name) => readMetric(page, name);
  return {
    bars,
    trades: await metric('trades'),
    pnl: await metric('pnl'),
    pnlPct: 100 * (await metric('pnl-pct')),
    winRate: await metric('win-rate'),
    sharpe: await metric('sharpe'),
    maxDrawdown: await metric('max-drawdown'),
    feesPaid: await metric('fees-paid'),
    buyHoldPct: 100 * (await metric('buy-hold')),
  };
}

/**
 * Makes screenshots of all views at two widths and in two themes, each as long as its view, and PDFs of Evaluate and Simulate
 * as they are printed, in `folder`, and the first screen of each in `documents`; returns the names of those in `folder`.
 */
export async function shootLooks(page, folder, documents) {
  const names = [];
  for (const theme of ['dark', 'light']) {
    await page.evaluate((name) => (document.documentElement.dataset.theme = name), theme);
    for (const [width, height] of [
      [1440, 900],
      [390, 844],
    ]) {
      for (const view of ['Data', 'Train', 'Evaluate', 'Simulate', 'Live']) {
        await page.setViewportSize({ width, height });
        await openView(page, view);
        await page.waitForFunction((title) => document.title.startsWith(title), view);
        await page
          .getByRole('progressbar', { name: 'Evaluation progress' })
          .waitFor({ state: 'detached', timeout: 120_000 });
        // A view whose page scrolls is shown whole: its window becomes as high as it is.
        await page.waitForTimeout(1500);
        const look = `${view.toLowerCase()}-${width}-${theme}`;
        await page.screenshot({ path: `${documents}/${look}.jpg`, type: 'jpeg', quality: 70 });
        const whole = await page.evaluate(() => {
          const main = document.querySelector('main');
          return innerHeight - main.clientHeight + main.scrollHeight;
        });
        await page.setViewportSize({ width, height: Math.min(whole, 8000) });
        await page.waitForTimeout(500);
        await page.screenshot({ path: `${folder}/${look}.png` });
        names.push(`${look}.png`);
        if (width > 1000 && theme === 'dark' && ['Evaluate', 'Simulate'].includes(view)) {
          await page.pdf({ path: `${folder}/${view.toLowerCase()}.pdf`, preferCSSPageSize: true });
          names.push(`${view.toLowerCase()}.pdf`);
        }
      }
    }
  }
  return names;
}

/** Waits for `locator`; fails with what the page's alert says, if one comes instead. */
function appears(page, locator, what, timeout = 120_000) {
  return comesFirst(page, locator.waitFor({ timeout }), what, timeout);
}

/** Waits for `event`; fails with what the page's alert says, if one comes instead. */
async function comesFirst(page, event, what, timeout) {
  const alert = page.getByRole('alert').filter({ hasText: /./ }).first();
  const first = await Promise.race([
    event.then(() => 'ready'),
    alert.waitFor({ timeout }).then(() => 'refused'),
  ]).catch(() => 'late');
  if (first === 'ready') return;
  if (first === 'refused') throw new Error(`${what}: ${(await alert.innerText()).trim()}`);
  throw new Error(`${what} did not appear within ${timeout / 1000} s`);
}
