import type { ExchangeRefusal } from '../src/core/exchange';
import type { Exchange } from '../src/exchange/exchange';
import { exchanges, type ListedExchange } from '../src/exchange/exchanges';
import type { ExchangePorts, RefusalStore } from '../src/exchange/ports';
import { createRefusalStore } from '../src/storage/rest-refusals';
import type { TabquantDatabase } from '../src/storage/schema';
import { browserPlatform } from './browser-platform';

/**
 * How many times as fast as the machine's clock the exchange's time runs in live trading; always 1 except in test
 * builds, where it is `VITE_EXCHANGE_SPEED` (0, a stepped exchange, counts as 1). `MODE` is a constant of the build.
 */
export const exchangeSpeed: number =
  import.meta.env.MODE === 'test' ? Number(import.meta.env.VITE_EXCHANGE_SPEED) || 1 : 1;

/** How a worker uses an exchange. */
interface ExchangeUse extends Pick<ExchangePorts, 'weightShare' | 'retries'> {
  /** How many times as fast as the machine's clock the exchange's time runs; 1 except in test builds. */
  readonly speed?: number;
}

/** For downloads, which leave most of the limit to others at the address, and repeat requests. */
export const downloadUse: ExchangeUse = { weightShare: 0.2, retries: 'repeat' };

/** For live sessions, which need more of the limit, and decide themselves when to repeat a request. */
export const liveUse: ExchangeUse = { weightShare: 0.5, retries: 'once', speed: exchangeSpeed };

/**
 * Returns the exchange with this id, or the first one where it is undefined. Its refusals are stored in the database,
 * so that every worker and tab knows them, also after a reload; without a database, this worker only knows its own.
 */
export async function openExchange(
  id: string | undefined,
  openDatabase: () => Promise<TabquantDatabase>,
  { speed = 1, ...use }: ExchangeUse,
): Promise<Exchange> {
  const { now, sleep } = browserPlatform;
  const entry = await findExchange(id).load();
  const refusals = createRefusalStore(openDatabase, entry.info.id);
  return entry.open({
    platform: browserPlatform,
    refusals: speed === 1 ? refusals : keepInMachineTime(refusals, speed),
    exchangeClock: {
      now: () => now() * speed,
      sleep: (ms, signal) => sleep(ms / speed, signal),
    },
    ...use,
  });
}

function findExchange(id: string | undefined): ListedExchange {
  const entry = id === undefined ? exchanges[0] : exchanges.find(({ info }) => info.id === id);
  if (entry !== undefined) return entry;
  const known = exchanges.map(({ info }) => info.name).join(', ');
  throw new Error(`There is no exchange ${id ?? ''}. Those that can be asked: ${known}.`);
}

/** Returns a store that keeps times in the machine's time, which all workers share, whatever the exchange's speed. */
function keepInMachineTime(refusals: RefusalStore, speed: number): RefusalStore {
  const scale = (refusal: ExchangeRefusal, factor: number): ExchangeRefusal => ({
    ...refusal,
    until: refusal.until * factor,
    savedAt: refusal.savedAt * factor,
  });
  return {
    async load() {
      const kept = await refusals.load();
      return kept && scale(kept, speed);
    },
    save: (refusal) => refusals.save(scale(refusal, 1 / speed)),
    clear: () => refusals.clear(),
  };
}
