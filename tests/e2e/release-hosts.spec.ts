import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadDataset, readEvaluation, simulate, trainModel } from '../../scripts/demo-page.mjs';
import { chooseSmallTraining, expect, test } from './page';
import { startStaticHost } from './static-host';

const dist = join(import.meta.dirname, '../../dist');
const exchangeHost = 'data-api.binance.vision';
const texts = readdirSync(dist, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(js|html)$/.test(path))
  .map((path) => ({ path, text: readFileSync(join(dist, path), 'utf8') }));

test('the release asks the exchange and no stand-in for it', () => {
  const ofExchange = texts.filter(({ text }) => text.includes(exchangeHost));
  // The page with its policy, and the code that asks.
  expect(ofExchange.map(({ path }) => path)).toContain('index.html');
  expect(ofExchange.length).toBeGreaterThan(1);
  for (const { path, text } of ofExchange) expect(text, path).not.toContain('127.0.0.1');
  for (const { path, text } of texts) expect(text, path).not.toContain('VITE_BINANCE');
});

test('nothing of the release evaluates text but the sandbox of own rules, and no page has a script within', () => {
  const evaluating = texts.filter(({ text }) =>
    /\beval\(|\bnew Function\b|(?<![\w.$`])Function\((?!\$)/.test(text),
  );
  expect(evaluating.map(({ path }) => path)).toEqual(['rule-frame.html']);
  const inline = texts.filter(({ text }) => /<script(?![^>]*\bsrc=)[^>]*>|\son\w+="/.test(text));
  expect(inline.filter(({ path }) => /\.html$/.test(path)).map(({ path }) => path)).toEqual([
    'rule-frame.html',
  ]);
});

test.describe('under a path of a host that sends the headers of the release', () => {
  // `cleanPage` asks that no request leaves this address: not for another host, nor for the root of this one.
  test.use({
    serviceWorkers: 'allow',
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the pattern
    baseURL: async ({}, use) => {
      const host = await startStaticHost(dist, '/some/path/');
      await use(host.url);
      host.close();
    },
  });

  test('the main job works, stored too, and asks for nothing outside', async ({
    page,
    context,
    baseURL: url = '',
  }) => {
    const asked = new Set<string>();
    // Those of workers and of the service worker, too.
    context.on('request', (request) => asked.add(request.url()));
    const answer = await page.goto(url);
    expect(answer?.headers()).toMatchObject({
      'content-security-policy': expect.stringContaining('require-trusted-types-for'),
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    await loadDataset(page, { files: [], sample: 'noise' });
    await chooseSmallTraining(page);
    await trainModel(page, 400_000);
    expect((await readEvaluation(page)).auc).toBeGreaterThan(0);
    expect((await simulate(page)).bars).toBeGreaterThan(0);
    const outside = [...asked].filter((one) => !one.startsWith(url) && !/^(blob|data):/.test(one));
    expect(outside).toEqual([]);
    expect([...asked].some((one) => one.endsWith('.wasm'))).toBe(true);

    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    await context.setOffline(true);
    await page.reload();
    await expect(page.getByRole('slider', { name: 'Position in history' })).toBeVisible();
  });
});
