import { expect, test } from 'vitest';
import { describePicture } from '../../../src/charts/market/chart-image';
import { makeBars } from '../../core/bars/make-bars';
import { makeSource } from './make-source';

test('a picture tells market, candles, dates and the legend of its last candle', () => {
  const source = makeSource(makeBars(200));
  const picture = describePicture({ source, view: { start: 10, span: 50 } }, 'BTC/USDT');
  expect(picture.title).toBe('BTC/USDT, 1m candles, 1 Jan 2024 00:10 to 1 Jan 2024 00:59 UTC');
  expect(picture.labels[0].text).toMatch(/^O \d/);
  expect(picture.name).toBe('BTC-USDT-1m-2024-01-01.png');
});
