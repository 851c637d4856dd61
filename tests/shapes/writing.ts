import { openZone } from '../../src/core/bars/zone';
import type { KnownBar, KnownMarket } from './known-bars';

const pad = (value: number, size = 2): string => String(value).padStart(size, '0');

/**
 * Writes a time by a pattern of `YYYY`, `YY`, `MM`, `M`, `DD`, `HH`, `mm`, `ss` as clocks of a zone show it, with `ZZ` its
 * offset from UTC.
 */
export function writeTime(time: number, pattern: string, zone = 'UTC'): string {
  const offset = openZone(zone).offsetAt(time);
  const date = new Date(time + offset);
  const minutes = Math.abs(offset) / 60_000;
  const parts: Record<string, string> = {
    YYYY: String(date.getUTCFullYear()),
    YY: pad(date.getUTCFullYear() % 100),
    MM: pad(date.getUTCMonth() + 1),
    M: String(date.getUTCMonth() + 1),
    DD: pad(date.getUTCDate()),
    HH: pad(date.getUTCHours()),
    mm: pad(date.getUTCMinutes()),
    ss: pad(date.getUTCSeconds()),
    ZZ: `${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`,
  };
  return pattern.replace(/YYYY|YY|MM|M|DD|HH|mm|ss|ZZ/g, (token) => parts[token]);
}

/** A number with a decimal mark and, where one is given, a mark between thousands. */
export function writeNumber(value: number, digits: number, decimal = '.', thousands = ''): string {
  const [whole, fraction = ''] = value.toFixed(digits).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, thousands);
  return fraction === '' ? grouped : grouped + decimal + fraction;
}

/** The four prices of a bar as text, with the digits of the market: open, high, low, close. */
export function writePrices(
  bar: KnownBar,
  { digits }: KnownMarket,
): Record<'o' | 'h' | 'l' | 'c', string> {
  const text = (value: number): string => value.toFixed(digits);
  return { o: text(bar.open), h: text(bar.high), l: text(bar.low), c: text(bar.close) };
}

/** Lines of cells with a mark between them; the header where there is one goes first. */
export function writeCsv(
  rows: readonly (readonly (string | number)[])[],
  {
    header,
    delimiter = ',',
  }: { readonly header?: string | undefined; readonly delimiter?: string } = {},
): string {
  const lines = rows.map((cells) => cells.join(delimiter));
  const all = header === undefined ? lines : [header, ...lines];
  return `${all.join('\n')}\n`;
}
