import type { TabquantDatabase } from '../../src/storage/schema';
import { exchangeSpeed, restHosts, streamHosts } from '../../src/exchange/binance/hosts';
import { browserPlatform } from '../../src/exchange/platform';
import { createBarFetcher } from './fetch-bars';
import { createLiveClock } from '../../src/live/market/clock';
import { createLiveRest } from './live-rest';
import { createAccountStore, loadLiveModel } from './live-store';
import type { LivePorts, OpenSocket } from '../../src/live/ports';
import { choosePatience } from '../../src/live/market/patience';
import { createRefusalMemory } from '../../src/storage/rest-refusals';
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

/** Opens a socket of the browser. */
export const openBrowserSocket: OpenSocket = (url, { onOpen, onMessage, onClose }) => {
  const socket = new WebSocket(url);
  let hasOpened = false;
  socket.addEventListener('open', () => {
    hasOpened = true;
    onOpen();
  });
  socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => onMessage(String(data)));
  // Comes after `error` too, which tells nothing of its own.
  socket.addEventListener('close', ({ code }) =>
    onClose(hasOpened ? `The connection was closed (code ${code})` : 'The connection was refused'),
  );
  return { close: () => socket.close() };
};
