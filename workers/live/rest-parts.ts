import { browserPlatform } from '../../src/feeds/binance/platform';
import { readKlines, readServerTime } from '../../src/feeds/binance/read-answers';
import { sendRequest } from '../../src/feeds/binance/send-request';
import type { RestParts } from './live-rest';

/** Asks the exchange as a download does. */
export const fetchParts: RestParts = {
  send: (request) => sendRequest(browserPlatform, request),
  readKlines,
  readServerTime,
};
