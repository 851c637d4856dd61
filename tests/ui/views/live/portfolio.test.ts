import { expect, test } from 'vitest';
import { LivePortfolio } from '../../../../src/state/live/combined-accounts.svelte';
import LiveHero from '../../../../src/ui/views/live/LiveHeader.svelte';
import PortfolioAccounts from '../../../../src/ui/views/live/portfolio/PortfolioAccounts.svelte';
import PortfolioFigures from '../../../../src/ui/views/live/portfolio/PortfolioFigures.svelte';
import {
  describePortfolio,
  describeSamples,
  describeStanding,
} from '../../../../src/ui/views/live/portfolio/portfolio-text';
import PortfolioView from '../../../../src/ui/views/live/portfolio/PortfolioView.svelte';
import { makePosition, makeRun } from '../../../core/trading/make-run';
import { makeLive } from '../../../state/live/fake-live';
import { readFigures, readRows, readText, renderMarkup } from './render';

const champion = makeRun('a', 1000, [
  [23, 1040],
  [24, 1050],
]);
champion.state.engine.positions.push(makePosition(-1, 2));
const challenger = makeRun('b', 500, [[24, 480]], { role: 'challenger', symbol: 'ETHUSDT' });

async function openPortfolio(runs: Record<string, typeof champion>) {
  const accounts = Object.values(runs).map(({ state }) => state.account);
  const { live } = makeLive({ accounts, runs });
  await live.start();
  await live.choose({ portfolioOf: 'all' });
  const portfolio = new LivePortfolio(live);
  await live.accounts.runs.load(Object.keys(runs));
  return { live, portfolio };
}

test('nothing connected, equity, profit and the day are those of the last journaled bar', async () => {
  const shown = await openPortfolio({ a: champion, b: challenger });
  const markup = renderMarkup(PortfolioView, shown);
  expect(readFigures(markup, 'equity')).toEqual(['1530']);
  expect(readFigures(markup, 'pnl')).toEqual(['30']);
  expect(Number(readFigures(markup, 'pnl-pct')[0])).toBeCloseTo(0.02, 12);
  // 10 of the champion since midnight, and all that the challenger has lost.
  expect(readFigures(markup, 'day-pnl')).toEqual(['-10']);
  expect(readText(markup)).toContain('2 accounts as of 2024-01-02 01:00 UTC');
  expect(readFigures(markup, 'symbol-share').map(Number)).toEqual([1050 / 1530, 480 / 1530]);
  expect(readFigures(markup, 'symbol-short')).toEqual(['200', '0']);
});

test('each account has a row, with what it holds', async () => {
  const { portfolio } = await openPortfolio({ a: champion, b: challenger });
  const props = { portfolio, isOn: false, onShow: () => undefined };
  expect(readRows(renderMarkup(PortfolioAccounts, props))).toEqual([
    [
      'Account a',
      'BTCUSDT',
      'champion',
      '$1,050.00',
      '+$50.00',
      '+5.00%',
      '+$10.00',
      'SHORT',
      '0.00%',
    ],
    [
      'Account b',
      'ETHUSDT',
      'challenger',
      '$480.00',
      '−$20.00',
      '−4.00%',
      '−$20.00',
      'flat',
      '−4.00%',
    ],
  ]);
});

test('the figures are those of all together; best and worst have names', async () => {
  const { portfolio } = await openPortfolio({ a: champion, b: challenger });
  const markup = renderMarkup(PortfolioFigures, { portfolio });
  expect(readText(markup)).toContain('Best Account a +5.00%');
  expect(readText(markup)).toContain('Worst Account b −4.00%');
  expect(readFigures(markup, 'capital')).toEqual(['1500']);
  expect(Number(readFigures(markup, 'net-exposure')[0])).toBeCloseTo(-200 / 1530, 12);
  expect(Number(readFigures(markup, 'gross-exposure')[0])).toBeCloseTo(200 / 1530, 12);
  // 1.04 at first; then 1040 and the new 500 became 1050 and 480.
  const returned = 1.04 * (1530 / 1540) - 1;
  expect(Number(readFigures(markup, 'time-weighted-return')[0])).toBeCloseTo(returned, 12);
  expect(Number(readFigures(markup, 'max-drawdown')[0])).toBeCloseTo(1530 / 1540 - 1, 12);
});

test('one account has neither best nor worst nor company; none is said in words', async () => {
  const alone = await openPortfolio({ a: champion });
  expect(readFigures(renderMarkup(PortfolioFigures, alone), 'best-account')).toEqual(['']);
  expect(readText(renderMarkup(PortfolioView, alone))).toContain(
    'It takes two accounts to compare.',
  );
  const none = await openPortfolio({});
  const markup = renderMarkup(PortfolioView, none);
  expect(readFigures(markup, 'equity')).toEqual(['']);
  expect(readText(markup)).toContain('The curve begins with the first bar that an account trades.');
  expect(readText(markup)).toContain('No account counts here yet');
});

test('an account that stands still or belongs to another tab says so', async () => {
  const { live } = await openPortfolio({ a: champion });
  const [listed] = live.accounts.list ?? [];
  if (listed === undefined) throw new Error('there is no account');
  const viewed = { ...listed, frame: { isViewer: true } } as typeof listed;
  expect(describeStanding(listed, false)).toBe('');
  expect(describeStanding(listed, true)).toBe('not traded now');
  expect(describeStanding(viewed, true)).toBe('another tab trades it');
  expect(describePortfolio(undefined, true)).toBe('loading…');
  expect(describePortfolio([listed], false)).toBe('1 account');
  expect(describePortfolio([viewed, listed], true)).toBe('2 accounts, 1 not traded now');
});

test('a correlation says what it was found from, or what it waits for', () => {
  const pair = { ids: ['a', 'b'], per: 'bar' } as const;
  expect(describeSamples({ ...pair, value: 0.5, samples: 1200 })).toBe('1,200 bars');
  expect(describeSamples({ ...pair, value: NaN, samples: 8 })).toBe('8 bars of 60');
  expect(describeSamples({ ...pair, per: 'day', value: NaN, samples: 25 })).toBe(
    'one did not move',
  );
});

test('the hero of an account that is not traded shows the equity of its last bar', async () => {
  const { live } = await openPortfolio({ a: champion });
  const { time, equity } = champion;
  const history = { accountId: 'a', trades: [], time, equity };
  const markup = renderMarkup(LiveHero, { listed: live.accounts.list?.[0], history });
  expect(readFigures(markup, 'equity')).toEqual(['1050']);
  expect(readText(markup)).toContain('as of the bar of 2024-01-02 00:00 UTC');
  const none = renderMarkup(LiveHero, { listed: undefined, history: undefined });
  expect(readText(none)).toContain('No paper account on this symbol yet. New account opens one');
  const first = renderMarkup(LiveHero, { listed: undefined, history: undefined, isFirst: true });
  expect(readText(first)).toContain('Connect opens the first one, with the chosen model.');
});
