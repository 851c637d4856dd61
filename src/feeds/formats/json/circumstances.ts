import { isKnownZone, openZone } from '../../../core/bars/zone';
import { isRecord, type JsonRecord } from './flatten-records';

/** What a file says of rows beside them. */
export interface Circumstances {
  /** The market as written: "BTC/USD", "X:BTCUSD"; undefined where nothing says it. */
  readonly symbol: string | undefined;
  /** Zone of times that name none. */
  readonly zone: string | undefined;
  /** Of the bars, as a key over them writes it: "5m". */
  readonly interval?: string | undefined;
  /** A word for the market that stands over the bars: "spot", "bid". */
  readonly kind?: string | undefined;
}

/** Returns what a record and its descriptions (`meta`, `Meta Data`) say of the rows in it, else what was said around it. */
export function readCircumstances(record: JsonRecord, around: Circumstances): Circumstances {
  const said = new Map<string, string>();
  for (const [key, value] of Object.entries(record)) {
    if (isRecord(value) && /^(meta|arg$|attributes$)/i.test(key)) {
      for (const [inner, text] of Object.entries(value)) note(said, inner, text);
    } else {
      note(said, key, value);
    }
  }
  return {
    ...around,
    symbol: readSymbol(said) ?? around.symbol,
    zone: readZone(said) ?? around.zone,
  };
}

/** "2. Symbol" is "symbol". */
function note(said: Map<string, string>, key: string, value: unknown): void {
  const plain = key
    .replace(/^\d+[a-z]?\.\s*/, '')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
  if (typeof value === 'string' && !said.has(plain)) said.set(plain, value.trim());
}

const symbolKeys = [
  ...[
    'symbol',
    'ticker',
    'pair',
    'tradingpair',
    'instid',
    'instrumentname',
    'instrument',
    'productid',
  ],
  ...['market', 'marketid', 'instrumentid', 'figi', 'secid', 'isin'],
];

/** The two currencies of a pair that is stated in parts. */
const pairKeys = [
  ['fromsymbol', 'tosymbol'],
  ['digitalcurrencycode', 'marketcode'],
  ['basecurrency', 'quotecurrency'],
  ['base', 'quote'],
] as const;

function readSymbol(said: ReadonlyMap<string, string>): string | undefined {
  for (const [first, second] of pairKeys) {
    const [from, to] = [said.get(first), said.get(second)];
    if (from !== undefined && to !== undefined && isMarketName(from + to)) return from + to;
  }
  const named = symbolKeys
    .map((key) => said.get(key))
    .find((text) => text !== undefined && isMarketName(text));
  if (named !== undefined) return named;
  // HTX: "market.btcusdt.kline.1min".
  return /^market\.([a-z0-9-]+)\.kline\./i.exec(said.get('ch') ?? said.get('topic') ?? '')?.[1];
}

function isMarketName(text: string): boolean {
  return /^[\p{L}\p{N}.:/_^=@-]{1,40}$/u.test(text) && /\p{L}/u.test(text);
}

/** Whether a key may be the market of what stands under it, as "XXBTZUSD" and "BTC/USD" are, and "result" is not. */
export function isMarketKey(key: string): boolean {
  return (
    /^[A-Z0-9^][A-Z0-9.:/_^=-]{2,24}$/.test(key) &&
    /[A-Z]/.test(key) &&
    !isPlainKey(key) &&
    !isIntervalKey(key)
  );
}

/** Whether a key says an interval: "1m", "M15", "60min", "daily". */
export function isIntervalKey(key: string): boolean {
  return /^(\d{1,4} ?(s|secs?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|wk|weeks?|mo|months?)|[mhdw]\d{1,4}|minutes?|hourly|daily|weekly)$/i.test(
    key,
  );
}

/** Whether a key says only that something is under it, as "page1", "candles" and "0" do. */
export function isPlainKey(key: string): boolean {
  return (
    !/\p{L}/u.test(key) ||
    /^(ohlcv?|data|results?|candles?|klines?|bars?|rows?|records?|pages?|parts?|chunks?|batch(es)?|items?|lists?|files?|sections?|blocks?|responses?|first|second|last|train(ing)?|test(ing)?|val(idation)?|old|new|latest|current|previous|history|historical)[-_ .]?\d*$/i.test(
      key,
    )
  );
}

/** Names of zones go before abbreviations, which can mean several or forget summer time. */
function readZone(said: ReadonlyMap<string, string>): string | undefined {
  const keys = ['exchangetimezonename', 'exchangetimezone', 'timezonename', 'timezone', 'tz'];
  return keys
    .map((key) => said.get(key))
    .find(
      (text) =>
        text !== undefined && (text.includes('/') || /^(utc|gmt)/i.test(text)) && isKnownZone(text),
    );
}

/** Unix times in s as the dates that clocks of a zone show then: "2024-01-31"; '' where there is no time. */
export function toLocalDates(times: readonly unknown[], zone: string): readonly string[] {
  const { offsetAt } = openZone(zone);
  return times.map((time) => {
    if (typeof time !== 'number') return '';
    const ms = time * 1000;
    return new Date(ms + offsetAt(ms)).toISOString().slice(0, 10);
  });
}
