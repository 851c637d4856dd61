import { formatInterval } from '../../core/bars/interval';
import { formatDay, formatUtcDate, formatUtcTime } from '../../core/format';
import type { Caption } from '../chart-image';
import type { ChartTheme } from '../chart-theme';
import { countSeen } from './candles';
import type { MarketSource } from './layer';
import { buildLegendRow } from './legend';
import { type Viewport, findVisibleCandles } from './viewport';

/** Returns title, legend at the last visible candle, and file name of a picture of what `view` shows. */
export function describePicture(
  { source, view }: Pick<DrawnChart, 'source' | 'view'>,
  title: string,
): Caption & { readonly name: string } {
  const { display } = source.candles;
  const { start, end } = findVisibleCandles(view, countSeen(display, source.playhead));
  const interval = formatInterval(display.intervalMs);
  const tell = (candle: number): string => {
    const time = display.openTime[candle];
    return `${formatDay(time)} ${formatUtcTime(time)}`;
  };
  const range = end > start ? `, ${tell(start)} to ${tell(end - 1)} UTC` : '';
  const day = end > start ? `-${formatUtcDate(display.openTime[end - 1])}` : '';
  return {
    title: `${title}, ${interval} candles${range}`,
    labels: buildLegendRow(source, end - 1).values.map(({ name, text }) => ({
      text: `${name} ${text}`,
    })),
    name: `${title.replace(/[^\w.-]+/g, '-')}-${interval}${day}.png`,
  };
}

/** What a chart has drawn: `canvas` shows `view` of `source`. */
export interface DrawnChart {
  readonly canvas: HTMLCanvasElement;
  readonly theme: ChartTheme;
  readonly source: MarketSource;
  readonly view: Viewport;
}
