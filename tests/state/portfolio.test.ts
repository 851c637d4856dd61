import { expect, test } from 'vitest';
import { defaultTradingSettings } from '../../src/core/trading/settings';
import { PortfolioState } from '../../src/state/portfolio.svelte';
import { makeModel } from '../storage/make-records';
import { makeDatasetInfo } from './make-dataset-info';

type Trade = NonNullable<ConstructorParameters<typeof PortfolioState>[1]>;

const hourly = 3_600_000;
const [btc, eth] = ['btc', 'eth'].map((id) => makeDatasetInfo({ id, name: id }));
const hours = makeDatasetInfo({ id: 'hours', name: 'hours', intervalMs: hourly });
const model = makeModel('btc', { id: 'm' });
const settings = { ...defaultTradingSettings, capital: 5000 };

function open(trade: Trade) {
  const library = { dataset: btc, datasets: [btc, eth, hours], models: [model] };
  const app = { library, training: { choices: { backend: 'cpu' } } };
  return new PortfolioState(app as never, trade);
}

test('datasets of one interval are offered; each is traded by the model in use until another is chosen', async () => {
  const asked: unknown[] = [];
  const portfolio = open((request) => {
    asked.push(request);
    return Promise.resolve({ trades: [] } as never);
  });
  expect(portfolio.candidates.map(({ dataset }) => dataset.id)).toEqual(['btc', 'eth']);
  expect(portfolio.describe(model, settings)).toBeUndefined();
  portfolio.toggle(eth);
  portfolio.toggle(btc);
  portfolio.setModel(eth, 'other');
  portfolio.setLimit('maxPositions', 2);
  const request = portfolio.describe(model, settings);
  expect(request).toEqual({
    members: [
      { datasetId: 'btc', modelId: 'm' },
      { datasetId: 'eth', modelId: 'other' },
    ],
    settings,
    limits: { capital: 5000, maxSymbolShare: 0.5, maxLeverage: 1, maxPositions: 2 },
    backend: 'cpu',
  });
  if (request !== undefined) await portfolio.run(request);
  expect(asked).toEqual([request]);
  expect(portfolio.resultOf(request)).toEqual({ trades: [] });
  portfolio.toggle(eth);
  expect(portfolio.resultOf(portfolio.describe(model, settings))).toBeUndefined();
  // A strategy that needs no model trades without one, unless one is chosen.
  expect(portfolio.describe(undefined, settings)?.members).toEqual([{ datasetId: 'btc' }]);
});

test('a failure is told, and a run that is cancelled leaves nothing', async () => {
  const portfolio = open(() => Promise.reject(new Error('The bars of eth are gone.')));
  portfolio.toggle(btc);
  const request = portfolio.describe(model, settings);
  if (request === undefined) throw new Error('a dataset is chosen');
  await portfolio.run(request);
  expect(portfolio.failure).toContain('The bars of eth are gone.');
  const slow = open(
    (_request, _onProgress, signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted')));
      }),
  );
  slow.toggle(btc);
  const running = slow.run(request);
  expect(slow.isRunning).toBe(true);
  slow.cancel();
  await running;
  expect([slow.isRunning, slow.failure, slow.resultOf(request)]).toEqual([
    false,
    undefined,
    undefined,
  ]);
});
