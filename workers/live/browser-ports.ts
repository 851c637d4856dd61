import type { TabquantDatabase } from '../../src/storage/schema';
import { createAccountStore } from './account-store';
import { openBrowserSocket } from './browser-socket';
import { restHosts } from '../../src/feeds/binance/hosts';
import { browserPlatform } from '../../src/feeds/binance/platform';
import { exchangeSpeed, streamHosts } from './exchange-hosts';
import { createBarFetcher } from './fetch-bars';
import { createLiveClock } from './live-clock';
import { createLiveRest } from './live-rest';
import { loadLiveModel } from './load-model';
import type { LivePorts } from './ports';
import { choosePatience } from './patience';
import { createRefusalMemory } from './refusal-memory';
import { createRestGate } from './rest-gate';
import { fetchParts } from './rest-parts';
import { createAccountNews, createWebLocks } from './web-locks';

/** Returns everything that a live session needs of the worker that it runs in. */
export function createBrowserPorts(database: TabquantDatabase): LivePorts {
  const gate = createRestGate({
    // Since the epoch, as the exchange counts its minutes, but steady.
    now: () => (performance.timeOrigin + performance.now()) * exchangeSpeed,
    sleep: (ms, signal) => browserPlatform.sleep(ms / exchangeSpeed, signal),
    memory: createRefusalMemory(database),
  });
  const rest = createLiveRest(fetchParts, restHosts, gate);
  const clock = createLiveClock({
    wallMs: () => Date.now(),
    monotonicMs: () => performance.now(),
    setTimer(callback, ms) {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
    askServerTime: rest.fetchServerTime,
    factor: exchangeSpeed,
  });
  return {
    clock,
    openSocket: openBrowserSocket,
    streamHosts,
    fetchBars: createBarFetcher(rest),
    patience: choosePatience(exchangeSpeed),
    accounts: createAccountStore(database),
    locks: createWebLocks(navigator.locks, clock),
    news: createAccountNews(),
    loadModel: (modelId) => loadLiveModel(database, modelId),
    drawSeed: () => crypto.getRandomValues(new Uint32Array(1))[0],
  };
}
