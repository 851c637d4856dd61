import type { ExchangeInfo } from '../core/exchange';
import { binanceInfo } from './binance/info';
import type { ExchangeEntry } from './exchange';

/** An exchange that can be chosen: the page shows `info`, and its code is loaded when it is first asked. */
export interface ListedExchange {
  readonly info: ExchangeInfo;
  load(): Promise<ExchangeEntry>;
}

/** Every exchange; the first one is used where none was chosen. */
export const exchanges: readonly ListedExchange[] = [
  { info: binanceInfo, load: async () => (await import('./binance/binance')).binance },
];
