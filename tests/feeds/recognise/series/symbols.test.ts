import { expect, it } from 'vitest';
import { guessSymbol, normaliseSymbol } from '../../../../src/feeds/recognise/series/symbols';

it.each([
  ['BTCUSDT-1m-2024-01.zip', 'BTCUSDT'],
  ['btcusdt_1m_2024q1.klines.parquet', 'BTCUSDT'],
  ['ETH_USDT-1m.feather', 'ETHUSDT'],
  ['1000SATSUSDT-1m-2024-01.zip', '1000SATSUSDT'],
  ['btc-usdt.csv', 'BTCUSDT'],
  ['DAT_ASCII_EURUSD_M1_2024.csv', 'EURUSD'],
  ['daily_AAPL.csv', 'AAPL'],
  ['intraday_1min_MSFT.csv', 'MSFT'],
  ['daily_prices.csv', ''],
  ['ethusdt klines.csv', 'ETHUSDT'],
  ['BTCUSDT-1m-2024-01 (1).zip', 'BTCUSDT'],
  ['AAPL-1d.csv', 'AAPL'],
  ['CryptoDataDownload_BTCUSDT_1h', 'BTCUSDT'],
  ['Binance_BTCUSDT_1h.csv', 'BTCUSDT'],
  ['Bitstamp_BTCUSD_d.csv', 'BTCUSD'],
  ['Gemini_ETHUSD_2021_1min.csv', 'ETHUSD'],
  ['yfinance_BTC-USD_1d.csv', 'BTCUSD'],
  ['coin_Bitcoin.csv', 'BITCOIN'],
  ['BINANCE_BTCUSDT, 60.csv', 'BTCUSDT'],
  ['archive.zip / BTCUSDT-1m-2024-01.csv', 'BTCUSDT'],
  ['rest_klines_BTCUSDT_1m.json', 'BTCUSDT'],
  ['klines_ethusdt_5m.csv', 'ETHUSDT'],
  ['ohlcv-BTC-USD-1h.csv', 'BTCUSD'],
  ['20131007_spy_minute_trade.csv', 'SPY'],
  ['equity_usa_minute_spy_20131007_trade.zip', 'SPY'],
  ['crypto_binance_hour_btcusdt_trade.zip', 'BTCUSDT'],
  ['deribit_chart_BTC-PERPETUAL_1.json', 'BTCPERPETUAL'],
  ['SZ#000002_gbk.txt', 'SZ000002'],
  ['bitstampUSD_1-min_data.csv', ''],
  ['krakenEUR.csv', ''],
  ['binance_1m.csv', ''],
  ['rest_1m.json', ''],
  ['klines.csv', ''],
  ['2024-01.csv', ''],
  ['january.csv', ''],
  ['my data.csv', ''],
  ['bitget_BTCUSDT_1h.json', 'BTCUSDT'],
])('guesses of %s the symbol "%s"', (file, symbol) => {
  expect(guessSymbol(file)).toBe(symbol);
});

it.each([
  ['BTC/USDT', 'BTCUSDT'],
  ['btc-usdt', 'BTCUSDT'],
  ['BINANCE:BTCUSDT', 'BTCUSDT'],
  ['BTC/USDT:USDT', 'BTCUSDT'],
  [' 1000SATSUSDT ', '1000SATSUSDT'],
  ['币安人生USDT', '币安人生USDT'],
  ['X:BTCUSD', 'BTCUSD'],
  // Upbit writes the currency of the price first.
  ['KRW-BTC', 'BTCKRW'],
  ['KRW-NEWCOIN', 'NEWCOINKRW'],
  ['USDT-XRP', 'XRPUSDT'],
  ['BTC-ETH', 'ETHBTC'],
  ['ETH-BTC', 'ETHBTC'],
  ['USD-JPY', 'USDJPY'],
  ['USDT-TRY', 'USDTTRY'],
  ['BTC-PERP', 'BTCPERP'],
])('writes the symbol "%s" as %s', (text, symbol) => {
  expect(normaliseSymbol(text)).toBe(symbol);
});
