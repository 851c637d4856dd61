import { expect, it } from 'vitest';
import { guessSymbol } from '../../src/feeds/symbol';

it.each([
  ['BTCUSDT-1m-2024-01.zip', 'BTCUSDT'],
  ['btcusdt_1m_2024q1.klines.parquet', 'BTCUSDT'],
  ['ETH_USDT-1m.feather', 'ETHUSDT'],
  ['1000SATSUSDT-1m-2024-01.zip', '1000SATSUSDT'],
  ['btc-usdt.csv', 'BTCUSDT'],
  ['ethusdt klines.csv', 'ETHUSDT'],
  ['BTCUSDT-1m-2024-01 (1).zip', 'BTCUSDT'],
  ['AAPL-1d.csv', 'AAPL'],
  ['2024-01.csv', ''],
  ['january.csv', ''],
  ['my data.csv', ''],
])('guesses of %s the symbol "%s"', (file, symbol) => {
  expect(guessSymbol(file)).toBe(symbol);
});
