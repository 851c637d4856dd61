import { browserPlatform } from '../../src/exchange/platform';
import { readKlines, readServerTime } from '../../src/exchange/binance/read-answers';
import { sendRequest } from '../../src/exchange/send-request';
import type { RestParts } from './live-rest';

/** Asks the exchange as a download does. */
export const fetchParts: RestParts = {
  send: (request) => sendRequest(browserPlatform, request),
  readKlines,
  readServerTime,
};
