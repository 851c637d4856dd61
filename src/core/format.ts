import type { EpochMs } from './bars/bars';
import { formatUtc } from './bars/times';

/** Shown where a figure is undefined; as wide as a digit, so that nothing moves when the figure appears. */
export const missing = '–';

const monthNames = [
  ...['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun'],
  ...['Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
];

interface FigureStyle {
  /** Digits after the point. */
  readonly digits?: number;
  /** Whether a figure above 0 has a plus sign. */
  readonly isSigned?: boolean;
}

/** Dollars with cents and a real minus sign: `$1,234.56`, `−$0.31`, signed `+$0.12`. */
export function formatMoney(dollars: number, { digits = 2, isSigned = false }: FigureStyle = {}) {
  return withSign(dollars, digits, isSigned, (size) => `$${group(size, digits)}`);
}

/**
 * Dollars in at most eight characters: `$999.99`, `$12,346`, `$1.23M`; cents only below 1,000, three figures from 100,000 on. `digits` are
 * those of an amount below 1,000.
 */
export function formatMoneyBriefly(
  dollars: number,
  { digits = 2, isSigned = false }: FigureStyle = {},
) {
  const size = Math.abs(dollars);
  if (!(size >= 99_999.5)) {
    return formatMoney(dollars, { digits: size < 999.995 ? digits : 0, isSigned });
  }
  return withSign(dollars, 0, isSigned, (whole) => `$${formatCompact(whole)}`);
}

/** A fraction as percent: 0.0123 is `1.23%`. */
export function formatPercent(
  fraction: number,
  { digits = 2, isSigned = false }: FigureStyle = {},
) {
  return withSign(fraction * 100, digits, isSigned, (size) => `${group(size, digits)}%`);
}

/** Basis points: `0.4 bps`. */
export function formatBps(bps: number, { digits = 1, isSigned = false }: FigureStyle = {}) {
  return withSign(bps, digits, isSigned, (size) => `${group(size, digits)} bps`);
}

/** A number without a unit, such as a ratio or a probability: `−1.92`. */
export function formatNumber(value: number, { digits = 2, isSigned = false }: FigureStyle = {}) {
  return withSign(value, digits, isSigned, (size) => group(size, digits));
}

/** A size with three figures: `1,234` is `1.23K`, `12,300,000` is `12.3M`. */
export function formatCompact(value: number): string {
  return Number.isNaN(value) ? missing : compact.format(value);
}

const compact = new Intl.NumberFormat('en-US', {
  notation: 'compact',
  maximumSignificantDigits: 3,
});

/** A whole number in groups of three: `129,600`. */
export function formatCount(count: number): string {
  return withSign(count, 0, false, (size) => group(size, 0));
}

/** A place in a row: `1st`, `22nd`, `1,113th`. */
export function formatOrdinal(place: number): string {
  const isTeen = Math.floor(place / 10) % 10 === 1;
  const ending = isTeen ? undefined : ['st', 'nd', 'rd'][(place % 10) - 1];
  return formatCount(place) + (ending ?? 'th');
}

/** A price with about six figures: `$68,231.20`, `$0.00001234`. */
export function formatPrice(price: number): string {
  return formatMoney(price, { digits: priceDigits(price) });
}

/** Seconds as people say them: `8 s`, `1 min 20 s`, `2 h 5 min`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return missing;
  if (seconds < 9.95) return `${seconds.toFixed(seconds < 1 ? 2 : 1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** Time left in whole seconds, or minutes above two: `about 20 s left`. */
export function formatEta(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return 'estimating…';
  if (seconds < 1) return 'almost done';
  if (seconds < 120) return `about ${Math.round(seconds)} s left`;
  return `about ${Math.round(seconds / 60)} min left`;
}

/** A minute in UTC: `2024-03-31 23:59`. */
export function formatUtcMinute(time: EpochMs): string {
  return Number.isFinite(time) ? formatUtc(time).slice(0, 16).replace('T', ' ') : missing;
}

/** A day in UTC: `2024-03-31`. */
export function formatUtcDate(time: EpochMs): string {
  return formatUtcMinute(time).slice(0, 10);
}

/** A minute of a day in UTC: `23:59`. */
export function formatUtcTime(time: EpochMs): string {
  return Number.isFinite(time) ? formatUtcMinute(time).slice(11) : missing;
}

/** A day in UTC in words: `5 Jan 2024`. */
export function formatDay(time: EpochMs): string {
  const date = new Date(time);
  return `${date.getUTCDate()} ${formatMonth(time)} ${date.getUTCFullYear()}`;
}

/** A day in UTC without its year: `5 Jan`. */
export function formatDayOfMonth(time: EpochMs): string {
  return formatDay(time).slice(0, -5);
}

/** A month in UTC: `Jan`. */
export function formatMonth(time: EpochMs): string {
  return monthNames[new Date(time).getUTCMonth()] ?? missing;
}

/** File size in decimal units: `1.2 MB`. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return missing;
  const units = ['B', 'kB', 'MB', 'GB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const size = bytes / 1000 ** power;
  return `${power === 0 || size >= 100 ? size.toFixed(0) : size.toFixed(1)} ${units[power] ?? 'B'}`;
}

/** File size beside a limit, always in megabytes except below 0.1 MB: `2000 MB`, `1.2 MB`, `950 bytes`. */
export function formatMegabytes(bytes: number): string {
  if (bytes < 100_000) return `${bytes} bytes`;
  return `${(bytes / 1e6).toFixed(bytes < 100e6 ? 1 : 0)} MB`;
}

/** Digits after the point, 1 to 10, for a column of prices of about this size. */
export function pickPriceDecimals(price: number): number {
  if (!(price > 0) || !Number.isFinite(price)) return 2;
  if (price >= 10_000) return 1;
  if (price >= 100) return 2;
  if (price >= 1) return 4;
  return Math.min(10, 4 - Math.floor(Math.log10(price)));
}

/** The raw value for a `data-value` attribute: all digits, empty where the figure is undefined. */
export function rawValue(value: number | string): string {
  return typeof value === 'number' && Number.isNaN(value) ? '' : String(value);
}

function withSign(
  value: number,
  digits: number,
  isSigned: boolean,
  format: (size: number) => string,
): string {
  if (Number.isNaN(value)) return missing;
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const rounded = Number(value.toFixed(digits));
  const sign = rounded < 0 ? '−' : isSigned && rounded > 0 ? '+' : '';
  return sign + format(Math.abs(rounded));
}

const formatters = new Map<number, Intl.NumberFormat>();

function group(size: number, digits: number): string {
  let formatter = formatters.get(digits);
  if (formatter === undefined) {
    formatter = new Intl.NumberFormat('en-US', {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    formatters.set(digits, formatter);
  }
  return formatter.format(size);
}

function priceDigits(price: number): number {
  const size = Math.abs(price);
  if (!(size > 0) || !Number.isFinite(size) || size >= 10) return 2;
  return Math.min(10, 3 - Math.floor(Math.log10(size)));
}
