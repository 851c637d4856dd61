import { countBars, type Bars } from '../core/bars/bars';
import { formatUtc } from '../core/bars/format-time';
import { formatInterval } from '../core/bars/interval';

/** Returns a name such as "BTCUSDT 1m 2024-01-01 to 2024-03-31", of a file's stem without a symbol. */
export function nameBars(bars: Bars, symbol: string, fileName: string): string {
  const what = symbol === '' ? fileName.replace(/\.[^.]+$/, '') : symbol;
  return `${what} ${formatInterval(bars.intervalMs)} ${nameDays([bars])}`;
}

/** Returns a name for what came together: the symbols, or how many there are, and the days. */
export function nameSet(all: readonly Bars[], symbols: readonly string[]): string {
  const different = [...new Set(symbols)].filter((symbol) => symbol !== '');
  const most = 4;
  const what =
    different.length === 0
      ? `${all.length} datasets`
      : different.length > most
        ? `${different.length} symbols`
        : different.join(', ');
  return `${what} ${nameDays(all)}`;
}

function nameDays(all: readonly Bars[]): string {
  const day = (time: number): string => formatUtc(time).slice(0, 10);
  const from = day(Math.min(...all.map(({ openTime }) => openTime[0])));
  const to = day(Math.max(...all.map((bars) => bars.openTime[countBars(bars) - 1])));
  return from === to ? from : `${from} to ${to}`;
}
