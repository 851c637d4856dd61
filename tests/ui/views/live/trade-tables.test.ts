import { expect, test } from 'vitest';
import type { AccountFrame } from '../../../../workers/api/live';
import type { Trade } from '../../../../src/core/trading/positions';
import { measureOpenPnl } from '../../../../src/ui/views/live/accounts/trade-text';
import PositionList from '../../../../src/ui/views/live/accounts/PositionList.svelte';
import TradeLog from '../../../../src/ui/views/live/accounts/TradeLog.svelte';
import { makePosition, midnight } from '../../../core/trading/make-run';
import { readFigures, readRows, readText, renderMarkup } from './render';

const minuteMs = 60_000;
const makeTrade = (bar: number, pnl: number): Trade => ({
  ...makePosition(pnl > 0 ? 1 : -1, 2),
  exitIndex: bar,
  exitTime: midnight + bar * minuteMs,
  exitPrice: 101,
  exitFill: 'close',
  exitFee: 0.1,
  exitReason: 'opposite',
  pnl,
});

test('the newest trade is on top, with its side, its prices and what it brought', () => {
  const markup = renderMarkup(TradeLog, {
    trades: [makeTrade(1, 1.5), makeTrade(3, -0.25)],
    isFilledAtBest: false,
  });
  expect(readRows(markup)).toEqual([
    ['01-01 00:03', 'SHORT', '$100.00', '$101.00', '−$0.25'],
    ['01-01 00:01', 'LONG', '$100.00', '$101.00', '+$1.50'],
  ]);
  expect(markup).toContain('2024-01-01 00:03 UTC, opposite signal');
});

test('of many trades the newest hundred are listed; without one the log says so', () => {
  const trades = Array.from({ length: 150 }, (_, bar) => makeTrade(bar, bar + 1));
  const rows = readRows(renderMarkup(TradeLog, { trades, isFilledAtBest: false }));
  expect(rows).toHaveLength(100);
  expect(rows[0]?.at(-1)).toBe('+$150.00');
  expect(readText(renderMarkup(TradeLog, { trades: [], isFilledAtBest: false }))).toContain(
    'No trade has closed yet.',
  );
});

test('where an account fills at the best offers, each price says what it was', () => {
  const trades: readonly Trade[] = [
    makeTrade(1, 1),
    { ...makeTrade(2, 1), entryFill: 'best', exitFill: 'close' },
    { ...makeTrade(3, -1), entryFill: 'best', exitFill: 'best' },
  ];
  const markup = renderMarkup(TradeLog, { trades, isFilledAtBest: true });
  const prices = readRows(markup).map((cells) => cells.slice(2, 4));
  expect(prices).toEqual([
    ['$100.00 bid filled at the best bid', '$101.00 ask filled at the best ask'],
    [
      '$100.00 ask filled at the best ask',
      "$101.00 close filled at the bar's close, since best bid and ask were not known",
    ],
    [
      "$100.00 open filled at the bar's open",
      "$101.00 close filled at the bar's close, since best bid and ask were not known",
    ],
  ]);
  expect(markup).toContain('title="filled at the best bid"');
  expect(markup).toContain('<span aria-hidden="true">bid</span>');
});

test('a position gains as the price goes its way, costs of closing not counted', () => {
  expect(measureOpenPnl(makePosition(1, 2), 103)).toBe(6);
  expect(measureOpenPnl(makePosition(-1, 2), 103)).toBe(-6);
  expect(measureOpenPnl(makePosition(1, 2), NaN)).toBeNaN();
});

test('open positions stand with their profit at the last price, and none is said in words', () => {
  const frame = { positions: [makePosition(-1, 2)], openPnl: -6 } as unknown as AccountFrame;
  const markup = renderMarkup(PositionList, { frame, price: 103 });
  expect(readRows(markup)).toEqual([['00:00', 'SHORT', '$100.00', '−$6.00']]);
  expect(readFigures(markup, 'open-pnl')).toEqual(['-6']);
  const none = renderMarkup(PositionList, { frame: undefined, price: NaN });
  expect(readText(none)).toContain('No open position.');
  expect(readFigures(none, 'open-pnl')).toEqual(['']);
});
