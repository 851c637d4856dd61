import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';

const dist = join(import.meta.dirname, '../../dist');
const exchangeHost = 'data-api.binance.vision';

test('the release asks the exchange and no stand-in for it', () => {
  const texts = readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(js|html)$/.test(path))
    .map((path) => ({ path, text: readFileSync(join(dist, path), 'utf8') }));
  const ofExchange = texts.filter(({ text }) => text.includes(exchangeHost));
  // The page with its policy, and the code that asks.
  expect(ofExchange.map(({ path }) => path)).toContain('index.html');
  expect(ofExchange.length).toBeGreaterThan(1);
  for (const { path, text } of ofExchange) expect(text, path).not.toContain('127.0.0.1');
  for (const { path, text } of texts) expect(text, path).not.toContain('VITE_BINANCE');
});
