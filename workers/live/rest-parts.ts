import { barColumns } from '../../src/core/bars/bar';
import type { Bars } from '../../src/core/bars/bars';
import { mergeBars } from '../../src/core/bars/merge';
import { validateBars } from '../../src/core/bars/validate';
import type { RestParts, RestReply } from './live-rest';

/** Reads and asks the exchange by the platform's `fetch`. No header is set, which would need leave. */
export const fetchParts: RestParts = {
  async send({ url, timeoutMs, read, signal }) {
    const timeout = AbortSignal.timeout(timeoutMs);
    const either = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
    let response: Response;
    let body: string;
    try {
      response = await fetch(url, { credentials: 'omit', cache: 'no-store', signal: either });
      body = await response.text();
    } catch {
      signal?.throwIfAborted();
      return timeout.aborted ? { kind: 'timeout', seconds: timeoutMs / 1000 } : { kind: 'network' };
    }
    if (response.status !== 200) return classify(response, body);
    try {
      return { kind: 'done', result: read(JSON.parse(body)) };
    } catch (cause) {
      return { kind: 'malformed', detail: cause instanceof Error ? cause.message : String(cause) };
    }
  },
  readKlines(json, intervalMs, { from, to }) {
    if (!Array.isArray(json)) throw new Error('the klines are no list');
    const rows = json.map(readRow);
    const columns = barColumns.map((name, place) => [
      name,
      Float64Array.from(rows, (row) => row[place]),
    ]);
    const bars = { intervalMs, ...(Object.fromEntries(columns) as Omit<Bars, 'intervalMs'>) };
    if (rows.length === 0) return bars;
    const isAsked = bars.openTime.some((time) => time >= from && time < to);
    if (!isAsked) throw new Error('the klines are not those that were asked for');
    return validateBars(mergeBars([bars]).bars);
  },
  readServerTime(json) {
    const time = (json as { readonly serverTime?: unknown } | null)?.serverTime;
    if (typeof time === 'number' && Number.isSafeInteger(time) && time > 0) return time;
    throw new Error(`serverTime must be whole milliseconds, was ${String(time)}`);
  },
};

/** Where the columns of a `Bar` lie in a row of the exchange. */
const places = [0, 1, 2, 3, 4, 5, 7, 8, 9, 10];

function readRow(row: unknown, index: number): readonly number[] {
  if (!Array.isArray(row) || row.length !== 12) throw new Error(`row ${index} is no kline`);
  return places.map((place) => {
    const value: unknown = row[place];
    const number = typeof value === 'string' && value !== '' ? Number(value) : value;
    if (typeof number === 'number' && Number.isFinite(number)) return number;
    throw new Error(`entry ${place} of row ${index} must be a number, was ${String(value)}`);
  });
}

function classify(response: Response, body: string): RestReply<never> {
  const { status } = response;
  if (status === 403) return { kind: 'firewall' };
  if (status === 451) return { kind: 'region' };
  if (status === 418 || status === 429) {
    const seconds = Number(response.headers.get('Retry-After') ?? NaN);
    const retryAfterMs = seconds > 0 ? 1000 * seconds : undefined;
    return { kind: status === 418 ? 'banned' : 'rate-limited', retryAfterMs };
  }
  if (status !== 400) return { kind: 'server', status };
  return { kind: 'final', error: new Error(`The exchange refuses the request: ${body}`) };
}
