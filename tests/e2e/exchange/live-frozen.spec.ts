import { chromium, expect } from '@playwright/test';
import puppeteer, { type Page } from 'puppeteer-core';
import { findChromium } from '../../../scripts/chromium.mjs';
import { liveSpeed, test } from './exchange-page';
import { loadJournal } from './live-page';
import { press } from './puppeteer-page';

const limitMs = 180_000;
const minuteMs = 60_000;

// Playwright keeps every page focused, and Chromium freezes none that is in front.
test('a page that the browser froze says that it is stale, fetches what it missed, and orders nothing on it', async ({
  baseURL,
  serve,
  launchOptions,
}) => {
  const exchange = await serve({ days: 3, speed: liveSpeed });
  const browser = await puppeteer.launch({
    executablePath: findChromium() ?? chromium.executablePath(),
    args: launchOptions.args,
    protocolTimeout: limitMs,
  });
  try {
    const tab = await browser.newPage();
    tab.setDefaultTimeout(limitMs);
    await tab.setViewport({ width: 1440, height: 900 });
    await tab.goto(baseURL ?? '');
    await press(tab, 'button', 'Watch a model trade');
    await tab.waitForSelector('[data-metric="trades"]');
    await press(tab, 'link', 'Live');
    await press(tab, 'button', 'Connect');
    await tab.waitForSelector('[aria-label="Connection"]::-p-text(Live)');
    await expect
      .poll(async () => (await tab.evaluate(loadJournal)).bars.length, { timeout: limitMs })
      .toBeGreaterThan(0);
    await rememberWhatConnectionSays(tab);

    const protocol = await tab.createCDPSession();
    await protocol.send('Page.setWebLifecycleState', { state: 'frozen' });
    const frozenAt = exchange.clock.now();
    await expect
      .poll(() => exchange.clock.now() - frozenAt, { timeout: limitMs })
      .toBeGreaterThan(10 * minuteMs);
    const thawedAt = exchange.clock.now();
    await protocol.send('Page.setWebLifecycleState', { state: 'active' });

    await expect
      .poll(async () => (await tab.evaluate(loadJournal)).bars.at(-1)?.openTime, {
        timeout: limitMs,
      })
      .toBeGreaterThan(thawedAt);
    await tab.waitForSelector('[aria-label="Connection"]::-p-text(Live)');
    const said = await tab.evaluate(() => (globalThis as unknown as { said: string[] }).said);
    expect(said.join('\n')).toContain('Late bars lead to no order');

    const { bars, entryTimes } = await tab.evaluate(loadJournal);
    bars
      .slice(1)
      .forEach(({ openTime }, at) => expect(openTime - bars[at].openTime).toBe(minuteMs));
    // The bars beside the freeze may have been known in time.
    const isMissed = (time: number): boolean => time > frozenAt && time < thawedAt - 3 * minuteMs;
    const missed = bars.filter(({ openTime }) => isMissed(openTime));
    expect(missed.length).toBeGreaterThan(4);
    expect(entryTimes.filter((time) => isMissed(time - minuteMs))).toEqual([]);
  } finally {
    await browser.close();
  }
});

/** Keeps every text of the connection's status from now on, however short it stands. */
function rememberWhatConnectionSays(tab: Page): Promise<void> {
  return tab.evaluate(() => {
    const said: string[] = [];
    const status = document.querySelector('[role="status"][aria-label="Connection"]');
    new MutationObserver(() => said.push(status?.textContent ?? '')).observe(document.body, {
      characterData: true,
      childList: true,
      subtree: true,
    });
    Object.assign(globalThis, { said });
  });
}
