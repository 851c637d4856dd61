import { barIntervals, type BarInterval, type ExchangeInfo } from '../../core/exchange';

export const binanceInfo: ExchangeInfo = {
  id: 'binance',
  name: 'Binance',
  marketName: 'Binance spot',
  // Binance has the same names for them.
  intervals: Object.keys(barIntervals) as BarInterval[],
  maxBarsPerRequest: 1000,
  exampleSymbol: 'BTCUSDT',
  quoteAssets: ['USDT', 'USDC', 'FDUSD', 'BTC', 'ETH', 'BNB', 'EUR'],
  archive: {
    host: 'data.binance.vision',
    url: 'https://data.binance.vision/?prefix=data/spot/monthly/klines/',
  },
};
