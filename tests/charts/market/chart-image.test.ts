import { expect, test } from 'vitest';
import { describePicture, wrap } from '../../../src/charts/market/chart-image';
import { makeBars } from '../../core/bars/make-bars';
import { makeSource } from './make-source';

test('a picture tells market, candles, dates and the legend of its last candle', () => {
  const source = makeSource(makeBars(200));
  const picture = describePicture({ source, view: { start: 10, span: 50 } }, 'BTC/USDT');
  expect(picture.title).toBe('BTC/USDT, 1m candles, 1 Jan 2024 00:10 to 1 Jan 2024 00:59 UTC');
  expect(picture.values[0]).toMatch(/^O \d/);
  expect(picture.name).toBe('BTC-USDT-1m-2024-01-01.png');
});

test('texts wrap where a row is full', () => {
  // A letter is a pixel wide, and three stand between two texts.
  expect(wrap(['aaa', 'bbb', 'cc'], 9, (text) => text.length)).toEqual(['aaa   bbb', 'cc']);
});
