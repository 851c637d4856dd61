import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page as ChromiumPage } from '@playwright/test';
import puppeteer, { type Browser, type ElementHandle, type Page } from 'puppeteer-core';
import { preview } from 'vite';
import { readEvaluation, simulate, trainModel } from '../../../scripts/demo-page.mjs';
import { findFirefox } from '../../../scripts/firefox.mjs';
import { chooseSmallTraining } from '../page';
import { importWalk, makeWalkCsv } from '../walk-csv';
import { askedPort, liveSpeed, test } from './exchange-page';
import { press } from './puppeteer-page';

const executablePath = findFirefox();
/** Three weeks of minutes, of which the last three days are the test block. */
const bars = 30_240;
/** Only what hangs takes so long. */
const limitMs = 300_000;

test.skip(executablePath === undefined, 'no Firefox is installed here');

test('Firefox does the main job from what it keeps offline, with the figures of Chromium to the last bit', async ({
  page,
  serve,
  exchangePort,
}) => {
  await serve({ days: 3, speed: liveSpeed });
  const expected = await judgeInChromium(page);
  const folder = await mkdtemp(join(tmpdir(), 'tabquant-firefox-'));
  const server = await preview({
    root: join(import.meta.dirname, '../../..'),
    mode: 'test',
    build: { outDir: 'dist-test' },
    preview: { port: 0 },
    logLevel: 'error',
  });
  const browser = await startFirefox(exchangePort);
  try {
    const tab = await browser.newPage();
    const address = server.resolvedUrls?.local[0] ?? '';
    const offences = watch(tab, [address, `http://127.0.0.1:${askedPort}/`]);
    tab.setDefaultTimeout(limitMs);
    await tab.setViewport({ width: 1440, height: 900 });
    await tab.goto(address);
    await tab.evaluate(async () => void (await navigator.serviceWorker.ready));
    await server.close();
    await tab.reload();

    const file = join(folder, 'FOXUSDT-1m-2024-01.csv');
    await writeFile(file, makeWalkCsv(bars));
    const chooser = await tab.waitForSelector('input[type="file"]');
    await (chooser as ElementHandle<HTMLInputElement> | null)?.uploadFile(file);
    await tab.waitForSelector(`tr[data-symbol="FOXUSDT"][data-bars="${bars}"]`);

    expect(await judgeInFirefox(tab)).toEqual(expected);

    await press(tab, 'link', 'Live');
    await press(tab, 'button', 'Connect');
    await tab.waitForSelector('[aria-label="Connection"]::-p-text(Live)');
    // A figure that is not known yet has no value.
    for (const name of ['price', 'probability', 'equity']) {
      await tab.waitForSelector(`[data-metric="${name}"]:not([data-value=""])`);
    }
    await press(tab, 'button', 'Disconnect');
    await tab.reload();
    await press(tab, 'link', 'Data');
    await tab.waitForSelector('tr[data-symbol="FOXUSDT"]');
    expect(offences).toEqual([]);
  } finally {
    await browser.close();
    await server.close();
    await rm(folder, { recursive: true });
  }
});

/** Figures of the test block and of its replay, in their order, as the page has them. */
type Judgement = readonly (string | null)[];

/** Runs in the page. */
const readEvaluated = (): Judgement =>
  ['auc', 'auc-ci-low', 'auc-ci-high', 'log-loss', 'brier', 'accuracy'].map(
    (name) => document.querySelector(`[data-metric="${name}"]`)?.getAttribute('data-value') ?? null,
  );

/** Runs in the page. */
const readSimulated = (): Judgement =>
  ['trades', 'pnl', 'win-rate', 'sharpe', 'max-drawdown', 'fees-paid'].map(
    (name) => document.querySelector(`[data-metric="${name}"]`)?.getAttribute('data-value') ?? null,
  );

async function judgeInChromium(page: ChromiumPage): Promise<Judgement> {
  await page.goto('/');
  await importWalk(page, bars);
  await chooseSmallTraining(page);
  await trainModel(page, limitMs);
  await readEvaluation(page);
  const evaluated = await page.evaluate(readEvaluated);
  await simulate(page);
  return [...evaluated, ...(await page.evaluate(readSimulated))];
}

/** The same steps, which Firefox is asked for in words of its own. */
async function judgeInFirefox(tab: Page): Promise<Judgement> {
  await press(tab, 'link', 'Train');
  for (const [name, value] of [
    ['Width', '8'],
    ['Kernel', '3'],
    ['Epochs, at most', '2'],
  ]) {
    await tab.locator(`::-p-aria([name="${name}"][role="spinbutton"])`).fill(value);
  }
  await press(tab, 'button', 'Train model');
  await tab.waitForSelector('tr[data-model]');
  await press(tab, 'link', 'Evaluate');
  await tab.waitForSelector('[data-metric="auc"]');
  const evaluated = await tab.evaluate(readEvaluated);

  await press(tab, 'link', 'Simulate');
  const speed = await tab.waitForSelector('::-p-aria([name="Speed"][role="combobox"])');
  await speed?.select('max');
  await press(tab, 'button', 'Start');
  const position = await tab.waitForSelector('::-p-aria([name="Position in history"])');
  await tab.waitForFunction(
    (slider) => slider.value === slider.max && slider.max !== slider.min,
    {},
    position as ElementHandle<HTMLInputElement>,
  );
  return [...evaluated, ...(await tab.evaluate(readSimulated))];
}

/** A Firefox with a profile of its own, which finds the exchange where this worker has it. */
function startFirefox(exchangePort: number): Promise<Browser> {
  return puppeteer.launch({
    browser: 'firefox',
    executablePath,
    protocolTimeout: limitMs,
    extraPrefsFirefox: { 'network.socket.forcePort': `${askedPort}=${exchangePort}` },
  });
}

/** Lists what the page may not do: throw, log an error, ask any other host. */
function watch(tab: Page, hosts: readonly string[]): readonly string[] {
  const offences: string[] = [];
  tab.on('pageerror', (error) => {
    // A busy machine takes longer to connect than the session waits: it tries again, and Firefox logs that as an error.
    if (!String(error).includes(`ws://127.0.0.1:${askedPort}/`))
      offences.push(`threw ${String(error)}`);
  });
  tab.on('console', (message) => {
    if (message.type() === 'error') offences.push(`logged ${message.text()}`);
  });
  tab.on('request', (request) => {
    const isOwn = [...hosts, 'data:', 'blob:'].some((host) => request.url().startsWith(host));
    if (!isOwn) offences.push(`asked for ${request.url()}`);
  });
  return offences;
}
