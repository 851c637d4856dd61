import type { TabquantDatabase } from '../../src/storage/schema';
import { exchangeSpeed, liveUse, openExchange } from '../open-exchange';
import { createLiveClock } from '../../src/live/market/clock';
import { createAccountStore, loadLiveModel } from './live-store';
import type { LivePorts, OpenSocket } from '../../src/live/ports';
import { choosePatience } from '../../src/live/market/patience';
import { createAccountChannel, createWebLocks } from './web-locks';

/** Returns everything that a live session needs of the worker that it runs in. */
export function createBrowserPorts(database: TabquantDatabase): LivePorts {
  const exchange = openExchange(undefined, () => Promise.resolve(database), liveUse);
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
    patience: choosePatience(exchangeSpeed),
    accounts: createAccountStore(database),
    locks: createWebLocks(navigator.locks, clock),
    channel: createAccountChannel(),
    loadModel: (modelId) => loadLiveModel(database, modelId),
    drawSeed: () => crypto.getRandomValues(new Uint32Array(1))[0],
  };
}

/** Opens a socket of the browser. */
const openBrowserSocket: OpenSocket = (url, { onOpen, onMessage, onClose }) => {
  const socket = new WebSocket(url);
  let hasOpened = false;
  socket.addEventListener('open', () => {
    hasOpened = true;
    onOpen();
  });
  socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => onMessage(String(data)));
  // It follows `error` too, which has no details.
  socket.addEventListener('close', ({ code }) =>
    onClose(hasOpened ? `The connection was closed (code ${code})` : 'The connection was refused'),
  );
  return { send: (text) => socket.send(text), close: () => socket.close() };
};
