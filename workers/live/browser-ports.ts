import { loadFunding } from '../../src/storage/funding';
import type { TabquantDatabase } from '../../src/storage/schema';
import { exchangeSpeed, liveUse, openExchange } from '../open-exchange';
import { createLiveClock } from '../../src/live/market/clock';
import { openBrowserSocket } from '../../src/live/market/exchange-link';
import { createAccountStore, loadLiveModel } from './live-store';
import type { LivePorts } from '../../src/live/ports';
import { chooseTimeouts } from '../../src/live/market/timeouts';
import { createAccountChannel, createWebLocks } from './web-locks';

/** Returns the ports of a live session, implemented by the worker that it runs in. */
export async function createBrowserPorts(database: TabquantDatabase): Promise<LivePorts> {
  const exchange = await openExchange(undefined, () => Promise.resolve(database), liveUse);
  const clock = createLiveClock({
    wallMs: () => Date.now(),
    monotonicMs: () => performance.now(),
    setTimer(callback, ms) {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
    askServerTime: (signal) => exchange.serverTime({ signal }),
    factor: exchangeSpeed,
  });
  return {
    clock,
    openSocket: openBrowserSocket,
    exchange,
    timeouts: chooseTimeouts(exchangeSpeed),
    accounts: createAccountStore(database),
    locks: createWebLocks(navigator.locks, clock),
    channel: createAccountChannel(),
    loadModel: (modelId) => loadLiveModel(database, modelId),
    loadFunding: (symbol) => loadFunding(database, symbol),
    drawSeed: () => crypto.getRandomValues(new Uint32Array(1))[0],
  };
}
