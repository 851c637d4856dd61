import { expect, test } from 'vitest';
import { defaultFeatures } from '../../src/core/features/compute';
import { openPaperAccount } from '../../src/live/paper/account';
import { createLiveSession, type LiveInput } from '../../src/live/session';
import { exitsAfter, plainSettings, thresholdsAt } from '../core/trading/engine-scenario';
import { noFaults, simulateExchange } from './market/simulated-exchange';
import { makeWeights, minuteMs, toBars, uncalibrated } from './walk';

const simulation = simulateExchange(3, 80, noFaults);
const features = defaultFeatures(toBars(simulation.bars));
const spec = { kind: 'tcn' as const, width: 3, kernel: 2, blocks: 1, dropout: 0 };
const model = {
  id: 'm',
  spec,
  features,
  scaler: { mean: features.map(() => 0), deviation: features.map(() => 0.01) },
  calibration: uncalibrated,
  weights: makeWeights(spec, features.length),
};
/** So far from the market that a fill there is seen. */
const offers = { bid: 1, ask: 1000 };

function openPaper(createdAt: number, historyBars = 50) {
  const settings = { ...plainSettings, strategy: thresholdsAt(0.02, 0.01), exits: exitsAfter(1) };
  const account = {
    id: 'a',
    name: 'a',
    symbol: 'BTCUSDT',
    modelId: 'm',
    settings,
    role: 'champion',
    isFilledAtBest: true,
    createdAt,
  } as const;
  const session = createLiveSession({
    connection: { symbols: ['BTCUSDT'], intervalMs: minuteMs, historyBars, seed: 3 },
    watch: { BTCUSDT: 'm' },
    accounts: [openPaperAccount(account, minuteMs)],
  });
  session.take({ kind: 'model', at: createdAt, model });
  return session;
}

/** Entry prices of an account that always wants to be long, when offers come `quoted` ms before each input. */
function tradeWithOffers(quotedMs: number): readonly number[] {
  const [first] = simulation.inputs;
  const paper = openPaper(first.at);
  const entries: number[] = [];
  let quotedAt = -Infinity;
  const take = (input: LiveInput): void => {
    for (const outcome of paper.take(input)) {
      if (outcome.kind !== 'closed') continue;
      for (const { trades } of outcome.result.steps) {
        entries.push(...trades.map(({ entryPrice }) => entryPrice));
      }
    }
  };
  for (const input of simulation.inputs) {
    const isQuoted = input.kind === 'message' && input.at - quotedAt >= quotedMs;
    if (isQuoted) {
      quotedAt = input.at;
      const message = { kind: 'best-price', symbol: 'BTCUSDT', ...offers } as const;
      take({ kind: 'message', at: input.at, socket: input.socket, message });
    }
    take(input);
  }
  return entries;
}

test('orders are filled at the offers that stood at the close', () => {
  const entries = tradeWithOffers(1000);
  expect(entries.length).toBeGreaterThan(3);
  expect(entries.every((price) => price === offers.ask)).toBe(true);
});

test('offers that are older than ten seconds fill nothing: the close does', () => {
  const entries = tradeWithOffers(24 * 3_600_000);
  expect(entries.length).toBeGreaterThan(3);
  expect(entries.slice(1).every((price) => price < 200)).toBe(true);
});

/** Where an account enters whose session heard the first offers `ms` after the close of a bar. */
function enterAfterStart(ms: number): number | undefined {
  const { bars } = simulation;
  const bar = bars[100];
  const at = bar.openTime + minuteMs + ms;
  const best = { kind: 'best-price', symbol: 'BTCUSDT', ...offers } as const;
  const closing = {
    kind: 'kline',
    symbol: 'BTCUSDT',
    intervalMs: minuteMs,
    eventTime: bar.openTime + minuteMs,
    bar,
    isClosed: true,
  } as const;
  const paper = openPaper(bar.openTime, 90);
  const knownAt = Math.max(at, bar.openTime + minuteMs) + 1200;
  const outcomes = [
    { kind: 'start', at },
    { kind: 'socket-open', at, socket: 1 },
    { kind: 'message', at, socket: 1, message: best },
    { kind: 'message', at: knownAt, socket: 1, message: best },
    { kind: 'fetched', at: knownAt, fetch: 1, bars: bars.slice(0, 100) },
    { kind: 'message', at: knownAt, socket: 1, message: closing },
  ].flatMap((input) => paper.take(input as LiveInput));
  const closed = outcomes.filter((outcome) => outcome.kind === 'closed');
  expect(closed.at(-1)?.bar).toEqual(bar);
  return closed.at(-1)?.result.steps[0]?.state.engine.positions[0]?.entryPrice;
}

test('a bar that closed before the session heard any offers is filled at its close, whichever comes first', () => {
  expect(enterAfterStart(-1)).toBe(offers.ask);
  expect(enterAfterStart(1)).toBe(simulation.bars[100].close);
});
