import { binance } from './binance/binance';
import type { ExchangeEntry } from './exchange';

/** Every exchange; the first one is used where none was chosen. */
export const exchanges: readonly ExchangeEntry[] = [binance];
