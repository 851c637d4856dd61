import { binance } from './binance/binance';
import type { ExchangeEntry } from './exchange';

/** Every exchange that can be asked; the first one is used where none was chosen. */
export const exchanges: readonly ExchangeEntry[] = [binance];

/** Returns the exchange of an id, or else the first one; throws where the id is not known. */
export function findExchange(
  id: string | undefined,
  entries: readonly ExchangeEntry[] = exchanges,
): ExchangeEntry {
  const entry = id === undefined ? entries[0] : entries.find(({ info }) => info.id === id);
  if (entry !== undefined) return entry;
  const known = entries.map(({ info }) => info.name).join(', ');
  throw new Error(`There is no exchange ${id ?? ''}. Those that can be asked: ${known}.`);
}
